from __future__ import annotations

import pytest

from naerblik import geography
from naerblik.report.places import by_name, called, title


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("751", "Aarhus Kommune"),
        ("101", "Københavns Kommune"),
        ("400", "Bornholms Regionskommune"),
        ("480", "Nordfyns Kommune"),
        ("1082", "Region Midtjylland"),
        ("fyn", "Sundhedsråd Fyn"),
        ("dk", "hele landet"),
    ],
)
def test_areas_are_called_what_danes_call_them(code: str, expected: str) -> None:
    assert called(geography.area(code)) == expected


def test_a_line_begins_with_a_capital() -> None:
    assert title(geography.area("dk")) == "Hele landet"


def test_names_are_in_danish_order() -> None:
    names = [area.name for area in by_name(geography.areas_of("municipality", 2026))]
    assert names[0] == "Albertslund"
    assert names[-4:] == ["Ærø", "Aabenraa", "Aalborg", "Aarhus"]
    assert names.index("Furesø") < names.index("Faaborg-Midtfyn")
