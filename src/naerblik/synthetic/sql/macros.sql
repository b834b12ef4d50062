-- Joins run as written, the many rows on the left and the small table on the right: the estimates of rows go astray
-- over computed keys, persons would be put into the hash table, and their order would no longer be the same twice.
SET disabled_optimizers = 'join_order,build_side_probe_side';

-- draw(i, name): a number in [0, 1) that depends on the person or row i, the name of the draw and the seed only.
-- i is mixed with the hash of the name before it is hashed: hash(i, name) of DuckDB combines two hashes with xor, so
-- that two draws of the same i would depend on each other.
CREATE OR REPLACE MACRO draw(i, name) AS
    (hash(xor(CAST(i AS UBIGINT), hash(name || ' {seed}'))) >> 11) * 1.1102230246251565e-16;
-- whole(i, name, n): a whole number 0 .. n - 1. days(i, name, mean): exponential time in whole days.
CREATE OR REPLACE MACRO whole(i, name, n) AS CAST(floor(draw(i, name) * n) AS INTEGER);
CREATE OR REPLACE MACRO days(i, name, mean) AS CAST(least(-ln(1 - draw(i, name)) * mean, 20000) AS INTEGER);
-- The pseudonym of person i: 63 bits that say nothing of i.
CREATE OR REPLACE MACRO pseudonym(i) AS
    CAST(hash(xor(CAST(i AS UBIGINT), hash('person {seed}'))) >> 1 AS BIGINT);
-- What the keys of the contacts of person i have in common: they differ in their last 11 bits.
CREATE OR REPLACE MACRO contacts_of(i) AS
    CAST(hash(xor(CAST(i AS UBIGINT), hash('contact {seed}'))) >> 1 AS BIGINT);
-- The block that a key lies in: large registers are made in parts of whole blocks.
CREATE OR REPLACE MACRO block_of(key) AS CAST(key >> {block_bits} AS SMALLINT);
-- Whether a municipality delivered in any month between two days; `delivered` has a bit per month of the window.
CREATE OR REPLACE MACRO month_no(day) AS least(greatest(date_diff('month', DATE '{start}', day), 0), {months} - 1);
CREATE OR REPLACE MACRO delivered_between(delivered, first, last) AS
    (delivered & ((CAST(1 AS BIGINT) << (month_no(last) + 1)) - (CAST(1 AS BIGINT) << month_no(first)))) > 0;
