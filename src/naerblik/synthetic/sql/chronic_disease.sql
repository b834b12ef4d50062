-- One row a person and disease, and a few rows with faults.
SELECT pseudonym(i) AS person_key, disease, first_date FROM illness
UNION ALL
SELECT CASE WHEN fault = 0 THEN NULL WHEN fault = 3 THEN pseudonym(i + 8000000000) ELSE pseudonym(i) END,
    CASE WHEN fault = 1 THEN 'gigt' ELSE 'astma' END,
    CASE WHEN fault = 2 THEN DATE '{end}' + 1 + whole(i, 'too late', 300) ELSE DATE '{start}' END
FROM (
    SELECT *, (row_number() OVER (ORDER BY i) - 1) % 4 AS fault
    FROM (
        SELECT * FROM person WHERE mask > 0
        ORDER BY draw(i, 'dirty disease'), i LIMIT 4 * {dirty_chronic_disease}
    )
)
