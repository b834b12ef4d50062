-- Municipal nursing of everyone who ever had a cancer that counts: granted interventions under SUL §138, from when to when.
SELECT r.person_key, r.start_date AS first_day, COALESCE(r.end_date, DATE '9999-12-31') AS last_day
FROM fsiii_record r
JOIN (SELECT DISTINCT person_key FROM cancer_tumour_counted) p
    ON p.person_key = r.person_key
WHERE r.kind = 'intervention'
