"""Each rule of plausibility finds the fault planted for it, and nothing in a delivery that is sound."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from naerblik import codelists
from naerblik.engine.duckdb import attach_table, connect, write_parquet
from naerblik.geography import municipalities
from naerblik.intake.plausibility import DAYS_OF_A_MONTH, Finding, findings
from naerblik.parameters import plausibility as plausibility_parameters
from naerblik.registers import contracts
from naerblik.registers.snapshot import Gaps, Snapshot

LIMITS = plausibility_parameters.plausibility()
YEAR = (date(2024, 1, 1), date(2024, 12, 31))
TWO_YEARS = (date(2023, 1, 1), date(2024, 12, 31))
PLACES = [101, 751, 851]
NAMES = {municipality.code: municipality.name for municipality in municipalities()}
CODES = ["I7.1", "I1.1", "J3.1"]
Rows = list[dict[str, Any]]
Plant = Callable[[Rows], Rows]
Delivers = Callable[..., Snapshot]


@pytest.fixture
def delivers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Delivers:
    """Makes the snapshot of a delivery from the rows of some registers; the others are not delivered."""
    monkeypatch.setenv("NAERBLIK_DATA", str(tmp_path / "data"))
    number = iter(range(1_000_000))

    def made(observed: tuple[date, date] = YEAR, **registers: Rows) -> Snapshot:
        folder = tmp_path / str(next(number))
        folder.mkdir()
        for register, rows in registers.items():
            columns = contracts.load()[register].columns
            typed = ", ".join(f"CAST({column.name} AS {column.type}) AS {column.name}" for column in columns)
            frame = pd.DataFrame(rows, columns=[*(column.name for column in columns), "broken_rule"], dtype="object")
            with connect() as connection:
                attach_table(connection, "given", frame)
                sql = f"SELECT {typed}, CAST(broken_rule AS VARCHAR) AS broken_rule FROM given"
                write_parquet(connection, sql, folder / f"{register}.parquet")
        missing = dict.fromkeys(set(contracts.load()) - set(registers), "ikke leveret")
        return Snapshot(folder, folder.name, "test", "", *observed, {}, Gaps(registers=missing))

    return made


def condition(day: date, place: int, number: int, code: str = "", **other: Any) -> dict[str, Any]:
    code = code or CODES[number % len(CODES)]
    row = {"person_key": number, "law": "SUL §138", "code": code, "municipality_code": place, "start_date": day}
    return row | {"end_date": None, "broken_rule": None} | other


def conditions(observed: tuple[date, date] = YEAR) -> Rows:
    """Twelve rows a month in three municipalities, and one a month in a fourth, which is too small to say anything."""
    months = [day.date() for day in pd.date_range(*observed, freq="MS")]
    rows = [condition(day, place, number) for day in months for place in PLACES for number in range(12)]
    return rows + [condition(months[0], 825, number) for number in range(5)]


def found(new: Snapshot, previous: Snapshot | None = None) -> list[Finding]:
    with connect() as connection:
        return list(findings(connection, new, previous, LIMITS))


def test_a_sound_delivery_has_no_finding(delivers):
    sound = delivers(fsiii_condition=conditions())
    assert found(sound) == []
    assert found(sound, sound) == []


def test_a_longer_window_with_as_many_rows_a_month_has_no_finding(delivers):
    short, long = delivers(fsiii_condition=conditions()), delivers(TWO_YEARS, fsiii_condition=conditions(TWO_YEARS))
    assert found(long, short) == []
    assert found(short, long) == []


def test_what_is_not_delivered_has_no_finding(delivers):
    assert found(delivers(), delivers(fsiii_condition=conditions())) == []


def in_place(place: int, keep: Callable[[dict[str, Any]], bool]) -> Plant:
    return lambda rows: [row for row in rows if row["municipality_code"] != place or keep(row)]


def broken(rows: Rows) -> Rows:
    """Half of a municipality's rows break a rule that leaves them out."""
    return [row | {"broken_rule": "end_before_start"} if halved(row) else row for row in rows]


def halved(row: dict[str, Any]) -> bool:
    return row["municipality_code"] == 751 and row["person_key"] % 2 == 0


