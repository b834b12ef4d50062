SELECT count(*) FILTER (delivered) / count(DISTINCT month) AS in_a_month,
    count(DISTINCT municipality_code) FILTER (delivered) AS ever
FROM fsiii_reporting
