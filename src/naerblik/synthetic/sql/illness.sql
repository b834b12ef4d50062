-- Diseases of persons with their first date. Those who die with a disease had it for an exponential time; of the others
-- a share fell ill in each year.
CREATE VIEW illness AS
SELECT i, disease, bit,
    least(until - 1, DATE '{end}', greatest(birth_date + CAST(first_age * 365.25 AS INTEGER), CASE
        WHEN fate > 1 THEN until - 1 - days(n, 'years ill', years_ill * 365)
{new_cases}
        ELSE DATE '{start}' - 1 - days(n, 'years ill', years_ill * 365) END)) AS first_date,
    birth_date, until, municipality_code, person_block
FROM (
    SELECT p.i, p.fate, p.until, p.birth_date, p.municipality_code, p.person_block, d.*, p.i * 16 + d.bit AS n
    FROM person AS p JOIN disease AS d ON (p.mask >> d.bit) & 1 = 1
    WHERE p.mask > 0
)
