"""How cost grows with the size of the country: every stage at each size up to the one asked for.

What was measured of larger sizes earlier stays, with its date.
"""

from __future__ import annotations

import json
import math
import tempfile
from datetime import date
from itertools import pairwise

from measured import HERE, measure, row, table
from staged import staged

TITLE = "How cost grows"
SIZES = (60_000, 600_000, 6_000_000, 12_000_000)
KEPT, PLOT = HERE / "results" / "growth.json", HERE / "growth.svg"
STAGES = ("registers", "views", "protection", "notebooks", "pages")
NOTEBOOKS, PAGES = "notebooks and tables", ("pages", "check")
"""The stages of a run that stand in these columns."""


def measured(persons: int, _: str) -> str:
    found = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    for size in (size for size in SIZES if size <= persons):
        with tempfile.TemporaryDirectory() as store:
            found[str(size)] = {"date": date.today().isoformat(), **_stages(size, store)}
        KEPT.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    sizes = [size for size in SIZES if str(size) in found]
    _plot(sizes, found)
    return "\n".join(
        [
            "Each stage in processes of its own over a store of its own: registers made and checked, all cubes "
            "counted, protected, the notebooks of the five regions and the country executed and their tables, "
            "workbooks and data written, and their pages rendered and checked. Seconds / peak MB. The exponent is that "
            "of the time between two sizes: 1.0 is linear, 0 does not grow.",
            "",
            table("persons: | date | " + " | ".join(f"{stage}:" for stage in STAGES), *_rows(sizes, found)),
            "",
            "A small country is mostly small numbers, and its protection is the harder for it. Registers are written "
            "in the order of their persons, large ones in parts of about the same size, so that a sort does not grow.",
            "",
            f"![Seconds and memory of each stage by persons, both axes logarithmic]({PLOT.name})",
        ]
    )


def _stages(size: int, store: str) -> dict[str, tuple[float, float]]:
    """Stage -> seconds and peak MB."""
    found = {}
    for stage, name in zip(STAGES, ("registers", "cubes_of", "protection"), strict=False):
        taken = measure(store, "measure.py", name, size)
        found[stage] = (taken.median, taken.peak_mb)
    run = staged(store, size).stages
    pages = [run[name] for name in PAGES]
    return found | {
        "notebooks": run[NOTEBOOKS],
        "pages": (sum(seconds for seconds, _ in pages), max(peak for _, peak in pages)),
    }


def _rows(sizes: list[int], found: dict[str, dict[str, tuple[float, float]]]) -> list[str]:
    lines = {
        size: row(
            size, found[str(size)]["date"], *(f"{s:,.1f} / {mb:,.0f}" for s, mb in map(found[str(size)].get, STAGES))
        )
        for size in sizes
    }
    for smaller, larger in pairwise(sizes):
        grown = [found[str(larger)][stage][0] / found[str(smaller)][stage][0] for stage in STAGES]
        exponents = [f"{math.log(factor) / math.log(larger / smaller):.2f}" for factor in grown]
        lines[larger] += "\n" + row("exponent", "", *exponents)
    return list(lines.values())


def _plot(sizes: list[int], found: dict[str, dict[str, tuple[float, float]]]) -> None:
    import matplotlib  # noqa: PLC0415 - nothing else draws

    matplotlib.use("Agg")
    matplotlib.rcParams.update({"svg.hashsalt": "growth", "font.size": 10, "svg.fonttype": "path"})
    from matplotlib import pyplot as plt  # noqa: PLC0415
    from matplotlib.ticker import LogLocator  # noqa: PLC0415

    figure, axes = plt.subplots(1, 2, figsize=(10, 4.2), layout="constrained")
    for place, (axis, title) in enumerate(zip(axes, ("Seconds", "Peak memory, MB"), strict=True)):
        for stage, marker in zip(STAGES, "osD^v", strict=True):
            axis.plot(sizes, [found[str(size)][stage][place] for size in sizes], marker=marker, label=stage)
        if place == 0:
            first = min(found[str(sizes[0])][stage][0] for stage in STAGES)
            axis.plot(sizes, [first * size / sizes[0] for size in sizes], ":", color="grey", label="linear")
        axis.set(xscale="log", yscale="log", title=title, xlabel="Persons")
        axis.set_xticks(sizes, [f"{size / 1e6:g} M" if size >= 1e6 else f"{size // 1000} k" for size in sizes])
        axis.yaxis.set_major_locator(LogLocator(subs=(1, 2, 5)))
        axis.yaxis.set_major_formatter("{x:,g}")
        axis.minorticks_off()
        axis.grid(alpha=0.3)
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside right center", frameon=False)
    figure.savefig(PLOT, metadata={"Date": None})
