"""What is embedded for an explorer: the published cells of the recipient, each once, as they are."""

from __future__ import annotations

import json
from collections import Counter
from itertools import product
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from naerblik import geography
from naerblik import parameters as params
from naerblik.project import PARAMS
from naerblik.report import cell_file
from naerblik.report.cancer import CancerReport
from naerblik.report.explorer import Explorer
from naerblik.report.explorer.blocks import blocks
from naerblik.report.explorer.coded import GROUPS, CodedCells
from naerblik.report.explorer.content import text
from naerblik.report.fsiii import FsiiiReport
from naerblik.report.general_practice import GeneralPracticeReport
from report.cancer_sample import cancer_cube
from report.explorer_reader import Cell, cells_of, cells_of_cube
from report.practice_cube import practice_cube
from report.sample_cube import sample_cube

AREAS = ["751", "1082", "dk"]
LEVELS = {"751": "municipality", "1082": "region", "dk": "country"}
numbers = st.none() | st.integers(0, 2_000_000)


@st.composite
def frames(draw: st.DrawFn) -> tuple[pd.DataFrame, int]:
    """A cells table of one kind with any of the cells that its codes allow, and the parts of an item."""
    parts = draw(st.integers(0, 2))
    names = {0: ["*"], 1: ["I1.1", "I1.2", "uoplyst"], 2: ["lung", "lung.0", "total.5"]}[parts]
    items = draw(st.lists(st.sampled_from(names), min_size=1, unique=True))
    groups = [("all", "K"), ("all", "85+"), ("all", "yes"), ("all", "copd"), ("month", "every_year")]
    every = list(product(items, [2023, 2024], AREAS, *groups))
    kept = draw(st.lists(st.sampled_from(every), min_size=1, max_size=40, unique=True))
    alone = draw(st.booleans())
    rows = []
    for item, year, area, *group in kept:
        behind = draw(numbers) if alone else same_for_all(year, area, group)
        row = {"items": "conditions", "item": item, "year": year, "level": LEVELS[area], "area": area}
        rows.append(row | dict(zip(GROUPS, group, strict=True)) | {"count": draw(numbers), "population": behind})
    frame = pd.DataFrame(rows).sample(frac=1, random_state=draw(st.integers(0, 99)))
    return frame.astype({"count": "Int64", "population": "Int64"}), parts


def same_for_all(*key: object) -> int:
    """The same population for every item."""
    return sum(map(ord, str(key))) * 7


ORDERS: dict[int, list[list[str]]] = {
    0: [],
    1: [["I1.2", "I1.1", "uoplyst"]],
    2: [["total", "lung"], ["", "0", "5"]],
}


@settings(max_examples=150, deadline=None)
@given(frames())
def test_what_is_embedded_is_what_the_table_holds(made: tuple[pd.DataFrame, int]) -> None:
    frame, parts = made
    content = [b.content() for b in blocks(CodedCells(frame), "conditions", ORDERS[parts], AREAS, populations=True)]
    found = [pair for block in json.loads(json.dumps(content)) for pair in cells_of(block)]
    assert max(Counter(key for key, _ in found).values()) == 1, "a cell stands in one block"
    assert dict(found) == cells_of_cube(frame, "conditions", parts)


@settings(max_examples=20, deadline=None)
@given(frames())
def test_areas_and_items_that_are_not_offered_are_left_out(made: tuple[pd.DataFrame, int]) -> None:
    frame, parts = made
    orders = [order[:1] for order in ORDERS[parts]]
    content = [b.content() for b in blocks(CodedCells(frame), "conditions", orders, ["751"], populations=True)]
    whole = cells_of_cube(frame, "conditions", parts)
    wanted = {
        key: cell
        for key, cell in whole.items()
        if key[parts + 2] == "751" and all(key[1 + n] in order for n, order in enumerate(orders))
    }
    assert dict(pair for block in content for pair in cells_of(block)) == wanted


