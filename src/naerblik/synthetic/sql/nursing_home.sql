-- One stay a resident, and a few rows with faults.
SELECT pseudonym(i) AS person_key, home_start AS start_date, home_end AS end_date
FROM person WHERE home_start IS NOT NULL
UNION ALL
SELECT CASE WHEN fault = 0 THEN NULL WHEN fault = 3 THEN pseudonym(i + 8000000000) ELSE pseudonym(i) END,
    CASE WHEN fault = 2 THEN DATE '{end}' + 1 + whole(i, 'too late', 300) ELSE home_start END,
    CASE WHEN fault = 1 THEN home_start - 1 - whole(i, 'too early', 300) END
FROM (
    SELECT *, (row_number() OVER (ORDER BY i) - 1) % 4 AS fault
    FROM (
        SELECT * FROM person WHERE home_start IS NOT NULL
        ORDER BY draw(i, 'dirty home'), i LIMIT 4 * {dirty_nursing_home}
    )
)
