-- Courses: the first tumour of a citizen and group that was diagnosed in the observed calendar years.
SELECT person_key, activity, diagnosis_date, municipality_code, sex, age, nursing_home
FROM (
    SELECT
        c.person_key,
        g.activity,
        c.diagnosis_date,
        c.municipality_code,
        c.sex,
        c.age,
        c.nursing_home,
        ROW_NUMBER() OVER (PARTITION BY c.person_key, g.activity ORDER BY c.diagnosis_date, c.tumour_no) AS place
    FROM cancer_case c
    JOIN cancer_group g
        ON g.site = c.site
) f
WHERE place = 1
