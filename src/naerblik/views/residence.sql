-- The days that a citizen lives in a municipality and is alive: the day of death is not one of them (rule doed).
SELECT
    person_key,
    sex,
    birth_date,
    municipality_code,
    GREATEST(residence_start, birth_date) AS first_day,
    LEAST(
        COALESCE(residence_end, DATE '9999-12-31'),
        COALESCE(CAST(death_date - INTERVAL '1' DAY AS DATE), DATE '9999-12-31')
    ) AS last_day
FROM population
