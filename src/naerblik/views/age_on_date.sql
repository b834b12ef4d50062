-- The age band on the reference date of everyone born on a day. Completed years are written out because engines
-- disagree about the difference of two dates in years.
SELECT b.year, b.birth_date, b.completed_years, a.age
FROM (
    SELECT
        d.year,
        p.birth_date,
        YEAR(d.reference_date) - YEAR(p.birth_date)
            - CASE
                WHEN MONTH(p.birth_date) > MONTH(d.reference_date) THEN 1
                WHEN MONTH(p.birth_date) = MONTH(d.reference_date) AND DAY(p.birth_date) > DAY(d.reference_date) THEN 1
                ELSE 0
            END AS completed_years
    FROM (SELECT DISTINCT birth_date FROM population) p
    CROSS JOIN reference_date d
) b
JOIN age_band a
    ON a.completed_years = b.completed_years