TOPICS = {"fsiii": FsiiiReport, "kraeft": CancerReport, "almen_praksis": GeneralPracticeReport}
RECIPIENTS = [("1082", 2026), ("vendsyssel", 2027), ("751", 2026), ("oestdanmark", 2027), ("dk", 2026)]


@pytest.fixture(scope="module")
def cubes() -> dict[str, Any]:
    return {
        "fsiii": sample_cube(scale=0.1),
        "kraeft": cancer_cube(scale=0.1),
        "almen_praksis": practice_cube(scale=0.03),
    }


@pytest.fixture(
    params=[(topic, *where) for topic in TOPICS for where in RECIPIENTS], ids=lambda p: "-".join(map(str, p))
)
def explorer(request: pytest.FixtureRequest, cubes: dict[str, Any]) -> Explorer:
    topic, code, on_map = request.param
    parameters = params.load_run(PARAMS / "standard.yaml", recipients=[code], geography=on_map, topics=[topic])
    return TOPICS[topic](cubes[topic], params.recipients(parameters)[0], parameters).explorer()


def test_every_published_cell_of_the_recipient_is_embedded(explorer: Explorer) -> None:
    given_areas = cell_file.areas(explorer.scope) - (set() if explorer.scope.is_country else {geography.UNKNOWN})
    cells = explorer.scope.cube.tables["cells"]
    cells = cells[cells["area"].isin(given_areas)]
    embedded: dict[tuple[str, ...], Cell] = {}
    for block in explorer.content["blocks"]:
        embedded |= dict(cells_of(block))
    kinds = {measure.kind: len(measure.parts) for measure in explorer.measures}
    kinds |= {m.whole.kind: len(m.whole.item) for m in explorer.measures if m.whole and m.whole.kind not in kinds}
    assert set(kinds) == set(cells["items"]), "every kind of the topic can be chosen or is chosen among"
    wanted = {key: cell for kind, parts in kinds.items() for key, cell in cells_of_cube(cells, kind, parts).items()}
    assert {key: cell.count for key, cell in embedded.items()} == {key: cell.count for key, cell in wanted.items()}
    assert all(cell.population in ("none", wanted[key].population) for key, cell in embedded.items())


def test_the_numbers_that_a_measure_is_a_share_of_are_embedded(explorer: Explorer) -> None:
    kept = {block["kind"]: "populations" in block for block in explorer.content["blocks"]}
    for measure in explorer.measures:
        if measure.kind in kept:
            assert kept[measure.kind] == (measure.whole is None)
            assert measure.whole is None or measure.whole.kind in kept


def test_every_area_stands_in_one_list_and_the_recipient_is_chosen_first(explorer: Explorer) -> None:
    content, recipient = explorer.content, explorer.scope.recipient
    listed = [code for level in content["levels"] for code in level["areas"]]
    assert Counter(listed) == Counter(list(content["areas"]))
    assert content["home"][0] == recipient.code
    assert content["home"][-1] == "dk"
    assert set(content["home"]) <= set(listed)
    assert len(content["home"]) == len(set(content["home"]))


def test_keys_of_an_address_are_unique(explorer: Explorer) -> None:
    content = explorer.content
    assert len({m["key"] for m in content["measures"]}) == len(content["measures"])
    others = ["maal", "omraade", "aar", "soejler", *(group["key"] for group in content["groups"])]
    for measure in content["measures"]:
        keys = [*others, *(part["key"] for part in measure["parts"])]
        assert len(keys) == len(set(keys))
        for part in measure["parts"]:
            codes = [code for code, _, _ in part["options"]]
            assert len(codes) == len(set(codes))
            assert part["first"] in ("", *codes)


def test_the_data_cannot_end_the_element_they_stand_in() -> None:
    written = text({"name": "</script><b>&"})
    assert "<" not in written
    assert json.loads(written) == {"name": "</script><b>&"}


def test_without_script_one_sentence_says_where_the_numbers_are(explorer: Explorer) -> None:
    shown = explorer._repr_html_().split("<script")[0]
    assert "står i tabellerne nedenfor" in shown
    assert shown.count("<p>") == 1
    assert len(repr(explorer)) < 80
