-- What stands behind the numbers of an area: its municipalities and residents, all and those that reported.
WITH resident_total AS (
    SELECT year, municipality_code, SUM(citizens) AS citizens
    FROM resident_count
    WHERE disease = 'all'
    GROUP BY year, municipality_code
)
SELECT
    d.year,
    m.level,
    m.area,
    CAST(SUM(m.municipalities) AS BIGINT) AS municipalities,
    CAST(SUM(CASE WHEN h.municipality_code IS NULL THEN 0 ELSE m.municipalities END) AS BIGINT) AS reporting,
    CAST(SUM(COALESCE(r.citizens, 0)) AS BIGINT) AS population,
    CAST(SUM(CASE WHEN h.municipality_code IS NULL THEN 0 ELSE COALESCE(r.citizens, 0) END) AS BIGINT)
        AS reported_population
FROM reference_date d
CROSS JOIN area_member m
LEFT JOIN resident_total r
    ON r.year = d.year AND r.municipality_code = m.municipality_code
LEFT JOIN reporting_municipality h
    ON h.year = d.year AND h.municipality_code = m.municipality_code
GROUP BY d.year, m.level, m.area
ORDER BY d.year, m.level, m.area
