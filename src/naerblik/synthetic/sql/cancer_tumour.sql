-- The Cancer Register: every tumour, and a few rows with faults under numbers that no tumour has.
WITH numbered AS (
    SELECT t.*, s.site_no, s.staged, p.sex, p.begun, p.moved, p.previous_code, p.municipality_code,
        coalesce(h.region, 0) AS region, CAST(t.i AS BIGINT) * {site_slots} + s.site_no AS n
    FROM tumour AS t JOIN cancer_site AS s USING (site) JOIN person AS p USING (i)
    LEFT JOIN place AS h USING (municipality_code)
),
slotted AS (
    SELECT *, CAST(whole(n, 'where then', {origin_slots}) AS BIGINT) AS slot FROM numbered
),
-- Where a citizen lived before the last known move is drawn from the region.
placed AS (
    SELECT t.* EXCLUDE (municipality_code, previous_code), CASE
        WHEN diagnosis_date < begun AND draw(n, 'elsewhere then') < {lived_elsewhere} THEN o.origin
        WHEN moved IS NULL OR diagnosis_date >= moved THEN municipality_code
        ELSE previous_code END AS municipality_code
    FROM slotted AS t JOIN origin AS o USING (region, slot)
),
sound AS (
    SELECT p.i, p.n, pseudonym(p.i) AS person_key, lpad(CAST(p.tumour_no AS VARCHAR), 4, '0') AS tumour_no,
        p.diagnosis_date, p.icd10,
        -- The placeholder of the register where the tissue was not examined.
        CASE WHEN draw(p.n, 'no morphology') < 0.02 THEN '{unknown_morphology}' ELSE m.morphology END AS morphology,
        CASE WHEN has_stage THEN list_extract({stage_t}, 1 + whole(p.n, 'T', {stage_slots})) END AS stage_t,
        CASE WHEN has_stage THEN list_extract({stage_n}, 1 + whole(p.n, 'N', {stage_slots})) END AS stage_n,
        CASE WHEN has_stage THEN list_extract({stage_m}, 1 + whole(p.n, 'M', {stage_slots})) END AS stage_m,
        p.municipality_code
    FROM (SELECT *, staged AND diagnosis_date >= DATE '{staged_from}' AS has_stage FROM placed) AS p
    JOIN cancer_morphology AS m ON m.slot = (CAST(p.sex = 'M' AS INTEGER) * {site_slots} + p.site_no) * {code_slots}
        + whole(p.n, 'morphology', {code_slots})
),
faulty AS (
    SELECT *, (row_number() OVER (ORDER BY n) - 1) % 8 AS fault
    FROM (SELECT * FROM sound ORDER BY draw(n, 'dirty tumour'), n LIMIT 8 * {dirty_cancer_tumour})
)
SELECT * EXCLUDE (i, n) FROM sound
UNION ALL
SELECT CASE WHEN fault = 0 THEN NULL WHEN fault = 4 THEN pseudonym(i + 8000000000) ELSE person_key END,
    CASE WHEN fault = 6 THEN tumour_no ELSE '9' || substr(tumour_no, 2) END,
    CASE WHEN fault = 3 THEN DATE '{end}' + 1 + whole(n, 'too late', 300)
        WHEN fault = 5 THEN DATE '1890-01-01' ELSE diagnosis_date END,
    CASE WHEN fault = 1 THEN 'D' || icd10 WHEN fault = 2 THEN 'X99' ELSE icd10 END,
    morphology, stage_t, stage_n, stage_m, CASE WHEN fault = 7 THEN 999 ELSE municipality_code END
FROM faulty
