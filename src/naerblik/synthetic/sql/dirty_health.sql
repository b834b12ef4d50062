-- Rows that break each rule of the registers of practice and hospitals, as deliveries have them.
CREATE TABLE dirty_practice_diagnosis AS SELECT * FROM (
SELECT CASE WHEN fault = 0 THEN NULL WHEN fault = 3 THEN pseudonym(i + 8000000000) ELSE pseudonym(i) END,
    CAST(CASE WHEN fault = 1 THEN 'X99' ELSE 'K86' END AS practice_name),
    CASE WHEN fault = 2 THEN DATE '{end}' + 1 + whole(i, 'too late', 300) ELSE DATE '{start}' END
FROM (
    SELECT *, (row_number() OVER (ORDER BY i) - 1) % 4 AS fault
    FROM (SELECT i FROM present('person', 0, 9223372036854775807) ORDER BY draw(i, 'dirty diagnosis'), i LIMIT 4 * {dirty_practice_diagnosis})
)
) AS faulty (person_key, code, diagnosis_date);
CREATE TABLE dirty_health_service AS SELECT * FROM (
SELECT CASE WHEN fault = 0 THEN NULL WHEN fault = 5 THEN pseudonym(i + 8000000000) ELSE pseudonym(i) END,
    CAST(CASE WHEN fault = 1 THEN '51' ELSE '80' END AS practice_name),
    CAST(CASE WHEN fault = 6 THEN '9901' ELSE '0101' END AS practice_name),
    CASE WHEN fault = 3 THEN DATE '2020-12-31' - whole(i, 'too early', 300)
        WHEN fault = 4 THEN DATE '{end}' + 1 + whole(i, 'too late', 300) ELSE DATE '{start}' END,
    CASE WHEN fault = 2 THEN 0 ELSE 1 END
FROM (
    SELECT *, (row_number() OVER (ORDER BY i) - 1) % 7 AS fault
    FROM (SELECT i FROM present('person', 0, 9223372036854775807) ORDER BY draw(i, 'dirty service'), i LIMIT 7 * {dirty_health_service})
)
) AS faulty (person_key, specialty, service_code, treatment_date, services);
CREATE TABLE dirty_hospital_contact AS SELECT * FROM (
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
        FROM (SELECT i FROM present('person', 0, 9223372036854775807) ORDER BY draw(i, 'dirty contact'), i LIMIT 8 * {dirty_hospital_contact})
    )
)
) AS faulty (contact_key, person_key, start_time, end_time, contact_type, priority, reporting_system, hospital);
-- Delivered twice.
INSERT INTO dirty_hospital_contact SELECT * FROM dirty_hospital_contact WHERE hospital = '9999';
CREATE TABLE dirty_hospital_diagnosis AS SELECT * FROM (
SELECT CASE WHEN fault = 0 THEN NULL WHEN fault = 4 THEN contact_key(i + 1000000000, e + 2048000000000) ELSE contact_key(i, e) END,
    CAST(CASE WHEN fault = 2 THEN 'J449' ELSE 'DJ449' END AS hospital_name),
    CAST(CASE WHEN fault = 1 THEN 'H' ELSE 'B' END AS hospital_name),
    CAST(CASE WHEN fault = 3 THEN 'ja' ELSE 'Nej' END AS hospital_name)
FROM (
    SELECT *, (row_number() OVER (ORDER BY e) - 1) % 5 AS fault
    FROM (
        SELECT i, e FROM contact('person', 0, CAST(9223372036854775807 * {dirty_share} AS BIGINT))
        ORDER BY draw(e, 'dirty'), e LIMIT 5 * {dirty_hospital_diagnosis}
    )
)
) AS faulty (contact_key, code, diagnosis_type, later_disproved)
