-- Where the persons with records have lived: the registers of care are joined with them alone.
SELECT r.person_key, r.sex, r.birth_date, r.municipality_code, r.first_day, r.last_day
FROM residence r
JOIN fsiii_client c
    ON c.person_key = r.person_key
WHERE r.first_day <= r.last_day
