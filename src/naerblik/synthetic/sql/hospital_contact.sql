-- Contacts at the hospital of the residence or elsewhere, and a few rows with faults.
SELECT contact_key(i, e) AS contact_key, pseudonym(i) AS person_key,
    make_timestamp(start_minute * 60000000) AS start_time,
    CASE WHEN (start_minute + minutes) * 60 < epoch(TIMESTAMP '{after}')
        THEN make_timestamp((start_minute + minutes) * 60000000) END AS end_time,
    contact_type, CAST(CASE WHEN acute THEN 'ATA1' ELSE 'ATA3' END AS hospital_name) AS priority,
    h.reporting_system, h.hospital
FROM contact AS c LEFT JOIN place AS m USING (municipality_code)
JOIN hospital_slot AS h ON h.slot = CASE WHEN m.region IS NULL THEN 0 ELSE municipality_code END * {hospital_slots}
    + whole(e, 'hospital', CASE WHEN acute THEN {public_slots} ELSE {hospital_slots} END)
UNION ALL
SELECT CASE WHEN fault = 0 THEN NULL ELSE contact_key(i, CAST(i AS BIGINT) * 2048 + 1900) END,
    CASE WHEN fault = 6 THEN pseudonym(i + 8000000000) ELSE pseudonym(i) END,
    begins, begins + to_hours(CASE WHEN fault = 4 THEN -1 ELSE 1 END),
    CAST(CASE WHEN fault = 2 THEN 'ALCA99' ELSE 'ALCA00' END AS hospital_name),
    CAST(CASE WHEN fault = 3 THEN 'ATA9' ELSE 'ATA3' END AS hospital_name),
    CAST(CASE WHEN fault = 1 THEN 'LPR2' ELSE 'LPR3' END AS hospital_name),
    CAST(CASE WHEN fault = 7 THEN '9999' ELSE '1301' END AS hospital_name)
FROM (
    SELECT *, CASE WHEN fault = 5 THEN TIMESTAMP '{after}' ELSE TIMESTAMP '{start}' END
        + to_hours(8 + 24 * whole(i, 'fault', 300)) AS begins
    FROM (
        SELECT *, (row_number() OVER (ORDER BY i) - 1) % 8 AS fault
        FROM (SELECT i FROM present ORDER BY draw(i, 'dirty contact'), i LIMIT 8 * {dirty_hospital_contact})
    )
)
