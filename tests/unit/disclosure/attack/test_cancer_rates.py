"""Rates taken apart by the attack: what they tell is found, what leaves room passes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from disclosure import cancer_strata_frames as made
from naerblik import parameters as params
from naerblik.disclosure import cancer_rates as protection
from naerblik.disclosure import cancer_strata
from naerblik.disclosure.attack import cancer_rates
from naerblik.disclosure.attack.knowledge import ContradictionError
from naerblik.disclosure.attack.rate_forms import _beyond_ratio, _interval, count_limits
from naerblik.disclosure.attack.tables import LayoutError
from naerblik.indicators import rates as indicators
from naerblik.indicators import standardised
from naerblik.items import age_strata
from naerblik.report import cell_file

RULES = params.disclosure_rules()
LABELS = [stratum.label for stratum in age_strata()]
TITLES = cancer_rates.FILES[cancer_rates.RATES]


def written(folder, rates: pd.DataFrame, residents: pd.DataFrame):
    """The two files as a release has them."""
    (folder / "data").mkdir(parents=True, exist_ok=True)
    for name, frame in ((cancer_rates.RATES, rates), (cancer_rates.RESIDENTS, residents)):
        frame.to_csv(folder / "data" / name, sep=";", index=False, encoding="utf-8-sig")
    return folder


def told(folder, counts: pd.DataFrame) -> list[cancer_rates.Told]:
    numbers = counts["count"].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    return list(cancer_rates.told([folder], counts.assign(value=numbers, file="x").astype({"year": str}), RULES))


def residents_of(strata_residents: pd.DataFrame) -> pd.DataFrame:
    names = {"year": "aar", "area": "omraade", "sex": "koen", "stratum": "alder", "residents": "borgere"}
    return strata_residents.rename(columns=names)


def one_region(counts_by_age: dict[str, int], folder, *, shown: dict[str, object]):
    """A release of a single region's men: its counts by band, and the rates computed from the strata."""
    _, residents = made.frames()
    residents = residents[residents["year"] == 2024]
    tumours = np.array([counts_by_age.get(label, 0) for label in LABELS])
    people = residents.loc[(residents["sex"] == "M") & (residents["area"] == "1081"), "residents"].to_numpy()
    by_group = [np.concatenate([x[:3], [x[3] + x[4]], x[5:]]) for x in (tumours, people)]
    rate = standardised.by_age(*by_group, standard="world_segi").per(100_000)
    numbers = {"value": rate.rate, "lower": rate.lower, "upper": rate.upper}
    rows = [
        ("lung", "2024", "1081", "M", "asr", "world_segi", number, "dobson", f"{float(value):.1f}".replace(".", ","))
        for number, value in numbers.items()
    ]
    first = {stratum.label: stratum.first for stratum in age_strata()}
    cells = []
    for sex, age, (low, high) in [("M", "all", (0, 200)), *(("M", age, ends) for age, ends in made.BANDS.items())]:
        inside = [low <= first[label] <= high for label in LABELS]
        cells.append(("tumours", "lung", 2024, "1081", sex, age, shown.get(age, int(tumours[inside].sum()))))
    counts = pd.DataFrame(cells, columns=["items", "item", "year", "area", "sex", "age", "count"])
    counts = counts.assign(nursing_home="all", disease="all", count=counts["count"].astype("Int64"))
    return told(written(folder, pd.DataFrame(rows, columns=list(TITLES)), residents_of(residents)), counts)


def test_a_rate_with_one_unknown_age_group_tells_it(tmp_path):
    """All other ages are none or a band by themselves: the rate gives away how many of twelve are 65 to 69 years."""
    found = one_region({"65-69": 9, "70-74": 3, "85+": 40}, tmp_path, shown={})
    assert [(cell, rule) for _, cell, rule, _ in found if " all, " not in cell] == [
        ("item lung, 2024, 1081, M, 70-74", cancer_rates.FEW)
    ]


def test_a_hidden_number_beside_a_rate_is_narrowed(tmp_path):
    """Two hidden numbers of 44 together, of which one counts for less in the rate than the other."""
    found = one_region({"65-69": 2, "85+": 42}, tmp_path, shown={"65-74": pd.NA, "85+": pd.NA})
    assert ("item lung, 2024, 1081, M, 65-74", cancer_rates.NARROWED) in {(cell, rule) for _, cell, rule, _ in found}


def test_many_tumours_in_every_age_group_are_not_told(tmp_path):
    assert one_region(dict.fromkeys(LABELS, 30), tmp_path, shown={}) == []


def test_a_rate_that_no_tumours_fit_is_a_contradiction(tmp_path):
    with pytest.raises(ContradictionError):
        one_region({"85+": 40}, tmp_path, shown={"all": 90})


@pytest.mark.parametrize(("lower", "said"), [("0,83", 0), ("0,82", 1), ("0,84", 1), ("0,8251", 1)])
def test_limits_of_a_ratio_say_no_more_than_the_ratio_unless_they_are_others(lower, said):
    """Of 100 events at a ratio of 1,02 the lower limit is 1,02 x 0,8136 = 0,8299 where nothing else is used."""
    figures = {("sir", "", "value"): _interval("1,02"), ("sir", "", "lower"): _interval(lower)}
    assert len(list(_beyond_ratio(np.ones(1), figures, 100.0))) == said


def test_without_rates_nothing_is_told(tmp_path):
    assert list(cancer_rates.told([tmp_path], pd.DataFrame(), RULES)) == []


@pytest.mark.parametrize("events", [0, 3, 9, 10, 250])
def test_the_limits_of_a_count_are_those_of_the_indicators(events):
    assert count_limits(events) == pytest.approx([float(x) for x in indicators.count_limits(events)])


def printed(tables: tuple[pd.DataFrame, pd.DataFrame]) -> tuple[pd.DataFrame, pd.DataFrame]:
    rates, residents = tables
    text = rates.assign(value=cell_file._decimal(rates["value"], rates["digits"]))
    return (
        text.rename(columns=dict(cell_file.TITLES["rates"])).fillna("·"),
        residents.rename(columns=dict(cell_file.TITLES["age_population"])),
    )


def test_protected_rates_tell_nothing_that_the_counts_do_not(tmp_path):
    tumours, residents = made.frames()
    cells, strata = made.cells(tumours, residents), cancer_strata.strata(tumours, residents)
    tables = protection.published(strata, cells, 5)
    harmless = (tables[0]["area"] == "dk") & (tables[0]["number"] == "value") & ~tables[0]["hidden"]
    counts_alone = told(written(tmp_path / "0", *printed((tables[0][harmless][:1], tables[1]))), cells)
    by_counts = {cell for _, cell, _, _ in counts_alone}
    assert {cell for _, cell, _, _ in told(written(tmp_path / "1", *printed(tables)), cells)} <= by_counts


def test_rates_without_the_residents_of_every_region_stop_the_attack(tmp_path):
    tumours, residents = made.frames()
    cells = made.cells(tumours, residents)
    rates, people = printed(protection.published(cancer_strata.strata(tumours, residents), cells, 5))
    with pytest.raises(LayoutError, match="lacks residents of a region"):
        told(written(tmp_path, rates, people[people["omraade"] != "1084"]), cells)
