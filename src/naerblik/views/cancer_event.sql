-- Contacts of citizens with cancer on the days that count, by sector and day: settled rows of practices, and hospital
-- stays, which count on their first day. (Asked with IN and a condition, DuckDB looks for citizens while it reads the
-- file; a join by itself comes after.)
SELECT s.person_key, g.sector_no, s.treatment_date AS day, s.services AS contacts
FROM health_service s
JOIN cancer_span p
    ON p.person_key = s.person_key AND s.treatment_date BETWEEN p.first_day AND p.last_day
JOIN sector_service g
    ON g.specialty = s.specialty AND g.service_code = s.service_code
WHERE s.person_key IN (SELECT e.person_key FROM cancer_span e WHERE e.first_day <= e.last_day)
UNION ALL
SELECT
    s.person_key,
    k.sector_no,
    s.first_day AS day,
    1 AS contacts
FROM hospital_stay s
JOIN cancer_span p
    ON p.person_key = s.person_key AND s.first_day BETWEEN p.first_day AND p.last_day
JOIN sector k
    ON k.sector = CASE WHEN s.is_admission = 1 THEN 'indlagt' ELSE 'ambulant' END
