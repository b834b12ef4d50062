-- One row per person i of the window: residents after it, those who died in it and those who left in it.
-- fate: 0 lives here after the window, 1 left, else the year of death. until: the day after the window, the day of
-- death or the last day here. previous_code and moved: the one move between municipalities, if any.
-- Numbers first: a table is read by all threads, unnested cells by one. Persons in the order of their blocks: a part of a
-- register reads those next to each other.
CREATE TABLE seat AS SELECT cell, unnest(range(first, first + persons)) AS i FROM cell;
CREATE TABLE person AS
WITH aged AS (
    SELECT s.i, c.fate, c.municipality_code, c.sex, a.age,
        CASE WHEN c.fate = 0 THEN DATE '{after}'
            ELSE make_date(c.year, 1, 1) + whole(s.i, 'day gone', 365) END AS until
    FROM seat AS s
    JOIN cell AS c USING (cell)
    -- One number to join by: with three, cells and ages would be joined first, all with all.
    JOIN age_slot AS a ON a.slot = c.age_group * {slots} + whole(s.i, 'age', {slots})
),
born AS (
    SELECT *, until - 1 - CAST(floor((age + draw(i, 'birthday')) * 365.2425) AS INTEGER) AS birth_date FROM aged
),
arrived AS (
    SELECT b.*, c.*  EXCLUDE (fate, sex, age),
        fate = 0 AND birth_date < DATE '{start}' AND draw(i, 'immigration') < c.immigrant AS immigrated
    FROM born AS b JOIN chance AS c USING (fate, sex, age)
),
begun AS (
    SELECT *, CASE
        WHEN immigrated THEN {arrival} + whole(i, 'day of arrival', 365)
        ELSE greatest(birth_date, least(DATE '{start}' - 1 - days(i, 'in municipality', {days_in_municipality}), until))
        END AS begun
    FROM arrived
),
moving AS (
    SELECT *,
        CASE WHEN draw(i, 'moves') < moves AND until - greatest(begun, DATE '{start}') > 30
            THEN greatest(begun, DATE '{start}') + 1
                + whole(i, 'day of move', until - greatest(begun, DATE '{start}') - 2)
            END AS move_day,
        CASE WHEN draw(i, 'far') < {moves_within_region} THEN coalesce(region, 0) ELSE 0 END AS from_region
    FROM begun LEFT JOIN place USING (municipality_code)
),
housed AS (
    SELECT m.*,
        CASE WHEN o.origin <> m.municipality_code THEN m.move_day END AS moved,
        CASE WHEN o.origin <> m.municipality_code AND m.move_day IS NOT NULL THEN o.origin END AS previous_code,
        draw(i, 'nursing home') < nursing_home * CASE WHEN fate = 0 THEN 1 + {left_alive} ELSE 1 END AS in_home,
        draw(i, 'nursing home') < nursing_home AS stays_home
    FROM moving AS m
    JOIN origin AS o ON o.region = m.from_region AND o.slot = whole(m.i, 'origin', {origin_slots})
),
ill AS (
    SELECT h.*, CASE WHEN h.immigrated THEN 0 ELSE {mask} END AS mask
    FROM housed AS h JOIN disease_chance AS d
        ON d.fate = h.fate AND d.sex = h.sex AND d.age = h.age AND d.in_home = h.stays_home
)
SELECT CAST(i AS INTEGER) AS i, CAST(fate AS SMALLINT) AS fate, sex, CAST(age AS SMALLINT) AS age, birth_date,
    CAST(municipality_code AS SMALLINT) AS municipality_code, CAST(previous_code AS SMALLINT) AS previous_code, moved,
    begun, until,
    CAST(mask AS SMALLINT) AS mask, block_of(pseudonym(i)) AS person_block, block_of(contacts_of(i)) AS contact_block,
    CASE WHEN stays_home THEN greatest(begun, birth_date + CAST({home_from_age} * 365.25 AS INTEGER),
            until - 1 - days(i, 'years in home', {days_in_home}))
        WHEN in_home THEN greatest(begun, DATE '{start}' + whole(i, 'into home', {window_days} - 60)) END AS home_start,
    CASE WHEN stays_home AND fate = 0 THEN NULL
        WHEN stays_home THEN until
        WHEN in_home THEN least(greatest(begun, DATE '{start}' + whole(i, 'into home', {window_days} - 60))
            + 30 + days(i, 'out of home', {days_left_alive}), DATE '{end}') END AS home_end
FROM ill ORDER BY person_block, i;
DROP TABLE seat
