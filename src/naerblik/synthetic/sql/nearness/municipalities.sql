SELECT municipality_code, count(*) AS persons
FROM population, (SELECT max(day) AS day FROM new_year)
WHERE residence_start <= day AND (residence_end IS NULL OR residence_end >= day)
    AND (death_date IS NULL OR death_date > day)
GROUP BY municipality_code
