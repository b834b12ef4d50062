-- The first registration, one more at the control of a year, and the rows with faults.
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
SELECT * FROM dirty_practice_diagnosis
