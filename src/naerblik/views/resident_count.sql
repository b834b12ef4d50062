-- Residents by every attribute that a citizen has one value of, and with each disease in the years that publish any:
-- the rows of 'all' add up, those of diseases do not, since a citizen can have several.
WITH counted AS (
    SELECT year, group_no, 'all' AS disease, COUNT(*) AS citizens
    FROM resident
    GROUP BY year, group_no
    UNION ALL
    SELECT r.year, r.group_no, c.disease, COUNT(*) AS citizens
    FROM resident r
    JOIN disease_year y
        ON y.year = r.year
    JOIN reference_date d
        ON d.year = r.year
    JOIN disease_onset c
        ON c.person_key = r.person_key AND c.first_date <= d.reference_date
    GROUP BY r.year, r.group_no, c.disease
)
SELECT c.year, g.municipality_code, g.sex, g.age, g.nursing_home, c.disease, c.citizens
FROM counted c
JOIN person_group g
    ON g.group_no = c.group_no
