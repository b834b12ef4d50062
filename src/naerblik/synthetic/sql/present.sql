-- Persons as those who can have contacts: from the day `first`, for so many days, in the group of their rates. Only those
-- whose key lies in the blocks from that of `lowest` to that of `highest`: large registers are made in parts.
CREATE MACRO present(what, lowest, highest) AS TABLE
SELECT i, until, fate, CAST(mask AS INTEGER) AS mask, CAST(municipality_code AS INTEGER) AS municipality_code,
    CAST(previous_code AS INTEGER) AS previous_code, moved,
    greatest(begun, DATE '{start}') AS first,
    CAST(least(until, DATE '{after}') - greatest(begun, DATE '{start}') AS INTEGER) AS days,
    CAST(((a.age_class * 2 + CASE WHEN sex = 'M' THEN 1 ELSE 0 END) * 2
        + CASE WHEN home_start IS NOT NULL AND (home_end IS NULL OR fate > 1) THEN 1 ELSE 0 END) * {burdens}
        + least(bit_count(mask), {burdens} - 1) AS INTEGER) AS grp
FROM person JOIN age_class AS a USING (age)
WHERE least(until, DATE '{after}') > greatest(begun, DATE '{start}')
    AND CASE what WHEN 'person' THEN person_block WHEN 'contact' THEN contact_block END
        BETWEEN block_of(lowest) AND block_of(highest)
