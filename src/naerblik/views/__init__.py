"""Aggregate views: SQL that DuckDB and Spark share, each with a declaration of what a row is and what it reads."""
