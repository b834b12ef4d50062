-- Contacts of survivors in the twelve months up to the reference date, by sector.
SELECT t.year, e.person_key, e.sector, SUM(e.contacts) AS contacts
FROM cancer_event e
JOIN survivor_care_year t
    ON e.day BETWEEN t.first_day AND t.last_day
GROUP BY t.year, e.person_key, e.sector
UNION ALL
SELECT DISTINCT t.year, c.person_key, 'sygepleje' AS sector, 0 AS contacts
FROM cancer_care c
JOIN survivor_care_year t
    ON c.first_day <= t.last_day AND c.last_day >= t.first_day
