SELECT d.year, count(*) AS persons
FROM population AS p JOIN new_year AS d
    ON p.residence_start <= d.day AND (p.residence_end IS NULL OR p.residence_end >= d.day)
    AND (p.death_date IS NULL OR p.death_date > d.day)
GROUP BY d.year ORDER BY d.year
