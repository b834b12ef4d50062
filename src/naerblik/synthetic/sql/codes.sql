-- Laws and codes of {kind}s as numbers behind their names, those that nobody knows too: rows stay narrow when sorted.
CREATE TYPE {kind}_name AS ENUM (
    SELECT DISTINCT name FROM (
        SELECT unnest([law, code, uuid]) AS name FROM {kind}_code
        UNION ALL
        SELECT unnest(['SUL §999', 'lokal-1', 'lokal-2', 'lokal-3'])
    ) ORDER BY name
);
ALTER TABLE {kind}_code ALTER law TYPE {kind}_name;
ALTER TABLE {kind}_code ALTER code TYPE {kind}_name;
ALTER TABLE {kind}_code ALTER uuid TYPE {kind}_name;
