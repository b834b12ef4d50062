-- Residents of the reference date with an earlier cancer, once an item, by completed years since its first tumour.
SELECT
    r.year,
    r.person_key,
    r.group_no,
    f.item,
    YEAR(d.reference_date) - YEAR(f.first_date)
        - CASE
            WHEN MONTH(f.first_date) > MONTH(d.reference_date) THEN 1
            WHEN MONTH(f.first_date) = MONTH(d.reference_date) AND DAY(f.first_date) > DAY(d.reference_date) THEN 1
            ELSE 0
        END AS years_since
FROM (
    SELECT t.person_key, i.item, MIN(t.diagnosis_date) AS first_date
    FROM cancer_tumour_counted t
    JOIN cancer_item i
        ON i.site = t.site
    GROUP BY t.person_key, i.item
) f
JOIN resident r
    ON r.person_key = f.person_key
JOIN survivor_year d
    ON d.year = r.year AND f.first_date <= d.reference_date
