-- Services of general practice in the twelve months up to the reference date. A row of the register can hold several.
SELECT t.year, s.person_key, i.service_no, CAST(SUM(s.services) AS INTEGER) AS services
FROM health_service s
JOIN care_year t
    ON s.treatment_date BETWEEN t.first_day AND t.last_day
JOIN gp_service i
    ON i.specialty = s.specialty AND i.service_code = s.service_code
GROUP BY t.year, s.person_key, i.service_no
