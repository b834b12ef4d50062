-- Person-years of the window as those who publish rates count them: residents on 1 July of each year.
SELECT sex, least(age // 5, 17) AS age_group, count(*) AS person_years
FROM (
    SELECT sex, year(day) - year(birth_date)
        - CASE WHEN (month(birth_date), day(birth_date)) > (month(day), day(day)) THEN 1 ELSE 0 END AS age
    FROM population AS p JOIN midsummer AS d
        ON p.residence_start <= d.day AND (p.residence_end IS NULL OR p.residence_end >= d.day)
        AND (p.death_date IS NULL OR p.death_date > d.day)
)
GROUP BY ALL
