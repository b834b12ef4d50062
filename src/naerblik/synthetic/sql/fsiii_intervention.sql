-- Interventions of each episode: drawn as the conditions are, granted for a time and renewed while the episode lasts.
WITH care AS (
    SELECT * EXCLUDE (person_block) FROM episode WHERE person_block BETWEEN block_of({lowest}) AND block_of({highest})
),
chosen AS (
    SELECT e.*, r.code_no, r.chance, e.e * 64 + r.code_no AS n
    FROM care AS e JOIN intervention_rate AS r USING (kind, mask)
    WHERE draw(e.e * 64 + r.code_no, 'intervention') < r.chance * {highest_code_level}
),
kept AS (
    SELECT c.* FROM chosen AS c JOIN intervention_level AS l USING (municipality_code, code_no)
    WHERE draw(n, 'intervention') < chance * factor
),
other AS (
    SELECT e.*, o.code_no, e.e * 64 + 63 AS n
    FROM care AS e JOIN other_intervention AS o ON o.slot = whole(e.e, 'other intervention', {other_interventions})
    WHERE draw(e.e, 'has other intervention') < {other_intervention_share}
),
every AS (
    SELECT * EXCLUDE (chance) FROM kept UNION ALL SELECT * FROM other
),
granted AS (
    SELECT t.*, c.law, c.code, c.uuid, c.first_day,
        c.renewed_after + whole(n, 'length of grant', {grant_spread}) AS grant_days,
        start + whole(n, 'granted later', least(stop - start + 1, {granted_within})) AS granted
    FROM every AS t JOIN intervention_code AS c USING (code_no)
),
grants AS (
    SELECT *, unnest(range(
        greatest(0, (DATE '{start}' - granted) // grant_days),
        1 + (least(stop, DATE '{end}') - granted) // grant_days
    )) AS grant_no
    FROM granted
),
dated AS (
    SELECT *, granted + CAST(grant_no * grant_days AS INTEGER) AS first,
        least(stop, granted + CAST((grant_no + 1) * grant_days AS INTEGER) - 1) AS last
    FROM grants
)
SELECT pseudonym(i) AS person_key, law,
    CASE WHEN CASE WHEN first >= vendor_change THEN uuid_after ELSE uuid_before END THEN uuid ELSE code END AS code,
    municipality_code, first AS start_date,
    CASE WHEN last > DATE '{end}' OR (runs_on AND last = stop) THEN NULL ELSE last END AS end_date
FROM dated
WHERE first >= first_day AND delivered_between(delivered, first, last)
UNION ALL
SELECT * FROM dirty_intervention WHERE coalesce(person_key, 9223372036854775807) BETWEEN {lowest} AND {highest}
