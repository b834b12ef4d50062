-- One row per citizen and code that counts on the reference date, however many records say so: what the home reports
-- (rule bopael), and what any other municipality reports that has delivered and was not left before.
WITH counted AS (
    SELECT c.year, c.person_key, c.group_no, r.kind, r.code
    FROM fsiii_record r
    JOIN reference_date d
        ON d.reference_date BETWEEN r.start_date AND COALESCE(r.end_date, DATE '9999-12-31')
    JOIN client_on_date c
        ON c.year = d.year AND c.person_key = r.person_key AND c.municipality_code = r.municipality_code
    UNION ALL
    SELECT c.year, c.person_key, c.group_no, e.kind, e.code
    FROM care_elsewhere e
    JOIN reference_date d
        ON d.reference_date BETWEEN e.first_day AND e.last_day
        AND d.reference_date <= COALESCE(e.left_on, d.reference_date)
    JOIN client_on_date c
        ON c.year = d.year AND c.person_key = e.person_key AND c.municipality_code = e.home
    JOIN reporting_municipality o
        ON o.year = d.year AND o.municipality_code = e.reporter
)
SELECT DISTINCT
    r.year,
    r.person_key,
    r.group_no,
    COALESCE(k.code_no, CASE WHEN r.kind = 'condition' THEN u.condition_no ELSE u.intervention_no END) AS code_no
FROM counted r
CROSS JOIN unknown_code u
LEFT JOIN fsiii_code k
    ON k.kind = r.kind AND k.delivered_code = r.code
