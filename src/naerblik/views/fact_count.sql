-- Facts added up over every attribute that a citizen has one value of; disease only where it is published.
SELECT year, municipality_code, sex, age, nursing_home, 'all' AS disease, items, item, SUM(amount) AS amount
FROM resident_fact
GROUP BY year, municipality_code, sex, age, nursing_home, items, item
UNION ALL
SELECT year, municipality_code, sex, age, nursing_home, disease, items, item, SUM(amount) AS amount
FROM disease_fact
GROUP BY year, municipality_code, sex, age, nursing_home, disease, items, item
