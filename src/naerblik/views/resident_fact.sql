-- The facts of all topics that count every citizen, whatever municipalities report.
SELECT f.year, f.person_key, f.group_no, f.fact_no, d.reference_date AS day, f.volume
FROM gp_fact f
JOIN reference_date d
    ON d.year = f.year
UNION ALL
SELECT year, person_key, group_no, fact_no, day, volume
FROM cancer_fact
