"""Random families of linked tables, protected, and read by a reader who tries every whole-number table.

Each family is small enough for the plain reader of tests/cases. `EXAMPLES` raises the number of families: the tests of
a change to the suppression are run with EXAMPLES=2000.
"""

from __future__ import annotations

import os

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from cases.plain_reader import Cell, Reader, TooLargeError, at_most, every_table, sums
from cases.random_families import (
    ANY,
    Family,
    Stated,
    a_site_and_its_years,
    an_area_and_its_codes,
    built,
    contacts,
    one_table,
    parts_of_a_population,
    users_and_services,
)
from naerblik.disclosure import safety
from naerblik.disclosure.attack.knowledge import Knowledge, Targets, Verdict
from naerblik.disclosure.attack.narrow import narrow
from naerblik.disclosure.protection import Protection, Reason, protect
from naerblik.disclosure.safety import SafetyRules
from naerblik.disclosure.suppress import ProtectionError, suppress

EXAMPLES = int(os.environ.get("EXAMPLES", "40"))
THRESHOLD, SMALL_GROUP, HALF = 5, 20, 0.5
families = settings(
    max_examples=EXAMPLES,
    deadline=None,
    # the families are small as they are; shrinking one takes minutes of plain search
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
few_families = settings(families, max_examples=max(EXAMPLES // 3, 1))
kinds = pytest.mark.parametrize(
    "kind",
    [one_table(), parts_of_a_population(), an_area_and_its_codes(), contacts()],
    ids=["one table", "parts of a population", "an area and its codes", "contacts of persons"],
)
zeros = pytest.mark.parametrize("zeros_hidden", [True, False], ids=["zeros may be hidden", "zeros are never hidden"])


def rules(*, zeros_hidden: bool, width: int = 1) -> SafetyRules:
    return SafetyRules(
        threshold=THRESHOLD,
        complements=True,
        attribute_group_below=SMALL_GROUP,
        minimum_width=width,
        relative_width=HALF,
        zeros_hidden=zeros_hidden,
    )


def hidden_of(family: Family, done: Protection) -> set[Cell]:
    return family.names(done.hidden[: len(family.cells)])


def must_be_hidden(family: Family) -> list[set[Cell]]:
    """Sets of cells of which at least one must be hidden, by the rules read plainly."""
    found = [{cell} for cell, persons in family.persons.items() if 1 <= persons < THRESHOLD]
    for rule in family.complements:
        smaller, larger = (sum(family.counts[c] for c in side) for side in (rule.less, rule.more))
        few = 1 <= larger - smaller < THRESHOLD
        everyone = smaller == larger and 0 < larger < SMALL_GROUP
        if few or everyone:
            found.append({*rule.less, *rule.more})
    return found


def faults(family: Family, hidden: set[Cell], *, zeros_hidden: bool) -> list[str]:
    """Every hidden cell and complement that the reader can narrow below what the rules allow."""
    reader = Reader(family.counts, hidden, family.rules, floor=0 if zeros_hidden else 1)
    return [
        *(f"{sorted(cells)} are all published" for cells in must_be_hidden(family) if not cells & hidden),
        *(f"{cell} is known" for cell in sorted(hidden) if not reader.varies(cell)),
        *(f"{cell} is below" for cell in sorted(hidden) if not reader.reaches(cell, THRESHOLD)),
        *(f"{cell} is narrow" for cell in sorted(hidden) if not wide(reader, cell, needed_width(family, cell))),
        *(
            f"complement {rule.more} - {rule.less} is below"
            for rule in family.complements
            if hidden & {*rule.less, *rule.more} and not reader.room_reaches(rule, THRESHOLD)
        ),
    ]


def needed_width(family: Family, cell: Cell) -> int:
    """Contacts of few persons: half of their number; else one."""
    of_few = cell in family.volumes and 1 <= family.persons[cell] < THRESHOLD
    return max(int(np.ceil(HALF * family.counts[cell])), 1) if of_few else 1


def wide(reader: Reader, cell: Cell, width: int) -> bool:
    """Whether the cell's interval spans `width`, and no more is asked of the reader than that."""
    low = high = reader.found[0][cell]
    while high - low < width and reader.reaches(cell, high + 1):
        high += 1
    while high - low < width and low > 0 and reader.falls_to(cell, low - 1):
        low -= 1
    return high - low >= width


@zeros
@kinds
def test_no_reader_can_narrow_a_hidden_cell_below_the_rules(
    kind: st.SearchStrategy[Stated], zeros_hidden: bool
) -> None:
    @families
    @given(kind)
    def holds(stated: Stated) -> None:
        family = built(stated)
        try:
            done = protect(family.linked, rules(zeros_hidden=zeros_hidden))
        except ProtectionError:
            assume(False)
        try:
            found = faults(family, hidden_of(family, done), zeros_hidden=zeros_hidden)
        except TooLargeError:
            assume(False)
        assert found == []

    holds()


@zeros
@pytest.mark.parametrize(
    "kind", [users_and_services(), a_site_and_its_years()], ids=["users and services", "a site and its years"]
)
def test_no_reader_can_narrow_what_adds_up_over_tables_below_the_rules(
    kind: st.SearchStrategy[Stated], zeros_hidden: bool
) -> None:
    @few_families
    @given(kind)
    def holds(stated: Stated) -> None:
        family = built(stated)
        try:
            done = protect(family.linked, rules(zeros_hidden=zeros_hidden))
            found = faults(family, hidden_of(family, done), zeros_hidden=zeros_hidden)
        except (ProtectionError, TooLargeError):
            assume(False)
        assert found == []

    holds()


@zeros
@kinds
def test_a_refusal_means_that_hiding_every_cell_would_not_help(
    kind: st.SearchStrategy[Stated], zeros_hidden: bool
) -> None:
    @few_families
    @given(kind)
    def holds(stated: Stated) -> None:
        family = built(stated)
        try:
            protect(family.linked, rules(zeros_hidden=zeros_hidden))
        except ProtectionError:
            everything = {cell for cell, count in family.counts.items() if zeros_hidden or count > 0}
            try:
                found = faults(family, everything, zeros_hidden=zeros_hidden)
            except TooLargeError:
                assume(False)
            assert found != []

    holds()


@kinds
def test_no_secondary_cell_can_be_shown_again(kind: st.SearchStrategy[Stated]) -> None:
    @few_families
    @given(kind)
    def holds(stated: Stated) -> None:
        family = built(stated)
        done = protect(family.linked, rules(zeros_hidden=True))
        hidden = hidden_of(family, done)
        try:
            needless = [
                cell
                for cell in sorted(family.names(done.reason[: len(family.cells)] == Reason.SECONDARY))
                if not faults(family, hidden - {cell}, zeros_hidden=True)
            ]
        except TooLargeError:
            assume(False)
        assert needless == []

    holds()


@few_families
@given(st.one_of(one_table(), parts_of_a_population()), st.data())
def test_no_secondary_cell_of_demands_by_hand_can_be_shown_again(stated: Stated, data: st.DataObject) -> None:
    family = built(stated)
    places = data.draw(st.lists(st.integers(0, len(family.cells) - 1), min_size=1, max_size=4, unique=True))
    up, width = data.draw(st.integers(0, 6)), data.draw(st.integers(1, 6))
    demanded = safety.stated(family.linked, np.array(sorted(places)), up=up, width=width)
    pattern = suppress(family.linked, demanded, zeros_hidden=True)
    wanted = {family.cells[place] for place in places}
    hidden = family.names(pattern.hidden[: len(family.cells)])
    try:
        assert meets(family, hidden, wanted, up, width)
        assert [cell for cell in sorted(hidden - wanted) if meets(family, hidden - {cell}, wanted, up, width)] == []
    except TooLargeError:
        assume(False)


def meets(family: Family, hidden: set[Cell], wanted: set[Cell], up: int, width: int) -> bool:
    reader = Reader(family.counts, hidden, family.rules)
    return all(reader.reaches(cell, family.counts[cell] + up) and wide(reader, cell, width) for cell in wanted)


@few_families
@given(ANY)
def test_the_same_family_has_the_same_pattern_each_time(stated: Stated) -> None:
    first, second = (protect(built(stated).linked, rules(zeros_hidden=True)) for _ in range(2))
    assert np.array_equal(first.hidden, second.hidden)
    assert np.array_equal(first.reason, second.reason)


@few_families
@given(ANY, st.integers(0, 2**16))
def test_the_order_of_the_rows_does_not_change_the_pattern(stated: Stated, order: int) -> None:
    patterns = []
    for family in (built(stated), built(stated, order)):
        patterns.append(hidden_of(family, protect(family.linked, rules(zeros_hidden=True))))
    assert patterns[0] == patterns[1]


@few_families
@given(ANY, st.integers(2, 6))
def test_a_wider_least_interval_is_kept(stated: Stated, width: int) -> None:
    family = built(stated)
    hidden = hidden_of(family, protect(family.linked, rules(zeros_hidden=True, width=width)))
    try:
        reader = Reader(family.counts, hidden, family.rules)
        assert [cell for cell in sorted(hidden) if not wide(reader, cell, width)] == []
    except TooLargeError:
        assume(False)


@few_families
@given(st.one_of(one_table(), parts_of_a_population()), st.data())
def test_what_an_earlier_release_hid_stays_hidden_and_safe(stated: Stated, data: st.DataObject) -> None:
    family = built(stated)
    before = np.zeros(len(family.linked.values), dtype=bool)
    before[data.draw(st.lists(st.integers(0, len(family.cells) - 1), max_size=3, unique=True))] = True
    done = protect(family.linked, rules(zeros_hidden=True), hidden=before)
    assert done.hidden[before].all()
    try:
        assert faults(family, hidden_of(family, done), zeros_hidden=True) == []
    except TooLargeError:
        assume(False)


@few_families
@given(st.one_of(one_table(), parts_of_a_population()), st.data())
def test_what_must_stay_published_is_published_or_protection_refuses(stated: Stated, data: st.DataObject) -> None:
    family = built(stated)
    published = np.zeros(len(family.linked.values), dtype=bool)
    published[data.draw(st.lists(st.integers(0, len(family.cells) - 1), min_size=1, max_size=4, unique=True))] = True
    try:
        done = protect(family.linked, rules(zeros_hidden=True), shown=published)
    except ProtectionError:
        return
    assert not done.hidden[published].any()
    try:
        assert faults(family, hidden_of(family, done), zeros_hidden=True) == []
    except TooLargeError:
        assume(False)


@families
@given(ANY, st.data())
def test_the_fast_attack_agrees_with_the_plain_reader(stated: Stated, data: st.DataObject) -> None:
    """On patterns that nobody protected: some cells can be narrowed and some cannot."""
    family = built(stated)
    hidden = data.draw(st.sets(st.sampled_from(family.cells), min_size=1, max_size=12))
    cells = sorted(hidden)
    found = attacked(family, cells)
    reader = Reader(family.counts, hidden, family.rules)
    try:
        plain = [reader.varies(cell) and reader.reaches(cell, THRESHOLD) for cell in cells]
    except TooLargeError:
        assume(False)
    assert found == plain


def attacked(family: Family, cells: list[Cell]) -> list[bool]:
    """Whether the attack finds each hidden cell safe."""
    column = {cell: place for place, cell in enumerate(family.counts)}
    rows = np.zeros((len(family.rules), len(column)))
    for row, rule in zip(rows, family.rules, strict=True):
        row[[column[cell] for cell in rule.more]] += 1
        row[[column[cell] for cell in rule.less]] -= 1
    exact = np.array([rule.exact for rule in family.rules], dtype=bool)
    values = np.array(list(family.counts.values()), dtype=float)
    unknown = np.isin(np.arange(len(column)), [column[cell] for cell in cells])
    knowledge = Knowledge(
        lower=np.where(unknown, 0.0, values),
        upper=np.where(unknown, np.inf, values),
        rows=sp.csr_matrix(rows),
        row_lower=np.zeros(len(rows)),
        row_upper=np.where(exact, 0.0, np.inf),
        near=np.zeros((len(column), 1), dtype=np.int64),
    )
    forms = sp.csr_matrix(np.eye(len(column))[[column[cell] for cell in cells]])
    asked = Targets(forms, np.full(len(cells), float(THRESHOLD)), np.ones(len(cells)))
    return [verdict == Verdict.SAFE for verdict in narrow(knowledge, asked).verdicts]


@families
@given(
    st.lists(st.sampled_from((0, 1, 2, 3)), min_size=4, max_size=4),
    st.lists(st.integers(0, 2), min_size=4, max_size=4),
    st.sets(st.integers(0, 17), max_size=4),
)
def test_the_plain_reader_agrees_with_writing_out_every_table(
    whole: list[int], less: list[int], gaps: set[int]
) -> None:
    """The search of the reader against the plainest possible one, on a 2 x 2 table of n <= N."""
    counts: dict[Cell, int] = {}
    for name, inner in (("N", whole), ("n", [min(n, m) for n, m in zip(whole, less, strict=True)])):
        a, b, c, d = inner
        numbers = [a + b + c + d, a + c, b + d, a + b, a, b, c + d, c, d]
        counts |= {(name, x, y): numbers[3 * i + j] for i, x in enumerate("TAB") for j, y in enumerate("TXY")}
    axes = {"x": {"T": [["A", "B"]]}, "y": {"T": [["X", "Y"]]}}
    known = (*sums("N", axes, counts), *sums("n", axes, counts), *at_most(["n"], ["N"], counts))
    hidden = {sorted(counts)[place] for place in gaps}
    largest = 13
    tables = list(every_table(counts, hidden, known, largest))
    reader = Reader(counts, hidden, known)
    for cell in hidden:
        values = {table[cell] for table in tables}
        low, high = reader.interval(cell)
        assert low == min(values)
        assert (high if high <= largest else largest) == max(values) or high > largest
