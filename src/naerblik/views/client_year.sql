-- Who has an intervention on any day of a year that would count if that day were the reference date, and where the
-- citizen lived on the last such day: each citizen is counted once in the country, so that areas add up.
-- What the home reports: the last delivered day up to the end of the overlap must not lie before its beginning.
WITH delivered_month AS (
    SELECT municipality_code, month, MIN(day) AS first_day, MAX(day) AS last_day
    FROM delivered_day
    WHERE delivered = 1
    GROUP BY municipality_code, month
),
at_home AS (
    SELECT c.year, c.person_key, c.municipality_code, d.last_delivered AS day
    FROM fsiii_record r
    JOIN client_in_year c
        ON c.person_key = r.person_key
        AND c.municipality_code = r.municipality_code
        AND r.start_date <= c.last_day
        AND COALESCE(r.end_date, c.last_day) >= c.first_day
    JOIN delivered_day d
        ON d.municipality_code = c.municipality_code
        AND d.day = LEAST(COALESCE(r.end_date, c.last_day), c.last_day)
        AND d.last_delivered >= GREATEST(r.start_date, c.first_day)
    WHERE r.kind = 'intervention'
),
elsewhere AS (
    SELECT
        y.year,
        e.person_key,
        e.home,
        e.reporter,
        GREATEST(e.first_day, y.first_day) AS first_day,
        LEAST(e.last_day, COALESCE(e.left_on, e.last_day), y.last_day) AS last_day
    FROM care_elsewhere e
    JOIN year_span y
        ON e.first_day <= y.last_day AND e.last_day >= y.first_day
    WHERE e.kind = 'intervention'
),
from_elsewhere AS (
    SELECT e.year, e.person_key, e.home AS municipality_code, LEAST(e.last_day, h.last_day) AS day
    FROM elsewhere e
    JOIN delivered_month h
        ON h.municipality_code = e.home
        AND h.first_day <= e.last_day
        AND h.last_day >= e.first_day
    JOIN delivered_month o
        ON o.municipality_code = e.reporter AND o.month = h.month
    WHERE e.first_day <= e.last_day
)
SELECT year, person_key, MAX_BY(municipality_code, day) AS municipality_code
FROM (SELECT * FROM at_home UNION ALL SELECT * FROM from_elsewhere) counted
GROUP BY year, person_key
