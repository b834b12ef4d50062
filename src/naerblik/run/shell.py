"""IPython that keeps what cells show, as outputs of a notebook, instead of sending it to anyone.

It takes the standard output and error of its process for what programs print that a cell starts.
"""

from __future__ import annotations

import io
import os
from base64 import b64encode
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import Any

import matplotlib
from ipykernel.compiler import XCachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

FIGURES = "module://matplotlib_inline.backend_inline"
"""What shows the figures of a cell below it, as in any notebook; matplotlib loads it when figures are drawn."""
Output = dict[str, Any]
"""As nbformat says what a cell shows."""


@dataclass(frozen=True)
class Shown:
    """What a cell showed, the number that it was executed as, and whether an error stopped it."""

    outputs: list[Output]
    number: int
    failed: bool


class Shell(InteractiveShell):
    """Executes cells one after another; nothing is written into the history of the user."""

    compiler_class = Type(XCachingCompiler)
    displayhook_class = Type("naerblik.run.shell._Result")  # type: ignore[assignment]
    display_pub_class = Type("naerblik.run.shell._Displays")  # type: ignore[assignment]

    def __init__(self, **settings: Any) -> None:
        self.outputs: list[Output] = []
        self._said = {name: TemporaryFile() for name in ("stdout", "stderr")}  # noqa: SIM115 - for the life of the process
        for number, file in enumerate(self._said.values(), start=1):
            os.dup2(file.fileno(), number)
        matplotlib.rcParams["backend"] = FIGURES
        unwritten = Config({"HistoryManager": {"enabled": False}})
        super().__init__(config=unwritten, **settings)  # type: ignore[no-untyped-call]

    def shown(self, source: str) -> Shown:
        """Executes a cell."""
        self.outputs = []
        number = self.execution_count
        with redirect_stdout(_Stream(self, "stdout")), redirect_stderr(_Stream(self, "stderr")):
            done = self.run_cell(source, store_history=True)  # type: ignore[no-untyped-call]
        self._add_what_programs_said()
        failed = not done.success or any(output["output_type"] == "error" for output in self.outputs)
        return Shown(self.outputs, number, failed)

    def enable_gui(self, gui: str | None = None) -> None:
        """Nothing: there is no window, and figures are shown by FIGURES."""

    def _add_what_programs_said(self) -> None:
        """What was printed past Python, by a program that a cell started or by a library: after all that it showed."""
        for name, file in self._said.items():
            file.seek(0)
            text = file.read().decode(errors="replace")
            file.seek(0)
            file.truncate()
            _Stream(self, name).write(text)

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: list[str]) -> None:
        error = {"ename": etype.__name__, "evalue": str(evalue), "traceback": stb}
        self.outputs.append({"output_type": "error", **error})


class _Result(DisplayHook):
    """The value of the last line of a cell."""

    shell: Any

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Mapping[str, Any], md_dict: Mapping[str, Any] | None = None) -> None:
        result = {"output_type": "execute_result", "execution_count": self.prompt_count}
        self.shell.outputs.append(result | {"data": _texts(format_dict), "metadata": md_dict or {}})


class _Displays(DisplayPublisher):
    """What `display` shows."""

    shell: Any

    def publish(
        self, data: Mapping[str, Any], metadata: Any = None, *_: object, update: bool = False, **__: object
    ) -> None:
        if update:
            raise RuntimeError("what was displayed is not changed here: choose papermill's engine nbclient.")
        output = {"output_type": "display_data", "data": _texts(data), "metadata": metadata or {}}
        self.shell.outputs.append(output)

    def clear_output(self, wait: bool = False) -> None:
        self.shell.outputs.clear()


def _texts(data: Mapping[str, Any]) -> dict[str, Any]:
    """Pictures as text, as notebooks hold them."""
    return {kind: b64encode(said).decode() if isinstance(said, bytes) else said for kind, said in data.items()}


class _Stream(io.TextIOBase):
    """What is printed: one output as long as nothing else is shown between."""

    def __init__(self, shell: Shell, name: str) -> None:
        self._shell = shell
        self._name = name

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        last = self._shell.outputs[-1] if self._shell.outputs else {}
        if last.get("name") == self._name:
            last["text"] += text
        elif text:
            self._shell.outputs.append({"output_type": "stream", "name": self._name, "text": text})
        return len(text)
