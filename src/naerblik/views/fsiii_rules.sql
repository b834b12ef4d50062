-- How many records met a named rule about care that another municipality than the home reports.
SELECT
    CASE WHEN r.kind = 'condition' THEN 'fsiii_condition' ELSE 'fsiii_intervention' END AS register,
    CASE WHEN m.person_key IS NULL THEN 'anden_kommune' ELSE 'flyttet' END AS rule,
    c.year,
    COUNT(*) AS rows,
    COUNT(DISTINCT r.person_key) AS persons
FROM fsiii_record r
JOIN reference_date d
    ON d.reference_date BETWEEN r.start_date AND COALESCE(r.end_date, DATE '9999-12-31')
JOIN client_on_date c
    ON c.year = d.year AND c.person_key = r.person_key AND c.municipality_code <> r.municipality_code
JOIN reporting_municipality home
    ON home.year = c.year AND home.municipality_code = c.municipality_code
JOIN reporting_municipality reporter
    ON reporter.year = c.year AND reporter.municipality_code = r.municipality_code
LEFT JOIN moved_away m
    ON m.year = c.year AND m.person_key = r.person_key AND m.municipality_code = r.municipality_code
GROUP BY r.kind, CASE WHEN m.person_key IS NULL THEN 'anden_kommune' ELSE 'flyttet' END, c.year
ORDER BY register, rule, year
