-- Contacts on days under observation, by course, month and sector; of municipal nursing whether it was granted on any.
SELECT d.year, r.course_no, d.month, e.sector_no, CAST(SUM(e.contacts) AS BIGINT) AS contacts
FROM cancer_event e
JOIN cancer_course_residence r
    ON r.person_key = e.person_key AND e.day BETWEEN r.first_day AND r.last_day
JOIN course_month_day d
    ON d.diagnosis_date = r.diagnosis_date AND d.day = e.day
GROUP BY d.year, r.course_no, d.month, e.sector_no
UNION ALL
SELECT DISTINCT t.year, t.course_no, t.month, k.sector_no, 0 AS contacts
FROM cancer_course_time t
JOIN cancer_care c
    ON c.person_key = t.person_key AND c.first_day <= t.last_day AND c.last_day >= t.first_day
JOIN sector k
    ON k.sector = 'sygepleje'
