-- Who had a new tumour in a year, once an item: where and as what the citizen lived at the first of them in the year.
SELECT year, person_key, item, diagnosis_date, group_no
FROM (
    SELECT
        c.year,
        c.person_key,
        i.item,
        c.diagnosis_date,
        c.group_no,
        ROW_NUMBER() OVER (
            PARTITION BY c.year, c.person_key, i.item
            ORDER BY c.diagnosis_date, c.tumour_no
        ) AS place
    FROM cancer_case c
    JOIN cancer_item i
        ON i.site = c.site
) p
WHERE place = 1
