-- Contacts of everyone who ever had a cancer that counts, by sector and day. Hospital stays count on their first day.
SELECT s.person_key, g.sector, s.treatment_date AS day, SUM(s.services) AS contacts
FROM health_service s
JOIN sector_service g
    ON g.specialty = s.specialty AND g.service_code = s.service_code
JOIN (SELECT DISTINCT person_key FROM cancer_tumour_counted) p
    ON p.person_key = s.person_key
GROUP BY s.person_key, g.sector, s.treatment_date
UNION ALL
SELECT
    s.person_key,
    CASE WHEN s.is_admission = 1 THEN 'indlagt' ELSE 'ambulant' END AS sector,
    CAST(s.start_time AS DATE) AS day,
    COUNT(*) AS contacts
FROM hospital_stay s
JOIN (SELECT DISTINCT person_key FROM cancer_tumour_counted) p
    ON p.person_key = s.person_key
GROUP BY s.person_key, CASE WHEN s.is_admission = 1 THEN 'indlagt' ELSE 'ambulant' END, CAST(s.start_time AS DATE)
