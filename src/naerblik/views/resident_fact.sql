-- The facts of all topics that count every citizen, whatever municipalities report.
SELECT
    f.year,
    f.person_key,
    f.municipality_code,
    f.sex,
    f.age,
    f.nursing_home,
    f.items,
    f.item,
    d.reference_date AS day,
    f.amount
FROM gp_fact f
JOIN reference_date d
    ON d.year = f.year
UNION ALL
SELECT year, person_key, municipality_code, sex, age, nursing_home, items, item, day, amount
FROM cancer_fact
