-- One row a residence: two for who moved between municipalities within the window.
SELECT pseudonym(i) AS person_key, sex, birth_date,
    CASE WHEN spell = 0 THEN previous_code ELSE municipality_code END AS municipality_code,
    CASE WHEN spell = 1 AND moved IS NOT NULL THEN moved ELSE begun END AS residence_start,
    CASE WHEN spell = 0 THEN moved - 1 WHEN fate > 0 THEN until END AS residence_end,
    CASE WHEN fate > 1 THEN until END AS death_date
FROM (SELECT *, unnest(CASE WHEN moved IS NULL THEN [1] ELSE [0, 1] END) AS spell FROM person)
UNION ALL
-- Persons that nobody is: each breaks a rule.
SELECT pseudonym(i + 4000000000), CASE WHEN fault = 1 THEN 'U' ELSE sex END,
    CASE WHEN fault = 0 THEN NULL WHEN fault = 2 THEN DATE '{end}' + 40 ELSE birth_date END,
    municipality_code,
    CASE WHEN fault = 5 THEN DATE '{end}' + 1 + whole(i, 'too late', 300) ELSE begun END,
    CASE WHEN fault = 4 THEN begun - 1 - whole(i, 'too early', 300) END,
    CASE WHEN fault = 3 THEN birth_date - 1 - whole(i, 'too early', 300) END
FROM (
    SELECT *, (row_number() OVER (ORDER BY i) - 1) % 6 AS fault
    FROM (SELECT * FROM person ORDER BY draw(i, 'dirty person'), i LIMIT 6 * {dirty_population})
)
