-- Everything that is counted about cancer, a row a citizen or tumour and item; `day` is when diseases are read.
SELECT
    c.year,
    c.person_key,
    c.municipality_code,
    c.sex,
    c.age,
    c.nursing_home,
    'tumours' AS items,
    i.item,
    c.diagnosis_date AS day,
    1 AS amount
FROM cancer_case c
JOIN cancer_item i
    ON i.site = c.site
UNION ALL
SELECT
    year,
    person_key,
    municipality_code,
    sex,
    age,
    nursing_home,
    'cancer_patients' AS items,
    item,
    diagnosis_date AS day,
    1 AS amount
FROM cancer_patient
UNION ALL
SELECT
    s.year,
    s.person_key,
    s.municipality_code,
    s.sex,
    s.age,
    s.nursing_home,
    'survivors' AS items,
    i.survivor_item AS item,
    d.reference_date AS day,
    1 AS amount
FROM cancer_survivor s
JOIN survivor_item i
    ON i.item = s.item AND s.years_since BETWEEN i.first_year AND i.last_year
JOIN reference_date d
    ON d.year = s.year
UNION ALL
SELECT
    s.year,
    s.person_key,
    s.municipality_code,
    s.sex,
    s.age,
    s.nursing_home,
    i.items,
    i.use_item AS item,
    d.reference_date AS day,
    CASE WHEN i.items = 'survivor_users' THEN 1 ELSE u.contacts END AS amount
FROM cancer_survivor s
JOIN cancer_survivor_use u
    ON u.year = s.year AND u.person_key = s.person_key
JOIN survivor_use_item i
    ON i.item = s.item AND i.sector = u.sector
JOIN reference_date d
    ON d.year = s.year
UNION ALL
SELECT
    t.year,
    t.person_key,
    c.municipality_code,
    c.sex,
    c.age,
    c.nursing_home,
    i.items,
    i.item,
    c.diagnosis_date AS day,
    CASE WHEN i.items = 'observed' THEN 1 ELSE t.days END AS amount
FROM (
    SELECT s.year, s.person_key, s.activity, s.month, SUM(b.number - a.number + 1) AS days
    FROM cancer_course_time s
    JOIN day_number a
        ON a.day = s.first_day
    JOIN day_number b
        ON b.day = s.last_day
    GROUP BY s.year, s.person_key, s.activity, s.month
) t
JOIN cancer_course c
    ON c.person_key = t.person_key AND c.activity = t.activity
JOIN course_time_item i
    ON i.activity = t.activity AND i.month = t.month
UNION ALL
SELECT
    u.year,
    u.person_key,
    c.municipality_code,
    c.sex,
    c.age,
    c.nursing_home,
    i.items,
    i.item,
    c.diagnosis_date AS day,
    CASE WHEN i.items = 'course_users' THEN 1 ELSE u.contacts END AS amount
FROM cancer_course_use u
JOIN cancer_course c
    ON c.person_key = u.person_key AND c.activity = u.activity
JOIN course_use_item i
    ON i.activity = u.activity AND i.month = u.month AND i.sector = u.sector
