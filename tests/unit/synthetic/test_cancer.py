"""The tumours that the model expects add up to the published incidence, whatever survival is assumed."""

import math

import numpy as np
import pytest
from pydantic import ValidationError

from naerblik import codelists
from naerblik.parameters import read_yaml
from naerblik.registers import contracts
from naerblik.synthetic import assumptions, cancer, cancer_tables, demography, illness, municipal
from naerblik.synthetic.assumptions import Assumptions
from naerblik.synthetic.cancer import DYING, LIVING
from naerblik.synthetic.demography import AGES, SEXES

FACTS = assumptions.load()
PEOPLE = demography.build(FACTS)
FOUND = cancer.tumours(PEOPLE, FACTS)
YEARS = cancer.person_years(FACTS)
WINDOW = (FACTS.observation_end - FACTS.observation_start).days + 1
SITES = list(FACTS.cancer.sites)


def since_start(days):
    """Kind x site x sex x age: tumours expected in the last so many days before the last day."""
    below = np.concatenate([np.zeros((*FOUND.expected.shape[:-1], 1)), FOUND.expected.cumsum(axis=-1)], axis=-1)
    place = np.searchsorted(FOUND.edges, days, side="right") - 1
    share = (days - FOUND.edges[place]) / (FOUND.edges[place + 1] - FOUND.edges[place])
    return below[..., place] + share * (below[..., place + 1] - below[..., place])


def expected_in_the_window():
    """Site x sex: tumours of the window over all fates. Who dies or leaves in a year does so on one of twenty days of
    it, who immigrated lived here half of the window.
    """
    residents, came = PEOPLE.by_age(PEOPLE.residents), illness.immigrant_share(PEOPLE, FACTS)
    whole = sum(
        (since_start(days)[LIVING] * residents * share).sum(axis=-1)
        for days, share in ((WINDOW, 1 - came), (WINDOW / 2, came))
    )
    for year in range(len(FACTS.years)):
        for day in (np.arange(20) + 0.5) / 20 * 365:
            of_kind = since_start(year * 365 + day)
            for kind, gone in ((DYING, PEOPLE.deaths), (LIVING, PEOPLE.emigrants)):
                whole = whole + (of_kind[kind] * PEOPLE.by_age(gone[year])).sum(axis=-1) / 20
    return whole


IN_WINDOW = expected_in_the_window()


@pytest.mark.parametrize("site", SITES)
def test_tumours_of_all_fates_add_up_to_the_incidence_of_the_window(site):
    """1.5 %: ages and time since the diagnosis go in steps, and the population is known on 1 January only."""
    wanted = (cancer.incidence(site, FACTS) * YEARS).sum(axis=1)
    found = IN_WINDOW[SITES.index(site)]
    assert found == pytest.approx(wanted, rel=0.015, abs=0.5)


def test_all_cancers_together_lie_within_one_percent():
    wanted = sum((cancer.incidence(site, FACTS) * YEARS).sum() for site in SITES)
    assert IN_WINDOW.sum() == pytest.approx(wanted, rel=0.01)


def test_lung_cancer_has_the_level_of_nordcan_in_each_year_of_the_window():
    level = cancer.level("lung", FACTS)
    for n, sex in enumerate(SEXES):
        for y, year in enumerate(FACTS.years):
            cases = (cancer.published_rates("lung")[n] * level[n, y] * cancer.lived(FACTS)[y, n]).sum()
            assert cases == pytest.approx(codelists.lung_cancer()[sex, year][0])
    assert level[1, 0] > level[1, -1]  # men: the trend of NORDCAN falls


def test_who_lives_after_the_window_had_lung_cancer_of_a_year_at_the_level_of_that_year():
    level = cancer.level("lung", FACTS)
    by_time = cancer._by_time(level, np.array([0.5, 1.5, 2.5, 8.0]))
    relative = level / level.mean(axis=1, keepdims=True)
    assert by_time[LIVING, :, 0] == pytest.approx(relative[:, [2, 1, 0, 0]])
    assert by_time[DYING, :, 0, 3] == pytest.approx(relative[:, 0])
    assert (by_time[DYING, 1, 0, 0] > relative[1, 2]).all()


def test_other_sites_keep_the_published_rates_of_their_age():
    rates = cancer.incidence("breast", FACTS)
    cases, years = codelists.cancer_incidence()["breast", "K", 60]
    assert rates[0, 62] == cases / years
    assert (rates[0, 85:] == rates[0, 85]).all()


@pytest.mark.parametrize("site", SITES)
def test_relative_survival_passes_through_the_assumed_points_and_only_falls(site):
    facts = FACTS.cancer.sites[site]
    assert cancer.relative_survival(facts, np.array([0.0, 1, 5, 10]), 0.3) == pytest.approx([1, *facts.survival])
    assert (np.diff(cancer.relative_survival(facts, np.linspace(0, 40, 200), 0.3)) <= 0).all()


def test_survival_between_the_points_is_that_of_a_constant_excess_mortality():
    lung = FACTS.cancer.sites["lung"]
    one, five, _ = lung.survival
    halfway = cancer.relative_survival(lung, np.array([3.0]), 0.3)
    assert halfway[0] == pytest.approx(math.exp((math.log(one) + math.log(five)) / 2))


def test_cancer_is_no_more_than_the_assumed_share_of_deaths_at_any_age():
    cut = cancer.excess(PEOPLE, FACTS)
    assert ((cut > 0) & (cut <= 1)).all()
    assert (cut[:, 70] == 1).all()
    assert cut[0, 40] < 1


