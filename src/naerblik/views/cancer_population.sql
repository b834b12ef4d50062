-- The residents that new tumours are set against: those of the reference date, as NORDCAN takes the middle of the year.
-- Counted by municipality and age before areas and age groups are looked up.
WITH counted AS (
    SELECT d.year, r.municipality_code, r.sex, a.completed_years, COUNT(*) AS residents
    FROM residence r
    JOIN reference_date d
        ON d.reference_date BETWEEN r.first_day AND r.last_day
    JOIN (SELECT DISTINCT year FROM case_year) y
        ON y.year = d.year
    JOIN age_on_date a
        ON a.year = d.year AND a.birth_date = r.birth_date
    GROUP BY d.year, r.municipality_code, r.sex, a.completed_years
)
SELECT
    c.year,
    m.level,
    m.area,
    c.sex,
    s.stratum,
    CAST(SUM(c.residents) AS BIGINT) AS residents
FROM counted c
JOIN age_stratum s
    ON s.completed_years = c.completed_years
JOIN area_member m
    ON m.municipality_code = c.municipality_code
WHERE m.level IN ('region', 'country')
GROUP BY c.year, m.level, m.area, c.sex, s.stratum
