-- The days of a year in each municipality of the persons that any record is about.
SELECT
    CAST(y.year AS SMALLINT) AS year,
    r.person_key,
    CAST(r.municipality_code AS SMALLINT) AS municipality_code,
    GREATEST(r.first_day, y.first_day) AS first_day,
    LEAST(r.last_day, y.last_day) AS last_day
FROM client_residence r
JOIN year_span y
    ON r.first_day <= y.last_day AND r.last_day >= y.first_day
