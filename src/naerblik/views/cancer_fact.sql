-- Everything that is counted about cancer, a row a citizen or tumour and number of what is counted; `day` is when
-- diseases are read, missing where that is the reference date; `volume` what is added up beside the citizens, their days
-- or contacts.
SELECT c.year, c.person_key, c.group_no, i.fact_no, i.by_disease, c.diagnosis_date AS day, 0 AS volume
FROM cancer_case c
JOIN tumour_item i
    ON i.site = c.site
UNION ALL
SELECT c.year, c.person_key, c.group_no, i.fact_no, i.by_disease, c.diagnosis_date AS day, 0 AS volume
FROM cancer_patient c
JOIN patient_item i
    ON i.item = c.item
UNION ALL
SELECT s.year, s.person_key, s.group_no, i.fact_no, i.by_disease, CAST(NULL AS DATE) AS day, 0 AS volume
FROM cancer_survivor s
JOIN survivor_item i
    ON i.item = s.item AND s.years_since BETWEEN i.first_year AND i.last_year
UNION ALL
SELECT s.year, s.person_key, s.group_no, i.fact_no, i.by_disease, CAST(NULL AS DATE) AS day, u.contacts AS volume
FROM cancer_survivor s
JOIN cancer_survivor_use u
    ON u.year = s.year AND u.person_key = s.person_key
JOIN survivor_use_item i
    ON i.item = s.item AND i.sector_no = u.sector_no
UNION ALL
SELECT t.year, c.person_key, c.group_no, i.fact_no, i.by_disease, c.diagnosis_date AS day, t.days AS volume
FROM (
    SELECT s.year, s.course_no, s.month, CAST(SUM(b.number - a.number + 1) AS INTEGER) AS days
    FROM cancer_course_time s
    JOIN day_number a
        ON a.day = s.first_day
    JOIN day_number b
        ON b.day = s.last_day
    GROUP BY s.year, s.course_no, s.month
) t
JOIN cancer_course c
    ON c.course_no = t.course_no
JOIN course_time_item i
    ON i.activity = c.activity AND i.month = t.month
UNION ALL
SELECT u.year, c.person_key, c.group_no, i.fact_no, i.by_disease, c.diagnosis_date AS day, u.contacts AS volume
FROM cancer_course_use u
JOIN cancer_course c
    ON c.course_no = u.course_no
JOIN course_use_item i
    ON i.activity = c.activity AND i.month = u.month AND i.sector_no = u.sector_no
