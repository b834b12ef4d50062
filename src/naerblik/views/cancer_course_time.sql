-- The days of each month from diagnosis on which the citizen lived in the country, alive, within the observed days. Month
-- m begins m calendar months after the diagnosis and ends the day before the next one begins.
SELECT
    m.year,
    c.person_key,
    c.activity,
    m.month,
    GREATEST(r.first_day, m.first_observed, CAST(c.diagnosis_date + m.month * INTERVAL '1' MONTH AS DATE)) AS first_day,
    LEAST(
        r.last_day,
        m.last_observed,
        CAST(CAST(c.diagnosis_date + (m.month + 1) * INTERVAL '1' MONTH AS DATE) - INTERVAL '1' DAY AS DATE)
    ) AS last_day
FROM cancer_course c
CROSS JOIN course_month m
JOIN residence r
    ON r.person_key = c.person_key
WHERE GREATEST(r.first_day, m.first_observed, CAST(c.diagnosis_date + m.month * INTERVAL '1' MONTH AS DATE))
    <= LEAST(
        r.last_day,
        m.last_observed,
        CAST(CAST(c.diagnosis_date + (m.month + 1) * INTERVAL '1' MONTH AS DATE) - INTERVAL '1' DAY AS DATE)
    )
