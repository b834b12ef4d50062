-- Who lives in a nursing home on the reference date. Never "ever": a stay that has ended does not count.
SELECT DISTINCT
    d.year,
    n.person_key
FROM nursing_home n
JOIN reference_date d
    ON d.reference_date BETWEEN n.start_date AND COALESCE(n.end_date, DATE '9999-12-31')
