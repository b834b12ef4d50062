-- Who is counted, and as what: everyone who lives in a municipality on the reference date (rule bopael).
SELECT
    CAST(d.year AS SMALLINT) AS year,
    r.person_key,
    g.group_no
FROM residence r
JOIN reference_date d
    ON d.reference_date BETWEEN r.first_day AND r.last_day
JOIN age_on_date a
    ON a.year = d.year AND a.birth_date = r.birth_date
LEFT JOIN nursing_home_resident n
    ON n.year = d.year AND n.person_key = r.person_key
JOIN person_group g
    ON g.municipality_code = r.municipality_code
    AND g.sex = r.sex
    AND g.age = a.age
    AND g.nursing_home = CASE WHEN n.person_key IS NULL THEN 'no' ELSE 'yes' END
