-- One row per tumour of person i, numbered in the order of diagnosis: drawn by site from the kind of fate, sex and age
-- on the last day (see cancer.py), then how long before that day it was found.
CREATE TABLE tumour AS
WITH drawn AS (
    SELECT i, until, birth_date, begun, {tumour_row} AS tumour_row, {tumour_sites} AS sites
    FROM (
        SELECT p.*, coalesce(l.level, 1) AS level
        FROM person AS p LEFT JOIN cancer_place AS l USING (municipality_code)
    )
    JOIN cancer_chance AS c ON c.row = {tumour_row}
),
each AS (
    SELECT d.*, s.site, s.site_no, CAST(d.i AS BIGINT) * {site_slots} + s.site_no AS n,
        d.tumour_row * {site_slots} + s.site_no + draw(CAST(d.i AS BIGINT) * {site_slots} + s.site_no, 'bin') AS key
    FROM (SELECT * FROM drawn WHERE sites > 0) AS d JOIN cancer_site AS s ON (d.sites >> s.site_no) & 1 = 1
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
