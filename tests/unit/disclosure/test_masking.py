"""From a protection by column to frames without the hidden numbers, the reasons, and what may be told of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from disclosure.fsiii_frames import frames
from naerblik.disclosure import family as families
from naerblik.disclosure import masking
from naerblik.disclosure.family import NO_CELL, Family
from naerblik.disclosure.hiding_summary import summary
from naerblik.disclosure.masking import Reasons
from naerblik.disclosure.protection import Protection, Reason
from naerblik.disclosure.rules import safety_rules
from naerblik.parameters import disclosure_rules

RULES = safety_rules(disclosure_rules())


@pytest.fixture(scope="module")
def family() -> Family:
    return families.family(frames())


def protection(family: Family, reason: Reason, *columns: int) -> Protection:
    """These columns are hidden for one reason, nothing else."""
    why = np.zeros(len(family.linked.values), dtype=np.int8)
    why[list(columns)] = reason
    return Protection(why != Reason.SHOWN, why)


def some_reasons(family: Family, reason: Reason = Reason.SECONDARY) -> Reasons:
    """Every third count of the cells, every fifth population and one number of each other frame are hidden."""
    counts, populations = (family.columns["cells", name] for name in ("count", "population"))
    others = [family.columns[n][-1:] for n in (("coverage", "population"), ("yearly", "count"))]
    chosen = np.concatenate([counts[counts != NO_CELL][::3], populations[populations != NO_CELL][::5], *others])
    return masking.reasons(frames(), family, protection(family, reason, *chosen), RULES)


def test_a_number_that_stands_twice_is_hidden_in_both_places(family):
    where = frames()["coverage"].query("year == 2024 and area == '1084'").index[0]
    column = family.columns["coverage", "reported_population"][where]
    why = masking.reasons(frames(), family, protection(family, Reason.SECONDARY, int(column)), RULES)
    assert why["coverage", "reported_population"][where] == Reason.SECONDARY
    beside = family.columns["cells", "population"] == column
    assert beside.sum() > 1
    assert (why["cells", "population"][beside] == Reason.SECONDARY).all()
    assert (why["cells", "population"][~beside] == Reason.SHOWN).all()


def test_what_is_nought_because_nobody_delivered_is_shown_whatever_else_is_hidden(family):
    everything = protection(family, Reason.COUNT, *range(len(family.linked.values)))
    why = masking.reasons(frames(), family, everything, RULES)
    shown = why["cells", "count"] == Reason.SHOWN
    assert (shown == (family.columns["cells", "count"] == NO_CELL)).all()
    assert shown.any()


def test_hidden_numbers_are_missing_shown_ones_stand_and_a_row_is_hidden_where_any_of_its_numbers_is(family):
    why = some_reasons(family)
    for name, frame in masking.masked(frames(), why).items():
        raw, hidden = frames()[name], np.zeros(len(frame), dtype=bool)
        for number in [n for owner, n in why if owner == name]:
            missing = frame[number].isna().to_numpy()
            assert (missing == (why[name, number] != Reason.SHOWN)).all()
            assert frame[number][~missing].tolist() == raw[number][~missing].tolist()
            hidden |= missing
        assert frame["hidden"].tolist() == hidden.tolist()
        assert hidden.any() == (name != "reporting")


def test_a_hidden_number_is_in_no_buffer_of_the_protected_frame(family):
    cells = masking.masked(frames(), some_reasons(family))["cells"]
    for number in ("count", "population"):
        missing = cells[number].isna().to_numpy()
        assert missing.any()
        assert not cells[number].array._data[missing].any()


def test_a_frame_without_reasons_does_not_leave(family):
    why = {number: reason for number, reason in some_reasons(family).items() if number[0] != "yearly"}
    with pytest.raises(KeyError, match="no protection for yearly"):
        masking.masked(frames(), why)


def test_rows_of_few_persons_are_hidden_also_where_their_keys_are_missing():
    quality = pd.DataFrame([(0, 0), (9, 4), (9, 5), (3, 0), (5, 0)], columns=["rows", "persons"])
    assert masking.few_rows(quality, RULES).tolist() == [False, True, False, True, False]


def test_what_an_earlier_release_hid_stays_hidden_for_that_reason(family):
    why = some_reasons(family)
    marked = np.zeros(len(frames()["quality"]), dtype=bool)
    marked[0] = True
    kept = masking.kept_hidden(why, {("quality", "rows"): marked})
    assert kept["quality", "rows"][0] == Reason.STATED
    assert (kept["cells", "count"] == why["cells", "count"]).all()


def test_the_list_of_reasons_names_each_hidden_number_once(family):
    why = some_reasons(family, Reason.COMPLEMENT)
    listed = masking.listed(why)
    assert len(listed) == sum(int((reason != Reason.SHOWN).sum()) for reason in why.values())
    assert not listed.duplicated(["table", "row", "number"]).any()
    assert set(listed["reason"]) == {"complement", "count"}


def test_the_summary_counts_what_can_be_counted_in_the_release_itself(family):
    why = some_reasons(family)
    told = summary(frames(), why, RULES.threshold)
    masked = masking.masked(frames(), why)
    assert told["hidden"] == sum(int(masked[table][number].isna().sum()) for table, number in why)
    assert told["cells"] == sum(len(masked[table]) for table, _ in why)
    for line in told["tables"]:
        frame = masked[line["table"]]
        here = np.logical_and.reduce(
            [frame[k] == line[k] for k in ("items", "level") if k in line] or [frame.index >= 0]
        )
        assert (line["cells"], line["hidden"]) == (here.sum(), frame.loc[here, line["number"]].isna().sum())


def test_the_summary_tells_reasons_to_the_nearest_ten_and_never_by_table(family):
    told = summary(frames(), some_reasons(family), RULES.threshold)
    assert all(number % 10 == 0 for number in told["rules"].values())
    assert told["rules"]["secondary"] > 0
    assert not any("reason" in line or "rules" in line for line in told["tables"])


@pytest.mark.parametrize(("citizens", "step"), [(40_000, None), (400_000, 0.01), (4_000_000, 0.001)])
def test_the_share_of_the_citizens_is_told_in_steps_of_many_small_groups_or_not_at_all(family, citizens, step):
    large = frames()
    counts = large["cells"]["count"]
    large["cells"]["count"] = counts * citizens // counts.sum()
    why = some_reasons(family)
    share = summary(large, why, RULES.threshold)["citizens"]
    hidden = large["cells"]["count"][why["cells", "count"] != Reason.SHOWN].sum()
    exact = hidden / large["cells"]["count"].sum()
    assert share == (None if step is None else pytest.approx(round(exact / step) * step))
