"""FSIII as tables for the generator: the codes, how often each occurs by kind of episode and disease, who gets care."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import pandas as pd

from naerblik import codelists
from naerblik.codelists import HOME_NURSING, Code
from naerblik.synthetic.assumptions import Assumptions, steps
from naerblik.synthetic.calibration import Flags, Floats
from naerblik.synthetic.demography import AGES, LEAVES, STAYS
from naerblik.synthetic.illness import Chances

KINDS = ("long_term", "nursing_home", "wound", "medicine", "other")
NO_SUCCESSOR = -1
BEFORE_WINDOW = 90  # days that short episodes can have begun before the window, so that it begins with as many as later


def subsets(count: int) -> Flags:
    """Number of a set of diseases (mask, one bit each) x disease: whether it is in the set."""
    return np.asarray((np.arange(1 << count)[:, None] >> np.arange(count)) & 1 == 1)


def condition_codes(assumptions: Assumptions) -> pd.DataFrame:
    """code_no, law, code, uuid, successor (code_no after the simplification, or -1); codes of §138 come first."""
    frame = _codes(codelists.conditions())
    number = dict(zip(frame["code"], frame["code_no"], strict=True))
    simplified = {old: number[new] for old, new in assumptions.conditions.simplified.items()}
    return frame.assign(successor=[simplified.get(code, NO_SUCCESSOR) for code in frame["code"]])


def intervention_codes(assumptions: Assumptions) -> pd.DataFrame:
    """code_no, law, code, uuid, renewed_after (days) and first_day; codes of §138 come first."""
    frame = _codes(codelists.interventions())
    renewed = {code: int(rates[-1]) for code, rates in assumptions.interventions.rates.items()}
    new = {code.code for code in codelists.interventions() if code.generation.startswith("new")}
    care = assumptions.care
    return frame.assign(
        renewed_after=[renewed.get(code, care.other_law_renewed_after) for code in frame["code"]],
        first_day=[care.new_codes_from if code in new else date.min for code in frame["code"]],
    )


def _codes(listed: Sequence[Code]) -> pd.DataFrame:
    ordered = sorted(listed, key=lambda code: code.law != HOME_NURSING)
    rows = [(n, code.law, code.code, code.uuid) for n, code in enumerate(ordered)]
    return pd.DataFrame(rows, columns=["code_no", "law", "code", "uuid"])


def other_codes(codes: pd.DataFrame) -> pd.DataFrame:
    """slot, code_no of the codes that do not belong to §138."""
    numbers = codes.loc[codes["law"] != HOME_NURSING, "code_no"].to_numpy()
    return pd.DataFrame({"slot": np.arange(len(numbers)), "code_no": numbers})


def rate_table(
    codes: pd.DataFrame,
    rates: Mapping[str, Sequence[float]],
    with_disease: Mapping[str, Mapping[str, float]],
    diseases: Sequence[str],
) -> pd.DataFrame:
    """kind, mask, code_no, chance: how often an episode of a kind holds a code, for each set of diseases (mask).

    A factor works on the rate behind the chance, 1 - exp(-rate), so that no chance passes one.
    """
    names = list(rates)
    base = -np.log1p(-np.array([rates[name][: len(KINDS)] for name in names]))
    factor = np.ones((1 << len(diseases), len(names)))
    for bit, disease in enumerate(diseases):
        for name, times in with_disease.get(disease, {}).items():
            factor[subsets(len(diseases))[:, bit], names.index(name)] *= times
    chance = -np.expm1(-base.T[:, None, :] * factor)
    kind, mask, column = np.nonzero(chance)
    number = codes.set_index("code")["code_no"].reindex(names).to_numpy()
    return pd.DataFrame({"kind": kind, "mask": mask, "code_no": number[column], "chance": chance[kind, mask, column]})


def disease_factors(assumptions: Assumptions) -> pd.DataFrame:
    """mask, factor: how much more often citizens with these diseases get care."""
    times = [assumptions.care.disease_factors[disease] for disease in assumptions.diseases.profiles]
    factor = np.where(subsets(len(times)), times, 1.0).prod(axis=1)
    return pd.DataFrame({"mask": np.arange(len(factor)), "factor": factor})


def chances_of_care(fate: int, assumptions: Assumptions, chances: Chances) -> dict[str, Floats]:
    """Sex x single age: chance of long-term care and short episodes within the window of a citizen without disease, and
    ended_alive, how much long-term care ended within the window in proportion to what stands after it.

    With the factors of those who have diseases the mean of an age is the rate of params/synthetic.yaml. Those who
    leave the country get no long-term care.
    """
    care = assumptions.care
    mean = np.ones((2, len(AGES)))
    if fate != LEAVES:
        for disease, times in care.disease_factors.items():
            mean = mean * (1 + chances[disease][fate].outside * (times - 1))
    long_term = steps(care.long_term if fate == STAYS else care.at_death, AGES) * (fate != LEAVES)
    short = steps(care.short_a_year, AGES) * len(assumptions.years)
    ended = steps(care.ended_alive, AGES) * (fate == STAYS) * np.ones_like(mean)
    return {"long_term": np.asarray(long_term / mean), "short": np.asarray(short / mean), "ended_alive": ended}
