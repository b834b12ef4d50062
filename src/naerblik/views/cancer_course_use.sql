-- Contacts on days under observation, by course, month and sector; of municipal nursing whether it was granted on any.
SELECT t.year, t.person_key, t.activity, t.month, e.sector, SUM(e.contacts) AS contacts
FROM cancer_course_time t
JOIN cancer_event e
    ON e.person_key = t.person_key AND e.day BETWEEN t.first_day AND t.last_day
GROUP BY t.year, t.person_key, t.activity, t.month, e.sector
UNION ALL
SELECT DISTINCT t.year, t.person_key, t.activity, t.month, 'sygepleje' AS sector, 0 AS contacts
FROM cancer_course_time t
JOIN cancer_care c
    ON c.person_key = t.person_key AND c.first_day <= t.last_day AND c.last_day >= t.first_day
