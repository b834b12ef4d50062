-- Everything that is counted in general practice, a row a citizen and number of what is counted: `volume` is what is
-- added up beside the citizens, their new diagnoses or their services.
SELECT p.year, p.person_key, p.group_no, i.fact_no, i.by_disease, p.is_new AS volume
FROM gp_patient p
JOIN gp_diagnosed i
    ON i.diagnosis_no = p.diagnosis_no
UNION ALL
SELECT p.year, p.person_key, p.group_no, i.fact_no, i.by_disease, 0 AS volume
FROM gp_patient p
JOIN gp_expected i
    ON i.diagnosis_no = p.diagnosis_no
JOIN gp_use u
    ON u.year = p.year AND u.person_key = p.person_key AND u.service_no = i.service_no
UNION ALL
SELECT p.year, p.person_key, p.group_no, i.fact_no, i.by_disease, 0 AS volume
FROM gp_patient p
JOIN gp_admission i
    ON i.diagnosis_no = p.diagnosis_no
JOIN gp_admitted a
    ON a.year = p.year AND a.person_key = p.person_key
UNION ALL
SELECT r.year, r.person_key, r.group_no, i.fact_no, i.by_disease, u.services AS volume
FROM resident r
JOIN gp_use u
    ON u.year = r.year AND u.person_key = r.person_key
JOIN gp_used i
    ON i.service_no = u.service_no
UNION ALL
SELECT p.year, p.person_key, p.group_no, i.fact_no, i.by_disease, u.services AS volume
FROM gp_patient p
JOIN gp_use u
    ON u.year = p.year AND u.person_key = p.person_key
JOIN gp_contact i
    ON i.diagnosis_no = p.diagnosis_no AND i.service_no = u.service_no
