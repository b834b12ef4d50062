-- Who is counted, and where: everyone who lives in a municipality on the reference date (rule bopael).
SELECT
    d.year,
    r.person_key,
    r.municipality_code,
    r.sex,
    a.age,
    CASE WHEN n.person_key IS NULL THEN 'no' ELSE 'yes' END AS nursing_home
FROM residence r
JOIN reference_date d
    ON d.reference_date BETWEEN r.first_day AND r.last_day
JOIN age_on_date a
    ON a.year = d.year AND a.birth_date = r.birth_date
LEFT JOIN nursing_home_resident n
    ON n.year = d.year AND n.person_key = r.person_key
