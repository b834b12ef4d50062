"""Hospital contacts: how often each group of persons has which, where they go and what it is about."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from naerblik import codelists, geography
from naerblik.synthetic import groups
from naerblik.synthetic.assumptions import Assumptions, steps
from naerblik.synthetic.calibration import Counts, Floats, largest_remainder
from naerblik.synthetic.care import subsets
from naerblik.synthetic.health_assumptions import StayKind

YEAR = 2022
"""The year whose stays are published."""
DIAGNOSIS_SLOTS = 256
DISEASE_SLOTS = 16
HOSPITAL_SLOTS = 64
PRIVATE, HIGHLY_SPECIALISED = "private", "highly specialised"
OWN_SYSTEM, PRIVATE_SYSTEM = "LPR3", "MiniPAS"
ADD_ON = "tillægskode"
ELSEWHERE = 0  # stands for every municipality that is none of the 98


def calibrated(
    assumptions: Assumptions, days: Counts, national: float, persons: int, added: Mapping[str, int] | None = None
) -> pd.DataFrame:
    """grp, short, admission: a person-day, such that stays are as many as published for the whole country.

    `days`: person-days of each group in the year of the publication. `national`: persons of the whole country.
    `added`: stays of that year that another generator adds, by kind; they are among the published ones.
    """
    facts = assumptions.hospital
    kinds: dict[str, StayKind] = {"short": facts.short, "admission": facts.admission}
    rates = {}
    for kind, stay in kinds.items():
        relative = groups.by_age(stay.by_age) * groups.factor(stay.factors)
        wanted = codelists.hospital_stays()[kind, YEAR] * persons / national * (1 + facts.joined_by_chance[kind])
        rates[kind] = relative * (wanted - (added or {}).get(kind, 0)) / float(relative @ days)
    rates["short"] = rates["short"] / facts.physical
    return pd.DataFrame({"grp": np.arange(len(groups.AGE)), **rates})


def codes(assumptions: Assumptions) -> pd.DataFrame:
    """diagnosis_no, code: the diseases of RUKS first, in the order of their bits."""
    listed = [d for d in codelists.hospital_diagnoses() if d.group != ADD_ON]
    diseases = list(assumptions.diseases.profiles)
    ordered = sorted(listed, key=lambda d: diseases.index(d.disease) if d.disease else len(diseases))
    return pd.DataFrame({"diagnosis_no": range(len(ordered)), "code": [d.code for d in ordered]})


def diagnosis_slots(assumptions: Assumptions) -> pd.DataFrame:
    """slot, diagnosis_no: first DISEASE_SLOTS for each set of diseases (mask), then DIAGNOSIS_SLOTS for each age
    class and sex, of short contacts and then of admissions.
    """
    diseases = len(assumptions.diseases.profiles)
    sets = subsets(diseases).astype(float)
    sets[0, 0] = 1.0  # nobody reads the slots of those without a disease
    chosen = [groups.slots(sets, DISEASE_SLOTS)]
    number = codes(assumptions).set_index("code")["diagnosis_no"].reindex(list(assumptions.hospital.diagnoses))
    for kind in ("short", "admission"):
        found = groups.slots(_weights(kind, assumptions), DIAGNOSIS_SLOTS)
        chosen.append(number.to_numpy(dtype=np.int64)[found])
    every = np.concatenate(chosen)
    return pd.DataFrame({"slot": np.arange(len(every)), "diagnosis_no": every})


def _weights(kind: str, assumptions: Assumptions) -> Floats:
    """Age class and sex x diagnosis: relative frequency."""
    columns = []
    for facts in assumptions.hospital.diagnoses.values():
        of_age = steps(facts.by_age, groups.FIRST_AGES)[:, None] * np.array([facts.women, facts.men])
        columns.append(of_age.ravel() * (facts.short if kind == "short" else facts.admission))
    return np.stack(columns, axis=1)


def hospital_slots(assumptions: Assumptions) -> pd.DataFrame:
    """slot, hospital, reporting_system: HOSPITAL_SLOTS for each municipality, private hospitals in the last ones."""
    listed = codelists.hospitals()
    private = next(n for n, hospital in enumerate(listed) if hospital.kind == PRIVATE)
    public_slots = public(assumptions)
    parts = []
    for code, cluster, region in _places():
        counts = largest_remainder(_shares(cluster, region, assumptions), public_slots)
        chosen = np.repeat(np.arange(len(listed)), counts)
        every = np.concatenate([chosen, np.repeat(private, HOSPITAL_SLOTS - public_slots)])
        parts.append(pd.DataFrame({"slot": code * HOSPITAL_SLOTS + np.arange(HOSPITAL_SLOTS), "number": every}))
    frame = pd.concat(parts, ignore_index=True)
    systems = [PRIVATE_SYSTEM if hospital.kind == PRIVATE else OWN_SYSTEM for hospital in listed]
    return frame.assign(
        hospital=[listed[n].code for n in frame["number"]], reporting_system=[systems[n] for n in frame["number"]]
    ).drop(columns="number")


def public(assumptions: Assumptions) -> int:
    """The slots of a municipality that are no private hospital's: acute contacts go to them only."""
    return HOSPITAL_SLOTS - round(assumptions.hospital.private * HOSPITAL_SLOTS)


def _places() -> Iterator[tuple[int, str, str]]:
    yield ELSEWHERE, "", ""
    for place in geography.municipalities():
        yield place.code, place.cluster, place.region


def _shares(cluster: str, region: str, assumptions: Assumptions) -> Floats:
    """The acute hospital of the cluster has its share, those of the region share most of the rest."""
    facts, shares = assumptions.hospital, []
    for hospital in codelists.hospitals():
        weight = facts.highly_specialised if hospital.kind == HIGHLY_SPECIALISED else 1.0
        near = facts.elsewhere_in_region if hospital.region == region else 1 - facts.elsewhere_in_region
        others = (1 - facts.own_hospital) * near * weight / len(codelists.hospitals())
        shares.append(facts.own_hospital if cluster in hospital.clusters else others * (hospital.kind != PRIVATE))
    return np.array(shares)