@pytest.mark.parametrize(
    ("plant", "text"),
    [
        (in_place(751, lambda row: not halved(row)), "Fra 12,0 til 6,0 rækker pr. måned"),
        (in_place(751, lambda row: False), "Fra 12,0 til 0,0 rækker pr. måned"),
        (broken, "Fra 12,0 til 6,0 rækker pr. måned"),
    ],
    ids=["half", "all", "half in rows that take part"],
)
def test_a_municipality_that_lost_half_of_its_rows_is_found(delivers, plant, text):
    new, previous = delivers(fsiii_condition=plant(conditions())), delivers(fsiii_condition=conditions())
    finding = Finding("fsiii_condition", "municipality_fell", "Aarhus", text, found(new, previous)[0].meaning_da)
    assert found(new, previous) == [finding]
    assert found(new) == []


def test_a_register_that_lost_half_of_its_rows_is_found(delivers):
    rows = [row for row in conditions() if row["person_key"] % 2]
    places = {f.place: f.rule for f in found(delivers(fsiii_condition=rows), delivers(fsiii_condition=conditions()))}
    assert places == {"Hele registeret": "register_fell"} | dict.fromkeys(
        (NAMES[p] for p in PLACES), "municipality_fell"
    )


def test_rows_before_the_window_do_not_hide_that_a_municipality_fell(delivers):
    earlier = [condition(date(2010, 1, 1), 751, number) for number in range(500)]
    new = delivers(fsiii_condition=in_place(751, lambda row: False)(conditions()) + earlier)
    previous = delivers(fsiii_condition=conditions() + earlier)
    assert [(f.rule, f.place) for f in found(new, previous)] == [("municipality_fell", "Aarhus")]


def test_a_register_of_states_is_counted_in_rows(delivers):
    person = {"sex": "K", "birth_date": date(1940, 1, 1), "residence_start": date(2000, 1, 1), "broken_rule": None}
    rows = [
        person | {"person_key": n, "municipality_code": 101 + 650 * (n % 2), "sex": "KM"[n % 3 % 2]} for n in range(90)
    ]
    fewer = [row for row in rows if row["municipality_code"] == 101 or row["person_key"] < 20]
    new, previous = delivers(TWO_YEARS, population=fewer), delivers(population=rows)
    assert [(f.place, f.found) for f in found(new, previous)] == [("Aarhus", "Fra 45 til 10 rækker")]


def test_a_month_without_rows_is_found(delivers):
    rows = [row for row in conditions() if row["start_date"].month not in (3, 12)]
    assert [(f.rule, f.place, f.found) for f in found(delivers(fsiii_condition=rows))] == [
        ("month_without_rows", "marts 2024", "0 rækker mod 30,4 i snit"),
        ("month_without_rows", "december 2024", "0 rækker mod 30,4 i snit"),
    ]


def test_a_month_that_the_window_only_touches_may_have_no_row(delivers):
    window = (date(2023, 12, 15), date(2025, 1, 15))
    assert found(delivers(window, fsiii_condition=conditions())) == []


def test_a_month_of_a_register_with_few_rows_may_have_none(delivers):
    few = [condition(day, place, 1) for day in (date(2024, 1, 1), date(2024, 5, 1)) for place in PLACES]
    assert found(delivers(fsiii_condition=few)) == []


def test_a_month_is_that_of_the_time_of_a_contact(delivers):
    contact = {"contact_type": "ALCA00", "priority": "ATA1", "reporting_system": "LPR3", "broken_rule": None}
    start = datetime(2024, 1, 31, 23, 59)
    times = [start + timedelta(days=day) for day in range(330) for _ in range(2)]
    rows = [contact | {"contact_key": n, "person_key": n, "start_time": time} for n, time in enumerate(times)]
    without_may = [row for row in rows if row["start_time"].month != 5]
    assert found(delivers(hospital_contact=rows)) == []
    assert [f.place for f in found(delivers(hospital_contact=without_may))] == ["maj 2024"]


