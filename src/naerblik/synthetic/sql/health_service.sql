-- Services: drawn by the rates of the group, on working days; those that follow a diagnosis once a year; those that
-- another generator adds; and the rows with faults.
WITH counted AS (
    SELECT p.i, p.first, p.days, p.grp // {per_cell} AS cell,
        unnest(range(geometric(draw(p.i, 'services'), r.per_day * p.days))) AS k
    FROM present('person', {lowest}, {highest}) AS p JOIN service_rate AS r USING (grp)
),
drawn AS (
    SELECT i, first, CAST(i AS BIGINT) * 1024 + k AS e, cell,
        CAST(first + whole(CAST(i AS BIGINT) * 1024 + k, 'day of service', days) AS DATE) AS day
    FROM counted
),
yearly AS (
    SELECT c.i, c.first, c.until, y.service_no, unnest({years}) AS year, y.chance, v.follows_up, c.registered,
        (CAST(c.i AS BIGINT) * 32 + y.yearly_no) * 4 AS n
    FROM practice_case AS c JOIN yearly_service AS y USING (code_no)
    LEFT JOIN practice_place AS v USING (municipality_code)
    WHERE c.person_block BETWEEN block_of({lowest}) AND block_of({highest})
),
followed AS (
    SELECT i, service_no, first, until, working(make_date(year, 1, 1) + whole(n + year % 4, 'day of control', 365)) AS day
    FROM yearly
    WHERE draw(n + year % 4, 'yearly service') < least({yearly_highest}, chance * coalesce(follows_up, 1))
        * CASE WHEN registered THEN 1 ELSE {unregistered_factor} END
)
SELECT pseudonym(i) AS person_key, s.specialty, s.service_code, greatest(first, working(day)) AS treatment_date,
    CASE WHEN s.two > 0 AND draw(e, 'two services') < s.two THEN 2 ELSE 1 END AS services
FROM drawn JOIN service_slot AS t ON t.slot = cell * {service_slots} + whole(e, 'service', {service_slots})
JOIN service AS s USING (service_no)
UNION ALL
SELECT pseudonym(i), s.specialty, s.service_code, day, 1 FROM followed JOIN service AS s USING (service_no)
WHERE day >= first AND day < until AND day >= DATE '{start}'
UNION ALL
SELECT pseudonym(i), CAST(specialty AS practice_name), CAST(service_code AS practice_name), day, services
FROM extra_service WHERE pseudonym(i) BETWEEN {lowest} AND {highest}
UNION ALL
SELECT * FROM dirty_health_service WHERE coalesce(person_key, 9223372036854775807) BETWEEN {lowest} AND {highest}
