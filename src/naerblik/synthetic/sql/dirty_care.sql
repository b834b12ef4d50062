-- Rows of {kind} that break each rule, taken from episodes: FSIII with faults as deliveries have them.
CREATE TABLE dirty_{kind} AS
SELECT CASE WHEN fault = 0 THEN NULL WHEN fault = 5 THEN pseudonym(i + 8000000000) ELSE pseudonym(i) END AS person_key,
    CAST(CASE WHEN fault = 2 THEN 'SUL §999' ELSE law END AS {kind}_name) AS law,
    CAST(CASE WHEN fault = 6 THEN 'lokal-' || (1 + whole(e, 'local code', 3)) ELSE code END AS {kind}_name) AS code,
    CASE WHEN fault = 1 THEN 999 ELSE municipality_code END AS municipality_code,
    CASE WHEN fault = 4 THEN DATE '{end}' + 1 + whole(e, 'too late', 300) ELSE start END AS start_date,
    CASE WHEN fault = 3 THEN start - 1 - whole(e, 'too early', 300)
        WHEN fault = 4 OR stop > DATE '{end}' THEN NULL ELSE stop END AS end_date
FROM (
    SELECT *, (row_number() OVER (ORDER BY e) - 1) % 7 AS fault
    FROM (SELECT * FROM episode ORDER BY draw(e, 'dirty {kind}'), e LIMIT 7 * {dirty})
) JOIN {kind}_code AS c ON c.code_no = whole(e, 'dirty code {kind}', 12)
ORDER BY e
