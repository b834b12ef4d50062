-- Residents with each disease, in the years that publish any. A citizen can have several: they do not add up.
SELECT r.year, r.municipality_code, r.sex, r.age, r.nursing_home, c.disease, COUNT(*) AS citizens
FROM resident r
JOIN reference_date d
    ON d.year = r.year
JOIN disease_onset c
    ON c.person_key = r.person_key AND c.first_date <= d.reference_date
WHERE r.year IN (SELECT year FROM disease_year)
GROUP BY r.year, r.municipality_code, r.sex, r.age, r.nursing_home, c.disease
