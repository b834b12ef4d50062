-- Residence is known on the status days of the delivery. Between two of them a person lives where the first says. Who
-- is not there on the next one died or left on an unknown day: then only the status day itself is known, and nobody is
-- counted as alive after it. After the last status day nothing is known.
WITH status_day AS (
    SELECT status_date, LEAD(status_date) OVER (ORDER BY status_date) AS next_day
    FROM (SELECT DISTINCT status_date FROM delivered WHERE status_date IS NOT NULL)
),
person AS (
    SELECT
        *,
        ROW_NUMBER() OVER (
            PARTITION BY person_key, status_date
            ORDER BY municipality_code NULLS LAST, sex, birth_date
        ) AS place
    FROM delivered
),
seen AS (
    SELECT p.*, s.next_day, LEAD(p.status_date) OVER (PARTITION BY p.person_key ORDER BY p.status_date) AS seen_next
    FROM person p
    JOIN status_day s ON s.status_date = p.status_date
    WHERE p.place = 1 AND p.person_key IS NOT NULL
),
stay AS (
    SELECT
        *,
        CASE
            WHEN next_day IS NULL THEN status_date
            WHEN seen_next = next_day THEN next_day - 1
            ELSE status_date
        END AS last_day
    FROM seen
),
begun AS (
    SELECT
        *,
        CASE
            WHEN LAG(last_day) OVER of_person = status_date - 1
                AND LAG(municipality_code) OVER of_person IS NOT DISTINCT FROM municipality_code
                AND LAG(sex) OVER of_person IS NOT DISTINCT FROM sex
                AND LAG(birth_date) OVER of_person IS NOT DISTINCT FROM birth_date
            THEN 0
            ELSE 1
        END AS begins
    FROM stay
    WINDOW of_person AS (PARTITION BY person_key ORDER BY status_date)
),
numbered AS (
    SELECT *, SUM(begins) OVER (PARTITION BY person_key ORDER BY status_date) AS stay_no FROM begun
)
SELECT
    person_key,
    MIN(sex) AS sex,
    MIN(birth_date) AS birth_date,
    MIN(municipality_code) AS municipality_code,
    MIN(status_date) AS residence_start,
    MAX(last_day) AS residence_end,
    CAST(NULL AS DATE) AS death_date,
    CAST(NULL AS VARCHAR) AS set_aside
FROM numbered
GROUP BY person_key, stay_no
UNION ALL
SELECT
    person_key, sex, birth_date, municipality_code, status_date, NULL, NULL,
    CASE WHEN person_key IS NULL OR status_date IS NULL THEN 'incomplete_row' ELSE 'same_status_twice' END
FROM person
WHERE person_key IS NULL OR status_date IS NULL OR place > 1
