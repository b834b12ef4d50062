from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from naerblik import geography
from naerblik.disclosure.cube import ProtectedCube
from naerblik.indicators import funnel
from naerblik.report.cells import Key, Share
from naerblik.report.compare import against_rest, fit, rest_of_country
from report.sample_cube import ScopeOf


def _planted(cube: ProtectedCube, code: str, factor: float) -> ProtectedCube:
    """The cube with one municipality reporting any intervention `factor` times as often."""
    cells = cube.tables["cells"].copy()
    wanted = (cells["items"] == "any_intervention") & (cells["area"] == code) & (cells["year"] == 2024)
    cells.loc[wanted, "count"] = (cells.loc[wanted, "count"] * factor).astype("Int64")
    return ProtectedCube({**cube.tables, "cells": cells}, cube.manifest)


def test_the_rest_is_the_country_less_the_area(scope_of: ScopeOf) -> None:
    scope = scope_of("1082")
    rest = against_rest(scope, "any_intervention").rest
    cells = scope.cube.tables["cells"].query(
        "items == 'any_intervention' and year == 2024 and reporters == 'month' and sex == 'all' and age == 'all' "
        "and nursing_home == 'all' and disease == 'all'"
    )
    others = cells[cells["area"].isin(["1081", "1083", "1084", "1085"])]
    assert (rest.count, rest.population) == (others["count"].sum(), others["population"].sum())


def test_a_hidden_number_hides_the_rest_and_nobody_reporting_leaves_none() -> None:
    assert rest_of_country(Share(None, 500), Share(90, 1000)) == Share(None, 500)
    assert not rest_of_country(Share(0, 0), Share(90, 1000)).is_reported


def test_ordinary_variation_is_no_finding(scope_of: ScopeOf) -> None:
    scope = scope_of("dk")
    verdicts = [against_rest(scope, "any_intervention", area=area).verdict for area in scope.municipalities]
    assert verdicts.count("higher") + verdicts.count("lower") <= 2
    assert verdicts.count("unknown") == 98 - scope.coverage().reporting


@pytest.mark.parametrize(("factor", "verdict"), [(2.5, "higher"), (0.2, "lower")])
def test_a_municipality_far_outside_is_a_finding(
    scope_of: ScopeOf, cube: ProtectedCube, factor: float, verdict: str
) -> None:
    scope = scope_of("751", of=_planted(cube, "751", factor))
    found = against_rest(scope, "any_intervention")
    assert found.verdict == verdict
    assert found.limits is not None
    assert not found.limits[0] <= found.share.rate <= found.limits[1]


def test_the_country_and_silent_municipalities_are_not_compared(scope_of: ScopeOf) -> None:
    assert against_rest(scope_of("dk"), "any_intervention").verdict == "unknown"
    assert against_rest(scope_of("360"), "any_intervention").verdict == "unknown"


def test_hidden_municipalities_still_count_in_both_sides(scope_of: ScopeOf, small_cube: ProtectedCube) -> None:
    scope = scope_of("1082", of=small_cube)
    shown = [scope.share("any_intervention", area=area).is_known for area in scope.own]
    assert not all(shown)
    assert against_rest(scope, "any_intervention").verdict == "none"


@pytest.mark.parametrize("code", ["1082", "1084", "751"])
@pytest.mark.parametrize("hidden", [(), ("751", "101", "707")])
def test_units_are_the_municipalities_of_either_side_and_what_they_leave_of_its_total(
    scope_of: ScopeOf, cube: ProtectedCube, code: str, hidden: tuple[str, ...]
) -> None:
    cells = cube.tables["cells"].copy()
    if code not in hidden:
        cells.loc[cells["area"].isin(hidden), ["count", "population"]] = pd.NA
    scope = scope_of(code, of=ProtectedCube({**cube.tables, "cells": cells}, cube.manifest))
    found = against_rest(scope, "any_intervention")
    units: list[tuple[int, int, bool]] = []
    for inside, total in ((True, found.share), (False, found.rest)):
        left = [total.count, total.population]
        for municipality in scope.municipalities:
            share = scope.share("any_intervention", area=municipality)
            if share.is_known and (municipality in scope.own) == inside:
                units.append((share.count, share.population, inside))
                left = [left[0] - share.count, left[1] - share.population]
        if left[1]:
            units.append((*left, inside))
    wanted = funnel.against_rest(*zip(*units, strict=True), confidence=0.998)
    assert found.limits == pytest.approx((wanted.lower, wanted.upper), rel=1e-12)
    assert sum(inside for _, _, inside in units) > (0 if code == "751" else 5)


def test_none_of_few_citizens_is_no_finding(scope_of: ScopeOf, cube: ProtectedCube) -> None:
    """0 of 177 where 3 are expected: the normal approximation alone would call it a finding."""
    cells = cube.tables["cells"].copy()
    few = (cells["area"] == "825") & (cells["year"] == 2024) & (cells["item"] == "I4")
    cells.loc[few, ["count", "population"]] = [0, 177]
    scope = scope_of("825", of=ProtectedCube({**cube.tables, "cells": cells}, cube.manifest))
    assert scope.cells.share(Key("areas", "I4", 2024, "825", "month")) == Share(0, 177)
    assert against_rest(scope, "areas", "I4").verdict == "none"


def test_a_funnel_needs_three_municipalities(scope_of: ScopeOf, cube: ProtectedCube) -> None:
    assert fit(scope_of("1082"), "any_intervention") is not None
    none = cube.tables["cells"].assign(count=np.nan).astype({"count": "Int64"})
    assert (
        fit(scope_of("1082", of=ProtectedCube({**cube.tables, "cells": none}, cube.manifest)), "any_intervention")
        is None
    )


def test_units_lie_inside_one_side_only(scope_of: ScopeOf) -> None:
    scope = scope_of("1084")
    assert {m for area in scope.own for m in area.municipalities} == set(geography.area("1084").municipalities)
