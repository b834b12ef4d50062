"""Each definition is held on both ways of counting."""

from __future__ import annotations

import pytest
from counting import COUNTERS


@pytest.fixture(params=COUNTERS)
def counter(request):
    return COUNTERS[request.param]
