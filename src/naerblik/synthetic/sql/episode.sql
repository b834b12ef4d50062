-- Episodes of care. kind: 0 long-term at home, 1 in a nursing home, 2 .. 4 short ones, those around a cancer among them
-- (extra_episode; who is in long-term care has a nurse already). start and stop: stop is the day
-- after the window when care goes on. municipality_code is the one that reports. An episode of a citizen who moves is
-- two: what the old municipality does not close runs on.
CREATE TABLE episode AS
WITH rated AS (
    SELECT p.*,
        CASE WHEN p.home_start IS NOT NULL AND (p.home_end IS NULL OR p.fate > 1) THEN {in_nursing_home}
            ELSE least({highest_long_term}, c.long_term * f.factor * coalesce(l.level, 1)) END AS long_term,
        c.short * f.factor * coalesce(l.level, 1) AS short, c.ended_alive
    FROM person AS p
    JOIN chance AS c USING (fate, sex, age)
    JOIN disease_factor AS f USING (mask)
    LEFT JOIN place AS l USING (municipality_code)
),
counted AS (
    SELECT *, draw(i, 'long-term') AS u, draw(i, 'short') AS v, exp(-short) AS none FROM rated
),
chosen AS (
    SELECT *, CASE
        WHEN u < long_term * (1 + CASE WHEN home_start IS NULL THEN ended_alive ELSE 0 END) THEN [0]
        WHEN v < none THEN []
        WHEN v < none * (1 + short) THEN [1]
        WHEN v < none * (1 + short + short * short / 2) THEN [1, 2]
        ELSE [1, 2, 3] END AS episodes
    FROM counted
),
numbered AS (
    SELECT *, unnest(episodes) AS k, draw(i, 'kind of episode') AS w FROM chosen WHERE len(episodes) > 0
),
kinds AS (
    SELECT * EXCLUDE (u, v, w, none, short, episodes), k = 0 AND u >= long_term AS ended,
        CASE WHEN k > 0 THEN {short_kind} WHEN home_start IS NOT NULL THEN 1 ELSE 0 END AS kind, NULL AS day
    FROM numbered
    UNION ALL BY NAME
    SELECT p.* EXCLUDE (u, v, none, short, episodes), x.k, false AS ended, x.kind, x.day
    FROM chosen AS p JOIN extra_episode AS x USING (i) WHERE p.episodes <> [0]
),
keyed AS (
    SELECT *, CAST(i AS BIGINT) * 8 + k AS e FROM kinds
),
begun_care AS (
    SELECT *, greatest(begun, DATE '{first_registered}', CASE
        WHEN day IS NOT NULL THEN day
        -- Some short ones begin before the window, so that there are as many on its first day as later.
        WHEN k > 0 THEN DATE '{start}' - {before_window} + whole(e, 'begins', {window_days} + {before_window})
        WHEN ended THEN DATE '{start}' + whole(e, 'ends', {window_days}) - 1 - days(e, 'years', {days_long_term})
        ELSE least(coalesce(home_start, until), until - 1 - days(e, 'years', {days_long_term})) END) AS begins
    FROM keyed
),
bounded AS (
    SELECT *, CASE
        WHEN k > 0 THEN least(until, begins + 3 + days(e, 'days', list_extract({short_days}, kind - 1)))
        WHEN ended THEN greatest(begins, DATE '{start}' + whole(e, 'ends', {window_days}))
        ELSE until END AS ends
    FROM begun_care WHERE begins < until
),
pieces AS (
    SELECT *, unnest(CASE WHEN moved IS NULL OR begins >= moved THEN [1]
        WHEN ends >= moved THEN [0, 1] ELSE [0] END) AS piece
    FROM bounded WHERE ends >= DATE '{start}'
),
placed AS (
    SELECT p.e * 2 + p.piece AS e, p.i, p.person_block, p.kind, p.mask,
        CASE WHEN piece = 1 AND moved IS NOT NULL THEN greatest(begins, moved) ELSE begins END AS start,
        CASE WHEN piece = 0 THEN least(ends, moved - 1) ELSE ends END AS stop,
        -- Who lives outside the 98 municipalities gets care from one of them.
        CASE WHEN h.region IS NULL OR draw(e, 'elsewhere') < {other_municipality} THEN o.origin
            WHEN piece = 0 THEN previous_code ELSE p.municipality_code END AS municipality_code,
        CASE WHEN piece = 0 AND ends >= moved THEN draw(e, 'runs on') < {runs_on_after_move}
            WHEN fate > 1 AND ends = until THEN draw(e, 'runs on') < {runs_on_after_death} ELSE false END AS runs_on
    FROM pieces AS p
    LEFT JOIN place AS h USING (municipality_code)
    JOIN origin AS o ON o.region = coalesce(h.region, 0) AND o.slot = whole(p.e, 'elsewhere where', {origin_slots})
),
levelled AS (
    -- A change of vendor changes the level: of the episodes on one of its sides a share is not there.
    SELECT p.*, l.delivered, l.simplified_from, l.vendor_change, l.uuid_before, l.uuid_after,
        draw(e, 'level') < l.keep_before AS before, draw(e, 'level') < l.keep_after AS after
    FROM placed AS p JOIN place AS l USING (municipality_code)
    WHERE l.delivered > 0
)
SELECT * EXCLUDE (start, stop, before, after, runs_on),
    CASE WHEN vendor_change IS NOT NULL AND NOT before THEN greatest(start, vendor_change) ELSE start END AS start,
    CASE WHEN vendor_change IS NOT NULL AND NOT after THEN least(stop, vendor_change - 1) ELSE stop END AS stop,
    runs_on AND (vendor_change IS NULL OR after) AS runs_on
FROM levelled
WHERE vendor_change IS NULL OR (before AND start < vendor_change) OR (after AND stop >= vendor_change)
