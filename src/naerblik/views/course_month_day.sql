-- Which month from a day of diagnosis a day belongs to: looked up by the day, not tried month by month.
SELECT s.year, s.diagnosis_date, d.day, s.month
FROM course_month_span s
JOIN day_number d
    ON d.day BETWEEN s.first_day AND s.last_day
