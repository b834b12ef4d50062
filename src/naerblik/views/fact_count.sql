-- Facts counted, and their volumes added up, over every attribute that a citizen has one value of; disease only where
-- it is published: DuckDB then makes no facts that no plan publishes by disease a second time.
WITH counted AS (
    SELECT year, group_no, fact_no, 'all' AS disease, COUNT(*) AS facts, SUM(volume) AS volume
    FROM resident_fact
    GROUP BY year, group_no, fact_no
    UNION ALL
    SELECT f.year, f.group_no, f.fact_no, c.disease, COUNT(*) AS facts, SUM(f.volume) AS volume
    FROM resident_fact f
    JOIN fact_by_disease b
        ON b.year = f.year AND b.fact_no = f.fact_no
    JOIN reference_date d
        ON d.year = f.year
    JOIN disease_onset c
        ON c.person_key = f.person_key AND c.first_date <= COALESCE(f.day, d.reference_date)
    WHERE f.by_disease = 1
    GROUP BY f.year, f.group_no, f.fact_no, c.disease
)
SELECT
    c.year,
    c.group_no,
    i.item_no,
    c.disease,
    CAST(CASE WHEN i.is_volume THEN c.volume ELSE c.facts END AS BIGINT) AS amount
FROM counted c
JOIN fact_item i
    ON i.fact_no = c.fact_no
