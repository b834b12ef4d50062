"""What a run counts is of the registers that it names, whatever happens to them meanwhile."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from naerblik import parameters as params
from naerblik.project import PARAMS
from naerblik.registers.checking import RegisterError
from naerblik.run import counted
from naerblik.synthetic import generate


def test_registers_that_are_made_anew_while_they_are_counted_are_not_taken_for_those_that_stood(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files are opened one by one: some would be of the older registers, some of the newer."""
    monkeypatch.setenv("NAERBLIK_DATA", str(tmp_path))
    snapshot, other = generate.make(1_000), generate.make(1_000, 7)

    def late(*_: object) -> None:
        shutil.rmtree(snapshot.folder)
        shutil.copytree(other.folder, snapshot.folder)

    monkeypatch.setattr(counted, "_by", late)
    with pytest.raises(RegisterError, match="made anew while they were counted; run again"):
        counted.counted(params.load_run(PARAMS / "standard.yaml", persons=1_000), snapshot)
