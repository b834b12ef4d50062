SELECT sex, least(age // 5, 17) AS age_group, count(*) AS persons
FROM (
    SELECT sex, year(day) - year(birth_date)
        - CASE WHEN (month(birth_date), day(birth_date)) > (month(day), day(day)) THEN 1 ELSE 0 END AS age
    FROM population, (SELECT max(day) AS day FROM new_year)
    WHERE residence_start <= day AND (residence_end IS NULL OR residence_end >= day)
        AND (death_date IS NULL OR death_date > day)
)
GROUP BY ALL
