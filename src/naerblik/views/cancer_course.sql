-- Courses: the first tumour of a citizen and group that was diagnosed in the observed calendar years.
SELECT person_key, activity, diagnosis_date, group_no
FROM (
    SELECT
        c.person_key,
        g.activity,
        c.diagnosis_date,
        c.group_no,
        ROW_NUMBER() OVER (PARTITION BY c.person_key, g.activity ORDER BY c.diagnosis_date, c.tumour_no) AS place
    FROM cancer_case c
    JOIN cancer_group g
        ON g.site = c.site
) f
WHERE place = 1
