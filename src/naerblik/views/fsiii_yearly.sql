-- Citizens with an intervention in a year against the days that residents were alive in delivered months.
WITH person_time AS (
    SELECT
        s.year,
        s.municipality_code,
        SUM(s.citizens * (b.delivered_days - a.delivered_days + a.delivered)) AS person_days
    FROM residence_span s
    JOIN delivered_day a
        ON a.municipality_code = s.municipality_code AND a.day = s.first_day
    JOIN delivered_day b
        ON b.municipality_code = s.municipality_code AND b.day = s.last_day
    GROUP BY s.year, s.municipality_code
),
clients AS (
    SELECT year, municipality_code, COUNT(*) AS citizens
    FROM client_year
    GROUP BY year, municipality_code
)
SELECT
    y.year,
    m.level,
    m.area,
    CAST(SUM(COALESCE(c.citizens, 0)) AS BIGINT) AS count,
    CAST(SUM(COALESCE(t.person_days, 0)) AS BIGINT) AS person_days
FROM year_span y
CROSS JOIN area_member m
LEFT JOIN clients c
    ON c.year = y.year AND c.municipality_code = m.municipality_code
LEFT JOIN person_time t
    ON t.year = y.year AND t.municipality_code = m.municipality_code
GROUP BY y.year, m.level, m.area
ORDER BY y.year, m.level, m.area
