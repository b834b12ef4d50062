"""Notebooks executed by papermill: one process and one working folder each, so that none can disturb another."""

from __future__ import annotations

import contextlib
import logging
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat.reader import NotJSONError
from papermill.exceptions import PapermillExecutionError
from papermill.execute import execute_notebook
from traitlets.config import Config

from naerblik.parameters import NotebookEngine

CELL_TIMEOUT_SECONDS = 600
ADDED = {"injected-parameters", "papermill-error-cell-tag"}
"""Tags of the cells that papermill adds."""


@dataclass(frozen=True)
class Execution:
    """A notebook to execute: the source, where the executed one goes, its parameters, and the engine of papermill."""

    notebook: Path
    output: Path
    parameters: dict[str, Any]
    engine: NotebookEngine = "naerblik"


@dataclass(frozen=True)
class Failure:
    """A notebook that stopped: the cell (0: none of them), and the error in one line."""

    cell: int
    error: str


@dataclass(frozen=True)
class Executed:
    """What became of a notebook, and how long it took."""

    execution: Execution
    seconds: float
    failure: Failure | None = None


@contextlib.contextmanager
def local_sockets() -> Iterator[Config]:
    """The configuration of a kernel that talks over files of this machine in a folder of its own.

    No network port is opened, and ipykernel has nothing to warn of. Two kernels must not share the folder: without
    one each would use files of the same names.
    """
    with tempfile.TemporaryDirectory(prefix="kernel-") as folder:
        yield Config({"KernelManager": {"transport": "ipc", "ip": f"{folder}/socket"}})


def execute(execution: Execution) -> Executed:
    """Executes one notebook in the folder of its output. The executed notebook is written, also when it fails."""
    begun = time.monotonic()
    logging.getLogger("papermill").setLevel(logging.ERROR)
    try:
        failure = _execute(execution)
    except Exception as error:  # a kernel that dies, or a disk that is full, must not stop the other reports
        failure = Failure(0, f"{type(error).__name__}: {error}")
    return Executed(execution, time.monotonic() - begun, failure)


def _execute(execution: Execution) -> Failure | None:
    execution.output.parent.mkdir(parents=True, exist_ok=True)
    executed = None
    try:
        with local_sockets() as config:
            executed = _papermill(execution, config)
    except PapermillExecutionError as error:
        return Failure(error.exec_count or 0, f"{error.ename}: {error.evalue}")
    finally:
        if execution.output.is_file():
            _scrub(execution.output, executed)
    return None


def _scrub(file: Path, executed: Any) -> None:
    """Takes out what differs between two runs of the same inputs: times, paths of the machine, identities by lot.

    `executed` is what the file holds; None where it stopped. A notebook that was not written whole, on a full disk, is
    removed; why it was not is an error already.
    """
    try:
        notebook = executed or nbformat.read(file, as_version=4)  # type: ignore[no-untyped-call]
    except NotJSONError:
        file.unlink()
        return
    told = notebook.metadata.get("papermill", {})
    notebook.metadata["papermill"] = {name: told[name] for name in ("parameters", "exception") if name in told}
    for number, cell in enumerate(notebook.cells):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if set(cell.metadata.get("tags", ())) & ADDED:
            cell["id"] = f"added-{number}"
    making = file.with_name(f"{file.name}.tmp")
    nbformat.write(notebook, making)  # type: ignore[no-untyped-call]
    making.replace(file)


def _papermill(execution: Execution, config: Config) -> Any:
    return execute_notebook(  # type: ignore[no-untyped-call]
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
