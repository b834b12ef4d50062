"""Nærblik: one protected report per recipient from Danish person-level registers."""
