"""The code lists hold what their sources hold, and every file names its source."""

from collections import Counter
from typing import get_args

import pytest

from naerblik import codelists
from naerblik.project import CODELISTS, PUBLISHED, ROOT


def test_fsiii_has_168_conditions_and_127_interventions():
    assert (len(codelists.conditions()), len(codelists.interventions())) == (168, 127)


def test_home_nursing_had_43_conditions_and_keeps_23_after_the_simplification():
    generations = Counter(c.generation for c in codelists.conditions() if c.law == codelists.HOME_NURSING)
    assert generations["old"] + generations["both"] == 43
    assert generations["simplified"] + generations["both"] == 23


def test_home_nursing_conditions_lie_in_twelve_areas():
    assert len({c.area_code for c in codelists.conditions() if c.law == codelists.HOME_NURSING}) == 12


def test_codes_and_uuids_are_unique():
    for codes in (codelists.conditions(), codelists.interventions()):
        assert len({c.uuid for c in codes}) == len(codes)
        assert len({(c.law, c.code) for c in codes}) == len(codes)


def test_home_nursing_has_48_interventions_and_4_services_without_visits():
    groups = Counter(c.area for c in codelists.interventions() if c.law == codelists.HOME_NURSING)
    assert groups == {"SUL § 138": 48, "0-ydelser": 4}


def test_ruks_has_nine_diseases_with_prevalence_each_year():
    assert len(codelists.chronic_diseases()) == 9
    for disease in codelists.chronic_diseases():
        assert codelists.ruks_national()[disease.key, "prevalence", 2024] % 5 == 0


def test_the_published_population_of_2025_is_the_one_of_statistics_denmark():
    assert sum(n for year, _, _, n in codelists.population_by_age_sex() if year == 2025) == 5_992_734


def test_standard_populations_have_their_published_sums_and_18_age_groups_each():
    sums = {key: sum(standard.weights) for key, standard in codelists.standard_populations().items()}
    hundred_thousand = dict.fromkeys(("nordic2000", "esp2013", "world_segi", "esp1976"), 100_000)
    assert sums == hundred_thousand | {"who2000_2025": 1_000_000, "dk2000": 5_330_020}
    assert {len(standard.weights) for standard in codelists.standard_populations().values()} == {18}
    groups = codelists.standard_age_groups()
    assert groups == (*(f"{age}-{age + 4}" for age in range(0, 85, 5)), "85+")


def test_the_nordic_weights_are_those_of_popepi_and_the_default():
    """popEpi, stdpop18, column nordic."""
    nordic = codelists.standard_populations()[codelists.NORDIC]
    assert nordic.weights == (
        *(5900, 6600, 6200, 5800, 6100, 6800, 7300, 7300, 7000),
        *(6900, 7400, 6100, 4800, 4100, 3900, 3500, 2400, 1900),
    )
    assert next(iter(codelists.standard_populations())) == codelists.NORDIC


def test_every_standard_has_the_danish_name_of_the_reports():
    labels = {key: standard.label for key, standard in codelists.standard_populations().items()}
    assert set(labels) == set(get_args(codelists.Standard))
    assert [labels[key] for key in ("nordic2000", "esp2013", "world_segi", "dk2000")] == [
        "Nordisk 2000",
        "Europæisk 2013",
        "Verdensstandard (Segi)",
        "Danmark 2000",
    ]


# "All sites but non-melanoma skin cancer", entity 990 of NORDCAN.
NORDCAN_990 = (
    "C00-C26 C30-C34 C37-C41 C43 C45-C58 C60-C86 C88 C90-C97 D30 D32-D33 D41-D43 D45-D47 D090-D091 D352-D354 D443-D445"
)
NOT_IN_990 = {"D300", "D410"}
NOT_IN_USE = {"C27", "C28", "C29", "C35", "C36", "C42", "C59", "C87", "C89", "C98", "C99"}
SITES = {site.key: site for site in codelists.cancer_sites()}
MODEL = {"breast", "melanoma", "lung", "colon", "rectum", "prostate", "rest"}


def test_every_code_of_the_total_has_exactly_one_site_and_the_sites_have_no_other():
    total = {code for part in NORDCAN_990.split() for code in codelists.icd10_range(part)} - NOT_IN_USE
    whole = total | {f"{code}{digit}" for code in total if len(code) == 3 for digit in range(10)}
    counted = {code for code, site in codelists.cancer_codes().items() if SITES[site].counted == "total"}
    assert counted == whole - NOT_IN_990


def test_no_code_is_named_by_two_sites():
    named = Counter(code for s in SITES.values() for part in s.icd10 for code in codelists.icd10_range(part))
    assert set(named.values()) == {1}


@pytest.mark.parametrize(
    ("code", "site"),
    [
        ("C509", "breast"),
        ("C50", "breast"),
        ("C199", "rectum"),
        ("C570", "ovary"),
        ("C578", "other_female"),
        ("C751", "cns"),
        ("C750", "other"),
        ("C946", "other_blood"),
        ("C449", "other_skin"),
        ("D300", "not_nordcan"),
        ("D301", "bladder"),
        ("D051", "not_nordcan"),
    ],
)
def test_a_code_of_four_characters_overrides_its_code_of_three(code, site):
    assert codelists.cancer_codes()[code] == site


def test_every_site_of_the_total_has_an_activity_group_and_only_other_skin_stands_apart():
    assert {site.activity for site in SITES.values() if site.counted == "total"} == MODEL
    assert [site.key for site in SITES.values() if site.counted == "apart"] == ["other_skin"]
    assert {site.activity for site in SITES.values() if site.counted != "total"} == {"none"}


def test_every_label_of_ci5_belongs_to_one_site_and_the_sites_add_up_to_all_but_skin():
    labels = Counter(label for site in SITES.values() for label in site.ci5_labels)
    assert set(labels.values()) == {1}
    for sex, published in (("K", 91897), ("M", 99640)):  # "All sites but skin", rounded from rates
        cases = sum(
            n for (site, s, _), (n, _) in codelists.cancer_incidence().items() if s == sex and site != "other_skin"
        )
        assert cases == pytest.approx(published, rel=0.003)


def test_lung_cancer_of_ci5_and_of_nordcan_are_nearly_the_same():
    for sex in "KM":
        ci5 = sum(n for (site, s, _), (n, _) in codelists.cancer_incidence().items() if (site, s) == ("lung", sex))
        nordcan = sum(codelists.lung_cancer()[sex, year][0] for year in range(2013, 2018))
        assert ci5 == pytest.approx(nordcan, rel=0.005)


def test_every_file_of_data_names_its_source_year_and_terms():
    files = {f"codelists/{f.name}" for f in CODELISTS.glob("*.csv")} | {
        f"published/{f.name}" for f in PUBLISHED.glob("*.csv")
    }
    assert {s.file for s in codelists.sources()} == files
    terms = (ROOT / "data" / "LICENSES.md").read_text()
    for source in codelists.sources():
        assert source.source
        assert source.year
        assert f"| {source.terms} |" in terms
