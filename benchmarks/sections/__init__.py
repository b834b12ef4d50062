"""The sections of RESULTS.md: each module has a TITLE and `measured(persons, store)`, which gives its Markdown.

`store` is a folder for NAERBLIK_DATA in which the registers of so many persons stand, and nothing else yet.
"""
