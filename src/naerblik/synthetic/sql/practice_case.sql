-- Diagnoses of persons in practice from the day `first`: those of RUKS, which the practice has registered or not, and
-- those that RUKS does not have.
CREATE TABLE practice_case AS
WITH of_ruks AS (
    SELECT l.i, c.code_no, l.municipality_code, l.birth_date, l.until, l.person_block,
        l.first_date - {registered_at_least} + days(l.i * 32 + c.code_no, 'registered later', {registered_later}) AS first,
        draw(l.i * 32 + c.code_no, 'registered')
            < least({highest_registered}, {registered} * coalesce(v.registers, 1)) AS registered
    FROM illness AS l JOIN practice_code AS c USING (bit) LEFT JOIN practice_place AS v USING (municipality_code)
),
drawn AS (
    SELECT p.i, p.municipality_code, p.birth_date, p.until, p.person_block,
        CASE WHEN p.begun >= DATE '{start}' AND p.birth_date < p.begun THEN 0 ELSE {of_ruks} END + {of_others} AS has
    FROM person AS p
    JOIN practice_chance AS c USING (sex, age)
    JOIN disease_chance AS d ON d.fate = p.fate AND d.sex = p.sex AND d.age = p.age
        AND d.in_home = (p.home_start IS NOT NULL AND (p.home_end IS NULL OR p.fate > 1))
),
other AS (
    SELECT d.i, c.code_no, d.municipality_code, d.birth_date, d.until, d.person_block,
        greatest(birth_date + CAST(c.first_age * 365.25 AS INTEGER),
            until - 1 - days(d.i * 32 + c.code_no, 'years registered', c.years * 365)) AS first,
        draw(d.i * 32 + c.code_no, 'registered') < coalesce(v.registers, 1) AS registered
    FROM drawn AS d JOIN practice_code AS c ON (d.has >> c.code_no) & 1 = 1
    LEFT JOIN practice_place AS v USING (municipality_code)
    WHERE d.has > 0
)
SELECT i, CAST(code_no AS TINYINT) AS code_no, municipality_code, registered, until, person_block,
    least(until - 1, greatest(birth_date, CASE WHEN first >= DATE '{coded_since}' THEN first
        ELSE DATE '{coded_since}' + whole(i * 32 + code_no, 'taken over', {taken_over_within}) END)) AS first
FROM (SELECT * FROM of_ruks UNION ALL SELECT * FROM other WHERE registered)
WHERE first < until
