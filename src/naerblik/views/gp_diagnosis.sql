-- When a citizen's diagnosis was first registered in general practice. A registration holds from that day on: practices
-- do not close diagnoses of chronic diseases.
SELECT d.person_key, i.diagnosis_no, MIN(d.diagnosis_date) AS first_date
FROM practice_diagnosis d
JOIN gp_code i
    ON i.code = d.code
GROUP BY d.person_key, i.diagnosis_no
