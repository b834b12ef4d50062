"""The memory of a process and all that it starts: PSS, which counts a shared page once, sampled while it works."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

EVERY = 0.5
"""Seconds between two looks."""


@dataclass
class Watched:
    """What was seen: the moment (time.monotonic) and MB of each look."""

    looks: list[tuple[float, float]] = field(default_factory=list)

    def peak(self, start: float = 0.0, end: float = float("inf")) -> float:
        """The most MB that was seen between two moments, or at the look next to them where none lies between."""
        inside = [mb for moment, mb in self.looks if start <= moment <= end]
        return max(inside) if inside else min(self.looks, key=lambda look: abs(look[0] - start))[1]


@contextlib.contextmanager
def watched(mark: str) -> Iterator[Watched]:
    """Watches all processes that have `mark` in their environment."""
    seen, done = Watched(), threading.Event()

    def look() -> None:
        while not done.wait(EVERY):
            own = (p for p in Path("/proc").glob("[0-9]*") if _is_marked(p, mark))
            seen.looks.append((time.monotonic(), sum(map(_pss, own))))

    watcher = threading.Thread(target=look, daemon=True)
    watcher.start()
    try:
        yield seen
    finally:
        done.set()
        watcher.join()


def _is_marked(process: Path, mark: str) -> bool:
    with contextlib.suppress(OSError):
        return mark.encode() in (process / "environ").read_bytes()
    return False


def _pss(process: Path) -> float:
    with contextlib.suppress(OSError):
        for line in (process / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1000
    return 0.0
