"""The engine of papermill that executes notebooks with forked kernels; papermill finds it by its entry point.

    papermill --engine naerblik notebook.ipynb out.ipynb

Import papermill, never this module: papermill loads it while it is being loaded itself.
"""

from __future__ import annotations

from typing import Any

from papermill.engines import NBClientEngine
from tqdm.std import tqdm  # type: ignore[import-untyped]

from naerblik.run.kernel import ForkedKernels

tqdm.monitor_interval = (
    0  # papermill's progress bar would be watched by a thread, and a process with threads forks none
)


class ForkedEngine(NBClientEngine):
    """Executes a notebook of Python with a forked kernel."""

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: Any, *arguments: Any, **settings: Any) -> Any:
        """As papermill's own engine does, with kernels of ForkedKernels.

        The notebook is written once, at the end or when it fails, instead of before and after each cell: with the
        pages of a report in it a third of the time would go to that.
        """
        settings["kernel_manager_class"] = ForkedKernels
        save, nb_man.save = nb_man.save, lambda **_: None
        try:
            return super().execute_managed_notebook(nb_man, kernel_name, *arguments, **settings)  # type: ignore[no-untyped-call]
        finally:
            nb_man.save = save
