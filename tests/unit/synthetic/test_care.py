"""The tables of care hold what the assumptions say, for every kind of episode and every set of diseases."""

import math

import numpy as np
import pytest

from naerblik import codelists
from naerblik.synthetic import assumptions, care, demography, illness
from naerblik.synthetic.demography import AGES, LEAVES, STAYS

FACTS = assumptions.load()
DISEASES = list(FACTS.diseases.profiles)


def plain_chance(rate, factors):
    """1 - exp(-rate behind the chance x factors), written out."""
    return 1 - math.exp(math.log(1 - rate) * math.prod(factors))


@pytest.mark.parametrize(
    ("codes", "part"),
    [(care.condition_codes(FACTS), FACTS.conditions), (care.intervention_codes(FACTS), FACTS.interventions)],
    ids=["conditions", "interventions"],
)
def test_every_chance_is_the_plain_one(codes, part):
    table = care.rate_table(codes, part.rates, part.with_disease, DISEASES)
    name = dict(zip(codes["code_no"], codes["code"], strict=True))
    for row in table.sample(500, random_state=1).itertuples():
        code = name[row.code_no]
        ill = [disease for bit, disease in enumerate(DISEASES) if row.mask >> bit & 1]
        factors = [part.with_disease.get(disease, {}).get(code, 1.0) for disease in ill]
        assert row.chance == pytest.approx(plain_chance(part.rates[code][row.kind], factors))
    whole = sum(rate > 0 for rates in part.rates.values() for rate in rates[: len(care.KINDS)])
    assert len(table) == whole * 2 ** len(DISEASES)


@pytest.mark.parametrize(
    ("codes", "listed"),
    [
        (care.condition_codes(FACTS), codelists.conditions()),
        (care.intervention_codes(FACTS), codelists.interventions()),
    ],
    ids=["conditions", "interventions"],
)
def test_the_whole_catalogue_is_there_with_home_nursing_first(codes, listed):
    assert set(codes["uuid"]) == {code.uuid for code in listed}
    assert len(codes) == len(listed) in (168, 127)
    is_home = (codes["law"] == codelists.HOME_NURSING).to_numpy()
    assert (np.diff(is_home.astype(int)) <= 0).all()
    assert list(care.other_codes(codes)["code_no"]) == list(codes.loc[~is_home, "code_no"])


def test_only_codes_of_the_old_generation_have_a_successor_and_it_is_of_the_new_one():
    codes = care.condition_codes(FACTS)
    generation = {code.code: code.generation for code in codelists.conditions()}
    number = codes.set_index("code_no")["code"]
    home = codes[codes["law"] == codelists.HOME_NURSING]
    for row in home.itertuples():
        if row.successor == care.NO_SUCCESSOR:
            assert generation[row.code] in {"both", "simplified"}
        else:
            assert generation[row.code] == "old"
            assert generation[number[row.successor]] in {"both", "simplified"}


def test_the_factors_of_several_diseases_multiply():
    table = care.disease_factors(FACTS).set_index("mask")["factor"]
    both = (1 << DISEASES.index("kol")) | (1 << DISEASES.index("demens"))
    factors = FACTS.care.disease_factors
    assert table[0] == 1
    assert table[both] == pytest.approx(factors["kol"] * factors["demens"])
    assert len(table) == 512


def test_the_mean_citizen_of_an_age_gets_care_as_assumed():
    people = demography.build(FACTS)
    chances = illness.disease_chances(people, FACTS)
    of_care = care.chances_of_care(STAYS, FACTS, chances)
    ill = {disease: by_fate[STAYS].outside[0, 80] for disease, by_fate in chances.items()}
    factors = FACTS.care.disease_factors
    mean = 0.0
    for row in care.disease_factors(FACTS).itertuples():
        share = math.prod(ill[d] if row.mask >> bit & 1 else 1 - ill[d] for bit, d in enumerate(DISEASES))
        mean += share * row.factor * of_care["long_term"][0, 80]
    assert mean == pytest.approx(FACTS.care.long_term[80])
    assert set(factors) == set(ill)


def test_those_who_leave_the_country_get_no_long_term_care():
    of_care = care.chances_of_care(LEAVES, FACTS, {})
    assert (of_care["long_term"] == 0).all()
    assert of_care["short"][0, AGES == 30] == pytest.approx(3 * FACTS.care.short_a_year[18])
