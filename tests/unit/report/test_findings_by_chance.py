"""In a country where no area differs from another but by chance, a page shows as good as no findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

import pytest
from scipy.stats import binom

from naerblik import parameters as params
from naerblik import project
from naerblik.disclosure.cube import ProtectedCube
from naerblik.geography import MapYear
from naerblik.parameters import Topic
from naerblik.report import compare
from naerblik.report.cancer import counts
from naerblik.report.sentences import VERDICTS
from naerblik.run.topic_reports import REPORTS
from report.cancer_sample import cancer_cube
from report.practice_cube import practice_cube
from report.sample_cube import sample_cube

RECIPIENTS: list[tuple[str, MapYear]] = [("1082", 2026), ("vendsyssel", 2027), ("751", 2026)]
COUNTRIES: list[tuple[Topic, Callable[..., ProtectedCube]]] = [
    ("fsiii", partial(sample_cube, seed=11, spread=0.0)),
    ("fsiii", partial(sample_cube, seed=12)),
    ("almen_praksis", partial(practice_cube, seed=11, spread=0.0)),
    ("kraeft", partial(cancer_cube, seed=11)),
    ("kraeft", partial(cancer_cube, seed=12)),
    ("kraeft", partial(cancer_cube, seed=12, spread=0.18)),
]
"""By chance alone, and in FSIII and cancer also with municipalities that differ as they do everywhere."""


def shown(topic: Topic, cube: ProtectedCube) -> Counter[str]:
    """How often each verdict stands in the tables of three pages."""
    found: Counter[str] = Counter()
    for code, geography in RECIPIENTS:
        parameters = params.load_run(project.PARAMS / "standard.yaml", recipients=[code], geography=geography)
        report = REPORTS[topic](cube, params.recipients(parameters)[0], parameters)
        values = [value for table in report.tables().values() for row in table.rows for value in row.values]
        found.update(str(value) for value in values if value in VERDICTS.values())
    return found


def most(compared: int) -> int:
    """So many findings, or more, come by chance in one of a thousand such countries."""
    return int(binom.ppf(0.999, compared, 1 - compare.CONFIDENCE))


@pytest.mark.parametrize(("topic", "country"), COUNTRIES)
def test_three_pages_show_no_more_findings_than_their_limits_allow(
    topic: Topic, country: Callable[..., ProtectedCube]
) -> None:
    found = shown(topic, country())
    different = found[VERDICTS["higher"]] + found[VERDICTS["lower"]]
    compared = different + found[VERDICTS["none"]]
    assert compared > 100
    assert different <= most(compared)


def test_narrower_limits_would_show_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    allowed = compare.CONFIDENCE
    for module in (compare, counts):
        monkeypatch.setattr(module, "CONFIDENCE", 0.9)
    found = shown("fsiii", sample_cube(seed=11, spread=0.0))
    different = found[VERDICTS["higher"]] + found[VERDICTS["lower"]]
    assert different > binom.ppf(0.999, found.total(), 1 - allowed)
