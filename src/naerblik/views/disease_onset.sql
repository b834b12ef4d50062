-- The first date of each disease of a citizen: a register that names the same disease twice counts nobody twice.
SELECT person_key, disease, MIN(first_date) AS first_date
FROM chronic_disease
GROUP BY person_key, disease
