-- The facts that are published by disease, with each disease that the citizen has on the reference date.
SELECT
    p.year,
    p.municipality_code,
    p.sex,
    p.age,
    p.nursing_home,
    c.disease,
    b.items,
    p.item,
    1 AS amount
FROM gp_patient p
JOIN fact_by_disease b
    ON b.year = p.year AND b.items = 'diagnoses'
JOIN reference_date d
    ON d.year = p.year
JOIN disease_onset c
    ON c.person_key = p.person_key AND c.first_date <= d.reference_date
UNION ALL
SELECT
    s.year,
    s.municipality_code,
    s.sex,
    s.age,
    s.nursing_home,
    c.disease,
    b.items,
    i.survivor_item AS item,
    1 AS amount
FROM cancer_survivor s
JOIN fact_by_disease b
    ON b.year = s.year AND b.items = 'survivors'
JOIN survivor_item i
    ON i.item = s.item AND s.years_since BETWEEN i.first_year AND i.last_year
JOIN reference_date d
    ON d.year = s.year
JOIN disease_onset c
    ON c.person_key = s.person_key AND c.first_date <= d.reference_date
