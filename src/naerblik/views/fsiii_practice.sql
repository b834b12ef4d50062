-- Reporting practice month by month: a municipality that says nothing about a month has not delivered it.
WITH months AS (
    SELECT DISTINCT month FROM fsiii_reporting
),
delivered AS (
    SELECT DISTINCT municipality_code, month FROM fsiii_reporting WHERE delivered
)
SELECT
    m.municipality_code,
    t.month,
    d.municipality_code IS NOT NULL AS delivered
FROM (SELECT municipality_code FROM area_member WHERE level = 'municipality') m
CROSS JOIN months t
LEFT JOIN delivered d
    ON d.municipality_code = m.municipality_code AND d.month = t.month
ORDER BY m.municipality_code, t.month
