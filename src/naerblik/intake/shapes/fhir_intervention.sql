-- Versions replace each other by id, as those of conditions do (fhir_condition.sql).
-- A planned intervention begins on the first day of its period, or else on the day of the first report, and ends on the
-- last day of its period or on the day of the first report since when every version says that it is over, whichever is
-- earlier. A completed one is an intervention of one day. Nothing in a report says which plan a completed intervention
-- belongs to: one of the same code on a day of a planned intervention is taken for a part of that and is set aside, so
-- that a row is an intervention that was granted, not a visit.
WITH version AS (
    SELECT
        *,
        CASE WHEN resource_id IS NULL THEN ROW_NUMBER() OVER () END AS alone,
        CAST(bundle_time AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Copenhagen' AS DATE) AS reported,
        CASE
            WHEN status = 'entered-in-error' THEN 'in error'
            WHEN kind = 'completed' AND status IS DISTINCT FROM 'completed' THEN 'not completed'
            WHEN kind = 'planned' AND status IN ('completed', 'cancelled', 'stopped', 'revoked') THEN 'ended'
            ELSE 'active'
        END AS state
    FROM delivered
    WHERE kind IN ('planned', 'completed')
),
placed AS (
    SELECT
        *,
        MAX(bundle_time) FILTER (state = 'active')
            OVER (PARTITION BY person_key, municipality_code, kind, resource_id, alone) AS last_active
    FROM version
),
latest AS (
    SELECT
        person_key,
        municipality_code,
        kind,
        resource_id,
        MAX({'at': bundle_time, 'state': state, 'code': COALESCE(code, ''), 'start': start, 'stop': stop}) AS version,
        MIN(reported) AS reported,
        MIN(reported) FILTER (state = 'ended' AND bundle_time >= COALESCE(last_active, bundle_time)) AS ended_on
    FROM placed
    GROUP BY person_key, municipality_code, kind, resource_id, alone
),
intervention AS (
    SELECT
        person_key,
        municipality_code,
        kind,
        NULLIF(version.code, '') AS code,
        COALESCE(version.start, reported) AS start_date,
        CASE
            WHEN kind = 'completed' THEN COALESCE(version.start, reported)
            ELSE LEAST(version.stop, CASE WHEN version.state = 'ended' THEN ended_on END)
        END AS end_date,
        CASE
            WHEN version.state = 'in error' THEN 'entered_in_error'
            WHEN version.state = 'not completed' THEN 'not_completed'
            WHEN resource_id IS NULL THEN 'without_id'
        END AS fault
    FROM latest
)
SELECT
    i.person_key,
    COALESCE(k.law, 'SUL §138') AS law, -- the law whose data the gateway delivers
    i.code,
    i.municipality_code,
    i.start_date,
    i.end_date,
    CASE
        WHEN i.fault IS NOT NULL THEN i.fault
        WHEN i.kind = 'completed' AND EXISTS (
            SELECT 1
            FROM intervention p
            WHERE p.kind = 'planned'
                AND p.fault IS NULL
                AND p.person_key = i.person_key
                AND p.municipality_code = i.municipality_code
                AND p.code = i.code
                AND i.start_date BETWEEN p.start_date AND COALESCE(p.end_date, DATE 'infinity')
        ) THEN 'within_plan'
    END AS set_aside
FROM intervention i
LEFT JOIN (SELECT code, MIN(law) AS law FROM known_intervention GROUP BY code) k ON k.code = i.code
