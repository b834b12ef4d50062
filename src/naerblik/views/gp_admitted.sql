-- Who was admitted acutely in the twelve months up to the reference date, however often.
SELECT DISTINCT t.year, s.person_key
FROM hospital_stay s
JOIN care_day t
    ON t.day = s.first_day
WHERE s.is_acute = 1 AND s.is_admission = 1
