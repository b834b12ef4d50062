-- Rows that another generator adds: empty where it made none. Codes as numbers behind their names, so that rows stay
-- narrow when sorted; those that nobody knows too.
CREATE TABLE IF NOT EXISTS extra_service (
    i INTEGER, specialty VARCHAR, service_code VARCHAR, day DATE, services INTEGER
);
CREATE TABLE IF NOT EXISTS extra_contact (
    i INTEGER, start_time TIMESTAMP, end_time TIMESTAMP, contact_type VARCHAR, priority VARCHAR, code VARCHAR
);
CREATE TYPE practice_name AS ENUM (
    SELECT DISTINCT name FROM (
        SELECT unnest([specialty, service_code]) AS name FROM service
        UNION ALL SELECT unnest([specialty, service_code]) FROM extra_service
        UNION ALL SELECT code FROM practice_code
        UNION ALL SELECT unnest(['51', '9901', 'X99'])
    ) ORDER BY name
);
CREATE TYPE hospital_name AS ENUM (
    SELECT DISTINCT name FROM (
        SELECT hospital AS name FROM hospital_slot
        UNION ALL SELECT code FROM hospital_code
        UNION ALL SELECT unnest([code, contact_type, priority]) FROM extra_contact
        UNION ALL SELECT unnest({add_ons})
        UNION ALL SELECT unnest(['ALCA00', 'ALCA03', 'ALCA10', 'ATA1', 'ATA3', 'LPR3', 'MiniPAS', 'Ja', 'Nej', 'A', 'B',
            '+', 'ALCA99', 'ATA9', 'LPR2', '9999', 'J449', 'H', 'ja'])
    ) WHERE name IS NOT NULL ORDER BY name
);
ALTER TABLE service ALTER specialty TYPE practice_name;
ALTER TABLE service ALTER service_code TYPE practice_name;
ALTER TABLE practice_code ALTER code TYPE practice_name;
ALTER TABLE hospital_code ALTER code TYPE hospital_name;
ALTER TABLE hospital_slot ALTER hospital TYPE hospital_name;
ALTER TABLE hospital_slot ALTER reporting_system TYPE hospital_name;
-- geometric(u, mean): a whole number from 0 that has this mean, from a draw; contacts crowd on some persons.
CREATE OR REPLACE MACRO geometric(u, mean) AS
    CASE WHEN mean <= 0 THEN 0 ELSE CAST(least(floor(ln(1 - u) / ln(mean / (1 + mean))), 1000) AS INTEGER) END
;
-- working(day): the day, or the Thursday or Friday before a Saturday or Sunday.
CREATE OR REPLACE MACRO working(day) AS
    CAST(day - CASE WHEN (day - DATE '1970-01-01' + 3) % 7 > 4 THEN 2 ELSE 0 END AS DATE);
-- Contact e of person i has the number e - 2048 i within the person. Keys of a person lie together, so that files of
-- contacts and diagnoses stay small; they say nothing of i, nor of the pseudonym.
CREATE OR REPLACE MACRO contact_key(i, e) AS xor(contacts_of(i), e - CAST(i AS BIGINT) * 2048)
