-- Services of general practice in the twelve months up to the reference date. A row of the register can hold several.
SELECT CAST(t.year AS SMALLINT) AS year, s.person_key, i.service_no, CAST(SUM(s.services) AS BIGINT) AS services
FROM health_service s
JOIN care_day t
    ON t.day = s.treatment_date
JOIN gp_service i
    ON i.specialty = s.specialty AND i.service_code = s.service_code
GROUP BY t.year, s.person_key, i.service_no
