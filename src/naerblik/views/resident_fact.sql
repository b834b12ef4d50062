-- The facts of all topics that count every citizen, whatever municipalities report.
SELECT year, person_key, municipality_code, sex, age, nursing_home, items, item, amount
FROM gp_fact
UNION ALL
SELECT year, person_key, municipality_code, sex, age, nursing_home, items, item, amount
FROM cancer_fact
