-- Contacts of citizens with cancer on the days that count, by sector and day: settled rows of practices, and hospital
-- stays, which count on their first day.
SELECT s.person_key, g.sector, s.treatment_date AS day, s.services AS contacts
FROM health_service s
JOIN cancer_span p
    ON p.person_key = s.person_key AND s.treatment_date BETWEEN p.first_day AND p.last_day
JOIN sector_service g
    ON g.specialty = s.specialty AND g.service_code = s.service_code
UNION ALL
SELECT
    s.person_key,
    CASE WHEN s.is_admission = 1 THEN 'indlagt' ELSE 'ambulant' END AS sector,
    s.first_day AS day,
    1 AS contacts
FROM hospital_stay s
JOIN cancer_span p
    ON p.person_key = s.person_key AND s.first_day BETWEEN p.first_day AND p.last_day
