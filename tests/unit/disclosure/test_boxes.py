"""Moves that are products of changes along the dimensions, on a table that can be read at a glance."""

import numpy as np
import pytest

from naerblik.disclosure.boxes import NEVER, Boxes
from naerblik.disclosure.hierarchy import flat, hierarchy
from naerblik.disclosure.linked import AtMost, Cells, link
from naerblik.disclosure.safety import floors
from naerblik.disclosure.tables import dense

AREA = hierarchy(
    "area",
    ["dk", "r1", "r2", "m1", "m2", "m3", "m4"],
    [("dk", ["r1", "r2"]), ("r1", ["m1", "m2"]), ("r2", ["m3", "m4"])],
)
SEX = flat("sex", "all", ["K", "M"])
FINEST = {"m1": (1, 9), "m2": (7, 8), "m3": (2, 30), "m4": (40, 50)}


def table(name="n", finest=FINEST):
    inner = {code: np.array([k + m, k, m]) for code, (k, m) in finest.items()}
    inner["r1"], inner["r2"] = inner["m1"] + inner["m2"], inner["m3"] + inner["m4"]
    inner["dk"] = inner["r1"] + inner["r2"]
    return dense(name, [AREA, SEX], np.array([inner[code] for code in AREA.codes]))


def column(area, sex):
    return AREA.position[area] * len(SEX.codes) + SEX.position[sex]


def boxes(family, price):
    return Boxes(family, floors(family, zeros_hidden=True), price, np.random.default_rng(0))


def prices(family, free=(), stay=()):
    price = np.where(family.room_of < 0, 1.0, 0.0)
    price[[column(*cell) for cell in free]] = 0.0
    price[[column(*cell) for cell in stay]] = NEVER
    return price


RECTANGLE = [("m1", "K"), ("m1", "M"), ("m2", "K"), ("m2", "M")]


def test_a_rectangle_of_hidden_cells_moves_for_nothing():
    family = link([table()])
    price, move = boxes(family, prices(family, free=RECTANGLE)).walk(column("m1", "K"), 4, 0.0)
    moved = dict(zip(move.columns.tolist(), move.amounts.tolist(), strict=True))
    assert price == 0
    assert moved == {column(*cell): amount for cell, amount in zip(RECTANGLE, (4, -4, -4, 4), strict=True)}


def test_the_cheapest_rectangle_is_taken_and_its_price_told():
    family = link([table()])
    price, _ = boxes(family, prices(family, free=RECTANGLE[:3])).walk(column("m1", "K"), 4, NEVER)
    assert price == 1


def test_nothing_is_found_where_every_product_needs_a_cell_that_must_stay():
    family = link([table()])
    stay = [(area, sex) for area in AREA.codes for sex in SEX.codes if (area, sex) != ("m1", "K")]
    assert boxes(family, prices(family, stay=stay)).walk(column("m1", "K"), 4, NEVER) is None


def test_small_cells_give_a_little_each():
    """No other municipality has 4 women to give, so several give some."""
    few = {"m1": (1, 90), "m2": (2, 90), "m3": (1, 90), "m4": (2, 90)}
    family = link([table(finest=few)])
    stay = [("dk", sex) for sex in SEX.codes] + [(area, "all") for area in ("m1", "m2", "m3", "m4")]
    _, move = boxes(family, prices(family, stay=stay)).walk(column("m1", "K"), 4, NEVER)
    women = [column(area, "K") for area in ("m2", "m3", "m4")]
    given = [int(move.amounts[move.columns == place].sum()) for place in women]
    assert sum(given) == -4
    assert min(given) >= -2


@pytest.mark.parametrize("target", [4, -1])
@pytest.mark.parametrize("cell", [("m1", "K"), ("r2", "M"), ("dk", "all"), ("m3", "all")])
def test_every_move_keeps_every_sum_and_goes_below_no_floor(cell, target):
    family = link([table()])
    _, move = boxes(family, prices(family)).walk(column(*cell), target, NEVER)
    change = np.zeros(len(family.values))
    change[move.columns] = move.amounts
    assert not (family.relations @ change).any()
    assert (family.values + change >= 0).all()
    assert change[column(*cell)] == target


def test_a_part_rises_no_further_than_its_whole():
    whole, part = table("N"), table("n", {**FINEST, "m4": (40, 48)})
    places = Cells("n", np.arange(len(part.values))), Cells("N", np.arange(len(whole.values)))
    family = link([whole, part], [AtMost("n <= N", (places[0],), (places[1],), complement=True)])
    start = len(whole.values)
    price = np.where(family.room_of < 0, 1.0, 0.0)
    price[:start] = NEVER
    found = boxes(family, price)
    assert found.walk(start + column("m1", "K"), 1, NEVER) is None
    _, move = found.walk(start + column("m4", "M"), 2, NEVER)
    change = np.zeros(len(family.values))
    change[move.columns] = move.amounts
    assert not (family.relations @ change).any()
    assert (family.values + change >= 0).all()


def test_a_search_leaves_no_trace():
    family = link([table()])
    found = boxes(family, prices(family))
    before = found.price.copy()
    found.walk(column("m1", "K"), 4, NEVER)
    assert np.array_equal(found.price, before)
    assert not found.change.any()


def test_a_walk_costs_what_the_cells_cost_that_it_moves():
    family = link([table()])
    price = prices(family) + np.random.default_rng(1).uniform(0, 3, len(family.values)) * (family.room_of < 0)
    for cell in [("m1", "K"), ("m3", "M"), ("r1", "K"), ("dk", "M")]:
        paid, move = boxes(family, price).walk(column(*cell), 1, NEVER)
        assert paid == pytest.approx(price[move.columns].sum())
        assert paid == pytest.approx(cheapest_product(family, price, cell))


def cheapest_product(family, price, cell):
    """The cheapest of all products that raise a cell by one, each written out over the codes it is counted in."""
    costs = []
    for rise, fall in ((r, f) for r in leaves(AREA) for f in [None, *leaves(AREA)]):
        for more, less in ((m, q) for m in leaves(SEX) for q in [None, *leaves(SEX)]):
            area, sex = counted(AREA, rise) - counted(AREA, fall), counted(SEX, more) - counted(SEX, less)
            change = np.outer(area, sex).ravel()
            if change[column(*cell)] == 1 and (family.values + change >= 0).all():
                costs.append(price[change != 0].sum())
    return min(costs)


def leaves(dimension):
    return [code for code in dimension.codes if code not in {stated.whole for stated in dimension.sums}]


def counted(dimension, leaf):
    """1 for each code in which one in the leaf is counted; nothing for no leaf."""
    found = np.zeros(len(dimension.codes), dtype=int)
    waiting = [] if leaf is None else [leaf]
    while waiting:
        code = waiting.pop()
        found[dimension.position[code]] = 1
        waiting += [stated.whole for stated in dimension.sums if code in stated.parts]
    return found
