-- The two registers of municipal care under SUL §138, the only law of this topic, as one.
SELECT 'condition' AS kind, person_key, code, municipality_code, start_date, end_date
FROM fsiii_condition
WHERE law = 'SUL §138'
UNION ALL
SELECT 'intervention' AS kind, person_key, code, municipality_code, start_date, end_date
FROM fsiii_intervention
WHERE law = 'SUL §138'
