-- Conditions of each episode: drawn by kind, diseases and the municipality's habit; begun and resolved within the
-- episode; from the month of the simplification under the code that follows the old one, as a row of its own.
WITH care AS (
    SELECT * EXCLUDE (person_block) FROM episode WHERE person_block BETWEEN block_of({lowest}) AND block_of({highest})
),
chosen AS (
    SELECT e.*, r.code_no, r.chance, e.e * 64 + r.code_no AS n
    FROM care AS e JOIN condition_rate AS r USING (kind, mask)
    WHERE draw(e.e * 64 + r.code_no, 'condition') < r.chance * {highest_code_level}
),
kept AS (
    SELECT c.* FROM chosen AS c JOIN condition_level AS l USING (municipality_code, code_no)
    WHERE draw(n, 'condition') < chance * factor
),
other AS (
    SELECT e.*, o.code_no, e.e * 64 + 63 AS n
    FROM care AS e JOIN other_condition AS o ON o.slot = whole(e.e, 'other condition', {other_conditions})
    WHERE draw(e.e, 'has other condition') < {other_condition_share}
),
every AS (
    SELECT * EXCLUDE (chance) FROM kept UNION ALL SELECT * FROM other
),
dated AS (
    SELECT *, CASE WHEN draw(n, 'later') < {begun_later}
        THEN start + whole(n, 'how much later', stop - start + 1) ELSE start END AS first
    FROM every
),
ended AS (
    SELECT *, CASE WHEN draw(n, 'resolved') < {resolved_early}
        THEN first + whole(n, 'how early', stop - first + 1) ELSE stop END AS last
    FROM dated
),
pieces AS (
    SELECT t.*, c.law, c.successor, unnest(CASE WHEN c.successor < 0 OR t.last < t.simplified_from THEN [0]
        WHEN t.first >= t.simplified_from THEN [1] ELSE [0, 1] END) AS piece
    FROM ended AS t JOIN condition_code AS c USING (code_no)
    WHERE t.last >= DATE '{start}'
),
simplified AS (
    SELECT * EXCLUDE (first, last, code_no),
        CASE WHEN piece = 1 THEN greatest(first, simplified_from) ELSE first END AS first,
        CASE WHEN piece = 0 AND successor >= 0 THEN least(last, simplified_from - 1) ELSE last END AS last,
        CASE WHEN piece = 1 THEN successor ELSE code_no END AS code_no
    FROM pieces
)
SELECT pseudonym(s.i) AS person_key, c.law,
    CASE WHEN CASE WHEN s.first >= s.vendor_change THEN s.uuid_after ELSE s.uuid_before END
        THEN c.uuid ELSE c.code END AS code,
    s.municipality_code, s.first AS start_date,
    CASE WHEN s.last > DATE '{end}' OR (s.runs_on AND s.last = s.stop) THEN NULL ELSE s.last END AS end_date
FROM simplified AS s JOIN condition_code AS c USING (code_no)
WHERE delivered_between(s.delivered, s.first, s.last)
UNION ALL
SELECT * FROM dirty_condition WHERE coalesce(person_key, 9223372036854775807) BETWEEN {lowest} AND {highest}
