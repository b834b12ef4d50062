-- Who was admitted acutely in the twelve months up to the reference date, however often.
SELECT DISTINCT t.year, s.person_key
FROM hospital_stay s
JOIN care_year t
    ON s.first_day BETWEEN t.first_day AND t.last_day
WHERE s.is_acute = 1 AND s.is_admission = 1
