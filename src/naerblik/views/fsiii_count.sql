-- Persons are counted into groups before anything is rolled up; disease only where it is published.
WITH counted AS (
    SELECT year, person_key, group_no, code_no AS item_no FROM person_code
    UNION ALL
    SELECT year, person_key, group_no, item_no FROM person_item
)
SELECT
    p.year,
    p.group_no,
    p.item_no,
    'all' AS disease,
    COUNT(*) AS citizens
FROM counted p
GROUP BY p.year, p.group_no, p.item_no
UNION ALL
SELECT
    p.year,
    p.group_no,
    p.item_no,
    c.disease,
    COUNT(*) AS citizens
FROM counted p
JOIN disease_item i
    ON i.year = p.year AND i.item_no = p.item_no
JOIN reference_date d
    ON d.year = p.year
JOIN disease_onset c
    ON c.person_key = p.person_key AND c.first_date <= d.reference_date
GROUP BY p.year, p.group_no, p.item_no, c.disease
