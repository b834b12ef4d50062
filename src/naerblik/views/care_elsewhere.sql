-- What another municipality than the home reports, and the days of it that fall in one residence. Few records, so the
-- residences are looked into for them alone. `left_on` is the last day that the citizen lived in the reporting
-- municipality: the record does not count after it (rule flyttet). Who never lived there is counted at the home (rule
-- anden_kommune).
WITH departure AS (
    SELECT person_key, municipality_code, MIN(last_day) AS left_on
    FROM client_residence
    GROUP BY person_key, municipality_code
)
SELECT
    r.kind,
    r.person_key,
    r.code,
    r.municipality_code AS reporter,
    c.municipality_code AS home,
    GREATEST(r.start_date, c.first_day) AS first_day,
    LEAST(COALESCE(r.end_date, c.last_day), c.last_day) AS last_day,
    l.left_on
FROM fsiii_record r
JOIN client_residence c
    ON c.person_key = r.person_key
    AND c.municipality_code <> r.municipality_code
    AND c.last_day >= r.start_date
    AND c.first_day <= COALESCE(r.end_date, c.first_day)
LEFT JOIN departure l
    ON l.person_key = r.person_key AND l.municipality_code = r.municipality_code
