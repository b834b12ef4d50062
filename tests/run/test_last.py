"""What was last asked for is written down by whoever begins, and by several at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from naerblik.run.last import NAME

OFTEN = """
from naerblik import parameters as params
from naerblik.project import PARAMS
from naerblik.run import last
asked = params.load_run(PARAMS / "standard.yaml")
for _ in range(200):
    last.remember(asked, released=False)
assert last.last_run().parameters == asked
"""


def test_runs_that_begin_at_the_same_time_do_not_stop_each_other(tmp_path: Path) -> None:
    places = os.environ | {"NAERBLIK_DATA": str(tmp_path)}
    started = [subprocess.Popen([sys.executable, "-c", OFTEN], env=places) for _ in range(2)]
    assert [process.wait() for process in started] == [0, 0]
    assert [file.name for file in tmp_path.iterdir()] == [NAME]
