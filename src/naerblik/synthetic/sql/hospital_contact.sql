-- Contacts at the hospital of the residence or elsewhere, and the rows with faults.
SELECT contact_key(i, e) AS contact_key, pseudonym(i) AS person_key,
    make_timestamp(start_minute * 60000000) AS start_time,
    CASE WHEN (start_minute + minutes) * 60 < epoch(TIMESTAMP '{after}')
        THEN make_timestamp((start_minute + minutes) * 60000000) END AS end_time,
    contact_type, CAST(CASE WHEN acute THEN 'ATA1' ELSE 'ATA3' END AS hospital_name) AS priority,
    h.reporting_system, h.hospital
FROM contact('person', {lowest}, {highest}) AS c LEFT JOIN place AS m USING (municipality_code)
JOIN hospital_slot AS h ON h.slot = CASE WHEN m.region IS NULL THEN 0 ELSE municipality_code END * {hospital_slots}
    + whole(e, 'hospital', CASE WHEN acute THEN {public_slots} ELSE {hospital_slots} END)
UNION ALL
SELECT * FROM dirty_hospital_contact WHERE coalesce(person_key, 9223372036854775807) BETWEEN {lowest} AND {highest}
