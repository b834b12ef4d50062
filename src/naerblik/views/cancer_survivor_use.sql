-- Contacts of survivors in the twelve months up to the reference date, by sector.
SELECT
    CAST(t.year AS SMALLINT) AS year,
    e.person_key,
    e.sector_no,
    CAST(SUM(e.contacts) AS BIGINT) AS contacts
FROM cancer_event e
JOIN survivor_care_year t
    ON e.day BETWEEN t.first_day AND t.last_day
GROUP BY t.year, e.person_key, e.sector_no
UNION ALL
SELECT DISTINCT CAST(t.year AS SMALLINT) AS year, c.person_key, k.sector_no, 0 AS contacts
FROM cancer_care c
JOIN survivor_care_year t
    ON c.first_day <= t.last_day AND c.last_day >= t.first_day
JOIN sector k
    ON k.sector = 'sygepleje'
