-- Residents by every attribute that a citizen has one value of, so that the counts add up over all of them.
SELECT year, municipality_code, sex, age, nursing_home, COUNT(*) AS citizens
FROM resident
GROUP BY year, municipality_code, sex, age, nursing_home
