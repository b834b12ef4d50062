-- Residents with the same first and last day in a municipality and year: millions of citizens become some thousand
-- rows before any day is looked up. (Stored, so that the engine knows how few they are.)
SELECT
    y.year,
    r.municipality_code,
    GREATEST(r.first_day, y.first_day) AS first_day,
    LEAST(r.last_day, y.last_day) AS last_day,
    COUNT(*) AS citizens
FROM residence r
JOIN year_span y
    ON r.first_day <= y.last_day AND r.last_day >= y.first_day
WHERE r.first_day <= r.last_day
GROUP BY
    y.year,
    r.municipality_code,
    GREATEST(r.first_day, y.first_day),
    LEAST(r.last_day, y.last_day)
