-- Tumours diagnosed within the window, by site, sex, year and age group at the diagnosis.
WITH person AS (
    SELECT DISTINCT person_key, sex, birth_date FROM population
),
aged AS (
    SELECT s.site, p.sex, year(t.diagnosis_date) AS year, year(t.diagnosis_date) - year(p.birth_date) - CASE
        WHEN (month(p.birth_date), day(p.birth_date)) > (month(t.diagnosis_date), day(t.diagnosis_date)) THEN 1 ELSE 0
        END AS age
    FROM cancer_tumour AS t JOIN site_of_code AS s USING (icd10) JOIN person AS p USING (person_key)
    WHERE year(t.diagnosis_date) IN (SELECT year FROM midsummer)
)
SELECT site, sex, year, least(age // 5, 17) AS age_group, count(*) AS cases FROM aged GROUP BY ALL
