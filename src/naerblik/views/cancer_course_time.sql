-- The days of each month from diagnosis on which the citizen lived in the country, alive, within the observed days.
SELECT
    m.year,
    r.person_key,
    r.course_no,
    m.month,
    GREATEST(r.first_day, m.first_day) AS first_day,
    LEAST(r.last_day, m.last_day) AS last_day
FROM cancer_course_residence r
JOIN course_month_span m
    ON m.diagnosis_date = r.diagnosis_date AND m.first_day <= r.last_day AND m.last_day >= r.first_day
