"""Folders in which files are made: alone, and gone afterwards, also when the process that made in them was killed."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from naerblik.workplace import MAKING, put_in_place, workplace

KILLED = """
import os, signal, sys
from pathlib import Path
from naerblik.workplace import workplace
with workplace(Path(sys.argv[1])) as folder:
    (folder / "half.parquet").write_text("rows of persons")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_it_is_gone_after_an_error_and_so_is_its_parent_when_that_is_empty(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError), workplace(tmp_path / "r") as folder:
        folder.write_text("a folder cannot be written to as a file")
    assert list(tmp_path.iterdir()) == []


def test_it_leaves_alone_what_stands_beside_it(tmp_path: Path) -> None:
    (tmp_path / "r" / "1082-region-midtjylland").mkdir(parents=True)
    with workplace(tmp_path / "r"):
        pass
    assert [f.name for f in (tmp_path / "r").iterdir()] == ["1082-region-midtjylland"]


def test_nobody_else_can_read_what_is_made_in_it(tmp_path: Path) -> None:
    with workplace(tmp_path) as folder:
        assert folder.stat().st_mode & 0o077 == 0


def test_what_a_killed_process_left_is_removed_by_the_next_one(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", KILLED, str(tmp_path)], check=False)
    (left,) = tmp_path.glob(f"{MAKING}*/half.parquet")
    with workplace(tmp_path):
        assert not left.parent.exists()


def test_what_another_one_is_making_is_left(tmp_path: Path) -> None:
    with workplace(tmp_path / "r") as first:
        (first / "a.html").write_text("")
        with workplace(tmp_path / "r") as second:
            assert second != first
            assert (first / "a.html").is_file()
        assert (first / "a.html").is_file()
    assert not (tmp_path / "r").exists()


def test_processes_that_come_and_go_at_the_same_time_do_not_take_the_parent_from_each_other(tmp_path: Path) -> None:
    often = (
        "import sys\nfrom pathlib import Path\nfrom naerblik.workplace import workplace\n"
        "for _ in range(400):\n    with workplace(Path(sys.argv[1])) as folder:\n        (folder / 'a').touch()"
    )
    started = [subprocess.Popen([sys.executable, "-c", often, str(tmp_path / "r")]) for _ in range(3)]
    assert [process.wait() for process in started] == [0, 0, 0]
    assert not list(tmp_path.glob("r/*"))


def test_a_parent_that_is_removed_and_made_anew_before_it_is_held_is_held_once_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lock on the one that is gone holds nobody: another process would take the new folder for a leftover."""
    parent, held, flock = tmp_path / "r", [], fcntl.flock

    def late(folder: int, how: int) -> None:
        if not held:
            parent.rmdir()
            parent.mkdir()
        held.append(os.fstat(folder).st_ino)
        flock(folder, how)

    monkeypatch.setattr(fcntl, "flock", late)
    with workplace(parent):
        assert parent.stat().st_ino in held


def test_a_parent_that_stood_before_stays_as_readable_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "registers").mkdir(mode=0o700)
    with workplace(tmp_path / "registers"):
        pass
    assert (tmp_path / "registers").stat().st_mode & 0o777 == 0o700


def test_a_parent_on_a_disk_that_is_not_there_is_named_instead_of_waited_for(tmp_path: Path) -> None:
    (tmp_path / "data").symlink_to(tmp_path / "unmounted")
    with pytest.raises(FileExistsError, match="data"), workplace(tmp_path / "data" / "registers"):
        pass


def test_a_finished_folder_replaces_the_older_one_whole(tmp_path: Path) -> None:
    for name, file in (("made", "index.html"), ("target", "stale.html")):
        (tmp_path / name).mkdir()
        (tmp_path / name / file).write_text(name)
    put_in_place(tmp_path / "made", tmp_path / "target")
    assert [f.name for f in (tmp_path / "target").iterdir()] == ["index.html"]
    assert [f.name for f in tmp_path.iterdir()] == ["target"]


PLACED = """
import sys
from pathlib import Path
from naerblik.workplace import put_in_place, workplace
with workplace(Path(sys.argv[1])) as work:
    for _ in range(500):
        (work / "1082").mkdir()
        (work / "1082" / "index.html").write_text("")
        put_in_place(work / "1082", Path(sys.argv[1]) / "1082")
"""


def test_folders_that_are_put_in_one_place_at_once_do_not_stop_each_other(tmp_path: Path):
    started = [subprocess.Popen([sys.executable, "-c", PLACED, str(tmp_path)]) for _ in range(3)]
    assert [process.wait() for process in started] == [0, 0, 0]
    assert [file.name for file in tmp_path.rglob("*")] == ["1082", "index.html"]
