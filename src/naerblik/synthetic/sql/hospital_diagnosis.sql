-- One action diagnosis a contact, secondary ones of those who have diseases, add-on codes, and the rows with faults.
WITH slotted AS (
    SELECT i, e, mask, given_code,
        CASE WHEN mask > 0 AND draw(e, 'about disease') < {about_disease}
            THEN mask * {disease_slots} + whole(e, 'diagnosis', {disease_slots})
            ELSE {disease_end} + CASE WHEN admitted THEN {kind_slots} ELSE 0 END
                + age_and_sex * {diagnosis_slots} + whole(e, 'diagnosis', {diagnosis_slots}) END AS slot
    FROM contact('contact', {lowest}, {highest})
)
SELECT contact_key(i, e) AS contact_key, coalesce(given_code, d.code) AS code,
    CAST('A' AS hospital_name) AS diagnosis_type,
    CAST(CASE WHEN draw(e, 'disproved') < {disproved} THEN 'Ja'
        WHEN draw(e, 'disproved') >= {disproved} + {disproved_missing} THEN 'Nej' END AS hospital_name) AS later_disproved
FROM slotted JOIN diagnosis_slot AS s USING (slot) JOIN hospital_code AS d USING (diagnosis_no)
UNION ALL
-- Of a contact that is about another thing: a disease is not both.
SELECT contact_key(i, e), d.code, CAST('B' AS hospital_name), CAST('Nej' AS hospital_name)
FROM (
    SELECT i, e, mask * {disease_slots} + whole(e, 'secondary diagnosis', {disease_slots}) AS slot
    FROM slotted WHERE mask > 0 AND slot >= {disease_end} AND draw(e, 'secondary') < {secondary}
) JOIN diagnosis_slot AS s USING (slot) JOIN hospital_code AS d USING (diagnosis_no)
UNION ALL
SELECT contact_key(i, e),
    CAST(list_extract({add_ons}, 1 + whole(e, 'which add-on', len({add_ons}))) AS hospital_name),
    CAST('+' AS hospital_name), CAST(NULL AS hospital_name)
FROM contact('contact', {lowest}, {highest}) WHERE draw(e, 'add-on') < {add_on}
UNION ALL
SELECT * FROM dirty_hospital_diagnosis WHERE coalesce(contact_key, 9223372036854775807) BETWEEN {lowest} AND {highest}
