"""Folders in which files are made, or spilled, before anything gets its place: what is half made is never seen.

They vanish with the work. What a process that was killed left behind is removed by the next one; a lock, which goes
with the process that holds it, tells it from what another one is making.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

MAKING = ".making-"
"""How the name of such a folder begins."""
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
"""Errors of a disk that takes no more."""


@contextmanager
def workplace(parent: Path) -> Iterator[Path]:
    """A new folder within `parent`, which nobody else can read; it is gone afterwards, whatever happens.

    So is `parent` when it was made for this and nothing came to stand in it. One that stood before stays: whoever made
    it may have said who can read it.
    """
    with ExitStack() as lock:
        folder, made = _new(parent, lock)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            if made:
                with suppress(OSError):
                    parent.rmdir()


def _new(parent: Path, lock: ExitStack) -> tuple[Path, bool]:
    """A new folder, held with `lock`, and whether `parent` was made for it."""
    made = False
    while True:
        try:
            made |= _make(parent)
            with alone(parent):  # nobody looks at a new folder before it is locked
                _remove_leftovers(parent)
                folder = Path(tempfile.mkdtemp(prefix=MAKING, dir=parent))
                lock.enter_context(alone(folder))
                return folder, made
        except FileNotFoundError:
            pass  # another process has removed it meanwhile: it found nothing in it


def _make(folder: Path) -> bool:
    """Whether a folder had to be made. Raises FileExistsError where something else has its name or that of a parent."""
    try:
        folder.mkdir(parents=True)
    except FileExistsError as error:
        found = Path(error.filename)
        if found.is_file() or (found.is_symlink() and not found.exists()):
            raise
        return False
    return True


def _remove_leftovers(parent: Path) -> None:
    for left in list(parent.glob(f"{MAKING}*")):
        # BlockingIOError: another process holds it; FileNotFoundError: that one has just ended
        with suppress(BlockingIOError, FileNotFoundError), alone(left, wait=False):
            shutil.rmtree(left, ignore_errors=True)


@contextmanager
def alone(folder: Path, *, wait: bool = True) -> Iterator[None]:
    """Holds a folder against other processes; while it is held, no workplace can be made in it, not even by this one.

    Raises BlockingIOError instead of waiting, and FileNotFoundError for a folder that was removed before it was held:
    the lock would be one of no name, and whoever makes that folder anew would hold another.
    """
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        if not os.path.samestat(os.fstat(held), folder.stat()):
            raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(folder))
        yield
    finally:
        os.close(held)


def put_in_place(made: Path, target: Path) -> None:
    """Moves a finished folder to its place; an older one there is replaced whole.

    Of two that are put there at once the second replaces the first: none finds the place taken, or empty, meanwhile.
    """
    old = made.parent / f"{made.name}.old"
    with alone(target.parent):
        if target.exists():
            target.rename(old)
        made.rename(target)
    shutil.rmtree(old, ignore_errors=True)
