-- Those who die with a disease had it for an exponential time; of the others a share fell ill in each year.
SELECT pseudonym(i) AS person_key, disease,
    least(until - 1, DATE '{end}', greatest(birth_date + CAST(first_age * 365.25 AS INTEGER), CASE
        WHEN fate > 1 THEN until - 1 - days(n, 'years ill', years_ill * 365)
{new_cases}
        ELSE DATE '{start}' - 1 - days(n, 'years ill', years_ill * 365) END)) AS first_date
FROM (
    SELECT p.i, p.fate, p.until, p.birth_date, d.*, p.i * 16 + d.bit AS n
    FROM person AS p JOIN disease AS d ON (p.mask >> d.bit) & 1 = 1
    WHERE p.mask > 0
)
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
