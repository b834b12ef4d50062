"""The numbers that pages carry for their script: read as they are, and found where the data files hide them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from disclosure.attack.small_release import HIDDEN, write
from naerblik.disclosure import attack
from naerblik.disclosure.attack.attack import GIVEN_AWAY
from naerblik.disclosure.attack.embedded import EmbeddedError, embedded
from naerblik.parameters import disclosure_rules

AXES = [["total", "lung"], ["", "5"], ["2024"], ["101", "147"], ["all"], ["all"], ["all"], ["all"], ["all"]]
BLOCK = {"kind": "survivors", "axes": AXES, "counts": [10, -1, -2, -2, 7, 8, -2, 0], "populations": [100, 200]}


def with_page(folder: Path, *blocks: object) -> Path:
    data = json.dumps({"blocks": blocks})
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "kraeft.html").write_text(f'<p>1</p><script type="application/json" id="x">{data}</script>', "utf-8")
    return folder


def test_each_number_of_a_block_is_read_with_its_labels(tmp_path: Path) -> None:
    counts, populations = embedded(with_page(tmp_path / "dk", BLOCK))
    rows = counts[["item", "area", "value"]].astype(object).where(counts[["item", "area", "value"]].notna(), None)
    assert rows.to_numpy().tolist() == [
        ["total", "101", 10.0],
        ["total", "147", None],
        ["lung", "101", 7.0],
        ["lung", "147", 8.0],
        ["lung.5", "147", 0.0],
    ]
    assert populations[["items", "item", "area", "value"]].to_numpy().tolist() == [
        ["population", "*", "101", 100.0],
        ["population", "*", "147", 200.0],
    ]
    assert set(counts["file"]) == {"dk/kraeft.html"}


@pytest.mark.parametrize(("shown", "passes"), [(-1, True), (12, False)])
def test_a_number_that_the_data_files_hide_and_a_page_carries_is_found(
    tmp_path: Path, shown: int, passes: bool
) -> None:
    folder = write(tmp_path / "dk", kraeft=[{"maal": "tumours", "kode": "lung", "antal": HIDDEN}])
    axes = [["lung"], ["2024"], ["101"], *[["all"]] * 5]
    with_page(folder, {"kind": "tumours", "axes": axes, "counts": [shown]})
    result = attack.release([folder], disclosure_rules())
    assert result.passed is passes
    assert [(f.rule, f.file) for f in result.findings] == ([] if passes else [(GIVEN_AWAY, "dk/kraeft.html")])


@pytest.mark.parametrize(
    "block",
    [
        {**BLOCK, "counts": [1, 2]},
        {**BLOCK, "counts": [-3] * 8},
        {**BLOCK, "axes": AXES[:4]},
        {"kind": "survivors"},
    ],
    ids=["too few numbers", "a number that stands for nothing", "too few axes", "no axes"],
)
def test_numbers_of_another_form_stop_the_attack(tmp_path: Path, block: dict[str, object]) -> None:
    with pytest.raises(EmbeddedError, match=r"kraeft\.html"):
        list(embedded(with_page(tmp_path / "dk", block)))
