-- Municipal nursing of citizens with cancer on the days that count: granted interventions under SUL §138, from when to
-- when.
SELECT r.person_key, r.start_date AS first_day, COALESCE(r.end_date, DATE '9999-12-31') AS last_day
FROM fsiii_record r
JOIN cancer_span p
    ON p.person_key = r.person_key
    AND r.start_date <= p.last_day
    AND COALESCE(r.end_date, p.last_day) >= p.first_day
WHERE r.kind = 'intervention'
