-- The days on which contacts of citizens with cancer count: in the months of a course, and in the twelve months up to a
-- reference date that they are survivors on. From the first to the last of them, one row a citizen.
SELECT person_key, MIN(first_day) AS first_day, MAX(last_day) AS last_day
FROM (
    SELECT person_key, first_day, last_day
    FROM cancer_course_time
    UNION ALL
    SELECT s.person_key, t.first_day, t.last_day
    FROM cancer_survivor s
    JOIN survivor_care_year t
        ON t.year = s.year
) d
GROUP BY person_key
