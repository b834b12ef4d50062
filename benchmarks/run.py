"""Measures sections of RESULTS.md and puts the file together from all that stand.

make bench                            600,000 persons, every section
make bench SIZE=6000000               the whole country
make bench SIZE=6000000 ONLY=counting,views

A section is a file of results/ with its date, size, machine and versions: what is not measured stands as it was.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from datetime import date
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

from measured import HERE, environment
from naerblik import project
from sections import (
    against_pandas,
    beyond_pandas,
    counting,
    deliveries,
    distinct,
    growth,
    protection,
    reports,
    standing,
    views,
)

SECTIONS: dict[str, ModuleType] = {
    "reports": reports,
    "counting": counting,
    "views": views,
    "pandas": against_pandas,
    "beyond_pandas": beyond_pandas,
    "distinct": distinct,
    "growth": growth,
    "protection": protection,
    "standing": standing,
    "deliveries": deliveries,
}
WHOLE_COUNTRY = 6_000_000
"""From so many persons on pandas is limited in memory, and has a section of its own."""
STATED = ("stated_run", "stated_protection", "stated_delivery")
"""Sections that were written once and say when and where; nothing here measures them again."""
PACKAGES = ("duckdb", "pandas", "numpy", "papermill", "matplotlib")
RESULTS = HERE / "results"
HEAD = """\
# Measured

Written by `make bench` from the sections in results/: each says when, how large and on what. Ratios are of one run,
times are medians without start-up, memory is the peak of the process. The machine may have been shared.
"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--persons", type=int, default=600_000)
    parser.add_argument("--only", help=f"of {', '.join(SECTIONS)} (all)")
    asked = parser.parse_args()
    known = [name for name in SECTIONS if name != ("pandas" if asked.persons >= WHOLE_COUNTRY else "beyond_pandas")]
    names = asked.only.split(",") if asked.only else known
    if unknown := set(names).difference(known):
        parser.error(f"--only: {', '.join(sorted(unknown))} is no section of this size; there are {', '.join(known)}")
    make_registers(asked.persons)
    for name in names:
        print(f"== {name}", flush=True)
        with tempfile.TemporaryDirectory() as store:
            (Path(store) / "registers").symlink_to(project.registers_store())
            body = SECTIONS[name].measured(asked.persons, store)
        text = f"## {SECTIONS[name].TITLE}\n\n{stated(asked.persons)}\n\n{body}\n"
        (RESULTS / f"{name}.md").write_text(text, encoding="utf-8")
        assemble()


def make_registers(persons: int) -> None:
    """The synthetic registers in the project's store, where they do not stand."""
    command = [sys.executable, str(HERE / "measure.py"), "registers", str(persons)]
    subprocess.run(command, env=environment(str(project.data_store())), stdout=subprocess.DEVNULL, check=True)


def stated(persons: int) -> str:
    """When, how large, and on what."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"*{date.today().isoformat()}, {persons:,} persons, {os.cpu_count()} cores, {memory:.0f} GB, "
        f"{platform.machine()}, Python {platform.python_version()}, {versions}*"
    )


def assemble() -> None:
    """RESULTS.md from the sections that stand, in their order."""
    files = (RESULTS / f"{name}.md" for name in (*SECTIONS, *STATED))
    parts = [file.read_text(encoding="utf-8") for file in files if file.exists()]
    (HERE / "RESULTS.md").write_text("\n".join([HEAD, *parts]), encoding="utf-8")


if __name__ == "__main__":
    main()
