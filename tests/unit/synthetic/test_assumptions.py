"""params/synthetic.yaml says where each of its parts comes from, and knows only names of the code lists."""

import numpy as np
import pytest
from pydantic import ValidationError

from naerblik import codelists
from naerblik.parameters import ParameterError, read_yaml
from naerblik.synthetic import assumptions
from naerblik.synthetic.assumptions import Assumptions, steps

FACTS = assumptions.load()
PROFILE = {"at_ages": [0] * 11, "men": 1, "nursing_home_odds": 1, "first_age": 0}
SECTIONS = [name for name, field in Assumptions.model_fields.items() if hasattr(getattr(FACTS, name), "source")]


@pytest.mark.parametrize("section", SECTIONS)
def test_every_part_names_a_source_or_says_that_it_is_assumed(section):
    assert len(getattr(FACTS, section).source) >= len("assumption")


def test_only_size_seed_and_window_stand_outside_a_part_with_a_source():
    assert set(Assumptions.model_fields) - set(SECTIONS) == {"persons", "seed", "observation_start", "observation_end"}


def test_every_disease_has_a_profile_and_a_factor():
    diseases = {disease.key for disease in codelists.chronic_diseases()}
    assert set(FACTS.diseases.profiles) == set(FACTS.care.disease_factors) == diseases


def test_every_old_condition_and_every_intervention_of_home_nursing_has_rates():
    of_law = [code for code in codelists.conditions() if code.law == codelists.HOME_NURSING]
    assert set(FACTS.conditions.rates) == {code.code for code in of_law if code.generation in {"old", "both"}}
    assert set(FACTS.conditions.simplified) == {code.code for code in of_law if code.generation == "old"}
    new = {code.code for code in of_law if code.generation == "simplified"}
    assert set(FACTS.conditions.simplified.values()) - {"I1.2"} == new
    interventions = {code.code for code in codelists.interventions() if code.law == codelists.HOME_NURSING}
    assert set(FACTS.interventions.rates) == interventions


def test_the_kinds_of_short_episodes_share_all_of_them():
    assert sum(kind.share for kind in FACTS.care.short_kinds.values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("diseases", "profiles", "demenz"), PROFILE, "'demens'"),
        (("conditions", "rates", "I7.9"), [0.1] * 5, "'I7.2'"),
        (("conditions", "with_disease", "kol", "G1.29"), 2.0, "'G1.29' is unknown"),
        (("conditions", "simplified", "I3.1"), "Problemer_med_ernering", "'Problemer_med_ernaering'"),
        (("interventions", "rates", "G1.99"), [0.1] * 5 + [60], "'G1.99' is unknown"),
        (("care", "in_nursing_hom"), 0.9, "in_nursing_hom"),
        (("care", "in_nursing_home"), 1.9, "less than or equal to 1"),
        (("mortality", "source"), None, "valid string"),
    ],
)
def test_a_mistyped_name_or_value_is_refused(path, value, said):
    content = read_yaml(assumptions.FILE)
    part = content
    for name in path[:-1]:
        part = part[name]
    part[path[-1]] = value
    with pytest.raises(ValidationError, match=said):
        Assumptions.model_validate(content)


def test_faults_in_the_file_are_told_with_its_name(tmp_path, monkeypatch):
    file = tmp_path / "synthetic.yaml"
    file.write_text(assumptions.FILE.read_text(encoding="utf-8").replace("persons:", "person:", 1), encoding="utf-8")
    monkeypatch.setattr(assumptions, "FILE", file)
    with pytest.raises(ParameterError, match=r"synthetic\.yaml: persons: .*person: "):
        assumptions.load.__wrapped__()


def test_a_value_holds_from_its_age_to_the_next():
    assert list(steps({0: 1.0, 18: 2.0, 65: 3.0}, np.array([0, 17, 18, 64, 65, 109]))) == [1, 1, 2, 2, 3, 3]
