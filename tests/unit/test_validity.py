"""Code lists say when codes are in force, and cannot contradict themselves."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from naerblik import codelists
from naerblik.codelists import CodeListError

D = date.fromisoformat


def listed(folder: Path, *periods: tuple[str, str]) -> list[tuple[date, date]]:
    lines = [f"80,0101,Konsultation,g,found,{first},{last}" for first, last in periods]
    text = "\n".join(["specialty,code,name,group,confidence,valid_from,valid_to", *lines])
    (folder / "practice_services.csv").write_text(text, encoding="utf-8")
    return [(first, last) for _, _, first, last in codelists.not_in_force("practice_services", folder)]


@pytest.mark.parametrize(
    ("periods", "free"),
    [
        ([("", "")], []),
        ([("2022-01-01", "")], [(date.min, D("2021-12-31"))]),
        ([("", "2021-12-31")], [(D("2022-01-01"), date.max)]),
        ([("", "2021-12-31"), ("2022-01-01", "")], []),
        ([("2023-01-01", ""), ("", "2021-12-31")], [(D("2022-01-01"), D("2022-12-31"))]),
    ],
)
def test_a_code_is_out_of_force_before_between_and_after_its_periods(tmp_path, periods, free):
    assert listed(tmp_path, *periods) == free


@pytest.mark.parametrize(
    ("periods", "said"),
    [
        ([("", ""), ("", "")], "code 0101 .80. is in force twice on 0001-01-01"),
        ([("", "2022-01-01"), ("2022-01-01", "")], "in force twice on 2022-01-01: its periods overlap"),
        ([("2022-01-01", ""), ("2023-01-01", "")], "in force twice on 2023-01-01"),
        ([("2022-01-01", "2021-01-01")], "ends too early"),
        ([("2022-02-30", "")], "day is out of range.*write dates as 2026-12-31"),
    ],
)
def test_periods_that_overlap_or_are_none_are_named_by_file_and_code(tmp_path, periods, said):
    with pytest.raises(CodeListError, match=said) as refused:
        listed(tmp_path, *periods)
    assert "practice_services.csv" in str(refused.value)


DAYS = st.integers(0, 30)


@given(st.lists(st.tuples(DAYS, DAYS), min_size=1, max_size=4))
def test_a_day_is_in_force_exactly_when_a_period_holds_it(tmp_path_factory, spans):
    start = D("2022-01-01").toordinal()
    periods = [(start + min(span), start + max(span)) for span in spans]
    text = [tuple(date.fromordinal(day).isoformat() for day in period) for period in periods]
    every = [day for first, last in periods for day in range(first, last + 1)]
    folder = tmp_path_factory.mktemp("lists")
    if len(every) != len(set(every)):
        with pytest.raises(CodeListError):
            listed(folder, *text)
        return
    free = listed(folder, *text)
    for day in range(start - 1, start + 32):
        out = any(first.toordinal() <= day <= last.toordinal() for first, last in free)
        assert out == (day not in every)


@pytest.mark.parametrize("name", ["fsiii_conditions", "fsiii_interventions", "practice_services"])
def test_the_projects_own_lists_agree_with_themselves(name):
    assert list(codelists.not_in_force(name)) == []  # no source states a date yet
