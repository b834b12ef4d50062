"""Hypothesis strategies for small registers: few municipalities, and dates that crowd around what the rules turn on."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st
from text_tables import MONTHS, Registers, Rows

from naerblik.codelists import HOME_NURSING

HOMES = [101, 147, 400, 851, 0]
REPORTERS = [101, 147, 400]
CONDITIONS = ["I7.1", "dae40f60-8dab-4bd3-ab72-b07d0f278692", "I7.2", "I3.1", "Problemer_med_vaegt", "uoplyst", "J1.1"]
INTERVENTIONS = ["G1.39", "G1.20", "76878386-b3d2-4320-828a-a700e8a66234", "uoplyst"]
DISEASES = ["kol", "demens"]
OPEN = date(2040, 1, 1)

turns = [date(year, month, 1) for year in (2022, 2023, 2024) for month in (1, 7, 8)] + [date(2024, 2, 29)]
days = st.one_of(
    st.builds(lambda turn, shift: turn + timedelta(days=shift), st.sampled_from(turns), st.integers(-1, 1)),
    st.dates(date(2021, 11, 1), date(2025, 2, 1)),
)
birth_dates = st.one_of(
    st.builds(
        lambda years, shift: date(2024 - years, 7, 1) + timedelta(days=shift),
        st.sampled_from([0, 1, 18, 65, 75, 85, 110]),
        st.integers(-1, 1),
    ),
    st.dates(date(1920, 1, 1), date(2024, 12, 31)),
    st.just(date(1940, 2, 29)),
)


@st.composite
def intervals(draw: st.DrawFn) -> dict[str, date | None]:
    """A start, and an end on or after it; open now and then."""
    first, last = sorted((draw(days), draw(days)))
    return {"start_date": first, "end_date": draw(st.sampled_from([last, last, None]))}


@st.composite
def spells(draw: st.DrawFn, key: int) -> Rows:
    """The residences of a person, one after the other, with or without gaps between them."""
    born = draw(birth_dates)
    sex = draw(st.sampled_from("KM"))
    death = draw(st.one_of(st.none(), days.filter(lambda day: day >= born)))
    moves = sorted(draw(st.lists(days.filter(lambda day: day > born), max_size=3, unique=True)))
    starts = [born, *moves]
    found: Rows = []
    for start, following in zip(starts, [*moves, None], strict=True):
        end = None if following is None else following - timedelta(days=draw(st.sampled_from([1, 1, 1, 20])))
        if end is None or end >= start:
            found.append(
                {
                    "person_key": key,
                    "sex": sex,
                    "birth_date": born,
                    "municipality_code": draw(st.sampled_from(HOMES)),
                    "residence_start": start,
                    "residence_end": end,
                    "death_date": death,
                }
            )
    return found


@st.composite
def records(draw: st.DrawFn, key: int, codes: list[str]) -> Rows:
    """Care of a person, reported by any municipality."""
    return [
        {
            "person_key": key,
            "law": draw(st.sampled_from([HOME_NURSING] * 5 + ["SUL §119"])),
            "code": draw(st.sampled_from(codes)),
            "municipality_code": draw(st.sampled_from(REPORTERS)),
            **draw(intervals()),
        }
        for _ in range(draw(st.integers(0, 3)))
    ]


@st.composite
def reporting(draw: st.DrawFn) -> Rows:
    """Some months of some municipalities; what is not there is not delivered."""
    months = [month for month in MONTHS if month.month in (1, 6, 7, 8, 12)]
    return [
        {"municipality_code": code, "month": month, "delivered": delivered}
        for code in (*REPORTERS, 851)
        for month in months
        if (delivered := draw(st.sampled_from([True, True, True, False, None]))) is not None
    ]


@st.composite
def small_registers(draw: st.DrawFn) -> Registers:
    """All six registers for a handful of persons."""
    persons = range(1, draw(st.integers(1, 8)) + 1)
    return {
        "population": [row for key in persons for row in draw(spells(key))],
        "nursing_home": [
            {"person_key": key, **draw(intervals())} for key in persons for _ in range(draw(st.integers(0, 2)))
        ],
        "chronic_disease": [
            {"person_key": key, "disease": disease, "first_date": draw(days)}
            for key in persons
            for disease in draw(st.sets(st.sampled_from(DISEASES)))
        ],
        "fsiii_condition": [row for key in persons for row in draw(records(key, CONDITIONS))],
        "fsiii_intervention": [row for key in persons for row in draw(records(key, INTERVENTIONS))],
        "fsiii_reporting": draw(reporting()),
    }
