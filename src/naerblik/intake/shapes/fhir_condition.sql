-- A report is the state at its time. A condition in it replaces what an earlier report of the same citizen and
-- municipality said under that id; a condition that a report leaves out stays as it was. The last version decides the
-- code, and whether the condition has ended: then on the day of the first report since when every version says so.
-- A version in error says nothing of the end. Of two versions of the same time the one later in the alphabet of states
-- counts as the later one, and then of codes: the order of files decides nothing.
-- The first day is the earliest day of recording, or else that of the first report.
WITH version AS (
    SELECT
        *,
        -- Without an id nothing tells two conditions from two versions: each stands alone, and is set aside.
        CASE WHEN resource_id IS NULL THEN ROW_NUMBER() OVER () END AS alone,
        CAST(bundle_time AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Copenhagen' AS DATE) AS reported,
        CASE
            WHEN verification = 'entered-in-error' THEN 'in error'
            WHEN status IN ('inactive', 'remission', 'resolved') THEN 'ended'
            ELSE 'active'
        END AS state
    FROM delivered
    WHERE kind = 'condition'
),
placed AS (
    SELECT
        *,
        MAX(bundle_time) FILTER (state = 'active')
            OVER (PARTITION BY person_key, municipality_code, resource_id, alone) AS last_active
    FROM version
),
condition AS (
    SELECT
        person_key,
        municipality_code,
        resource_id,
        MAX({'at': bundle_time, 'state': state, 'code': COALESCE(code, '')}) AS latest,
        COALESCE(MIN(start), MIN(reported)) AS start_date,
        MIN(reported) FILTER (state = 'ended' AND bundle_time >= COALESCE(last_active, bundle_time)) AS ended_on
    FROM placed
    GROUP BY person_key, municipality_code, resource_id, alone
)
SELECT
    c.person_key,
    COALESCE(k.law, 'SUL §138') AS law, -- the law whose data the gateway delivers
    NULLIF(c.latest.code, '') AS code,
    c.municipality_code,
    c.start_date,
    CASE WHEN c.latest.state = 'ended' THEN c.ended_on END AS end_date,
    CASE
        WHEN c.latest.state = 'in error' THEN 'entered_in_error'
        WHEN c.resource_id IS NULL THEN 'without_id'
    END AS set_aside
FROM condition c
LEFT JOIN (SELECT code, MIN(law) AS law FROM known_condition GROUP BY code) k ON k.code = c.latest.code
