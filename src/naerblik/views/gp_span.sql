-- Those with a diagnosis of general practice who had an acute contact in the twelve months up to a reference date, and
-- these twelve months.
SELECT DISTINCT h.person_key, t.first_day, t.last_day
FROM hospital_contact h
JOIN care_day d
    ON d.day = CAST(h.start_time AS DATE)
JOIN twelve_months t
    ON t.year = d.year
WHERE h.contact_type = 'ALCA00'
    AND h.priority = 'ATA1'
    AND h.person_key IN (SELECT g.person_key FROM gp_diagnosis g)
