-- The first registration, one more at the control of a year, and a few rows with faults.
WITH known AS (
    SELECT p.*, c.code, CAST(p.i AS BIGINT) * 32 + p.code_no AS n
    FROM practice_case AS p JOIN practice_code AS c USING (code_no) WHERE registered AND first < DATE '{after}'
),
again AS (
    SELECT i, code, first, until, n, unnest({years}) AS year FROM known
),
controlled AS (
    SELECT *, make_date(year, 1, 1) + whole(n * 4 + year % 4, 'control', 365) AS day FROM again
    WHERE draw(n * 4 + year % 4, 'controlled') < {registered_again}
)
SELECT pseudonym(i) AS person_key, code, first AS diagnosis_date FROM known
UNION ALL
SELECT pseudonym(i), code, day FROM controlled WHERE day > first AND day < until
UNION ALL
SELECT CASE WHEN fault = 0 THEN NULL WHEN fault = 3 THEN pseudonym(i + 8000000000) ELSE pseudonym(i) END,
    CAST(CASE WHEN fault = 1 THEN 'X99' ELSE 'K86' END AS practice_name),
    CASE WHEN fault = 2 THEN DATE '{end}' + 1 + whole(i, 'too late', 300) ELSE DATE '{start}' END
FROM (
    SELECT *, (row_number() OVER (ORDER BY i) - 1) % 4 AS fault
    FROM (SELECT i FROM present ORDER BY draw(i, 'dirty diagnosis'), i LIMIT 4 * {dirty_practice_diagnosis})
)
