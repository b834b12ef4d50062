-- Whose hospital stays are looked up, and on which days they begin: citizens with cancer on the days that their contacts
-- count; and in the twelve months up to the reference date those with a diagnosis of general practice who had an acute
-- contact in them. From the first to the last of these days, one row a citizen.
SELECT person_key, MIN(first_day) AS first_day, MAX(last_day) AS last_day
FROM (
    SELECT person_key, first_day, last_day
    FROM cancer_span
    UNION ALL
    SELECT DISTINCT h.person_key, t.first_day, t.last_day
    FROM hospital_contact h
    JOIN care_day d
        ON d.day = CAST(h.start_time AS DATE)
    JOIN twelve_months t
        ON t.year = d.year
    WHERE h.contact_type = 'ALCA00'
        AND h.priority = 'ATA1'
        AND h.person_key IN (SELECT g.person_key FROM gp_diagnosis g)
) d
GROUP BY person_key
