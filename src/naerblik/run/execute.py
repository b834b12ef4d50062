"""Notebooks executed by papermill: one process and one working folder each, so that none can disturb another.

Each process, and its kernel, is a copy of one that has imported what reports need and has done nothing since.
"""

from __future__ import annotations

import contextlib
import logging
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import forkserver, get_context
from pathlib import Path
from typing import Any

import nbformat
from papermill.exceptions import PapermillExecutionError
from papermill.execute import execute_notebook
from traitlets.config import Config

from naerblik.parameters import NotebookEngine
from naerblik.run.kernel import end_with_parent

CELL_TIMEOUT_SECONDS = 600
PRELOADED = ["__main__", "papermill", "naerblik.run.prepare"]
"""What the process that all others are copies of has imported: the run, the kernel, and what notebooks call."""
ADDED = {"injected-parameters", "papermill-error-cell-tag"}
"""Tags of the cells that papermill adds."""
BLAS_THREADS = "OPENBLAS_NUM_THREADS"


@dataclass(frozen=True)
class Execution:
    """A notebook to execute: the source, where the executed one goes, its parameters, and the engine of papermill."""

    notebook: Path
    output: Path
    parameters: dict[str, Any]
    engine: NotebookEngine = "naerblik"


@dataclass(frozen=True)
class Failure:
    """A notebook that stopped: the cell, the error in one line, and the executed notebook to open."""

    execution: Execution
    cell: int
    error: str


def execute_all(executions: Iterable[Execution], done: Callable[[Execution], None]) -> list[Failure]:
    """Executes notebooks two or more at a time; a failing one leaves the others whole.

    `done` is called after each. Returns the failures in the order of the executions.
    """
    failures: dict[Path, Failure] = {}
    with _pool() as pool:
        running: dict[Future[Failure | None], Execution] = {pool.submit(execute, e): e for e in executions}
        for future in as_completed(running):
            failure = future.result()
            if failure:
                failures[failure.execution.output] = failure
            done(running[future])
        return [failures[e.output] for e in running.values() if e.output in failures]


@contextlib.contextmanager
def _pool() -> Iterator[ProcessPoolExecutor]:
    """Worker processes, a new one for each notebook, that end with the run, also when it is interrupted."""
    context = get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    with _single_threaded():
        forkserver.ensure_running()
    pool = ProcessPoolExecutor(
        max_workers=os.cpu_count(),
        mp_context=context,
        initializer=_live_in,
        initargs=(dict(os.environ), str(Path.cwd())),
        max_tasks_per_child=1,
    )
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _live_in(environment: dict[str, str], folder: str) -> None:
    """The environment and folder of the run: those of the process that was copied are of when that one began."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)


@contextlib.contextmanager
def _single_threaded() -> Iterator[None]:
    """Programs started meanwhile have no pool of threads for linear algebra: one with threads cannot be copied."""
    with contextlib.ExitStack() as stack:
        before = os.environ.get(BLAS_THREADS)
        stack.callback(os.environ.pop, BLAS_THREADS, None)
        if before is not None:
            stack.callback(os.environ.__setitem__, BLAS_THREADS, before)
        os.environ[BLAS_THREADS] = "1"
        yield


@contextlib.contextmanager
def local_sockets() -> Iterator[Config]:
    """The configuration of a kernel that talks over files of this machine in a folder of its own.

    No network port is opened, and ipykernel has nothing to warn of. Two kernels must not share the folder: without
    one each would use files of the same names.
    """
    with tempfile.TemporaryDirectory(prefix="kernel-") as folder:
        yield Config({"KernelManager": {"transport": "ipc", "ip": f"{folder}/socket"}})


def execute(execution: Execution) -> Failure | None:
    """Executes one notebook in the folder of its output. The executed notebook is written, also when it fails."""
    logging.getLogger("papermill").setLevel(logging.ERROR)
    execution.output.parent.mkdir(parents=True, exist_ok=True)
    if execution.engine == "nbclient":
        end_with_parent()  # a forked kernel sees to it once it is forked
    try:
        with local_sockets() as config:
            _papermill(execution, config)
    except PapermillExecutionError as error:
        return Failure(execution, error.exec_count or 0, f"{error.ename}: {error.evalue}")
    except Exception as error:  # a kernel that dies or does not start must not stop the other reports
        return Failure(execution, 0, f"{type(error).__name__}: {error}")
    finally:
        if execution.output.is_file():
            _scrub(execution.output)
    return None


def _scrub(file: Path) -> None:
    """Takes out what differs between two runs of the same inputs: times, paths of the machine, identities by lot."""
    notebook = nbformat.read(file, as_version=4)  # type: ignore[no-untyped-call]
    told = notebook.metadata.get("papermill", {})
    notebook.metadata["papermill"] = {name: told[name] for name in ("parameters", "exception") if name in told}
    for number, cell in enumerate(notebook.cells):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if set(cell.metadata.get("tags", ())) & ADDED:
            cell["id"] = f"added-{number}"
    nbformat.write(notebook, file)  # type: ignore[no-untyped-call]


def _papermill(execution: Execution, config: Config) -> None:
    execute_notebook(  # type: ignore[no-untyped-call]
        str(execution.notebook),
        str(execution.output),
        parameters=execution.parameters,
        kernel_name="python3",
        engine_name=execution.engine,
        cwd=str(execution.output.parent),
        progress_bar=False,
        log_output=False,
        execution_timeout=CELL_TIMEOUT_SECONDS,
        config=config,
        # A graceful end interrupts the kernel first, which prints so now and then and takes longer; nothing is open.
        shutdown_kernel="immediate",
    )
