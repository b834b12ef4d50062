-- The published cells of all residents, whatever municipalities report: facts and residents rolled up to the areas and
-- to the dimensions that the publication plan names. A cell nobody is in stands with 0.
WITH numerator AS (
    SELECT
        p.year,
        p.level,
        m.area,
        i.item_no,
        CASE WHEN p.by_sex THEN g.sex ELSE 'all' END AS sex,
        CASE WHEN p.by_age THEN g.age ELSE 'all' END AS age,
        CASE WHEN p.by_nursing_home THEN g.nursing_home ELSE 'all' END AS nursing_home,
        f.disease,
        SUM(f.amount) AS amount
    FROM fact_count f
    JOIN item i
        ON i.item_no = f.item_no
    JOIN person_group g
        ON g.group_no = f.group_no
    JOIN published_grouping p
        ON p.year = f.year
        AND p.items = i.items
        AND p.by_disease = (f.disease <> 'all')
    JOIN area_member m
        ON m.municipality_code = g.municipality_code AND m.level = p.level
    GROUP BY
        p.year,
        p.level,
        m.area,
        i.item_no,
        CASE WHEN p.by_sex THEN g.sex ELSE 'all' END,
        CASE WHEN p.by_age THEN g.age ELSE 'all' END,
        CASE WHEN p.by_nursing_home THEN g.nursing_home ELSE 'all' END,
        f.disease
),
denominator AS (
    SELECT
        p.year,
        p.level,
        m.area,
        CASE WHEN p.by_sex THEN r.sex ELSE 'all' END AS sex,
        CASE WHEN p.by_age THEN r.age ELSE 'all' END AS age,
        CASE WHEN p.by_nursing_home THEN r.nursing_home ELSE 'all' END AS nursing_home,
        r.disease,
        SUM(r.citizens) AS citizens
    FROM resident_count r
    JOIN (
        SELECT DISTINCT year, level, by_sex, by_age, by_nursing_home, by_disease
        FROM published_grouping
        WHERE reporters = 'all'
    ) p
        ON p.year = r.year AND p.by_disease = (r.disease <> 'all')
    JOIN area_member m
        ON m.municipality_code = r.municipality_code AND m.level = p.level
    GROUP BY
        p.year,
        p.level,
        m.area,
        CASE WHEN p.by_sex THEN r.sex ELSE 'all' END,
        CASE WHEN p.by_age THEN r.age ELSE 'all' END,
        CASE WHEN p.by_nursing_home THEN r.nursing_home ELSE 'all' END,
        r.disease
)
SELECT
    c.items,
    c.item,
    c.year,
    c.level,
    c.area,
    c.sex,
    c.age,
    c.nursing_home,
    c.disease,
    c.reporters,
    CAST(COALESCE(n.amount, 0) AS BIGINT) AS count,
    CAST(COALESCE(d.citizens, 0) AS BIGINT) AS population
FROM published_cell c
JOIN item i
    ON i.items = c.items AND i.item = c.item
LEFT JOIN numerator n
    ON n.year = c.year
    AND n.level = c.level
    AND n.area = c.area
    AND n.item_no = i.item_no
    AND n.sex = c.sex
    AND n.age = c.age
    AND n.nursing_home = c.nursing_home
    AND n.disease = c.disease
LEFT JOIN denominator d
    ON d.year = c.year
    AND d.level = c.level
    AND d.area = c.area
    AND d.sex = c.sex
    AND d.age = c.age
    AND d.nursing_home = c.nursing_home
    AND d.disease = c.disease
WHERE c.reporters = 'all'
ORDER BY c.cell_no
