-- Codes of a citizen do not add up to areas or to "any": each wider item counts the citizen once.
SELECT DISTINCT
    p.year,
    p.person_key,
    p.group_no,
    w.item_no
FROM person_code p
JOIN wider_item w
    ON w.code_no = p.code_no
