SELECT d.year, count(DISTINCT h.person_key) AS persons
FROM nursing_home AS h JOIN midsummer AS d ON h.start_date <= d.day AND (h.end_date IS NULL OR h.end_date > d.day)
GROUP BY d.year ORDER BY d.year
