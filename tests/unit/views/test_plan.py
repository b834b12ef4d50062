"""The publication plan states its cells before anything is counted, and refuses what contradicts itself."""

from __future__ import annotations

from datetime import date
from itertools import product
from math import prod

import pandas as pd
import pytest

from naerblik import codelists, geography
from naerblik import parameters as params
from naerblik.items import items_of
from naerblik.parameters import ParameterError, PublicationPlan
from naerblik.project import PARAMS
from naerblik.views import counting
from naerblik.views import plan as plans
from naerblik.views.period import Period
from naerblik.views.plan import Years

STANDARD = params.publication_plan("fsiii")
YEARS = Years(2024, (2022, 2023, 2024))


def plan(*sets: dict[str, object]) -> PublicationPlan:
    named = [{"name": f"set {n}", "years": "report", "dimensions": [], **s} for n, s in enumerate(sets)]
    return PublicationPlan.model_validate({"age_bands": [0, 65], "trend_years": 3, "sets": named})


def period(first: int, last: int) -> Period:
    """Every day of these years is observed."""
    dates = {year: date(year, 7, 1) for year in range(first, last + 1)}
    return Period(dates, (date(first, 1, 1), date(last, 12, 31)))


def test_a_set_has_one_cell_for_each_item_area_year_and_value_with_totals():
    regions = len([a for a in geography.areas() if a.level == "region"])
    wanted = plan({"items": ["areas"], "levels": ["region"], "dimensions": ["sex", "age", "disease"]})
    areas = len({c.area_code for c in codelists.conditions() if c.law == codelists.HOME_NURSING}) + 1
    assert plans.cells(wanted, YEARS) == {"set 0": areas * regions * prod([3, 3, 10])}


def test_the_trend_of_summaries_is_published_for_two_choices_of_reporters():
    trend = {"levels": ["country"], "years": "trend"}
    assert plans.cells(plan({"items": ["any_condition"], **trend}), YEARS) == {"set 0": 6}
    codes = plan({"items": ["interventions"], **trend})
    assert plans.cells(codes, YEARS) == {"set 0": 3 * len(items_of("interventions"))}
    assert set(plans.published(codes, YEARS)["reporters"]) == {"month"}


def test_a_cell_that_two_sets_name_is_published_once_and_belongs_to_the_first():
    by_sex = {"items": ["any_condition"], "levels": ["country"], "dimensions": ["sex"]}
    by_age = {"items": ["any_condition"], "levels": ["country"], "dimensions": ["age"]}
    wanted = plan(by_sex, by_age)
    assert plans.cells(wanted, YEARS) == {"set 0": 3, "set 1": 2}
    published = plans.published(wanted, YEARS)
    assert not published.duplicated(plans.KEY).any()
    assert len(published) == 5


def test_the_standard_plan_states_as_many_cells_as_it_publishes():
    published = plans.published(STANDARD, YEARS)
    assert sum(plans.cells(STANDARD, YEARS).values()) == len(published)
    assert not published.duplicated(plans.KEY).any()
    assert {"uoplyst"} <= set(published.loc[published["items"] == "conditions", "item"])


def stated(wanted: PublicationPlan, years: Years) -> dict[tuple[object, ...], str]:
    """Plainly: the cross of every block, a cell at a time; the first set that names a cell keeps it."""
    found: dict[tuple[object, ...], str] = {}
    for s in wanted.sets:
        for block in plans._blocks(s, wanted, years):
            for key in product(*block):
                found.setdefault(key, s.name)
    return found


@pytest.mark.parametrize("years", [YEARS, Years(2024, (2023, 2024), (2024,), (2023,)), Years(2024, (2024,))])
def test_the_cells_of_all_topics_are_those_of_a_plain_loop_in_its_order(years):
    every = [params.publication_plan(topic) for topic in counting.RESULTS]
    loops = [stated(one, years) for one in every]
    tables = [plans.published(one, years) for one in every]
    for loop, table in zip(loops, tables, strict=True):
        assert [*loop.items()] == [(tuple(row[:-1]), row[-1]) for row in table.to_numpy().tolist()]
    together = plans.together(tables)
    assert [key for loop in loops for key in loop] == [tuple(row) for row in together.to_numpy().tolist()]
    assert {str(kind) for name, kind in together.dtypes.items() if name != "year"} == {"category"}