def test_the_dying_have_more_tumours_than_others_of_their_age_and_of_lung_many_more():
    at = {site: FOUND.expected[:, SITES.index(site), :, 70, :].sum(axis=-1) for site in ("lung", "melanoma")}
    assert (at["lung"][DYING] > 8 * at["lung"][LIVING]).all()
    assert (at["melanoma"][DYING] > at["melanoma"][LIVING]).all()
    assert (at["melanoma"][DYING] < 2.5 * at["melanoma"][LIVING]).all()


def test_chances_are_chances_and_none_is_of_the_other_sex():
    assert FOUND.chances.min() >= 0
    assert FOUND.chances.max() < 0.6
    for site in codelists.cancer_sites():
        for n, sex in enumerate(SEXES):
            if site.key in SITES and sex not in site.sexes:
                assert FOUND.chances[:, SITES.index(site.key), n].max() == 0


def test_nobody_has_a_tumour_from_before_birth_but_for_the_year_that_an_age_spans():
    years = FOUND.edges[:-1] / cancer.DAYS_A_YEAR
    for age in (0, 5, 20):
        assert FOUND.expected[:, :, :, age, years > age + 3].max() == 0


def test_a_draw_finds_the_bin_in_which_a_slow_search_ends():
    table = cancer_tables.lag_table(FOUND).sort_values("key")
    keys = table["key"].to_numpy()
    for kind, site, sex, age in [(LIVING, "breast", 0, 60), (DYING, "lung", 1, 71), (LIVING, "testis", 1, 33)]:
        number = ((kind * 2 + sex) * len(AGES) + age) * cancer_tables.SITE_SLOTS + SITES.index(site)
        weights = FOUND.expected[kind, SITES.index(site), sex, age]
        for u in (0.0, 0.1, 0.5, 0.9, 0.999):
            row = table.iloc[np.searchsorted(keys, number + u, side="right") - 1]
            left, place = u * weights.sum(), 0
            while left >= weights[place]:
                left, place = left - weights[place], place + 1
            assert row["first"] == FOUND.edges[place]


def test_one_draw_gives_every_site_its_chance_and_no_site_depends_on_another():
    """The first site by the draw, the later ones each by its own: written out for one kind of person."""
    table = cancer_tables.chance_table(FOUND, 1.0)
    rows = table[table["row"] == (DYING * 2 + 1) * len(AGES) + 72].sort_values("site_no")
    chance = dict(zip(rows["site_no"], rows["chance"], strict=True))
    any_of = cancer_tables.any_table(table).set_index("row")["chance"][rows["row"].iloc[0]]
    limits = [*(rows["key"] - rows["row"]), any_of]
    first = dict(zip(chance, np.diff(limits), strict=True))
    for place, site in enumerate(chance):
        earlier_first = sum(share for s, share in first.items() if s < site)
        assert first[site] + earlier_first * chance[site] == pytest.approx(chance[site])
        assert limits[place] <= limits[place + 1]
    assert any_of == pytest.approx(1 - math.prod(1 - c for c in chance.values()))


def test_the_synthetic_register_begins_where_its_contract_says():
    assert FACTS.cancer.first_diagnosis == contracts.load()["cancer_tumour"].begins


def test_basal_cell_carcinoma_is_what_ci5_counts_beyond_the_published_cases():
    assert cancer.basal_share() == pytest.approx({"K": 1 - 2020 / (40087 / 5), "M": 1 - 2570 / (39055 / 5)})
    slots = cancer_tables.frames(FACTS, PEOPLE, municipal.places(FACTS, 1), 1)["cancer_morphology"]
    basal = (slots["morphology"] == cancer_tables.BASAL_CELL).sum() / cancer_tables.CODE_SLOTS
    assert basal == pytest.approx(sum(cancer.basal_share().values()), abs=0.01)


def test_places_differ_little_and_not_in_the_mean():
    place = municipal.places(FACTS, 1)
    level = cancer_tables.place_levels(place, FACTS, 1)["level"]
    assert np.average(level, weights=place["population"]) == pytest.approx(1)
    assert 0.85 < level.min() < level.max() < 1.15


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("sites", "lunge"), {}, "lunge"),
        (("sites", "lung", "codes"), {"C509": 1}, "'C509' is not a code of this site"),
        (("sites", "lung", "survival"), [0.2, 0.5, 0.1], "falls and is never 0"),
        (("activity", "contacts", "virtual", "by_month"), [1, 1], "a rate for each of the 7 phases"),
        (("activity", "contacts", "virtual", "sites"), {"brystet": 1}, "'brystet' is unknown"),
        (("activity", "phases"), [-3, 0, 1, 4, 7, 25, 13], "phases follow each other"),
    ],
)
def test_a_mistyped_name_or_value_is_refused(path, value, said):
    content = read_yaml(assumptions.FILE)
    part = content["cancer"]
    for name in path[:-1]:
        part = part[name]
    part[path[-1]] = value
    with pytest.raises(ValidationError, match=said):
        Assumptions.model_validate(content)


def test_a_site_that_is_missing_is_named():
    content = read_yaml(assumptions.FILE)
    del content["cancer"]["sites"]["breast"]
    with pytest.raises(ValidationError, match="breast is missing"):
        Assumptions.model_validate(content)
