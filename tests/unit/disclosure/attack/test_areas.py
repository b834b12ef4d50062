"""The sums over areas that the attack goes by."""

from __future__ import annotations

from naerblik import geography
from naerblik.disclosure.attack import fsiii

BORNHOLM = "400"


def test_every_municipality_is_a_part_of_a_sum_or_is_its_cluster() -> None:
    parts = {part for total in fsiii.areas() if len(total.parts) > 1 for part in total.parts}
    finer = {part for total in fsiii.areas() for own in total.finer for part in own}
    municipalities = {str(m.code) for m in geography.municipalities()}
    assert municipalities - parts == {BORNHOLM}
    assert finer >= municipalities - {BORNHOLM}
    assert ("H-BORNHOLM", (BORNHOLM,)) in {(total.whole, tuple(total.parts)) for total in fsiii.areas()}


def test_every_sum_is_one_of_municipalities() -> None:
    members = {area.code: set(area.municipalities) for area in geography.areas()}
    for total in fsiii.areas():
        for parts in (total.parts, *total.finer):
            assert set().union(*(members[part] for part in parts)) == members[total.whole]
            assert sum(len(members[part]) for part in parts) == len(members[total.whole])


def test_areas_of_the_same_municipalities_are_one_number() -> None:
    alone = {(total.whole, total.parts[0]) for total in fsiii.areas() if len(total.parts) == 1}
    areas = [area for area in geography.areas() if area.level != "unknown"]
    assert alone == {
        (one.code, other.code)
        for one in areas
        for other in areas
        if one is not other and one.municipalities == other.municipalities and one.level != other.level
    }
