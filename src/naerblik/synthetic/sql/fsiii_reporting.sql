-- Every municipality and month, and a few rows with faults.
SELECT municipality_code, month, delivered FROM reporting
UNION ALL
SELECT CASE WHEN fault = 1 THEN 999 ELSE municipality_code END,
    CASE WHEN fault = 2 THEN DATE '{end}' + 1 ELSE month END,
    CASE WHEN fault = 0 THEN NULL ELSE delivered END
FROM (SELECT *, row_number() OVER () % 3 AS fault FROM (SELECT * FROM reporting LIMIT 3 * {dirty_fsiii_reporting}))
