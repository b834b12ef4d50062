"""The engine of papermill that executes notebooks with forked kernels; papermill finds it by its entry point.

    papermill --engine naerblik notebook.ipynb out.ipynb

Import papermill, never this module: papermill loads it while it is being loaded itself.
"""

from __future__ import annotations

import sys
from typing import Any

import nbformat
from nbclient.exceptions import CellTimeoutError
from papermill.engines import Engine
from tqdm.std import tqdm  # type: ignore[import-untyped]

from naerblik.run.kernel import Kernel, forked

tqdm.monitor_interval = (
    0  # papermill's progress bar would be watched by a thread, and a process with threads forks none
)


class ForkedEngine(Engine):
    """Executes a notebook of Python with a forked kernel."""

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: Any, kernel_name: str, *_: object, execution_timeout: int | None = None, **__: object
    ) -> None:
        """Executes the cells up to one that fails.

        The notebook is written once, at the end or when it fails, instead of before and after each cell: with the
        pages of a report in it a third of the time would go to that.
        """
        language = nb_man.nb.metadata.get("kernelspec", {}).get("language", "python")
        if language != "python":
            raise RuntimeError(f"kernel '{kernel_name}' is no Python: choose papermill's engine nbclient")
        save, nb_man.save = nb_man.save, lambda **_: None
        try:
            with forked() as kernel:
                _execute(nb_man, kernel, execution_timeout)
        except BaseException:
            nb_man.save = save
            raise
        nb_man.nb.metadata["language_info"] = _language()


def _execute(nb_man: Any, kernel: Kernel, seconds: int | None) -> None:
    for index, cell in enumerate(nb_man.nb.cells):
        nb_man.cell_start(cell, index)
        try:
            if cell.cell_type == "code" and cell.source.strip() and not _succeeds(cell, kernel, seconds):
                nb_man.cell_exception(cell, cell_index=index)
                return
        finally:
            nb_man.cell_complete(cell, cell_index=index)


def _succeeds(cell: Any, kernel: Kernel, seconds: int | None) -> bool:
    try:
        shown = kernel.execute(cell.source, seconds)
    except TimeoutError:
        raise CellTimeoutError.error_from_timeout_and_cell("no answer", seconds or 0, cell) from None
    cell.execution_count = shown.number
    cell.outputs = nbformat.from_dict(shown.outputs)  # type: ignore[no-untyped-call]
    return not shown.failed


def _language() -> dict[str, object]:
    """What ipykernel says of its language."""
    return {
        "name": "python",
        "version": sys.version.split()[0],
        "mimetype": "text/x-python",
        "codemirror_mode": {"name": "ipython", "version": sys.version_info[0]},
        "pygments_lexer": "ipython3",
        "nbconvert_exporter": "python",
        "file_extension": ".py",
    }
