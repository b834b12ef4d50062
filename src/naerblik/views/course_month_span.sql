-- The observed days of each month from each day of diagnosis. Month m begins m calendar months after the diagnosis and ends
-- the day before the next one begins. Months are added once a day of diagnosis, not once a course: that costs.
SELECT CAST(year AS SMALLINT) AS year, diagnosis_date, month, first_day, last_day
FROM (
    SELECT
        m.year,
        c.diagnosis_date,
        m.month,
        GREATEST(m.first_observed, CAST(c.diagnosis_date + m.month * INTERVAL '1' MONTH AS DATE)) AS first_day,
        LEAST(
            m.last_observed,
            CAST(CAST(c.diagnosis_date + (m.month + 1) * INTERVAL '1' MONTH AS DATE) - INTERVAL '1' DAY AS DATE)
        ) AS last_day
    FROM (SELECT DISTINCT diagnosis_date FROM cancer_course) c
    CROSS JOIN course_month m
) s
WHERE first_day <= last_day
