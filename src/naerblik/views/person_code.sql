-- One row per citizen and code that counts on the reference date, however many records say so.
-- bopael: the home is where the citizen is counted. rapporteret: home and reporting municipality have delivered.
-- flyttet: what a municipality that the citizen has moved away from reports does not count.
-- anden_kommune: what any other municipality reports counts at the home.
SELECT DISTINCT
    c.year,
    c.person_key,
    c.group_no,
    COALESCE(k.code_no, CASE WHEN r.kind = 'condition' THEN u.condition_no ELSE u.intervention_no END) AS code_no
FROM fsiii_record r
JOIN reference_date d
    ON d.reference_date BETWEEN r.start_date AND COALESCE(r.end_date, DATE '9999-12-31')
JOIN client_on_date c
    ON c.year = d.year AND c.person_key = r.person_key
JOIN reporting_municipality home
    ON home.year = c.year AND home.municipality_code = c.municipality_code
JOIN reporting_municipality reporter
    ON reporter.year = c.year AND reporter.municipality_code = r.municipality_code
CROSS JOIN unknown_code u
LEFT JOIN fsiii_code k
    ON k.kind = r.kind AND k.delivered_code = r.code
LEFT JOIN moved_away m
    ON m.year = c.year AND m.person_key = r.person_key AND m.municipality_code = r.municipality_code
WHERE r.municipality_code = c.municipality_code OR m.person_key IS NULL
