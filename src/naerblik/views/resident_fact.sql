-- The facts of all topics that count every citizen, whatever municipalities report.
SELECT year, person_key, group_no, fact_no, by_disease, CAST(NULL AS DATE) AS day, volume
FROM gp_fact
UNION ALL
SELECT year, person_key, group_no, fact_no, by_disease, day, volume
FROM cancer_fact
