-- Where a citizen has lived and moved away from before the reference date (rule flyttet).
SELECT DISTINCT
    d.year,
    p.person_key,
    p.municipality_code
FROM population p
JOIN reference_date d
    ON p.residence_end < d.reference_date
