-- Whose hospital stays are looked up, and on which days they begin: citizens with cancer on the days that their contacts
-- count, and those whose acute stays general practice is set beside. From the first to the last of these days, one row a
-- citizen.
SELECT person_key, MIN(first_day) AS first_day, MAX(last_day) AS last_day
FROM (
    SELECT person_key, first_day, last_day
    FROM cancer_span
    UNION ALL
    SELECT person_key, first_day, last_day
    FROM gp_span
) d
GROUP BY person_key
