"""FSIII protected from end to end: what leaves, what stays, and what earlier releases fix."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from disclosure.fsiii_frames import frames
from naerblik.disclosure import protected_frames
from naerblik.disclosure.protected_frames import ProtectedFrames
from naerblik.disclosure.suppress import ProtectionError
from naerblik.parameters import DisclosureRules, disclosure_rules

RULES = disclosure_rules()
Frames = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class Fixed:
    hidden: np.ndarray
    shown: np.ndarray


def few() -> Frames:
    """Any condition and the areas of conditions, in totals: a family that is protected in a moment."""
    made = frames(citizens=20_000)
    cells = made["cells"]
    wanted = cells["items"] != "conditions"
    totals = (cells[["sex", "age", "disease"]] == "all").all(axis=1)
    made["cells"] = cells[wanted & totals & cells["item"].isin(["*", "I1", "I2"])].reset_index(drop=True)
    return made


@pytest.fixture(scope="module")
def made() -> ProtectedFrames:
    return protected_frames.protected(few(), RULES)


def test_no_small_number_or_small_rest_is_left(made):
    cells = made.frames["cells"].dropna(subset=["count"])
    assert not cells["count"].between(1, 4).any()
    both = cells.dropna(subset=["population"])
    assert not (both["population"] - both["count"]).between(1, 4).any()
    assert cells["hidden"].sum() == cells["population"].isna().sum()
    assert made.frames["cells"]["hidden"].any()


def test_numbers_are_hidden_also_to_protect_others(made):
    reasons = made.reasons["reason"].value_counts()
    assert reasons["secondary"] > 0
    assert reasons["count"] > 0
    assert made.summary["hidden"] == len(made.reasons)


def test_the_same_frames_are_protected_in_the_same_way(made):
    again = protected_frames.protected(few(), RULES)
    assert again.summary == made.summary
    pd.testing.assert_frame_equal(again.reasons, made.reasons)
    for name, frame in made.frames.items():
        pd.testing.assert_frame_equal(again.frames[name], frame)


def test_the_order_of_the_rows_does_not_matter_to_how_much_is_hidden(made):
    shuffled = few()
    shuffled["cells"] = shuffled["cells"].sample(frac=1, random_state=2)
    shuffled["cells"].index = range(len(shuffled["cells"]))
    hidden = protected_frames.protected(shuffled, RULES).summary["hidden"]
    assert hidden == pytest.approx(made.summary["hidden"], rel=0.1)


def test_what_an_earlier_release_hid_stays_hidden_and_what_it_showed_stays_shown(made):
    frame, free = few()["cells"], ~made.frames["cells"]["hidden"]
    council = np.flatnonzero(free & (frame["level"] == "council") & (frame["item"] == "I1"))[0]
    shown = (free & frame["level"].isin(["country", "region"])).to_numpy()
    hidden = np.zeros_like(shown)
    hidden[council] = True
    again = protected_frames.protected(few(), RULES, {("cells", "count"): Fixed(hidden, shown)})
    assert again.frames["cells"]["count"].isna()[council]
    assert again.frames["cells"]["count"].notna()[shown].all()


def test_an_earlier_release_that_showed_what_must_be_hidden_stops_the_protection():
    frame = few()["cells"]
    small = frame["count"].between(1, 4).to_numpy() & (frame["reporters"] == "month").to_numpy()
    fixed = {("cells", "count"): Fixed(np.zeros_like(small), small)}
    with pytest.raises(ProtectionError, match="must be hidden, but it has to stay published"):
        protected_frames.protected(few(), RULES, fixed)


def rounding_rules() -> DisclosureRules:
    content = RULES.model_dump()
    content["rounding"]["value"] = 5
    return DisclosureRules.model_validate(content)


def test_rounding_is_refused_where_sums_tell_more_than_the_rounding():
    with pytest.raises(ProtectionError, match=r"rounding is 5, but .* can be read more exactly from sums"):
        protected_frames.protected(few(), rounding_rules())


def test_rounding_hides_nothing_and_leaves_no_exact_number_where_every_number_is_large():
    large = few()
    for name, numbers in {"cells": ["count", "population"], "coverage": ["population", "reported_population"]}.items():
        large[name][numbers] *= 101
    large["yearly"][["count", "person_days"]] *= 101
    large["quality"] = large["quality"].iloc[:1]
    made = protected_frames.protected(large, rounding_rules())
    assert made.summary["hidden"] == len(made.reasons) == 0
    counts = made.frames["cells"]["count"]
    assert (counts % 5 == 0).all()
    assert (abs(counts - large["cells"]["count"]) <= 2).all()


def test_rounding_is_refused_beside_an_earlier_release_of_exact_numbers():
    large = few()
    for name, numbers in {"cells": ["count", "population"], "coverage": ["population", "reported_population"]}.items():
        large[name][numbers] *= 101
    large["yearly"][["count", "person_days"]] *= 101
    nothing = np.zeros(len(large["cells"]), dtype=bool)
    with pytest.raises(ProtectionError, match="releases of exact numbers"):
        protected_frames.protected(large, rounding_rules(), {("cells", "count"): Fixed(nothing, nothing)})
