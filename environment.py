"""Makes .venv from the locks: what `make` calls before anything else, with nothing but a plain Python 3.11+.

    python3 environment.py            what the reports need        (requirements.lock)
    python3 environment.py test       and what the tests need      (requirements-test.lock)
    python3 environment.py lab        and JupyterLab               (requirements-lab.lock)
    python3 environment.py spark      and the engine Spark         (requirements-spark.lock)
    python3 environment.py clean      removes the environment and all that was made here

Every package is checked against its hash in the lock. uv installs them in seconds; where it cannot be had,
pip does the same more slowly. A lock that is already installed is not installed again.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
LOCKS = {
    "reports": "requirements.lock",
    "test": "requirements-test.lock",
    "lab": "requirements-lab.lock",
    "spark": "requirements-spark.lock",
}
OLDEST_PYTHON = (3, 11)


def python() -> Path:
    """The interpreter of the environment."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def run(*command: str | Path, quiet: bool = False) -> bool:
    """Runs a command from the project's root; true when it succeeded."""
    out = subprocess.DEVNULL if quiet else None
    return (
        subprocess.run([str(part) for part in command], cwd=ROOT, stdout=out, stderr=out, check=False).returncode == 0
    )


def stamp(lock: str) -> str:
    """What is installed when this lock is: the lock's content, the project's declaration and the Python behind it."""
    parts = [(ROOT / name).read_bytes() for name in (lock, "pyproject.toml")] + [sys.version.encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def has_uv() -> bool:
    """Whether uv is in the environment or could be fetched into it as an ordinary package."""
    return run(python(), "-m", "uv", "--version", quiet=True) or run(
        python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv", quiet=True
    )


def install(lock: str) -> bool:
    """Installs one lock with its hashes, then the project itself in place, and compiles the bytecode."""
    if has_uv():
        pip: list[str | Path] = [python(), "-m", "uv", "pip", "install", "--quiet", "--python", python()]
        compiled = ["--compile-bytecode"]
    else:
        print("uv cannot be had here: installing with pip, which takes longer.", flush=True)
        pip = [python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        compiled = []  # pip compiles what it installs
    return run(*pip, *compiled, "--require-hashes", "-r", lock) and run(
        *pip, "--no-deps", "--no-build-isolation", "--editable", "."
    )


def clean() -> int:
    """Removes the environment, the registers, the cubes and the releases; committed files stay."""
    made = [VENV, *(ROOT / "data" / name for name in ("registers", "protected", "quarantine", "received", ".spill"))]
    made += [folder for folder in (ROOT / "reports").glob("*/") if folder.name != "page"]
    for folder in made:
        shutil.rmtree(folder, ignore_errors=True)
    (ROOT / "data" / "last-run.json").unlink(missing_ok=True)
    return 0


def main(wanted: str) -> int:
    """Brings .venv to the wanted lock; 0 when it stands."""
    if wanted == "clean":
        return clean()
    if wanted not in LOCKS:
        print(f"environment.py: '{wanted}' is not known; choose one of {', '.join(LOCKS)}, clean.")
        return 2
    if sys.version_info < OLDEST_PYTHON:
        print(f"Nærblik needs Python 3.11 or newer; this is {sys.version.split()[0]}. Try: make PYTHON=python3.12")
        return 2
    lock = LOCKS[wanted]
    mark = VENV / f"installed-{wanted}"
    if mark.is_file() and mark.read_text() == stamp(lock):
        return 0
    if not python().exists():
        print("Making .venv ...", flush=True)
        venv.create(VENV, with_pip=True)
    print(f"Installing {lock} ...", flush=True)
    if not install(lock):
        print(f"Installing {lock} failed: see above. Is a package index reachable? 'make clean' starts afresh.")
        return 1
    mark.write_text(stamp(lock))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "reports"))
