-- One action diagnosis a contact, secondary ones of those who have diseases, add-on codes, and the rows with faults.
WITH slotted AS (
    SELECT i, e, mask, given_code,
        CASE WHEN mask > 0 AND draw(e, 'about disease') < {about_disease}
            THEN mask * {disease_slots} + whole(e, 'diagnosis', {disease_slots})
            ELSE {disease_end} + CASE WHEN admitted THEN {kind_slots} ELSE 0 END
                + age_and_sex * {diagnosis_slots} + whole(e, 'diagnosis', {diagnosis_slots}) END AS action_slot
    FROM contact('contact', {lowest}, {highest})
),
typed AS (
    -- A secondary diagnosis is of a contact that is about another thing: a disease is not both.
    SELECT *, unnest(['A',
        CASE WHEN mask > 0 AND action_slot >= {disease_end} AND draw(e, 'secondary') < {secondary} THEN 'B' END,
        CASE WHEN draw(e, 'add-on') < {add_on} THEN '+' END]) AS diagnosis_type
    FROM slotted
),
coded AS (
    SELECT *, CASE diagnosis_type WHEN 'A' THEN action_slot
        WHEN 'B' THEN mask * {disease_slots} + whole(e, 'secondary diagnosis', {disease_slots}) END AS slot
    FROM typed WHERE diagnosis_type IS NOT NULL
)
SELECT contact_key(i, e) AS contact_key,
    CASE diagnosis_type WHEN 'A' THEN coalesce(given_code, d.code) WHEN 'B' THEN d.code
        ELSE CAST(list_extract({add_ons}, 1 + whole(e, 'which add-on', len({add_ons}))) AS hospital_name) END AS code,
    CAST(diagnosis_type AS hospital_name) AS diagnosis_type,
    CAST(CASE diagnosis_type WHEN 'A' THEN CASE WHEN draw(e, 'disproved') < {disproved} THEN 'Ja'
        WHEN draw(e, 'disproved') >= {disproved} + {disproved_missing} THEN 'Nej' END
        WHEN 'B' THEN 'Nej' END AS hospital_name) AS later_disproved
FROM coded LEFT JOIN diagnosis_slot AS s USING (slot) LEFT JOIN hospital_code AS d USING (diagnosis_no)
UNION ALL
SELECT * FROM dirty_hospital_diagnosis WHERE coalesce(contact_key, 9223372036854775807) BETWEEN {lowest} AND {highest}
