-- Residents by every attribute that a citizen has one value of, and with each disease in the years that publish any:
-- the rows of 'all' add up, those of diseases do not, since a citizen can have several.
SELECT year, municipality_code, sex, age, nursing_home, 'all' AS disease, COUNT(*) AS citizens
FROM resident
GROUP BY year, municipality_code, sex, age, nursing_home
UNION ALL
SELECT r.year, r.municipality_code, r.sex, r.age, r.nursing_home, c.disease, COUNT(*) AS citizens
FROM resident r
JOIN reference_date d
    ON d.year = r.year
JOIN disease_onset c
    ON c.person_key = r.person_key AND c.first_date <= d.reference_date
WHERE r.year IN (SELECT y.year FROM disease_year y)
GROUP BY r.year, r.municipality_code, r.sex, r.age, r.nursing_home, c.disease
