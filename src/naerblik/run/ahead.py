"""What a run makes of a report before its notebook is executed: a kernel that is a copy of the process finds it made.

The run writes the tables of the report anyway; so they are made once. Where making them goes otherwise than quietly
and in time, nothing is handed on: the notebook makes all of it itself, and shows what is said and where it stops.
"""

from __future__ import annotations

import io
import signal
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress

from naerblik.report.report import Report
from naerblik.run import prepare
from naerblik.run.execute import CELL_TIMEOUT_SECONDS


def made(opened: Callable[[], Report]) -> Report | None:
    """The report that a notebook will open, its tables made; None where that is left to the notebook.

    The next call of prepare.open_report that asks for it, in this process or in a copy, is given the same report.
    """
    said = io.StringIO()
    with suppress(Exception, SystemExit), warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        with redirect_stdout(said), redirect_stderr(said), _in_time():
            report = opened()
            report.tables()
        if not (warned or said.getvalue()):
            prepare.hand_on(report)
            return report
    return None


@contextmanager
def _in_time() -> Iterator[None]:
    """Raises TimeoutError in what takes longer than a cell may. No thread watches: it would be in the way of a copy."""

    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, CELL_TIMEOUT_SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
