-- How many records met a named rule about care that another municipality than the home reports.
SELECT
    CASE WHEN e.kind = 'condition' THEN 'fsiii_condition' ELSE 'fsiii_intervention' END AS register,
    CASE WHEN e.left_on < d.reference_date THEN 'flyttet' ELSE 'anden_kommune' END AS rule,
    c.year,
    COUNT(*) AS rows,
    COUNT(DISTINCT e.person_key) AS persons
FROM care_elsewhere e
JOIN reference_date d
    ON d.reference_date BETWEEN e.first_day AND e.last_day
JOIN client_on_date c
    ON c.year = d.year AND c.person_key = e.person_key AND c.municipality_code = e.home
JOIN reporting_municipality o
    ON o.year = d.year AND o.municipality_code = e.reporter
GROUP BY e.kind, CASE WHEN e.left_on < d.reference_date THEN 'flyttet' ELSE 'anden_kommune' END, c.year
ORDER BY register, rule, year