def test_a_municipality_with_one_code_only_is_found_with_the_name_of_the_code(delivers):
    rows = [row | ({"code": "I7.1"} if row["municipality_code"] == 751 else {}) for row in conditions()]
    name = next(code.name for code in codelists.conditions() if code.code == "I7.1")
    assert [(f.rule, f.place, f.found) for f in found(delivers(fsiii_condition=rows))] == [
        ("one_code_only", "Aarhus", f"144 rækker, alle code I7.1 ({name})")
    ]


@pytest.mark.parametrize("code", ["ukendt", "x'); DROP TABLE y; --"])
def test_a_code_that_no_list_knows_is_found_too(delivers, code):
    rows = [row | ({"code": code} if row["municipality_code"] == 751 else {}) for row in conditions()]
    assert [f.found for f in found(delivers(fsiii_condition=rows))] == [f"144 rækker, alle code {code}"]


def test_a_code_that_nearly_all_others_have_too_is_no_finding(delivers):
    """Every row of care has the same law."""
    rows = [
        row | {"code": "I7.1" if row["municipality_code"] == 751 or row["person_key"] else "I1.1"}
        for row in conditions()
    ]
    assert found(delivers(fsiii_condition=rows)) == []


def test_repeated_rows_are_found_though_another_rule_has_marked_them(delivers):
    rows = conditions()
    repeated = [row | {"broken_rule": "end_before_start"} for row in rows[::10]]
    assert [(f.rule, f.place, f.found) for f in found(delivers(fsiii_condition=rows + repeated))] == [
        ("repeated_rows", "Hele registeret", "44 af 481 rækker gentager en anden")
    ]


def test_a_few_repeated_rows_are_no_finding(delivers):
    assert found(delivers(fsiii_condition=conditions() + conditions()[:8])) == []


def fell_row_by_row(
    new: Rows, previous: Rows, windows: Sequence[tuple[date, date]]
) -> set[tuple[str, str, float, float]]:
    """The slow plain way: place, rule, rows a month before and now."""
    fell = set()
    per_month = []
    for rows, (first, last) in zip((previous, new), windows, strict=True):
        counted: dict[int, int] = {}
        for row in rows:
            if row["broken_rule"] in (None, "unknown_code") and first <= row["start_date"] <= last:
                counted[0] = counted.get(0, 0) + 1
                if row["municipality_code"] in NAMES:
                    counted[row["municipality_code"]] = counted.get(row["municipality_code"], 0) + 1
        months = ((last - first).days + 1) / DAYS_OF_A_MONTH
        per_month.append({place: (number, number / months) for place, number in counted.items()})
    for place, (number, before) in per_month[0].items():
        now = per_month[1].get(place, (0, 0.0))[1]
        if number >= 20 and now <= before / 2 + 1e-9:
            rule = "municipality_fell" if place else "register_fell"
            fell.add((NAMES.get(place, "Hele registeret"), rule, round(before, 1), round(now, 1)))
    return fell


groups = st.lists(
    st.tuples(
        st.sampled_from([101, 751, 999]),
        st.sampled_from([date(2019, 5, 1), date(2023, 6, 1), date(2024, 2, 29), date(2024, 12, 31), date(2025, 1, 1)]),
        st.sampled_from([None, None, None, "unknown_code", "end_before_start"]),
        st.integers(1, 45),
    ),
    max_size=5,
)


@given(new=groups, previous=groups, windows=st.tuples(*[st.sampled_from([YEAR, TWO_YEARS])] * 2))
@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_fell_is_what_counting_row_by_row_says(delivers, new, previous, windows):
    rows = [
        [condition(day, place, n, broken_rule=rule) for place, day, rule, number in part for n in range(number)]
        for part in (new, previous)
    ]
    previous_window, window = windows
    said = found(delivers(window, fsiii_condition=rows[0]), delivers(previous_window, fsiii_condition=rows[1]))
    fell = {(f.place, f.rule, *rates(f.found)) for f in said if f.rule.endswith("_fell")}
    assert fell == fell_row_by_row(*rows, windows)


def rates(text: str) -> tuple[float, float]:
    """The two numbers of 'Fra 12,0 til 6,0 rækker pr. måned'."""
    words = text.replace(".", "").replace(",", ".").split()
    return float(words[1]), float(words[3])
