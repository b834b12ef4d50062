-- Whose hospital stays are looked up, and nobody else's: citizens with cancer on the days that their contacts count, and
-- those with a diagnosis of general practice who had an acute contact in the twelve months up to the reference date.
SELECT person_key FROM cancer_span
UNION
SELECT h.person_key
FROM hospital_contact h
JOIN care_year t
    ON CAST(h.start_time AS DATE) BETWEEN t.first_day AND t.last_day
WHERE h.contact_type = 'ALCA00'
    AND h.priority = 'ATA1'
    AND h.person_key IN (SELECT person_key FROM gp_diagnosis)
