-- The contacts that another generator adds, numbered within a person.
CREATE OR REPLACE TABLE extra_contact AS
SELECT *, block_of(pseudonym(i)) AS person_block, block_of(contacts_of(i)) AS contact_block,
    row_number() OVER (PARTITION BY i ORDER BY start_time, end_time, code, contact_type, priority) - 1 AS number
FROM extra_contact ORDER BY i, number;
-- Hospital contacts as numbers: minutes since 1970, and what a code is drawn from. Numbers within a person: 0 .. 1000
-- contacts that are no admission, 1024 .. 1535 admissions in their parts, 1536 .. contacts at the limits of the rule that
-- chains them, 1600 .. 1855 those that another generator adds.
CREATE MACRO contact(what, lowest, highest) AS TABLE
WITH rated AS (
    SELECT p.*, geometric(draw(p.i, 'short contacts'), r.short * p.days) AS shorts,
        least(geometric(draw(p.i, 'admissions'), r.admission * p.days), 127) AS admissions
    FROM present(what, lowest, highest) AS p JOIN hospital_rate AS r USING (grp)
),
short AS (
    SELECT * EXCLUDE (e, k), e, draw(e, 'acute') < {acute_short} AS acute
    FROM (SELECT *, CAST(i AS BIGINT) * 2048 + k AS e FROM (SELECT *, unnest(range(shorts)) AS k FROM rated))
),
short_timed AS (
    SELECT i, e, grp, mask, until, moved, municipality_code, previous_code, false AS admitted,
        CASE WHEN acute THEN first + whole(e, 'day', days) ELSE greatest(first, working(first + whole(e, 'day', days))) END AS day,
        CASE WHEN acute THEN whole(e, 'minute', 1440) ELSE 480 + 5 * whole(e, 'minute', 96) END AS minute,
        CASE WHEN acute THEN 60 + whole(e, 'minutes', 420) ELSE 10 + 5 * whole(e, 'minutes', 12) END AS minutes,
        draw(e, 'type') AS of_type, acute
    FROM short
),
admission AS (
    SELECT *, CAST(i AS BIGINT) * 2048 + 1024 + 4 * a AS n FROM (SELECT *, unnest(range(admissions)) AS a FROM rated)
),
lasting AS (
    SELECT *, whole(n, 'minute', 1440) AS minute, CAST(first + whole(n, 'day', days) AS DATE) AS day,
        720 + CAST(-ln(1 - draw(n, 'hours')) * {admission_hours} * 60 AS INTEGER) AS lasts,
        CASE WHEN draw(n, 'parts') < {in_three_parts} THEN 3
            WHEN draw(n, 'parts') < {in_three_parts} + {in_two_parts} THEN 2 ELSE 1 END AS parts
    FROM admission
),
ending AS (
    -- Nobody stays beyond the day of death.
    SELECT *, CASE WHEN fate > 1 THEN least(lasts, (until + 1 - day) * 1440 - minute - 1) ELSE lasts END AS whole_stay,
        unnest(range(parts)) AS part
    FROM lasting
),
admission_timed AS (
    SELECT i, n + part AS e, grp, mask, until, moved, municipality_code, previous_code, true AS admitted, day,
        minute + whole_stay * part // parts AS minute,
        whole_stay * (part + 1) // parts - whole_stay * part // parts - CASE
            WHEN part + 1 = parts OR draw(n + part, 'gap') < {without_gap} THEN 0
            ELSE least(whole(n + part, 'minutes of gap', 241), whole_stay // parts - 10) END AS minutes,
        0.0 AS of_type, draw(n, 'acute') < {acute_admission} AS acute
    FROM ending
),
edge_timed AS (
    SELECT i, CAST(i AS BIGINT) * 2048 + 1536 + x.number AS e, grp, mask, until, moved, municipality_code, previous_code,
        false AS admitted, CAST(first + whole(i, 'day of edge', days) AS DATE) AS day, x.minute, x.minutes, 0.0 AS of_type,
        true AS acute
    FROM present(what, lowest, highest) JOIN (VALUES
        (0, 0, 480, 60), (0, 1, 780, 60),    -- 4 hours between: one stay
        (1, 0, 480, 60), (1, 1, 781, 60),    -- 4 hours and 1 minute: two
        (2, 0, 480, 720), (3, 0, 480, 719),  -- 12 hours: an admission; 1 minute less: none
        (4, 0, 480, 400), (4, 1, 600, 600)   -- overlapping, 12 hours together
    ) AS x (edge, number, minute, minutes) ON x.edge = whole(i, 'edge', 5)
    WHERE draw(i, 'has edge') < {edge_cases}
),
timed AS (
    SELECT * FROM short_timed UNION ALL SELECT * FROM admission_timed UNION ALL SELECT * FROM edge_timed
)
SELECT i, e, mask, admitted, acute,
    grp // ({per_cell} * 2) AS age_and_sex,
    CASE WHEN moved IS NOT NULL AND day < moved THEN previous_code ELSE municipality_code END AS municipality_code,
    CAST(day - DATE '1970-01-01' AS BIGINT) * 1440 + minute AS start_minute, minutes,
    CAST(CASE WHEN of_type < {physical} THEN 'ALCA00' WHEN of_type < {physical} + {virtual} THEN 'ALCA03'
        ELSE 'ALCA10' END AS hospital_name) AS contact_type,
    CAST(NULL AS hospital_name) AS given_code
FROM timed WHERE day < DATE '{after}' - CAST(minute // 1440 AS INTEGER)
UNION ALL
SELECT p.i, CAST(p.i AS BIGINT) * 2048 + 1600 + x.number, p.mask, false, x.priority = 'ATA1',
    p.grp // ({per_cell} * 2),
    CASE WHEN moved IS NOT NULL AND CAST(start_time AS DATE) < moved THEN previous_code ELSE municipality_code END,
    epoch_us(x.start_time) // 60000000, (epoch_us(x.end_time) - epoch_us(x.start_time)) // 60000000,
    CAST(x.contact_type AS hospital_name), CAST(x.code AS hospital_name)
FROM (SELECT * FROM extra_contact WHERE CASE what WHEN 'person' THEN person_block WHEN 'contact' THEN contact_block END
    BETWEEN block_of(lowest) AND block_of(highest)) AS x JOIN present(what, lowest, highest) AS p USING (i)
