-- A municipality delivered for a month when a report of any citizen has a time in it, as clocks in Denmark show it.
WITH month AS (
    SELECT CAST(UNNEST(GENERATE_SERIES(DATE_TRUNC('month', first_day), last_day, INTERVAL 1 MONTH)) AS DATE) AS month
    FROM observed
),
report AS (
    SELECT DISTINCT
        municipality_code,
        CAST(DATE_TRUNC('month', bundle_time AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Copenhagen') AS DATE) AS month
    FROM delivered
    WHERE kind = 'bundle'
)
SELECT
    CAST(k.municipality_code AS INTEGER) AS municipality_code,
    m.month,
    r.month IS NOT NULL AS delivered,
    CAST(NULL AS VARCHAR) AS set_aside
FROM known_municipality k
CROSS JOIN month m
LEFT JOIN report r ON r.municipality_code = k.municipality_code AND r.month = m.month
