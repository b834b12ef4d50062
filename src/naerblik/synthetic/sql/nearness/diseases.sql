-- ill: residents on 1 July with the disease; newly_ill: first dates within the year.
WITH resident AS (
    SELECT d.year, d.day, p.person_key
    FROM population AS p JOIN midsummer AS d
        ON p.residence_start <= d.day AND (p.residence_end IS NULL OR p.residence_end >= d.day)
        AND (p.death_date IS NULL OR p.death_date > d.day)
),
ill AS (
    SELECT c.disease, r.year, count(*) AS ill
    FROM chronic_disease AS c JOIN resident AS r ON r.person_key = c.person_key AND c.first_date <= r.day
    GROUP BY ALL
),
fresh AS (
    SELECT disease, year(first_date) AS year, count(*) AS newly_ill FROM chronic_disease GROUP BY ALL
)
SELECT i.disease, i.year, i.ill, coalesce(n.newly_ill, 0) AS newly_ill
FROM ill AS i LEFT JOIN fresh AS n USING (disease, year)
ORDER BY i.disease, i.year
