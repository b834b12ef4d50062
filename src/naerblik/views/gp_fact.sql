-- Everything that is counted in general practice, a row a citizen and item: `amount` is 1, or a number of services.
SELECT year, person_key, municipality_code, sex, age, nursing_home, 'diagnoses' AS items, item, 1 AS amount
FROM gp_patient
UNION ALL
SELECT year, person_key, municipality_code, sex, age, nursing_home, 'new_diagnoses' AS items, item, 1 AS amount
FROM gp_patient
WHERE is_new = 1
UNION ALL
SELECT
    p.year, p.person_key, p.municipality_code, p.sex, p.age, p.nursing_home, 'examinations' AS items, e.item, 1 AS amount
FROM gp_patient p
JOIN gp_expected e
    ON e.diagnosis = p.item
JOIN gp_use u
    ON u.year = p.year AND u.person_key = p.person_key AND u.item = e.examination
UNION ALL
SELECT
    p.year,
    p.person_key,
    p.municipality_code,
    p.sex,
    p.age,
    p.nursing_home,
    'acute_admissions' AS items,
    p.item,
    1 AS amount
FROM gp_patient p
JOIN gp_admitted a
    ON a.year = p.year AND a.person_key = p.person_key
UNION ALL
SELECT
    r.year,
    r.person_key,
    r.municipality_code,
    r.sex,
    r.age,
    r.nursing_home,
    m.items,
    u.item,
    CASE WHEN m.items = 'users' THEN 1 ELSE u.services END AS amount
FROM resident r
JOIN gp_use u
    ON u.year = r.year AND u.person_key = r.person_key
CROSS JOIN (SELECT 'users' AS items UNION ALL SELECT 'services' AS items) m
UNION ALL
SELECT
    p.year,
    p.person_key,
    p.municipality_code,
    p.sex,
    p.age,
    p.nursing_home,
    m.items,
    c.item,
    CASE WHEN m.items = 'diagnosis_users' THEN 1 ELSE u.services END AS amount
FROM gp_patient p
JOIN gp_use u
    ON u.year = p.year AND u.person_key = p.person_key
JOIN gp_contact c
    ON c.diagnosis = p.item AND c.service = u.item
CROSS JOIN (SELECT 'diagnosis_users' AS items UNION ALL SELECT 'diagnosis_services' AS items) m
