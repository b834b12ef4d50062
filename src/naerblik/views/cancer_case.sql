-- New tumours of a calendar year, counted where and as what the citizen lived on the day of diagnosis.
SELECT
    CAST(y.year AS SMALLINT) AS year,
    t.person_key,
    t.tumour_no,
    t.diagnosis_date,
    t.site,
    g.group_no
FROM cancer_tumour_counted t
JOIN case_year y
    ON t.diagnosis_date BETWEEN y.first_day AND y.last_day
JOIN age_band a
    ON a.completed_years = t.completed_years
LEFT JOIN (
    SELECT DISTINCT t.person_key, t.tumour_no
    FROM cancer_tumour_counted t
    JOIN nursing_home n
        ON n.person_key = t.person_key
        AND t.diagnosis_date BETWEEN n.start_date AND COALESCE(n.end_date, DATE '9999-12-31')
) n
    ON n.person_key = t.person_key AND n.tumour_no = t.tumour_no
JOIN person_group g
    ON g.municipality_code = t.municipality_code
    AND g.sex = t.sex
    AND g.age = a.age
    AND g.nursing_home = CASE WHEN n.person_key IS NULL THEN 'no' ELSE 'yes' END
