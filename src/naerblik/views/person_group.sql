-- A number for each combination of what a citizen is counted by, so that a person carries one number instead of four
-- columns. Every combination that there can be, whoever lives: the numbers do not depend on the citizens.
SELECT
    CAST(ROW_NUMBER() OVER (ORDER BY m.municipality_code, s.sex, a.age, n.nursing_home) AS SMALLINT) AS group_no,
    m.municipality_code,
    s.sex,
    a.age,
    n.nursing_home
FROM (SELECT DISTINCT municipality_code FROM area_member) m
CROSS JOIN (SELECT 'K' AS sex UNION ALL SELECT 'M' AS sex) s
CROSS JOIN (SELECT DISTINCT age FROM age_band) a
CROSS JOIN (SELECT 'no' AS nursing_home UNION ALL SELECT 'yes' AS nursing_home) n
