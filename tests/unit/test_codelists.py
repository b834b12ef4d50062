"""The code lists hold what their sources hold, and every file names its source."""

from collections import Counter

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
