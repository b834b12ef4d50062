"""The code lists hold what their sources hold, and every file names its source."""

from collections import Counter
from typing import get_args

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
