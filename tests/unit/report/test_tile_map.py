from __future__ import annotations

import itertools
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from naerblik.geography import municipalities
from naerblik.report import tile_layout, tilemap
from naerblik.report.svg import Words
from naerblik.report.table import Mark
from naerblik.report.tilemap import TileValue

CELLS = {tile.code: (tile.column, tile.row) for tile in tile_layout.tiles()}
NAMES = {m.code: m.name for m in municipalities()}


def test_the_committed_layout_is_what_the_derivation_gives() -> None:
    assert tile_layout.derive() == CELLS


def test_98_municipalities_stand_on_98_cells() -> None:
    assert set(CELLS) == set(NAMES)
    assert len(set(CELLS.values())) == 98
    columns, rows = zip(*CELLS.values(), strict=True)
    assert min(columns) == min(rows) == 0
    assert max(columns) + 1 == 16
    assert max(rows) + 1 == 14


def test_labels_are_short_distinct_and_taken_from_the_names() -> None:
    labels = {tile.code: tile.label for tile in tile_layout.tiles()}
    assert len(set(labels.values())) == 98
    for code, label in labels.items():
        assert 3 <= len(label) <= 4
        letters = iter(NAMES[code].lower())
        assert all(letter in letters for letter in label.lower()), (NAMES[code], label)


def test_bornholm_is_the_easternmost_and_stands_alone() -> None:
    column, row = CELLS[400]
    assert all(other < column - 1 for code, (other, _) in CELLS.items() if code != 400)
    assert 8 < row < 13


ORDER = [
    ("Skagen before the German border", 813, 580, 1),
    ("Esbjerg before Odense", 561, 461, 0),
    ("Odense before Roskilde", 461, 265, 0),
    ("Roskilde before København", 265, 101, 0),
    ("Helsingør before Lolland", 217, 360, 1),
    ("Thisted before Aalborg", 787, 851, 0),
    ("Aalborg before Aarhus", 851, 751, 1),
    ("Aarhus before Sønderborg", 751, 540, 1),
]


@pytest.mark.parametrize(("nearer", "farther", "axis"), [o[1:] for o in ORDER], ids=[o[0] for o in ORDER])
def test_the_map_keeps_the_order_of_the_land(nearer: int, farther: int, axis: int) -> None:
    assert CELLS[nearer][axis] < CELLS[farther][axis]


def test_neighbours_mostly_stay_neighbours() -> None:
    places = {m.code: (m.longitude * 0.56, m.latitude) for m in municipalities()}
    kept = []
    for code, (x, y) in places.items():
        near = sorted((c for c in places if c != code), key=lambda c: (places[c][0] - x) ** 2 + (places[c][1] - y) ** 2)
        kept += [np.hypot(*np.subtract(CELLS[code], CELLS[c])) <= 2.3 for c in near[:3]]
    assert np.mean(kept) > 0.85


def test_water_lies_between_the_land_masses() -> None:
    land = {code: (code >= 401) + (code >= 500) for code in CELLS if code != 400}
    for (a, (x, y)), (b, (u, v)) in itertools.combinations([(c, CELLS[c]) for c in land], 2):
        if land[a] != land[b]:
            assert abs(x - u) + abs(y - v) > 1, (NAMES[a], NAMES[b])


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 5), st.integers(0, 2), st.integers(0, 10**6))
def test_the_assignment_is_the_cheapest_of_all(rows: int, extra: int, seed: int) -> None:
    cost = np.random.default_rng(seed).integers(0, 20, (rows, rows + extra)).astype(float)
    chosen = tile_layout.assignment(cost)
    assert len(set(chosen.tolist())) == rows
    cheapest = min(
        sum(cost[r, c] for r, c in enumerate(columns)) for columns in itertools.permutations(range(rows + extra), rows)
    )
    assert cost[np.arange(rows), chosen].sum() == cheapest


def _values() -> dict[int, TileValue]:
    random = np.random.default_rng(3)
    values = {c: TileValue(NAMES[c], float(random.uniform(0.02, 0.06)), 400 <= c < 500) for c in CELLS}
    return values | {
        825: TileValue("Læsø Kommune", Mark.HIDDEN, False),
        360: TileValue("Lolland Kommune", Mark.MISSING, False),
    }


def _map(values: dict[int, TileValue]) -> ET.Element:
    return ET.fromstring(tilemap.draw(values, Words("kort", "T", "D"), unit="Borgere pr. 1.000", sign="·"))


def _tiles(root: ET.Element) -> dict[str, ET.Element]:
    groups = [e for e in root.iter() if e.tag.endswith("}g")]
    return {"".join(g.itertext()).split(":")[0]: g for g in groups}


def test_every_tile_prints_its_number_or_sign() -> None:
    tiles = _tiles(_map(_values()))
    assert len(tiles) == 98
    assert "".join(tiles["Læsø Kommune"].itertext()).endswith("Læs·")
    assert "".join(tiles["Lolland Kommune"].itertext()).endswith("Lol–")
    assert "," in "".join(tiles["Aarhus"].itertext())


def test_hidden_and_missing_tiles_have_patterns_of_their_own() -> None:
    tiles = _tiles(_map(_values()))
    (hidden,) = [e for e in tiles["Læsø Kommune"].iter() if e.tag.endswith("rect")]
    (missing,) = [e for e in tiles["Lolland Kommune"].iter() if e.tag.endswith("rect")]
    assert hidden.get("fill") == "url(#kort-skravering)"
    assert missing.get("stroke-dasharray")


def test_the_recipients_municipalities_are_outlined() -> None:
    root = _map(_values())
    outlines = [e for e in root.iter() if e.get("class") == "stroke-ink"]
    assert len(outlines) == sum(400 <= code < 500 for code in CELLS) + 1, "and one in the legend"


def test_the_five_steps_hold_about_as_many_municipalities_each() -> None:
    tiles = _tiles(_map(_values()))
    colours = [
        e.get("class") for g in tiles.values() for e in g.iter() if (e.get("class") or "").startswith("fill-step")
    ]
    assert len(set(colours)) == 5
    assert all(15 <= colours.count(colour) <= 23 for colour in set(colours))


def test_a_map_without_any_number_is_still_a_map() -> None:
    nothing = {code: TileValue(NAMES[code], Mark.MISSING, False) for code in CELLS}
    assert len(_tiles(_map(nothing))) == 98


def test_the_map_is_small() -> None:
    text = tilemap.draw(_values(), Words("kort", "T", "D"), unit="Borgere pr. 1.000", sign="·")
    assert len(text.encode()) < 60_000
