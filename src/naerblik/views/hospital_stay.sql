-- Hospital stays by the official rule: contacts with physical attendance are one stay when they overlap or when at most
-- four hours lie between them. A stay of twelve hours or more is an admission; it is acute when its first contact is.
-- A contact that is not ended goes on. Of contacts with the same times an acute one comes first.
--
-- Only stays that begin on the days that are looked up, so only contacts that can say something of them: those that end
-- four hours before the first day or later can be one stay with a contact of that day, and whether a stay lasts twelve
-- hours is known from contacts that begin in its first sixteen.
WITH physical AS (
    SELECT
        h.person_key,
        h.start_time,
        COALESCE(h.end_time, TIMESTAMP '9999-12-31 00:00:00') AS end_time,
        CAST(CASE WHEN h.priority = 'ATA1' THEN 0 ELSE 1 END AS TINYINT) AS is_planned,
        f.first_day,
        f.last_day
    FROM hospital_contact h
    JOIN followed_span f
        ON f.person_key = h.person_key
    WHERE h.contact_type = 'ALCA00'
        AND CAST(h.start_time AS DATE) <= CAST(f.last_day + INTERVAL '1' DAY AS DATE)
        AND COALESCE(CAST(h.end_time AS DATE), f.first_day) >= CAST(f.first_day - INTERVAL '1' DAY AS DATE)
),
contact AS (
    SELECT
        person_key,
        start_time,
        end_time,
        is_planned,
        first_day,
        last_day,
        MAX(end_time) OVER (
            PARTITION BY person_key
            ORDER BY start_time, end_time, is_planned
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS latest_end
    FROM physical
),
first_contact AS (
    SELECT
        person_key,
        start_time,
        end_time,
        is_planned,
        first_day,
        last_day,
        CAST(CASE WHEN start_time <= latest_end + INTERVAL '4' HOUR THEN 0 ELSE 1 END AS TINYINT) AS begins
    FROM contact
),
numbered AS (
    SELECT
        person_key,
        start_time,
        end_time,
        is_planned,
        first_day,
        last_day,
        begins,
        CAST(SUM(begins) OVER (
            PARTITION BY person_key
            ORDER BY start_time, end_time, is_planned
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
        ) AS INTEGER) AS stay_no
    FROM first_contact
)
SELECT
    person_key,
    CAST(MIN(start_time) AS DATE) AS first_day,
    MAX(CASE WHEN begins = 1 AND is_planned = 0 THEN 1 ELSE 0 END) AS is_acute,
    CASE WHEN MAX(end_time) >= MIN(start_time) + INTERVAL '12' HOUR THEN 1 ELSE 0 END AS is_admission
FROM numbered
GROUP BY person_key, stay_no
HAVING CAST(MIN(start_time) AS DATE) BETWEEN MIN(first_day) AND MAX(last_day)
