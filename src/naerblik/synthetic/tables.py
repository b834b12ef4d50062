"""The small tables and the numbers that the generator's SQL reads: everything that is computed before any person is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

import numpy as np
import pandas as pd

from naerblik.synthetic import care, demography, illness, municipal
from naerblik.synthetic.assumptions import Assumptions, Rates, steps
from naerblik.synthetic.calibration import Floats
from naerblik.synthetic.demography import AGES, LEAVES, SEXES, STAYS, Demography
from naerblik.synthetic.illness import Chances

ORIGIN_SLOTS = 4096
RULES_BROKEN = {
    **{"population": 6, "nursing_home": 4, "chronic_disease": 4, "fsiii_condition": 7, "fsiii_intervention": 7},
    **{"practice_diagnosis": 4, "health_service": 7, "hospital_contact": 8, "hospital_diagnosis": 5},
}
"""How many rules the faulty rows of each register break, as numbered in sql/."""


def frames(assumptions: Assumptions, people: Demography, persons: int, seed: int) -> dict[str, pd.DataFrame]:
    """Relation name -> table, for every relation that sql/ names and does not make."""
    place = municipal.places(assumptions, seed)
    diseases = illness.disease_chances(people, assumptions)
    return {
        "cell": demography.cells(people, assumptions, persons),
        "age_slot": demography.age_slots(people),
        "place": place.assign(delivered=municipal.delivered_bits(place)),
        "reporting": municipal.reporting_table(place, assumptions),
        "origin": municipal.origins(place, ORIGIN_SLOTS),
        "disease": illness.disease_table(people, assumptions),
        "disease_chance": _disease_chances(diseases, assumptions),
        "disease_factor": care.disease_factors(assumptions),
        "chance": _chances(people, assumptions, diseases),
        **_code_frames(assumptions, place, seed),
    }


def _code_frames(assumptions: Assumptions, place: pd.DataFrame, seed: int) -> dict[str, pd.DataFrame]:
    diseases = list(assumptions.diseases.profiles)
    kinds: tuple[tuple[str, pd.DataFrame, Rates], ...] = (
        ("condition", care.condition_codes(assumptions), assumptions.conditions),
        ("intervention", care.intervention_codes(assumptions), assumptions.interventions),
    )
    found = {}
    for purpose, (kind, codes, facts) in enumerate(kinds, start=2):
        other = care.other_codes(codes)
        chance = municipal.draws(seed, purpose)
        found[f"{kind}_code"] = codes
        found[f"other_{kind}"] = other
        found[f"{kind}_rate"] = care.rate_table(codes, facts.rates, facts.with_disease, diseases)
        found[f"{kind}_level"] = municipal.code_levels(place, len(codes) - len(other), assumptions, chance)
    return found


def _fates(assumptions: Assumptions) -> tuple[int, ...]:
    return (STAYS, LEAVES, *assumptions.years)


def _by_sex_and_age(**columns: object) -> pd.DataFrame:
    """sex, age and columns; a table of sex x single age becomes a column, a single value is repeated."""
    sex, age = (index.ravel() for index in np.indices((len(SEXES), len(AGES))))
    flat = {name: value.ravel() if isinstance(value, np.ndarray) else value for name, value in columns.items()}
    return pd.DataFrame({"sex": np.array(SEXES)[sex], "age": age, **flat})


def _disease_chances(chances: Chances, assumptions: Assumptions) -> pd.DataFrame:
    """fate, sex, age, in_home and the chance of each disease: d0, d1, ..."""
    parts = []
    for fate in _fates(assumptions):
        for in_home in (False, True):
            columns: dict[str, object] = {}
            for bit, by_fate in enumerate(chances.values()):
                found = by_fate.get(fate)
                columns[f"d{bit}"] = 0.0 if found is None else found.inside if in_home else found.outside
            parts.append(_by_sex_and_age(fate=fate, in_home=in_home, **columns))
    return pd.concat(parts, ignore_index=True)


def _chances(people: Demography, assumptions: Assumptions, diseases: Chances) -> pd.DataFrame:
    """fate, sex, age and the chances nursing_home, immigrant, moves, and those of care."""
    home, home_dying = illness.nursing_home(people, assumptions)
    both = np.ones((len(SEXES), 1))
    immigrant = illness.immigrant_share(people, assumptions) * both
    moves = (1 - (1 - steps(assumptions.residence.moves_a_year, AGES)) ** len(assumptions.years)) * both
    parts = []
    for fate in _fates(assumptions):
        in_home: Floats | float = home if fate == STAYS else 0.0 if fate == LEAVES else home_dying
        of_care = care.chances_of_care(fate, assumptions, diseases)
        parts.append(_by_sex_and_age(fate=fate, nursing_home=in_home, immigrant=immigrant, moves=moves, **of_care))
    return pd.concat(parts, ignore_index=True)


def values(assumptions: Assumptions, people: Demography, persons: int, seed: int) -> dict[str, object]:
    """Name -> what stands for {name} in sql/."""
    start, end = assumptions.observation_start, assumptions.observation_end
    residence, facts = assumptions.residence, assumptions.care
    return {
        "seed": seed,
        "start": start,
        "end": end,
        "after": end + timedelta(days=1),
        "window_days": (end - start).days + 1,
        "before_window": care.BEFORE_WINDOW,
        "months": len(municipal.months(assumptions)),
        "slots": demography.SLOTS,
        "origin_slots": ORIGIN_SLOTS,
        "arrival": _year_of("year of arrival", people.immigrants, assumptions),
        "days_in_municipality": residence.years_in_municipality * 365,
        "moves_within_region": residence.moves_within_region,
        "home_from_age": assumptions.nursing_home.from_age,
        "left_alive": assumptions.nursing_home.left_alive,
        "days_in_home": assumptions.nursing_home.years * 365,
        "days_left_alive": assumptions.nursing_home.days_left_alive,
        "mask": _mask(assumptions),
        "new_cases": _new_cases(assumptions),
        "in_nursing_home": facts.in_nursing_home,
        "highest_long_term": facts.highest_long_term,
        "granted_within": facts.granted_within,
        "grant_spread": facts.grant_spread,
        "days_long_term": facts.long_term_years * 365,
        "short_kind": _short_kind(assumptions),
        "short_days": [kind.days for kind in facts.short_kinds.values()],
        "first_registered": facts.first_registered,
        "other_municipality": facts.other_municipality,
        "runs_on_after_move": facts.runs_on_after_move,
        "runs_on_after_death": facts.runs_on_after_death,
        "highest_code_level": assumptions.reporting.highest_code_level,
        "resolved_early": facts.resolved_early,
        "begun_later": facts.begun_later,
        "other_condition_share": facts.other_laws["condition"],
        "other_intervention_share": facts.other_laws["intervention"],
        "other_conditions": len(care.other_codes(care.condition_codes(assumptions))),
        "other_interventions": len(care.other_codes(care.intervention_codes(assumptions))),
        **_faults(assumptions, persons),
    }


def _faults(assumptions: Assumptions, persons: int) -> Mapping[str, int]:
    """Rows of each register that break one rule."""
    facts = assumptions.dirty
    found = {"dirty_fsiii_reporting": facts.at_least}
    for register, rules in RULES_BROKEN.items():
        wanted = round(facts.share * facts.rows_a_resident[register] * persons / rules)
        found[f"dirty_{register}"] = max(facts.at_least, wanted)
    return found


def _year_of(draw: str, persons: Floats, assumptions: Assumptions) -> str:
    """First day of a year of the window, drawn in proportion to persons."""
    limits = np.cumsum(persons) / persons.sum()
    cases = " ".join(
        f"WHEN draw(i, '{draw}') < {limit} THEN DATE '{year}-01-01'"
        for year, limit in zip(assumptions.years[:-1], limits[:-1], strict=True)
    )
    return f"CASE {cases} ELSE DATE '{assumptions.years[-1]}-01-01' END"


def _mask(assumptions: Assumptions) -> str:
    """The diseases of a person as bits."""
    bits = enumerate(assumptions.diseases.profiles)
    return " + ".join(f"(CAST(draw(i, '{disease}') < d{bit} AS INTEGER) << {bit})" for bit, disease in bits)


def _new_cases(assumptions: Assumptions) -> str:
    """The first date of those who fell ill in a year of the window."""
    cases = [
        f"WHEN draw(n, 'year of first date') < new_by_{year} THEN DATE '{year}-01-01' + whole(n, 'first date', 365)"
        for year in assumptions.years
    ]
    return "\n            ".join(cases)


def _short_kind(assumptions: Assumptions) -> str:
    """The kind of a short episode, numbered as in care.KINDS."""
    limits = np.cumsum([kind.share for kind in assumptions.care.short_kinds.values()])[:-1]
    return " + ".join(["2", *(f"CAST(w >= {limit} AS INTEGER)" for limit in limits)])
