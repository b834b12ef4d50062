-- Municipal nursing of citizens with cancer on the days that count: granted interventions under SUL §138, the only law of
-- this topic, from when to when. Conditions say nothing about when care was given, and need not be delivered for it.
SELECT r.person_key, r.start_date AS first_day, COALESCE(r.end_date, DATE '9999-12-31') AS last_day
FROM fsiii_intervention r
JOIN cancer_span p
    ON p.person_key = r.person_key
    AND r.start_date <= p.last_day
    AND COALESCE(r.end_date, p.last_day) >= p.first_day
WHERE r.law = 'SUL §138'
