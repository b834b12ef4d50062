-- One row per citizen and code that counts on the reference date, however many records say so: what the home reports
-- (rule bopael), and what any other municipality reports that has delivered and was not left before. Records of the date
-- are a quarter of all, so they are found before citizens are looked up.
WITH counted AS (
    SELECT d.year, r.person_key, r.municipality_code AS home, r.kind, r.code
    FROM fsiii_record r
    JOIN reference_date d
        ON d.reference_date BETWEEN r.start_date AND COALESCE(r.end_date, DATE '9999-12-31')
    UNION ALL
    SELECT d.year, e.person_key, e.home, e.kind, e.code
    FROM care_elsewhere e
    JOIN reference_date d
        ON d.reference_date BETWEEN e.first_day AND e.last_day
        AND d.reference_date <= COALESCE(e.left_on, d.reference_date)
    JOIN reporting_municipality o
        ON o.year = d.year AND o.municipality_code = e.reporter
)
SELECT DISTINCT
    c.year,
    c.person_key,
    c.group_no,
    COALESCE(k.code_no, CASE WHEN r.kind = 'condition' THEN u.condition_no ELSE u.intervention_no END) AS code_no
FROM counted r
JOIN client_on_date c
    ON c.year = r.year AND c.person_key = r.person_key AND c.municipality_code = r.home
CROSS JOIN unknown_code u
LEFT JOIN fsiii_code k
    ON k.kind = r.kind AND k.delivered_code = r.code
