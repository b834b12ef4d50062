-- Months that follow each other are one stay, from the first day of the first to the last day of the last. The same
-- month reported by two municipalities is one month. Which day of the month someone moved in is not delivered.
WITH month_of AS (
    SELECT person_key, CAST(DATE_TRUNC('month', month) AS DATE) AS first_day
    FROM delivered
    WHERE person_key IS NOT NULL AND month IS NOT NULL
    GROUP BY ALL
),
numbered AS (
    SELECT
        person_key,
        first_day,
        CAST(first_day - TO_MONTHS(CAST(ROW_NUMBER() OVER (PARTITION BY person_key ORDER BY first_day) AS INTEGER)) AS DATE)
            AS stay
    FROM month_of
)
SELECT
    person_key,
    MIN(first_day) AS start_date,
    LAST_DAY(MAX(first_day)) AS end_date,
    CAST(NULL AS VARCHAR) AS set_aside
FROM numbered
GROUP BY person_key, stay
UNION ALL
SELECT person_key, month, NULL, 'incomplete_row' FROM delivered WHERE person_key IS NULL OR month IS NULL
