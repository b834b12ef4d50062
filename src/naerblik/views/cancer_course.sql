-- Courses: the first tumour of a citizen and group that was diagnosed in the observed calendar years. They are numbered,
-- so that each of their months carries a number instead of a person and a group of cancers.
SELECT
    CAST(ROW_NUMBER() OVER (ORDER BY person_key, activity) AS INTEGER) AS course_no,
    person_key,
    activity,
    diagnosis_date,
    group_no
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
