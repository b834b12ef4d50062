"""The same numbers give the same family and the same pattern, whatever machine and order Python happens to have."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from naerblik.disclosure import certify, prune, repair
from naerblik.disclosure.hierarchy import flat
from naerblik.disclosure.linked import Flags, link
from naerblik.disclosure.protection import protect
from naerblik.disclosure.safety import SafetyRules
from naerblik.disclosure.tables import dense

TESTS = Path(__file__).parents[1]
RULES = SafetyRules(
    threshold=5, complements=True, attribute_group_below=20, minimum_width=1, relative_width=0.5, zeros_hidden=True
)
DIGEST = """
import hashlib
from disclosure.topics_frames import frames
from naerblik.disclosure.family import family
linked = family(frames()).linked.in_order()[0]
told = hashlib.sha256("\\n".join(linked.names).encode())
for numbers in (linked.values, linked.relations.indptr, linked.relations.indices, linked.relations.data):
    told.update(numbers.tobytes())
print(told.hexdigest())
"""


def test_the_family_is_the_same_in_every_process() -> None:
    digests = set()
    for seed in ("1", "2", "3", "4"):
        own = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join([str(TESTS), *sys.path])}
        made = subprocess.run([sys.executable, "-c", DIGEST], env=own, capture_output=True, text=True, check=True)
        digests.add(made.stdout)
    assert len(digests) == 1


@pytest.mark.parametrize("processors", [1, 7])
def test_the_pattern_is_the_same_however_many_processors_look_for_it(
    monkeypatch: pytest.MonkeyPatch, processors: int
) -> None:
    for room in (certify, repair, prune):
        monkeypatch.setattr(room, "PIECE", 60)
    found = _protected()
    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    assert (_protected() == found).all()
    assert 100 < found.sum() < len(found) - 100


def _protected() -> Flags:
    """A table of 14 x 14 x 6 small counts, cut up into many pieces."""
    counts = np.random.default_rng(1).negative_binomial(0.7, 0.06, (14, 14, 6))
    for axis in range(3):
        counts = np.concatenate([counts.sum(axis=axis, keepdims=True), counts], axis=axis)
    axes = [
        flat(name, "all", [f"{name}{i}" for i in range(size)]) for name, size in zip("abc", (14, 14, 6), strict=True)
    ]
    return protect(link([dense("citizens", axes, counts)]), RULES).hidden
