"""Nærblik: one protected report per recipient from Danish person-level registers."""

import os

# Arrow's allocator would start a thread when pandas imports it, and a process with threads cannot be copied
# (naerblik.run.kernel). It reads this when it is loaded.
os.environ.setdefault("JE_ARROW_MALLOC_CONF", "background_thread:false")


class NaerblikError(ValueError):
    """Something that the user can mend; the text says where it stands, what was found and what to do."""
