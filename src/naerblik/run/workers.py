"""Processes that are copies of one that has imported, read and drawn what reports need, and has done nothing since.

Each piece of work gets a process of its own, so that none can see what another one did. They end with the run, also
when it is killed.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor
from concurrent.futures import wait as wait_for
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from multiprocessing import forkserver, get_context, parent_process
from multiprocessing.connection import wait
from multiprocessing.util import get_temp_dir
from pathlib import Path
from typing import IO, Any, TypeVar

from naerblik import NaerblikError

Item = TypeVar("Item")
Result = TypeVar("Result")

PRELOADED = [
    "naerblik.run.kept",
    "naerblik.cli",
    "papermill",
    "IPython.core.application",
    "IPython.core.completerlib",
    "IPython.core.logger",
    "IPython.core.magics",
    "IPython.core.oinspect",
    "IPython.utils.wildcard",
    "bdb",
    "encodings.cp437",
    "encodings.utf_16_le",
    "encodings.utf_8_sig",
    "multiprocessing.popen_fork",
    "multiprocessing.popen_forkserver",
    "multiprocessing.synchronize",
    "pandas.core.methods.to_dict",
    "naerblik.views.computable",
    "naerblik.views.counting",
    "naerblik.run.recipients",
    "naerblik.run.topic_reports",
    "naerblik.run.warm",
]
"""What the process that all others are copies of has imported: the run, IPython, and what notebooks call.

A copy first runs the program of the command line once more, as multiprocessing has it: what that imports is here too.
"""
CUBE = "NAERBLIK_CUBE"
"""The variable of the environment that names the file in which a run tells where its protected cube stands.

The run holds a lock on it until it knows the cube, or ends without one: who reads the file waits for the lock.
"""
QUIET = {
    "OPENBLAS_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
"""What keeps libraries from starting threads (a process with threads cannot be copied) and the debugger, which comes
with the kernel, from warning of modules that are frozen."""


class WorkerError(NaerblikError):
    """A process that was ended from outside; the text says how the run goes on."""


class Workers:
    """Processes that do pieces of work as they are added, one more at a time than there are processors.

    A kernel and the process that asks it wait for each other now and then: the one more has the processor meanwhile.
    """

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool
        self._asked: set[Future[Any]] = set()

    def add(self, work: Callable[[Item], object], item: Item) -> None:
        """Has a piece of work done, after those that were added before."""
        self._asked.add(self._pool.submit(work, item))

    def results(self) -> Iterator[Any]:
        """What the pieces of work give as they are done, until none is left; more may be added meanwhile.

        Work that raises raises here. Raises WorkerError for a process that was ended from outside.
        """
        while self._asked:
            done, self._asked = wait_for(self._asked, return_when=FIRST_COMPLETED)
            yield from map(_result, done)


@contextlib.contextmanager
def started(cube: Path | None = None) -> Iterator[Workers]:
    """Workers; no process is left. `cube`: the protected cube that the processes are to have read when they begin."""
    with _pool(cube) as pool:
        yield Workers(pool)


def each(work: Callable[[Item], Result], items: Sequence[Item], cube: Path | None = None) -> Iterator[Result]:
    """The results of independent pieces of work as they come. Raises as Workers.results does."""
    with started(cube) as workers:
        for item in items:
            workers.add(work, item)
        yield from workers.results()


@contextlib.contextmanager
def beside(work: Callable[[Item], Result], item: Item, cube: Path | None = None) -> Iterator[Callable[[], Result]]:
    """One piece of work done beside others: what is yielded waits for its result. Raises there as `each` does."""
    with _pool(cube) as pool:
        future = pool.submit(work, item)
        yield lambda: _result(future)


def _result(future: Future[Result]) -> Result:
    try:
        return future.result()
    except BrokenProcessPool:
        raise WorkerError(
            "a process of the run was ended from outside, perhaps for want of memory; what was finished "
            "stands: go on with `naerblik run --resume`."
        ) from None


def begin() -> None:
    """Starts the process that others are copied from, once, and does not wait for what it does first.

    It imports what it can before it is told the cube (naerblik.run.warm).
    """
    get_context("forkserver").set_forkserver_preload(PRELOADED)
    with _told({**QUIET, CUBE: _note().name}):
        forkserver.ensure_running()


def tell(cube: Path | None) -> None:
    """Tells that process the protected cube that it is to read, once; a run over another one reads its own itself."""
    if not _note().closed:
        with _note() as note:
            note.write(str(cube or ""))


@cache
def _note() -> IO[str]:
    note = (Path(get_temp_dir()) / "cube").open("w", encoding="utf-8")
    fcntl.flock(note, fcntl.LOCK_EX)
    return note


def told() -> Path | None:
    """The cube of the run that this process works for, as soon as it is known; None where there is none."""
    with contextlib.suppress(KeyError, FileNotFoundError), Path(os.environ[CUBE]).open(encoding="utf-8") as note:
        fcntl.flock(note, fcntl.LOCK_SH)
        return Path(found) if (found := note.read()) else None
    return None


@contextlib.contextmanager
def _pool(cube: Path | None) -> Iterator[ProcessPoolExecutor]:
    """Worker processes, a new one for each piece of work, that end with the run, also when it is interrupted."""
    begin()
    tell(cube)
    pool = ProcessPoolExecutor(
        max_workers=(os.cpu_count() or 1) + 1,
        mp_context=get_context("forkserver"),
        initializer=_live_in,
        initargs=(dict(os.environ), str(Path.cwd())),
        max_tasks_per_child=1,
    )
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _live_in(environment: dict[str, str], folder: str) -> None:
    """The environment and folder of the run: those of the process that was copied are of when that one began.

    A process that has no work yet ends with the run too.
    """
    end_with_parent()
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)


@contextlib.contextmanager
def _told(settings: dict[str, str]) -> Iterator[None]:
    """The environment of programs that are started meanwhile."""
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def end_with_parent() -> None:
    """Ends this process when the one that it works for is gone, even killed; where there is none, nothing is done.

    The system sends a signal when nobody is at the other end of the pipe between them. A thread that waits for it would
    be in the way of a kernel, which is a copy of a process without any.
    """
    parent = parent_process()
    if parent is None:
        return
    pipe = parent.sentinel
    fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(pipe, fcntl.F_SETFL, fcntl.fcntl(pipe, fcntl.F_GETFL) | os.O_ASYNC)
    if wait([pipe], timeout=0):
        os._exit(1)
