-- New tumours by five-year age group, for rates that are standardised by age: in the regions and the country.
SELECT
    CAST(c.year AS BIGINT) AS year,
    m.level,
    m.area,
    g.sex,
    s.stratum,
    i.item,
    COUNT(*) AS tumours
FROM cancer_case c
JOIN cancer_tumour_counted t
    ON t.person_key = c.person_key AND t.tumour_no = c.tumour_no
JOIN age_stratum s
    ON s.completed_years = t.completed_years
JOIN cancer_item i
    ON i.site = c.site
JOIN person_group g
    ON g.group_no = c.group_no
JOIN area_member m
    ON m.municipality_code = g.municipality_code
WHERE m.level IN ('region', 'country')
GROUP BY c.year, m.level, m.area, g.sex, s.stratum, i.item
