"""Nærblik: one protected report per recipient from Danish person-level registers."""


class NaerblikError(ValueError):
    """Something that the user can mend; the text says where it stands, what was found and what to do."""
