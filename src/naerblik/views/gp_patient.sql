-- Residents of the reference date whose diagnosis was registered by then; new ones had none twelve months before.
SELECT
    r.year,
    r.person_key,
    r.group_no,
    g.diagnosis_no,
    CAST(CASE WHEN g.first_date >= t.first_day THEN 1 ELSE 0 END AS TINYINT) AS is_new
FROM resident r
JOIN twelve_months t
    ON t.year = r.year
JOIN gp_diagnosis g
    ON g.person_key = r.person_key AND g.first_date <= t.last_day
