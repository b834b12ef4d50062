"""Work beside other work: its result is waited for where it is asked for, and so is what went wrong."""

import fcntl
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from importlib.util import find_spec
from pathlib import Path

import pytest

from conftest import COUNTRY
from naerblik.run import kernel, workers


def _doubled(number: int) -> int:
    return 2 * number


def _failing(number: int) -> int:
    raise ValueError(f"no {number}")


def _ended(_: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _leaving_a_kernel(file: Path) -> None:
    with kernel.forked() as forked:
        forked.execute(f"import time; time.sleep(3); open({str(file)!r}, 'w')", 0.1)


def test_work_that_stops_does_not_wait_for_the_kernel_it_leaves(tmp_path):
    with pytest.raises(TimeoutError):
        list(workers.each(_leaving_a_kernel, [tmp_path / "late"]))
    assert not (tmp_path / "late").exists()


TOLD = "from naerblik.run.workers import told; print(told())"


def _asking(file: Path) -> subprocess.Popen[str]:
    environment = os.environ | {workers.CUBE: str(file)}
    return subprocess.Popen([sys.executable, "-c", TOLD], env=environment, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize("cube", ["/data/cube", ""])
def test_who_asks_for_the_cube_waits_until_the_run_knows_it_or_ends_without_one(tmp_path, cube):
    with (tmp_path / "cube").open("w") as note:
        fcntl.flock(note, fcntl.LOCK_EX)
        asking = _asking(tmp_path / "cube")
        with pytest.raises(subprocess.TimeoutExpired):
            asking.wait(timeout=2)
        note.write(cube)
    assert asking.communicate(timeout=10)[0].strip() == (cube or "None")


def test_no_copy_imports_anything_itself(whole_country, reports_folder, tmp_path):
    """Two processes import: the run, and the one that others are copies of. Each names some modules twice.

    There are five copies or more of each kind.
    """
    script = tmp_path / "program.py"
    script.write_text("from naerblik.cli import app\nif __name__ == '__main__':\n    app()")
    recipients = [part for code in range(1081, 1086) for part in ("--recipient", str(code))]
    command = [sys.executable, "-X", "importtime", script, "run", "--persons", str(COUNTRY), *recipients]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stderr
    imported = Counter(re.findall(r"import time: +\d+ \| +\d+ \| +(\S+)", told))
    assert imported["naerblik.cli"] == 2
    assert [name for name, times in imported.items() if times > 4 and find_spec(name.partition(".")[0])] == []


def test_a_run_that_has_ended_has_no_cube(tmp_path):
    assert _asking(tmp_path / "gone").communicate(timeout=10)[0].strip() == "None"


def test_a_process_without_work_ends_with_a_run_that_is_killed(tmp_path):
    script = tmp_path / "run.py"
    script.write_text(
        "import os, signal, sys, time\n"
        "from pathlib import Path\n"
        "from naerblik.run.workers import started\n"
        "if __name__ == '__main__':\n"
        "    with started() as processes:\n"
        "        for seconds in (0.1, 5, 5):\n"
        "            processes.add(time.sleep, seconds)\n"
        "        next(processes.results())\n"
        "        time.sleep(2)\n"
        "        print(*processes._pool._processes, flush=True)\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    run = subprocess.run([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, check=False, timeout=60)
    waiting = [Path(f"/proc/{process}") for process in run.stdout.split()]
    assert waiting
    time.sleep(2)
    assert [process for process in waiting if process.exists()] == []


def test_a_piece_of_work_is_done_beside_others():
    with workers.beside(_doubled, 4) as result:
        assert sorted(workers.each(_doubled, [1, 2, 3])) == [2, 4, 6]
        assert result() == 8


def test_what_work_beside_others_raises_is_raised_where_its_result_is_asked_for():
    with workers.beside(_failing, 4) as result, pytest.raises(ValueError, match="no 4"):
        result()


def test_work_that_was_ended_from_outside_says_how_the_run_goes_on():
    with workers.beside(_ended, 4) as result, pytest.raises(workers.WorkerError, match="ended from outside"):
        result()


def test_work_of_which_nobody_asks_the_result_stops_nothing():
    with workers.beside(_failing, 4):
        pass


def test_work_may_be_added_while_other_work_is_done():
    with workers.started() as processes:
        processes.add(_doubled, 1)
        found = []
        for result in processes.results():
            found.append(result)
            if result < 8:
                processes.add(_doubled, result)
    assert found == [2, 4, 8]


def test_work_that_fails_is_told_among_the_results():
    with workers.started() as processes:
        processes.add(_failing, 4)
        with pytest.raises(ValueError, match="no 4"):
            list(processes.results())
