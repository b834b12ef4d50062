-- Residents of the first day of the window with a tumour from before it; basal cell carcinoma and what no group of NORDCAN
-- counts are left out.
WITH first AS (
    SELECT min(make_date(CAST(year AS INTEGER), 1, 1)) AS day FROM midsummer
)
SELECT count(DISTINCT t.person_key)
FROM cancer_tumour AS t JOIN site_of_code AS s USING (icd10) JOIN population AS p USING (person_key), first
WHERE s.site <> 'not_nordcan' AND NOT regexp_matches(coalesce(t.morphology, ''), '^809[0-8]')
    AND t.diagnosis_date < first.day AND p.residence_start < first.day
