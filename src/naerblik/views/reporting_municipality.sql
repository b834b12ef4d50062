-- Which municipalities are counted: those that delivered in the month of the reference date (rule rapporteret), and
-- among them those that did so in each year of the trend. Municipality 0, residents outside the 98, delivers through
-- whichever municipality cares for them and always counts.
WITH delivered AS (
    SELECT DISTINCT d.year, r.municipality_code
    FROM fsiii_reporting r
    JOIN reference_date d
        ON d.month = r.month
    WHERE r.delivered
    UNION
    SELECT d.year, u.municipality_code
    FROM reference_date d
    CROSS JOIN (SELECT DISTINCT municipality_code FROM area_member WHERE level = 'unknown') u
),
years AS (
    SELECT municipality_code, COUNT(*) AS delivered_years
    FROM delivered
    GROUP BY municipality_code
)
SELECT
    d.year,
    d.municipality_code,
    CASE WHEN y.delivered_years = (SELECT COUNT(*) FROM reference_date) THEN 1 ELSE 0 END AS every_year
FROM delivered d
JOIN years y
    ON y.municipality_code = d.municipality_code