def test_only_summaries_without_dimensions_have_two_choices_of_reporters():
    published = plans.published(STANDARD, YEARS)
    every_year = published[published["reporters"] == "every_year"]
    assert set(every_year["items"]) == set(plans.SUMMARISED)
    assert (every_year[list(plans.DIMENSIONS)] == "all").all(axis=None)


def test_areas_of_conditions_are_published_as_totals_only():
    published = plans.published(STANDARD, YEARS)
    areas = published[published["items"] == "areas"]
    assert not areas.empty
    assert (areas[list(plans.DIMENSIONS)] == "all").all(axis=None)


def test_both_maps_are_published_together():
    assert set(plans.published(STANDARD, YEARS)["area"]) == {area.code for area in geography.areas()}


def test_the_trend_reaches_back_as_far_as_the_snapshot_observes():
    assert plans.trend(STANDARD, 2024, period(2020, 2024)).trend == (2022, 2023, 2024)
    assert plans.trend(STANDARD, 2023, period(2022, 2024)).trend == (2022, 2023)
    assert plans.trend(STANDARD, 2024, period(2024, 2024)) == Years(2024, (2024,), (), (2024,))


def test_what_looks_back_needs_twelve_observed_months_and_what_is_of_a_year_all_of_its_days():
    from_august = Period(period(2022, 2024).reference_dates, (date(2022, 8, 1), date(2024, 7, 31)))
    years = plans.trend(STANDARD, 2024, from_august)
    assert (years.whole, years.calendar) == ((2024,), (2023,))
    every = plan({"items": ["new_diagnoses", "tumours"], "levels": ["country"], "years": "trend", "dimensions": []})
    found = plans.published(every, years).groupby("items")["year"].unique()
    assert {kind: list(own) for kind, own in found.items()} == {"new_diagnoses": [2024], "tumours": [2023]}


def test_a_year_that_is_not_observed_stops_with_the_years_that_are():
    with pytest.raises(ParameterError, match="year is 2019, but the snapshot observes 2022, 2023"):
        plans.trend(STANDARD, 2019, period(2022, 2023))


@pytest.mark.parametrize(
    ("sets", "message"),
    [
        ([{"items": ["areas", "areas"], "levels": ["country"]}], "items of set 'set 0' name areas twice"),
        ([{"items": ["areas"], "levels": ["region", "region"]}], "levels of set 'set 0' name region twice"),
        (
            [{"items": ["areas"], "levels": ["region"], "dimensions": ["sex", "sex"]}],
            "dimensions of set 'set 0' name sex twice",
        ),
        ([{"name": "a", "items": ["areas"], "levels": ["region"]}] * 2, "sets name a twice"),
        ([], "there is no set"),
    ],
)
def test_a_plan_that_contradicts_itself_is_refused_before_anything_is_counted(sets, message):
    with pytest.raises(ParameterError, match=message):
        plans.cells(plan(*sets), YEARS)


def test_a_plan_that_names_nothing_has_no_cells_and_fits_beside_others():
    empty = plans.published(plan({"items": [], "levels": ["country"]}), YEARS)
    assert len(empty) == 0
    some = plans.published(plan({"items": ["areas"], "levels": ["country"]}), YEARS)
    pd.testing.assert_frame_equal(plans.together([empty, some]), plans.together([some]), check_categorical=False)


def test_a_plan_that_names_what_belongs_to_another_topic_stops_before_anything_is_counted():
    given = params.load_run(PARAMS / "standard.yaml", topics=["kraeft"])
    foreign = {"kraeft": plan({"items": ["tumours", "diagnoses"], "levels": ["country"]})}
    with pytest.raises(ParameterError, match=r"kraeft publishes diagnoses, which belongs to almen_praksis: name it in"):
        counting.years_of(given, foreign, (date(2022, 1, 1), date(2024, 12, 31)))
