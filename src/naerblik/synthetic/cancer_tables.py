"""The small tables and the numbers that the SQL of tumours and of the activity around them reads."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from naerblik import codelists
from naerblik.synthetic import cancer, care, municipal
from naerblik.synthetic.assumptions import Assumptions
from naerblik.synthetic.calibration import Counts, largest_remainder
from naerblik.synthetic.cancer import Tumours
from naerblik.synthetic.cancer_assumptions import Contact, Nursing, Service, Weights
from naerblik.synthetic.demography import AGES, SEXES, Demography

SITE_SLOTS = 32  # numbers of sites, so that (row, site) is one number
CODE_SLOTS = 256  # steps of the inverse distribution of codes and morphologies
STAGE_SLOTS = 100
RULES_BROKEN = 8  # as numbered in sql/cancer_tumour.sql
PURPOSE = 20  # of the random numbers for places
BASAL_CELL, PLACEHOLDER = "80903", "M9999X"


def frames(assumptions: Assumptions, people: Demography, place: pd.DataFrame, seed: int) -> dict[str, pd.DataFrame]:
    """Relation name -> table, for every relation that the SQL of cancer names and does not make.

    `place`: municipality_code and population of each municipality.
    """
    found, level = cancer.tumours(people, assumptions), place_levels(place, assumptions, seed)
    chances = chance_table(found, level["level"].max())
    return {
        "cancer_chance": chances,
        "cancer_any": any_table(chances),
        "cancer_lag": lag_table(found),
        "cancer_site": _sites(assumptions),
        "cancer_code": _code_slots(assumptions),
        "cancer_morphology": _morphology_slots(assumptions),
        "cancer_place": level.assign(kept=level["level"] / level["level"].max()),
        "cancer_phase": _phases(assumptions),
        "cancer_service": _services(assumptions),
        "cancer_contact": _contacts(assumptions),
        "cancer_nursing": _nursing(assumptions),
    }


def row_of(kind: Counts, sex: Counts, age: Counts) -> Counts:
    """The number of a kind of fate, sex and age, as {tumour_row} computes it."""
    return np.asarray((kind * len(SEXES) + sex) * len(AGES) + age)


def chance_table(found: Tumours, highest_level: float) -> pd.DataFrame:
    """row, site_no, chance, key: the chance of each site where tumours come most often.

    key is the number of the row and the chance that a site before this one came: the first site of a draw u below the
    chance of any is the last one with a key up to row + u. So one draw tells the many who have no tumour.
    """
    by_row = np.moveaxis(found.chances * highest_level, 1, -1)
    none_before = np.cumprod(1 - by_row, axis=-1) / (1 - by_row)
    kind, sex, age, site = np.nonzero(by_row)
    chosen = (kind, sex, age, site)
    row = row_of(kind, sex, age)
    columns = {"row": row, "site_no": site, "chance": by_row[chosen], "key": row + 1 - none_before[chosen]}
    return pd.DataFrame(columns)


def any_table(chances: pd.DataFrame) -> pd.DataFrame:
    """row, chance: that any site comes."""
    none = (1 - chances["chance"]).groupby(chances["row"]).prod()
    return pd.DataFrame({"row": none.index, "chance": 1 - none.to_numpy()})


def lag_table(found: Tumours) -> pd.DataFrame:
    """key, first, days: bins of days since the diagnosis; key is the number of (row, site) and the share below the bin.

    The bin of a draw u is the last one with a key up to number + u.
    """
    by_row = np.moveaxis(found.expected, 1, 3)  # kind, sex, age, site, bin
    total = by_row.sum(axis=-1, keepdims=True)
    share = np.divide(by_row, total, out=np.zeros_like(by_row), where=total > 0)
    kind, sex, age, site, lag = np.nonzero(share)
    below = (share.cumsum(axis=-1) - share)[kind, sex, age, site, lag]
    number = row_of(kind, sex, age) * SITE_SLOTS + site
    days, first = np.diff(found.edges).astype(np.int32), found.edges.astype(np.int32)
    return pd.DataFrame({"key": number + below, "first": first[lag], "days": days[lag]})


def place_levels(place: pd.DataFrame, assumptions: Assumptions, seed: int) -> pd.DataFrame:
    """municipality_code, level: how much more or less often tumours come there; one in the mean of all citizens."""
    level = municipal.lognormal(municipal.draws(seed, PURPOSE), assumptions.cancer.place_spread, len(place))
    mean = np.average(level, weights=place["population"])
    return pd.DataFrame({"municipality_code": place["municipality_code"], "level": level / mean})


def _sites(assumptions: Assumptions) -> pd.DataFrame:
    """site_no, site, activity, staged."""
    activity = {site.key: site.activity for site in codelists.cancer_sites()}
    rows = [(n, key, activity[key], site.staged) for n, (key, site) in enumerate(assumptions.cancer.sites.items())]
    return pd.DataFrame(rows, columns=["site_no", "site", "activity", "staged"])


def _spread(weights: Weights, slots: int) -> list[str]:
    """Names repeated in proportion to their weights, so many in all."""
    counts = largest_remainder(np.array(list(weights.values()), dtype=float), slots)
    return [name for name, count in zip(weights, counts, strict=True) for _ in range(count)]


def _code_slots(assumptions: Assumptions) -> pd.DataFrame:
    """slot, icd10: CODE_SLOTS steps for each site."""
    codes = [code for site in assumptions.cancer.sites.values() for code in _spread(site.codes, CODE_SLOTS)]
    return pd.DataFrame({"slot": range(len(codes)), "icd10": codes})


def _morphology_slots(assumptions: Assumptions) -> pd.DataFrame:
    """slot, morphology: CODE_SLOTS steps for each sex and site; of other skin so many are basal cell carcinomas."""
    found, basal = [], cancer.basal_share()
    for number, sex in enumerate(SEXES):
        for site, (key, facts) in enumerate(assumptions.cancer.sites.items()):
            total = sum(facts.morphology.values())
            weights = {name: weight / total for name, weight in facts.morphology.items()}
            if key == "other_skin":
                weights = {name: share * (1 - basal[sex]) for name, share in weights.items()} | {BASAL_CELL: basal[sex]}
            first = (number * SITE_SLOTS + site) * CODE_SLOTS
            slots = _spread(weights, CODE_SLOTS)
            found.append(pd.DataFrame({"slot": range(first, first + CODE_SLOTS), "morphology": slots}))
    return pd.concat(found, ignore_index=True)


def _phases(assumptions: Assumptions) -> pd.DataFrame:
    """phase, first_month, months."""
    facts = assumptions.cancer.activity
    edges = np.array([*facts.phases, facts.last_month])
    return pd.DataFrame({"phase": range(len(facts.phases)), "first_month": edges[:-1], "months": np.diff(edges)})


def _by_phase_and_group(kinds: Mapping[str, Service | Contact | Nursing]) -> pd.DataFrame:
    """kind, kind_no, phase, activity, by_month: what comes a month in each phase, for each group of sites."""
    groups = list(dict.fromkeys(s.activity for s in codelists.cancer_sites() if s.activity != "none"))
    rows = [
        (name, number, phase, group, rate * kind.sites.get(group, 1.0))
        for number, (name, kind) in enumerate(kinds.items())
        for phase, rate in enumerate(kind.by_month)
        for group in groups
    ]
    frame = pd.DataFrame(rows, columns=["kind", "kind_no", "phase", "activity", "by_month"])
    return frame[frame["by_month"] > 0]


def _services(assumptions: Assumptions) -> pd.DataFrame:
    kinds = assumptions.cancer.activity.services
    facts = pd.DataFrame(
        [(name, k.specialty, k.code) for name, k in kinds.items()], columns=["kind", "specialty", "code"]
    )
    return _by_phase_and_group(kinds).merge(facts, on="kind")


def _contacts(assumptions: Assumptions) -> pd.DataFrame:
    kinds = assumptions.cancer.activity.contacts
    columns = ["kind", "contact_type", "acute", "hours", "more_hours"]
    rows = [(name, k.contact_type, k.acute, k.hours, k.more_hours) for name, k in kinds.items()]
    return _by_phase_and_group(kinds).merge(pd.DataFrame(rows, columns=columns), on="kind")


def _nursing(assumptions: Assumptions) -> pd.DataFrame:
    """As _by_phase_and_group, `kind` by the number that episodes have."""
    frame = _by_phase_and_group(assumptions.cancer.activity.nursing)
    return frame.assign(kind=frame["kind"].map({name: number for number, name in enumerate(care.KINDS)}))


def values(assumptions: Assumptions, persons: int) -> dict[str, object]:
    """Name -> what stands for {name} in the SQL of cancer."""
    facts, dirty = assumptions.cancer, assumptions.dirty
    stages = facts.stages
    wanted = round(dirty.share * facts.rows_a_resident * persons / RULES_BROKEN)
    return {
        "tumour_row": f"(CAST(fate > 1 AS INTEGER) * 2 + CAST(sex = '{SEXES[1]}' AS INTEGER)) * {len(AGES)} + age",
        "site_slots": SITE_SLOTS,
        "code_slots": CODE_SLOTS,
        "stage_slots": STAGE_SLOTS,
        "first_diagnosis": facts.first_diagnosis,
        "lived_elsewhere": facts.lived_elsewhere,
        "staged_from": date(stages.first_year, 1, 1),
        "stage_t": _spread(stages.t, STAGE_SLOTS),
        "stage_n": _spread(stages.n, STAGE_SLOTS),
        "stage_m": _spread(stages.m, STAGE_SLOTS),
        "unknown_morphology": PLACEHOLDER,
        "last_month": facts.activity.last_month,
        "highest_level": facts.activity.highest_level,
        "dirty_cancer_tumour": max(dirty.at_least, wanted),
    }
