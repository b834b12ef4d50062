"""Services of general practice and practising specialists: how often each group of persons has which."""

from __future__ import annotations

import numpy as np
import pandas as pd

from naerblik import codelists
from naerblik.synthetic import groups
from naerblik.synthetic.assumptions import Assumptions
from naerblik.synthetic.calibration import Counts, Floats

SLOTS = 1024
GENERAL_PRACTICE = "80"
CONTACTS = ("konsultation", "e-konsultation", "telefon", "video", "hjemmebesøg")
"""Groups of services that are contacts; tests and annual reviews come on top of one."""


def codes(assumptions: Assumptions) -> pd.DataFrame:
    """service_no, specialty, service_code, service_group and two (share of the rows with two services)."""
    rates = assumptions.services.rates
    listed = codelists.practice_services()
    two = [rates[f"{s.specialty}-{s.code}"].two_of_a_row if f"{s.specialty}-{s.code}" in rates else 0 for s in listed]
    rows = [(n, s.specialty, s.code, s.group) for n, s in enumerate(listed)]
    return pd.DataFrame(rows, columns=["service_no", "specialty", "service_code", "service_group"]).assign(two=two)


def relative(assumptions: Assumptions) -> Floats:
    """Group x service_no: services a person-year before the sum of contacts is calibrated."""
    rates = assumptions.services.rates
    found = np.zeros((len(groups.AGE), len(codelists.practice_services())))
    for number, service in enumerate(codelists.practice_services()):
        if (facts := rates.get(f"{service.specialty}-{service.code}")) is not None:
            women = np.where(groups.SEX == 0, facts.women, 1.0)
            found[:, number] = groups.by_age(facts.by_age) * women * np.where(groups.HOME == 1, facts.nursing_home, 1.0)
    return np.asarray(found * groups.factor(assumptions.services.factors)[:, None])


def slots(assumptions: Assumptions) -> pd.DataFrame:
    """slot, service_no: the rows of a cell of groups, in proportion to how often they hold each service."""
    per_row = 1 + codes(assumptions)["two"].to_numpy()
    chosen = groups.slots((relative(assumptions) / per_row)[groups.CELLS], SLOTS)
    return pd.DataFrame({"slot": np.arange(len(chosen)), "service_no": chosen})


def calibrated(assumptions: Assumptions, days: Counts) -> pd.DataFrame:
    """grp, per_day: rows a person-day, such that contacts with general practice are as many a year as assumed.

    `days`: person-days of each group within the window.
    """
    listed, rates = codes(assumptions), relative(assumptions)
    contact = listed["specialty"].eq(GENERAL_PRACTICE) & listed["service_group"].isin(CONTACTS)
    mean = float(rates[:, contact.to_numpy()].sum(axis=1) @ days) / float(days.sum())
    rows = (rates / (1 + listed["two"].to_numpy())).sum(axis=1)
    per_day = rows * assumptions.services.contacts_a_year / mean / 365.25
    return pd.DataFrame({"grp": np.arange(len(per_day)), "per_day": per_day})
