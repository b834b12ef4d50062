-- Stays of a year by the official rule: contacts with physical attendance are chained when they overlap or at most 4
-- hours lie between them; a stay of 12 hours and more is an admission. A stay counts in the year in which it begins.
-- A contact that is not ended lasts to the end of the observation.
WITH physical AS (
    SELECT person_key, start_time, coalesce(end_time, TIMESTAMP '{after}') AS end_time
    FROM hospital_contact WHERE contact_type = 'ALCA00' AND start_time < TIMESTAMP '{last}'
),
reached AS (
    SELECT *, max(end_time) OVER (
        PARTITION BY person_key ORDER BY start_time, end_time ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS before FROM physical
),
numbered AS (
    SELECT *, sum(CASE WHEN before IS NULL OR start_time > before + INTERVAL 4 HOUR THEN 1 ELSE 0 END)
        OVER (PARTITION BY person_key ORDER BY start_time, end_time ROWS UNBOUNDED PRECEDING) AS stay
    FROM reached
),
stays AS (
    SELECT min(start_time) AS begins, max(end_time) AS ends FROM numbered GROUP BY person_key, stay
)
SELECT year(begins) AS year, CASE WHEN ends >= begins + INTERVAL 12 HOUR THEN 'admission' ELSE 'short' END AS kind,
    count(*) AS stays
FROM stays GROUP BY ALL ORDER BY ALL
