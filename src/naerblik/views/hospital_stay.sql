-- Hospital stays by the official rule: contacts with physical attendance are one stay when they overlap or when at most
-- four hours lie between them. A stay of twelve hours or more is an admission; it is acute when its first contact is.
-- A contact that is not ended goes on.
WITH physical AS (
    SELECT person_key, start_time, COALESCE(end_time, TIMESTAMP '9999-12-31 00:00:00') AS end_time, priority
    FROM hospital_contact
    WHERE contact_type = 'ALCA00' AND person_key IN (SELECT person_key FROM followed_person)
),
contact AS (
    SELECT
        person_key,
        start_time,
        end_time,
        priority,
        MAX(end_time) OVER (
            PARTITION BY person_key
            ORDER BY start_time, end_time, priority
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS latest_end
    FROM physical
),
numbered AS (
    SELECT
        person_key,
        start_time,
        end_time,
        priority,
        CASE WHEN latest_end IS NULL OR start_time > latest_end + INTERVAL '4' HOUR THEN 1 ELSE 0 END AS begins,
        SUM(CASE WHEN latest_end IS NULL OR start_time > latest_end + INTERVAL '4' HOUR THEN 1 ELSE 0 END) OVER (
            PARTITION BY person_key
            ORDER BY start_time, end_time, priority
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS stay_no
    FROM contact
)
SELECT
    person_key,
    stay_no,
    MIN(start_time) AS start_time,
    MAX(end_time) AS end_time,
    MAX(CASE WHEN begins = 1 AND priority = 'ATA1' THEN 1 ELSE 0 END) AS is_acute,
    CASE WHEN MAX(end_time) >= MIN(start_time) + INTERVAL '12' HOUR THEN 1 ELSE 0 END AS is_admission
FROM numbered
GROUP BY person_key, stay_no
