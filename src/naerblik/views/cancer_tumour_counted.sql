-- The tumours that count, each under one site, with what their person was on the day of diagnosis. As NORDCAN counts:
-- without basal cell carcinoma of the skin (morphology 8090 to 8098), and of bladder and urinary tract in situ and benign
-- tumours only of morphology 8010, 8120 and 8130.
SELECT
    t.person_key,
    t.tumour_no,
    t.diagnosis_date,
    c.site,
    t.municipality_code,
    p.sex,
    p.birth_date,
    YEAR(t.diagnosis_date) - YEAR(p.birth_date)
        - CASE
            WHEN MONTH(p.birth_date) > MONTH(t.diagnosis_date) THEN 1
            WHEN MONTH(p.birth_date) = MONTH(t.diagnosis_date) AND DAY(p.birth_date) > DAY(t.diagnosis_date) THEN 1
            ELSE 0
        END AS completed_years
FROM cancer_tumour t
JOIN cancer_code c
    ON c.icd10 = t.icd10
JOIN (
    SELECT DISTINCT person_key, sex, birth_date
    FROM population
    WHERE person_key IN (SELECT person_key FROM cancer_tumour)
) p
    ON p.person_key = t.person_key
WHERE NOT (
        c.site = 'other_skin'
        AND COALESCE(SUBSTRING(t.morphology, 1, 4), '') BETWEEN '8090' AND '8098'
    )
    AND NOT (
        c.is_benign = 1
        AND c.site = 'bladder'
        AND COALESCE(SUBSTRING(t.morphology, 1, 4), '') NOT IN ('8010', '8120', '8130')
    )
