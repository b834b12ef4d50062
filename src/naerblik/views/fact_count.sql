-- Facts added up over every attribute that a citizen has one value of; disease only where it is published.
SELECT year, municipality_code, sex, age, nursing_home, 'all' AS disease, items, item, SUM(amount) AS amount
FROM resident_fact
GROUP BY year, municipality_code, sex, age, nursing_home, items, item
UNION ALL
SELECT f.year, f.municipality_code, f.sex, f.age, f.nursing_home, c.disease, f.items, f.item, SUM(f.amount) AS amount
FROM resident_fact f
JOIN fact_by_disease b
    ON b.year = f.year AND b.items = f.items
JOIN disease_onset c
    ON c.person_key = f.person_key AND c.first_date <= f.day
GROUP BY f.year, f.municipality_code, f.sex, f.age, f.nursing_home, c.disease, f.items, f.item
