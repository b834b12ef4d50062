"""Disclosure protection of the whole linked family of tables, before anything is sliced for a recipient."""
