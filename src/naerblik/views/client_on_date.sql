-- Where those persons live on the reference date, and the group they are counted in, as in resident.sql; only in
-- municipalities that have delivered (rule rapporteret).
SELECT
    CAST(d.year AS SMALLINT) AS year,
    r.person_key,
    CAST(r.municipality_code AS SMALLINT) AS municipality_code,
    g.group_no
FROM client_residence r
JOIN reference_date d
    ON d.reference_date BETWEEN r.first_day AND r.last_day
JOIN reporting_municipality h
    ON h.year = d.year AND h.municipality_code = r.municipality_code
JOIN age_on_date a
    ON a.year = d.year AND a.birth_date = r.birth_date
LEFT JOIN nursing_home_resident n
    ON n.year = d.year AND n.person_key = r.person_key
JOIN person_group g
    ON g.municipality_code = r.municipality_code
    AND g.sex = r.sex
    AND g.age = a.age
    AND g.nursing_home = CASE WHEN n.person_key IS NULL THEN 'no' ELSE 'yes' END
