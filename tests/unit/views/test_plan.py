"""The publication plan states its cells before anything is counted, and refuses what contradicts itself."""

import pytest

from naerblik import geography
from naerblik import parameters as params
from naerblik.parameters import ParameterError, PublicationPlan
from naerblik.views import plan as plans
from naerblik.views.plan import Years

STANDARD = params.publication_plan("fsiii")
YEARS = Years(2024, (2022, 2023, 2024))


def plan(**changes: object) -> PublicationPlan:
    one = {"name": "a", "items": ["any_condition"], "levels": ["region"], "years": "report", "dimensions": []}
    return PublicationPlan.model_validate({"age_bands": [0, 65], "trend_years": 2, "sets": [one | changes]})


def test_the_standard_plan_states_its_cells_set_by_set():
    stated = plans.cells(STANDARD, YEARS)
    assert set(stated) == {s.name for s in STANDARD.sets}
    assert sum(stated.values()) == len(plans.published(STANDARD, YEARS))


def test_every_published_cell_stands_once():
    assert not plans.published(STANDARD, YEARS).duplicated(plans.KEY).any()


def test_a_set_is_the_cross_of_its_items_areas_and_dimensions_with_their_totals():
    found = plans.published(plan(dimensions=["sex", "age"]), YEARS)
    assert len(found) == 6 * (1 + 2) * (1 + 2)  # six regions on both maps, two sexes and two bands with their totals


def test_the_trend_holds_the_report_year_and_as_many_before_it_as_the_plan_wants():
    assert plans.trend(plan(), 2024, [2021, 2022, 2023, 2024, 2025]).trend == (2023, 2024)
    assert plans.trend(plan(), 2021, [2021, 2022]).trend == (2021,)


def test_a_year_that_is_not_observed_is_refused_with_those_that_are():
    with pytest.raises(ParameterError, match="year is 2030, but the snapshot observes 2023, 2024"):
        plans.trend(plan(), 2030, [2023, 2024])


def test_only_summarised_items_are_also_shown_for_those_that_deliver_every_year():
    found = plans.published(STANDARD, YEARS)
    every_year = found[found["reporters"] == "every_year"]
    assert set(every_year["items"]) == {"areas", "any_condition", "any_intervention"}
    assert set(every_year["sex"]) == {"all"}


def test_both_maps_are_published_together():
    areas = set(plans.published(STANDARD, YEARS)["area"])
    assert areas == {area.code for area in geography.areas()}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"items": ["areas", "areas"]}, "items of set 'a' name areas twice"),
        ({"levels": ["region", "region"]}, "levels of set 'a' name region twice"),
        ({"dimensions": ["sex", "sex"]}, "dimensions of set 'a' name sex twice"),
    ],
)
def test_a_plan_that_names_something_twice_is_refused(changes, said):
    with pytest.raises(ParameterError, match=said):
        plans.published(plan(**changes), YEARS)


def test_an_empty_plan_is_refused():
    empty = PublicationPlan.model_validate({"age_bands": [0], "trend_years": 1, "sets": []})
    with pytest.raises(ParameterError, match="there is no set"):
        plans.cells(empty, YEARS)
