-- A number for each combination that residents have, so that a person carries one number instead of four columns.
SELECT
    CAST(ROW_NUMBER() OVER (ORDER BY municipality_code, sex, age, nursing_home) AS INTEGER) AS group_no,
    municipality_code,
    sex,
    age,
    nursing_home
FROM (SELECT DISTINCT municipality_code, sex, age, nursing_home FROM resident_count) g
