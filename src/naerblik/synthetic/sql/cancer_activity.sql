-- Services, contacts and short episodes of home nursing that citizens have beside everybody's, around a cancer: a rate a
-- month by phase, kind and group of sites, times a level of the citizen that is about one in the mean. Nothing lies before
-- an arrival or after the last day; services and contacts lie in the window, episodes may have begun before it.
-- Names as numbers behind them: millions of rows stay narrow.
CREATE TYPE cancer_diagnosis AS ENUM (SELECT DISTINCT 'D' || icd10 FROM cancer_code ORDER BY 1);
CREATE TYPE cancer_kind AS ENUM (
    SELECT DISTINCT name FROM (
        SELECT unnest([specialty, code]) AS name FROM cancer_service
        UNION ALL SELECT contact_type FROM cancer_contact
        UNION ALL SELECT unnest(['ATA1', 'ATA3'])
    ) ORDER BY 1
);
CREATE TABLE course AS
SELECT t.*, p.phase, t.diagnosis_date + CAST(p.first_month * 30.4375 AS INTEGER) AS first,
    CAST(p.months * 30.4375 AS INTEGER) AS days, p.months
FROM (
    SELECT t.i, CAST('D' || t.icd10 AS cancer_diagnosis) AS code, t.diagnosis_date, s.activity,
        CAST(t.i AS BIGINT) * {site_slots} + s.site_no AS n,
        -- Gamma with shape 2, cut: nobody comes to the hospital every day.
        least({highest_level}, -(ln(1 - draw(t.i, 'much care')) + ln(1 - draw(t.i, 'more care'))) / 2) AS level,
        greatest(DATE '{start}' - {before_window}, q.begun) AS since, q.until, q.municipality_code
    FROM tumour AS t JOIN cancer_site AS s USING (site) JOIN person AS q USING (i)
    WHERE s.activity <> 'none' AND t.diagnosis_date >= DATE '{start}' - CAST({last_month} * 30.4375 AS INTEGER)
) AS t CROSS JOIN cancer_phase AS p
WHERE first < until AND first + days > since;
CREATE TABLE extra_service AS
WITH counted AS (
    SELECT c.*, CAST(s.specialty AS cancer_kind) AS specialty, CAST(s.code AS cancer_kind) AS service_code,
        (c.n * 8 + c.phase) * 16 + s.kind_no AS m, s.by_month
    FROM course AS c JOIN cancer_service AS s USING (phase, activity)
),
spread AS (
    SELECT *, unnest(range(CAST(floor(by_month * months * level + draw(m, 'services')) AS INTEGER))) AS k FROM counted
),
dated AS (
    SELECT *, first + whole(m * 512 + k, 'day of service', days) AS day FROM spread
)
SELECT i, specialty, service_code, day, CAST(count(*) AS INTEGER) AS services
FROM dated WHERE day >= greatest(since, DATE '{start}') AND day < until
GROUP BY ALL ORDER BY i, day, specialty, service_code;
CREATE TABLE extra_contact AS
WITH counted AS (
    SELECT c.*, CAST(s.contact_type AS cancer_kind) AS contact_type, s.acute, s.hours, s.more_hours,
        (c.n * 8 + c.phase) * 16 + s.kind_no AS m, s.by_month
    FROM course AS c JOIN cancer_contact AS s USING (phase, activity)
),
spread AS (
    SELECT *, unnest(range(CAST(floor(by_month * months * level + draw(m, 'contacts')) AS INTEGER))) AS k FROM counted
),
dated AS (
    SELECT *, m * 512 + k AS e, first + whole(m * 512 + k, 'day of contact', days) AS day FROM spread
),
timed AS (
    SELECT *, CAST(day AS TIMESTAMP) + to_minutes(8 * 60 + 15 * whole(e, 'quarter of contact', 16)) AS start_time,
        CAST(60 * (hours - more_hours * ln(1 - draw(e, 'length of contact'))) AS INTEGER) AS minutes
    FROM dated WHERE day >= greatest(since, DATE '{start}') AND day < until
)
-- Contacts begin before noon: even one that the last day cuts at midnight is an admission when it is meant to be one.
SELECT i, start_time, least(start_time + to_minutes(minutes), CAST(until AS TIMESTAMP)) AS end_time, contact_type,
    CAST(CASE WHEN draw(e, 'acute') < acute THEN 'ATA1' ELSE 'ATA3' END AS cancer_kind) AS priority, code
FROM timed ORDER BY i, start_time, e;
-- k numbers the episodes of a citizen, after those of everybody (see episode.sql); few have more than the four kept.
CREATE TABLE extra_episode AS
WITH counted AS (
    SELECT c.*, s.kind, (c.n * 8 + c.phase) * 16 + s.kind_no AS m, s.by_month * coalesce(p.level, 1) AS rate
    FROM course AS c JOIN cancer_nursing AS s USING (phase, activity) LEFT JOIN place AS p USING (municipality_code)
),
spread AS (
    SELECT *, unnest(range(CAST(floor(rate * months * level + draw(m, 'nursing')) AS INTEGER))) AS k FROM counted
),
dated AS (
    SELECT *, first + whole(m * 512 + k, 'day of nursing', days) AS day FROM spread
),
numbered AS (
    SELECT i, kind, day, CAST(3 + row_number() OVER (PARTITION BY i ORDER BY day, m, k) AS INTEGER) AS k
    FROM dated WHERE day >= since AND day < until
)
SELECT i, k, kind, day FROM numbered WHERE k < 8 ORDER BY i, k;
DROP TABLE course
