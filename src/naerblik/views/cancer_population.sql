-- The residents that new tumours are set against: those of the reference date, as NORDCAN takes the middle of the year.
SELECT
    d.year,
    m.level,
    m.area,
    r.sex,
    s.stratum,
    COUNT(*) AS residents
FROM residence r
JOIN reference_date d
    ON d.reference_date BETWEEN r.first_day AND r.last_day
JOIN (SELECT DISTINCT year FROM case_year) y
    ON y.year = d.year
JOIN age_on_date a
    ON a.year = d.year AND a.birth_date = r.birth_date
JOIN age_stratum s
    ON s.completed_years = a.completed_years
JOIN area_member m
    ON m.municipality_code = r.municipality_code
WHERE m.level IN ('region', 'country')
GROUP BY d.year, m.level, m.area, r.sex, s.stratum
