-- The days of each month that a municipality delivered, counted up from the first day, so that the delivered days of
-- any interval are a difference of two rows and nobody needs a row per person and month.
WITH municipality AS (
    SELECT DISTINCT municipality_code, municipalities FROM area_member
),
delivered_month AS (
    SELECT DISTINCT municipality_code, month FROM fsiii_reporting WHERE delivered
),
days AS (
    SELECT
        m.municipality_code,
        c.year,
        c.month,
        c.day,
        CASE WHEN r.municipality_code IS NOT NULL OR m.municipalities = 0 THEN 1 ELSE 0 END AS delivered
    FROM municipality m
    CROSS JOIN calendar c
    LEFT JOIN delivered_month r
        ON r.municipality_code = m.municipality_code AND r.month = c.month
)
SELECT
    municipality_code,
    year,
    month,
    day,
    delivered,
    SUM(delivered) OVER (PARTITION BY municipality_code ORDER BY day) AS delivered_days,
    MAX(CASE WHEN delivered = 1 THEN day END) OVER (PARTITION BY municipality_code ORDER BY day) AS last_delivered
FROM days
