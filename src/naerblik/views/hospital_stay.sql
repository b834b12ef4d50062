-- Hospital stays by the official rule: contacts with physical attendance are one stay when they overlap or when at most
-- four hours lie between them. A stay of twelve hours or more is an admission; it is acute when its first contact is.
-- A contact that is not ended goes on. Of contacts with the same times an acute one comes first.
--
-- Only stays that begin on the days that are looked up, so only contacts that can say something of them: those that end
-- four hours before the first day or later can be one stay with a contact of that day, and whether a stay lasts twelve
-- hours is known from contacts that begin in its first sixteen.
--
-- Of a stay its first and its last contact say all: until when the last one and those before it reach is when the stay
-- ends. Most contacts are both, so that few are put in order a second time.
WITH physical AS (
    SELECT
        h.person_key,
        h.start_time,
        COALESCE(h.end_time, TIMESTAMP '9999-12-31 00:00:00') AS end_time,
        CAST(CASE WHEN h.priority = 'ATA1' THEN 0 ELSE 1 END AS TINYINT) AS is_planned,
        CAST(CASE
            WHEN CAST(h.start_time AS DATE) BETWEEN f.first_day AND f.last_day THEN 1 ELSE 0
        END AS TINYINT) AS is_asked
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
        is_asked,
        MAX(end_time) OVER (
            PARTITION BY person_key
            ORDER BY start_time, end_time, is_planned
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS latest_end,
        LEAD(start_time) OVER (PARTITION BY person_key ORDER BY start_time, end_time, is_planned) AS next_start
    FROM physical
),
placed AS (
    SELECT
        person_key,
        start_time,
        end_time,
        is_planned,
        is_asked,
        GREATEST(latest_end, end_time) AS reaches_to,
        CASE WHEN start_time <= latest_end + INTERVAL '4' HOUR THEN 0 ELSE 1 END AS is_first,
        CASE WHEN next_start <= GREATEST(latest_end, end_time) + INTERVAL '4' HOUR THEN 0 ELSE 1 END AS is_last
    FROM contact
),
stay AS (
    SELECT person_key, start_time, is_planned, is_asked, reaches_to
    FROM placed
    WHERE is_first = 1 AND is_last = 1
    UNION ALL
    SELECT person_key, start_time, is_planned, is_asked, reaches_to
    FROM (
        SELECT
            person_key,
            start_time,
            is_planned,
            is_asked,
            is_first,
            LEAD(reaches_to) OVER (
                PARTITION BY person_key
                ORDER BY start_time, end_time, is_planned, is_last
            ) AS reaches_to
        FROM placed
        WHERE is_first <> is_last
    ) p
    WHERE is_first = 1
)
SELECT
    person_key,
    CAST(start_time AS DATE) AS first_day,
    CAST(1 - is_planned AS TINYINT) AS is_acute,
    CAST(CASE WHEN reaches_to >= start_time + INTERVAL '12' HOUR THEN 1 ELSE 0 END AS TINYINT) AS is_admission
FROM stay
WHERE is_asked = 1
