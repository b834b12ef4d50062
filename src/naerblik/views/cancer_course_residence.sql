-- Where the courses of citizens lead to: the days on which they lived in the country, alive.
SELECT c.course_no, c.person_key, c.diagnosis_date, r.first_day, r.last_day
FROM residence r
JOIN cancer_course c
    ON c.person_key = r.person_key
WHERE r.first_day <= r.last_day
