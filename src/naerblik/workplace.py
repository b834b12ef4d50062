"""Folders in which files are made, or spilled, before anything gets its place: what is half made is never seen.

They vanish with the work. What a process that was killed left behind is removed by the next one; a lock, which goes
with the process that holds it, tells it from what another one is making.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

MAKING = ".making-"
"""How the name of such a folder begins."""


@contextmanager
def workplace(parent: Path) -> Iterator[Path]:
    """A new folder within `parent`, which nobody else can read; it is gone afterwards, whatever happens.

    So is `parent` when nothing came to stand in it.
    """
    with ExitStack() as lock:
        folder = _new(parent, lock)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            with suppress(OSError):
                parent.rmdir()


def _new(parent: Path, lock: ExitStack) -> Path:
    while True:
        try:
            parent.mkdir(parents=True, exist_ok=True)
            with _locked(parent):  # nobody looks at a new folder before it is locked
                _remove_leftovers(parent)
                folder = Path(tempfile.mkdtemp(prefix=MAKING, dir=parent))
                lock.enter_context(_locked(folder))
                return folder
        except (FileNotFoundError, FileExistsError):
            if parent.is_file():
                raise
            # else another process has removed it meanwhile: it found nothing in it


def _remove_leftovers(parent: Path) -> None:
    for left in list(parent.glob(f"{MAKING}*")):
        # BlockingIOError: another process holds it; FileNotFoundError: that one has just ended
        with suppress(BlockingIOError, FileNotFoundError), _locked(left, wait=False):
            shutil.rmtree(left, ignore_errors=True)


@contextmanager
def _locked(folder: Path, *, wait: bool = True) -> Iterator[None]:
    """Holds a folder against other processes. Raises BlockingIOError instead of waiting."""
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
    finally:
        os.close(held)
