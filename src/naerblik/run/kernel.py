"""Kernels that are forked from a process that has imported everything: start-up is paid once.

A kernel is a copy of the process that executes the notebook, made before that process does anything but open the same
report (naerblik.run.ahead): no report sees what another one did, as long as each is executed by a process of its own
(naerblik.run.execute). What a copy must not have is a thread, which would be cut off in the middle of what it does:
then no kernel starts. What a notebook shows is as with a kernel that is started anew; what a kernel does for someone
who sits before it, it does not.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path

from nbclient.exceptions import DeadKernelError

from naerblik.run.shell import Shell, Shown
from naerblik.run.workers import end_with_parent


class Kernel:
    """A copy of this process that executes cells."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def execute(self, source: str, seconds: float | None) -> Shown:
        """Executes a cell. Raises TimeoutError when it takes longer, DeadKernelError when the kernel dies of it."""
        try:
            self._connection.send(source)
            found: Shown | None = self._connection.recv() if self._connection.poll(seconds) else None
        except (EOFError, OSError):
            raise DeadKernelError("Kernel died") from None
        if found is None:
            raise TimeoutError
        return found


@contextmanager
def forked() -> Iterator[Kernel]:
    """A kernel in a copy of this process; it is gone afterwards.

    Raises RuntimeError where this process has other threads: they would be cut off in the copy.
    """
    if (running := threads()) > 1:
        raise RuntimeError(
            f"a kernel is copied from a process with one thread, but this one has {running}: "
            "choose papermill's engine nbclient, or start with OPENBLAS_NUM_THREADS=1."
        )
    context = get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=_be_kernel, args=(theirs, ours))
    process.start()
    theirs.close()
    try:
        yield Kernel(ours)
    finally:
        process.kill()
        process.join()
        ours.close()


def threads() -> int:
    """The threads of this process, those of libraries too where the system lists them (Linux)."""
    tasks = Path("/proc/self/task")
    return len(list(tasks.iterdir())) if tasks.is_dir() else threading.active_count()


def _be_kernel(connection: Connection, others: Connection) -> None:
    """What the copy does: a session of its own, and cells until it is ended or its parent is gone."""
    os.setsid()
    others.close()
    end_with_parent()
    shell = Shell.instance()
    while True:
        connection.send(shell.shown(connection.recv()))
