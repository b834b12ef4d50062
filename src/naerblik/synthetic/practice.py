"""Diagnoses in general practice: which codes, who has those that RUKS has not, how municipalities differ."""

from __future__ import annotations

import numpy as np
import pandas as pd

from naerblik import codelists
from naerblik.synthetic import illness, municipal
from naerblik.synthetic.assumptions import Assumptions
from naerblik.synthetic.calibration import Floats
from naerblik.synthetic.demography import AGES, SEXES

PURPOSE = 21  # of the draws of municipal levels
NO_BIT = -1


def codes(assumptions: Assumptions) -> pd.DataFrame:
    """code_no, code, bit (of the disease of RUKS, or -1), first_age and years (mean, since the first registration)."""
    diseases = list(assumptions.diseases.profiles)
    rows = []
    for number, diagnosis in enumerate(codelists.practice_diagnoses()):
        if diagnosis.disease:
            first_age = assumptions.diseases.profiles[diagnosis.disease].first_age
            entry = (diseases.index(diagnosis.disease), first_age, assumptions.practice.years_without_ruks)
        else:
            profile = assumptions.practice.profiles[diagnosis.code]
            entry = (NO_BIT, profile.first_age, profile.years)
        rows.append((number, diagnosis.code, *entry))
    return pd.DataFrame(rows, columns=["code_no", "code", "bit", "first_age", "years"])


def chances(assumptions: Assumptions) -> pd.DataFrame:
    """sex, age and the chance of each code that RUKS does not have: c5, c6, ... by code_no."""
    sex, age = (index.ravel() for index in np.indices((len(SEXES), len(AGES))))
    columns = {
        f"c{code.code_no}": _profile(str(code.code), assumptions).ravel()
        for code in codes(assumptions).itertuples()
        if code.bit == NO_BIT
    }
    return pd.DataFrame({"sex": np.array(SEXES)[sex], "age": age, **columns})


def _profile(code: str, assumptions: Assumptions) -> Floats:
    facts = assumptions.practice.profiles[code]
    women = np.interp(AGES, illness.PROFILE_AGES, facts.at_ages) / 100 * (facts.first_age <= AGES)
    return np.asarray(women * np.array([[1.0], [facts.men]]))


def places(place: pd.DataFrame, assumptions: Assumptions, seed: int) -> pd.DataFrame:
    """municipality_code, registers and follows_up: how much a municipality's practices do of either, 1 in the mean."""
    facts, chance = assumptions.practice, municipal.draws(seed, PURPOSE)
    levels = {}
    for name, spread in (("registers", facts.level_spread), ("follows_up", facts.yearly_spread)):
        level = municipal.lognormal(chance, spread, len(place))
        levels[name] = level / np.average(level, weights=place["population"])
    return pd.DataFrame({"municipality_code": place["municipality_code"], **levels})


def yearly(assumptions: Assumptions, services: pd.DataFrame) -> pd.DataFrame:
    """yearly_no, code_no, service_no, chance: services that follow a diagnosis once a year."""
    diagnosis = {code.code: code.code_no for code in codes(assumptions).itertuples()}
    service = services[services["specialty"] == "80"].set_index("service_code")["service_no"]
    rows = [
        (diagnosis[code], int(service[facts.code]), facts.chance)
        for facts in assumptions.practice.yearly.values()
        for code in facts.diagnoses
    ]
    frame = pd.DataFrame(rows, columns=["code_no", "service_no", "chance"])
    return frame.assign(yearly_no=range(len(frame)))


def expressions(assumptions: Assumptions) -> tuple[str, str]:
    """The SQL of the codes of RUKS and of the other codes that a person has registered, as bits by code_no."""
    ruks, other = [], []
    for code in codes(assumptions).itertuples():
        if code.bit == NO_BIT:
            other.append(f"(CAST(draw(i, 'practice {code.code}') < c{code.code_no} AS INTEGER) << {code.code_no})")
        else:
            unseen = f"(p.mask >> {code.bit}) & 1 = 0 AND draw(i, 'practice {code.code}') < d{code.bit}"
            share = f"{unseen} * {assumptions.practice.without_ruks}"
            ruks.append(f"(CAST({share} AS INTEGER) << {code.code_no})")
    return " + ".join(ruks), " + ".join(other)
