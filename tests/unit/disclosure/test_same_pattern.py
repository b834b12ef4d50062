"""The same numbers give the same family, whatever order Python happens to go through names in."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]
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
