-- One row per tumour of person i, numbered in the order of diagnosis: drawn by site from the kind of fate, sex and age
-- on the last day (see cancer.py), then how long before that day it was found.
-- One draw tells who has any; it also finds the first site, the others are drawn one by one. Chances are those of the
-- municipality with the most tumours: elsewhere a share of them is not there.
CREATE TABLE tumour AS
WITH stricken AS (
    SELECT p.i, p.until, p.birth_date, p.begun, p.municipality_code, c.row, c.row + draw(p.i, 'tumour') AS key
    FROM (SELECT *, {tumour_row} AS row FROM person) AS p JOIN cancer_any AS c USING (row)
    WHERE draw(p.i, 'tumour') < c.chance
),
first AS (
    SELECT p.*, c.site_no AS first_site FROM stricken AS p ASOF JOIN cancer_chance AS c ON p.key >= c.key
),
risked AS (
    SELECT p.*, c.site_no, c.chance, CAST(p.i AS BIGINT) * {site_slots} + c.site_no AS n
    FROM first AS p JOIN cancer_chance AS c USING (row) WHERE c.site_no >= p.first_site
),
each AS (
    SELECT t.*, s.site, t.row * {site_slots} + t.site_no + draw(t.n, 'bin') AS key
    FROM (SELECT * EXCLUDE (key) FROM risked WHERE site_no = first_site OR draw(n, 'tumour of site') < chance) AS t
    JOIN cancer_site AS s USING (site_no)
    LEFT JOIN cancer_place AS l USING (municipality_code)
    WHERE draw(t.n, 'place') < coalesce(l.kept, 1)
),
dated AS (
    SELECT e.*, until - 1 - (l.first + whole(n, 'day of diagnosis', l.days)) AS diagnosis_date
    FROM each AS e ASOF JOIN cancer_lag AS l ON e.key >= l.key
)
SELECT CAST(d.i AS INTEGER) AS i,
    CAST(row_number() OVER (PARTITION BY d.i ORDER BY d.diagnosis_date, d.site_no) AS INTEGER) AS tumour_no,
    d.site, c.icd10, d.diagnosis_date
FROM dated AS d JOIN cancer_code AS c ON c.slot = d.site_no * {code_slots} + whole(d.n, 'code', {code_slots})
-- Whose residence begins within the window came from abroad: what was found before that day is not in the register.
WHERE d.diagnosis_date >= DATE '{first_diagnosis}' AND d.diagnosis_date >= d.birth_date
    AND (d.begun < DATE '{start}' OR d.diagnosis_date >= d.begun)
ORDER BY i, tumour_no
