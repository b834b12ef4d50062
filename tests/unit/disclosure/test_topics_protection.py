"""The three topics protected together: what leaves, what stays, and that the attack on the written files agrees."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from disclosure import topics_frames
from disclosure.attack.small_release import write_frames
from disclosure.topics_frames import CONTACTS, GROUPS
from naerblik.disclosure import attack, protected_frames
from naerblik.disclosure.protected_frames import ProtectedFrames
from naerblik.items import USERS_OF
from naerblik.parameters import disclosure_rules
from naerblik.views.plan import KEY

RULES = disclosure_rules()
Frames = dict[str, pd.DataFrame]
SITES = [site for group in ("total", *GROUPS) for site in (group, *(f"{group}.{first}" for first in (0, 1, 5, 10)))]
ITEMS = {
    "any_condition": ["*"],
    "diagnoses": ["diabetes", "T89", "T90", "R95"],
    "acute_admissions": ["diabetes", "T89", "T90"],
    "users": ["kontakt", *CONTACTS],
    "services": ["kontakt", *CONTACTS],
    "diagnosis_users": [f"T89.{contact}" for contact in ("kontakt", *CONTACTS)],
    "diagnosis_services": [f"T89.{contact}" for contact in ("kontakt", *CONTACTS)],
    "tumours": ["total", *GROUPS],
    "cancer_patients": ["total", *GROUPS],
    "survivors": SITES,
    "observed": ["breast.0", "breast.1"],
    "observed_days": ["breast.0", "breast.1"],
}


def few() -> Frames:
    """A choice of items of the last year: a family of all topics that is protected in a moment."""
    made = topics_frames.frames(citizens=20_000)
    cells = made["cells"]
    chosen = np.logical_or.reduce([(cells["items"] == k) & cells["item"].isin(v) for k, v in ITEMS.items()])
    totals = (cells["age"] == "all") & (cells["disease"] == "all") & (cells["reporters"] != "every_year")
    made["cells"] = cells[chosen & totals & (cells["year"] == 2024)].reset_index(drop=True)
    return made


@pytest.fixture(scope="module")
def made() -> ProtectedFrames:
    return protected_frames.protected(few(), RULES)


def volumes(cells: pd.DataFrame) -> pd.DataFrame:
    """Services, contacts, tumours and days beside the users of the same cell, as they were before protection."""
    plain = few()["cells"].assign(shown=cells["count"].notna())
    wanted = plain[plain["items"].isin(USERS_OF)]
    users = plain.set_index(KEY)["count"]
    key = wanted.assign(items=wanted["items"].map(USERS_OF))[KEY]
    return wanted.assign(users=users.loc[pd.MultiIndex.from_frame(key)].to_numpy())


def test_no_number_of_one_to_four_persons_is_left_in_any_topic(made):
    cells = made.frames["cells"]
    persons = cells[~cells["items"].isin(USERS_OF)]
    assert not persons["count"].dropna().between(1, 4).any()
    assert not cells["population"].dropna().between(1, 4).any()
    was_few = few()["cells"]["count"].between(1, 4) & ~cells["items"].isin(USERS_OF)
    assert set(cells.loc[was_few, "items"]) >= {"diagnoses", "users", "cancer_patients", "survivors", "diagnosis_users"}


def test_what_one_to_four_citizens_had_is_hidden_however_much_it_is(made):
    found = volumes(made.frames["cells"])
    of_few = found[found["users"].between(1, 4)]
    assert {"services", "diagnosis_services", "tumours", "observed_days"} <= set(of_few["items"])
    assert (of_few["count"] >= 5).any()
    assert not of_few["shown"].any()


def test_what_many_citizens_had_is_mostly_shown(made):
    found = volumes(made.frames["cells"])
    assert found[found["users"] >= 50]["shown"].mean() > 0.5


@pytest.fixture(scope="module")
def plain_result(made, tmp_path_factory) -> attack.AttackResult:
    return attack.release([write_frames(tmp_path_factory.mktemp("plain") / "dk-hele-landet", made.frames)], RULES)


def test_the_attack_on_the_written_files_finds_nothing(made, plain_result):
    assert (plain_result.findings, plain_result.faults) == ((), ())
    assert plain_result.hidden > 100


LEFT_IN = {
    "services": ("services", None),
    "users": ("users", None),
    "tumours": ("tumours", None),
    "survivors": ("survivors", None),
    "cancer patients": ("cancer_patients", None),
    "diagnoses": ("diagnoses", None),
    "diabetes of either type": ("diagnoses", "diabetes"),
}


@pytest.mark.parametrize(("items", "item"), LEFT_IN.values(), ids=LEFT_IN.keys())
def test_numbers_that_were_hidden_to_protect_others_and_are_left_in_are_found(made, tmp_path: Path, items, item):
    frames = {name: frame.copy() for name, frame in made.frames.items()}
    plain, cells = few()["cells"], frames["cells"]
    left_in = cells["count"].isna() & (cells["items"] == items)
    if isinstance(item, str):
        left_in &= cells["item"] == item
    left_in &= (plain["count"] >= 5) | (plain["count"] == 0)
    assert left_in.any()
    cells.loc[left_in, "count"] = plain.loc[left_in, "count"]
    assert not attack.release([write_frames(tmp_path / "dk-hele-landet", frames)], RULES, enough=1).passed
