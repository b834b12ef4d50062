"""Notebooks executed with forked kernels: the same as with kernels started anew, isolated, and gone at the end."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from conftest import COUNTRY
from naerblik import parameters as params
from naerblik.project import PARAMS
from naerblik.run import prepare
from naerblik.run.execute import Execution, execute
from naerblik.run.workers import CUBE, PRELOADED, QUIET, each

STATE = "import naerblik.project as shared\nseen = getattr(shared, 'left', None)\nshared.left = number\nseen, number"
SHOWS = """
import base64, sys
import pandas as pd
from IPython.display import HTML, Image, clear_output, display
print("gone")
clear_output()
print("text", number)
print("more")
display(HTML(f"<b>{number}</b>"), {"a": number})
print("after")
display(Image(base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==")))
pd.DataFrame({"a": [number, 2]})
"""
FAULTS = ["1 / 0", "x = (", "def f():\n    raise KeyError('a')\nf()", "raise SystemExit(3)", "%nothing"]
"""Cells that stop a notebook."""


def notebook(file: Path, *cells: str) -> Path:
    first = nbformat.v4.new_code_cell("number = 1", metadata={"tags": ["parameters"]})
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(
        nbformat.v4.new_notebook(cells=[first, *map(nbformat.v4.new_code_cell, cells)], metadata=kernel), file
    )
    return file


def outputs(file: Path) -> list[list[object]]:
    return [cell.outputs for cell in nbformat.read(file, 4).cells if cell.cell_type == "code"]


def ran(*executions: Execution) -> list[str]:
    """What went wrong, in the order of the executions."""
    done = {executed.execution.output: executed.failure for executed in each(execute, executions)}
    assert set(done) == {execution.output for execution in executions}
    return [failure.error for execution in executions if (failure := done[execution.output])]


def gone(process: int) -> bool:
    """Whether a process ends within some seconds."""
    for _ in range(100):
        if not Path(f"/proc/{process}").exists():
            return True
        time.sleep(0.1)
    return False


DRAWS = [
    "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()",
    "figure, axes = plt.subplots()\naxes.plot([2, 1]);",
    "%matplotlib inline\nplt.plot([1]);",
    "%%capture kept\nprint('kept')",
    "kept.show()",
    "!echo of the system",
    "import asyncio\nawait asyncio.sleep(0, 'waited for')",
]
"""Figures of an analyst, and what IPython adds to Python."""


def test_both_engines_show_the_figures_of_a_cell_and_what_ipython_adds(tmp_path):
    source = notebook(tmp_path / "a.ipynb", *DRAWS)
    engines = ("naerblik", "nbclient")
    assert ran(*(Execution(source, tmp_path / engine / "a.ipynb", {}, engine) for engine in engines)) == []
    forked, started = (outputs(tmp_path / engine / "a.ipynb") for engine in engines)
    assert forked == started
    assert [len(shown) for shown in forked] == [0, 1, 1, 1, 0, 1, 1, 1]


def test_a_display_that_a_later_cell_changes_is_refused_with_what_to_do(tmp_path):
    shows = "from IPython.display import display\nshown = display('first', display_id=True)"
    source = notebook(tmp_path / "a.ipynb", shows, "shown.update('second')")
    (error,) = ran(Execution(source, tmp_path / "b.ipynb", {}, "naerblik"))
    assert error.startswith("RuntimeError")
    assert "nbclient" in error


def test_what_a_program_prints_that_a_cell_starts_stands_below_the_cell(tmp_path):
    says = "import os\nprint('before')\ncode = os.system('echo to all; echo of trouble >&2')"
    source = notebook(tmp_path / "a.ipynb", says, "'after'")
    assert ran(Execution(source, tmp_path / "b.ipynb", {}, "naerblik")) == []
    said, after = outputs(tmp_path / "b.ipynb")[-2:]
    assert [(one["name"], one["text"]) for one in said] == [("stdout", "before\nto all\n"), ("stderr", "of trouble\n")]
    assert len(after) == 1


@pytest.mark.parametrize("fault", [*FAULTS, "number"])
def test_both_engines_show_the_same(tmp_path, fault):
    source = notebook(tmp_path / "a.ipynb", SHOWS, "number + 1;", "number + 2", fault, "'never', number")
    engines = ("naerblik", "nbclient")
    failed = ran(*(Execution(source, tmp_path / engine / "a.ipynb", {"number": 7}, engine) for engine in engines))
    assert len(failed) == (2 if fault in FAULTS else 0)
    assert len(set(failed)) <= 1
    forked, started = ((tmp_path / engine / "a.ipynb").read_text() for engine in engines)
    assert forked == started
    assert "<b>7</b>" in forked


@pytest.mark.parametrize("cell", [SHOWS, "1 / 0"])
def test_the_same_inputs_give_the_same_notebook_byte_for_byte_and_no_path_of_the_machine(tmp_path, cell):
    source = notebook(tmp_path / "a.ipynb", cell)
    made = []
    for folder in ("one", "two"):
        ran(Execution(source, tmp_path / folder / "a.ipynb", {"number": 7}))
        made.append((tmp_path / folder / "a.ipynb").read_bytes())
    assert made[0] == made[1]
    assert str(tmp_path).encode() not in made[0]


def test_no_report_sees_what_another_one_left(tmp_path):
    source = notebook(tmp_path / "a.ipynb", STATE)
    assert ran(*(Execution(source, tmp_path / f"{n}" / "a.ipynb", {"number": n}) for n in range(5))) == []
    for n in range(5):
        assert outputs(tmp_path / f"{n}" / "a.ipynb")[-1][0]["data"]["text/plain"] == f"(None, {n})"


@pytest.mark.parametrize("engine", ["naerblik", "nbclient"])
def test_a_notebook_sees_the_environment_of_its_run_and_not_of_an_earlier_one(tmp_path, monkeypatch, engine):
    source = notebook(tmp_path / "a.ipynb", "import os\nos.environ.get('NAERBLIK_DATA')")
    for store in ("one", "two"):
        monkeypatch.setenv("NAERBLIK_DATA", store)
        assert ran(Execution(source, tmp_path / store / "a.ipynb", {}, engine)) == []
        assert outputs(tmp_path / store / "a.ipynb")[-1][0]["data"]["text/plain"] == f"'{store}'"


def test_the_process_that_kernels_are_copies_of_has_read_the_cube_and_has_one_thread(whole_country, tmp_path):
    parameters = params.load_run(PARAMS / "standard.yaml", recipients=["dk"], persons=COUNTRY)
    folder = prepare.standing_cube(parameters, prepare.snapshot_for(parameters))
    modules = ", ".join(name for name in PRELOADED if not name.startswith("__"))
    read = "naerblik.run.prepare._read_cube.cache_info().currsize"
    script = f"import {modules}, gc\nfrom naerblik.run.kernel import threads\nprint(threads(), {read}, gc.isenabled())"
    (tmp_path / "cube").write_text(str(folder))
    environment = os.environ | QUIET | {CUBE: str(tmp_path / "cube")}
    found = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "1 1 True"


def test_a_process_with_threads_forks_no_kernel(tmp_path):
    script = (
        "import sys, threading, time\n"
        "from pathlib import Path\n"
        "from naerblik.run.execute import Execution, execute\n"
        "threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
        "print(execute(Execution(*map(Path, sys.argv[1:]), {})).failure.error)"
    )
    files = [notebook(tmp_path / "a.ipynb"), tmp_path / "b.ipynb"]
    found = subprocess.run([sys.executable, "-c", script, *files], capture_output=True, text=True, check=True)
    assert found.stdout.startswith("RuntimeError: a kernel is copied from a process with one thread, but this one has")
    assert "choose papermill's engine nbclient" in found.stdout


def test_a_kernel_that_is_killed_fails_alone_and_says_so(tmp_path):
    dies = notebook(tmp_path / "dies.ipynb", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)")
    lives = notebook(tmp_path / "lives.ipynb", "number")
    failed = ran(Execution(dies, tmp_path / "1" / "a.ipynb", {}), Execution(lives, tmp_path / "2" / "a.ipynb", {}))
    assert failed == ["DeadKernelError: Kernel died"]
    assert outputs(tmp_path / "2" / "a.ipynb")[-1][0]["data"]["text/plain"] == "1"


def test_no_kernel_outlives_its_notebook(tmp_path):
    source = notebook(tmp_path / "a.ipynb", "import os\nos.getpid()")
    assert ran(Execution(source, tmp_path / "b.ipynb", {})) == []
    assert gone(int(outputs(tmp_path / "b.ipynb")[-1][0]["data"]["text/plain"]))


def heeding() -> None:
    """Ctrl-C reaches the run also where the tests run in the background and ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_stopped_leaves_no_process(tmp_path, number):
    """The notebooks would sleep for minutes: their kernels and workers end with the run."""
    noted = tmp_path / "processes"
    noted.mkdir()
    note = f"for p in (os.getpid(), os.getppid()):\n    open(f'{noted}/{{p}}', 'w').close()"
    source = notebook(tmp_path / "a.ipynb", f"import os, time\n{note}\ntime.sleep(300)")
    script = tmp_path / "run.py"
    script.write_text(
        "from pathlib import Path\n"
        "from naerblik.run.execute import Execution, execute\n"
        "from naerblik.run.workers import each\n"
        "if __name__ == '__main__':\n"
        f"    folder = Path({str(tmp_path)!r})\n"
        f"    asked = [Execution(Path({str(source)!r}), folder / f'{{n}}' / 'a.ipynb', {{}}) for n in range(2)]\n"
        "    list(each(execute, asked))\n"
    )
    run = subprocess.Popen(
        [sys.executable, str(script)],
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=heeding,  # noqa: PLW1509 - no thread runs yet
    )
    for _ in range(300):
        if len(list(noted.iterdir())) == 4:
            break
        time.sleep(0.1)
    processes = [int(file.name) for file in noted.iterdir()]
    assert len(processes) == 4
    os.killpg(run.pid, number) if number == signal.SIGINT else run.kill()
    run.wait(timeout=30)
    assert [process for process in processes if not gone(process)] == []


def test_the_engine_is_one_of_papermill(tmp_path):
    source = notebook(tmp_path / "a.ipynb", "number")
    command = [sys.executable, "-m", "papermill", "--engine", "naerblik", "-p", "number", "3"]
    environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
    subprocess.run([*command, str(source), str(tmp_path / "b.ipynb")], env=environment, capture_output=True, check=True)
    assert outputs(tmp_path / "b.ipynb")[-1][0]["data"]["text/plain"] == "3"


def test_a_single_execution_says_its_cell(tmp_path):
    source = notebook(tmp_path / "a.ipynb", "missing")
    failure = execute(Execution(source, tmp_path / "b.ipynb", {}, "nbclient")).failure
    assert failure is not None
    assert failure.error == "NameError: name 'missing' is not defined"
    assert failure.cell == 2
