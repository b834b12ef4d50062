-- The few persons that any record is about, whenever it holds. (Stored, so that the engine knows how few they are.)
SELECT DISTINCT person_key FROM fsiii_record
