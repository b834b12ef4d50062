-- Everyone with a diagnosis of general practice or a cancer that counts: hospital stays are looked up for nobody else.
SELECT person_key FROM gp_diagnosis
UNION
SELECT person_key FROM cancer_tumour_counted
