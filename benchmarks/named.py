"""The small relations of general practice and cancer with names in place of numbers, as a user would write them."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from naerblik import codelists


def named(relations: Mapping[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """gp_code, gp_service, gp_expected, gp_contact and survivor_item by name, and care_year: its first and last day."""
    items = relations["item"].set_index("item_no")["item"]
    names = {
        "diagnosis": dict(enumerate(d.item for d in codelists.practice_items("diagnosis"))),
        "service": dict(enumerate(s.item for s in codelists.practice_items("service"))),
    }

    def of(name: str, columns: Mapping[str, str]) -> pd.DataFrame:
        frame = relations[name]
        known = {f"{kind}_no": frame[f"{kind}_no"].map(names[kind]) for kind in names if f"{kind}_no" in frame}
        if "fact_no" in frame:
            known["fact_no"] = frame["fact_no"].map(items)
        return frame.assign(**known).rename(columns=columns)

    days = relations["care_day"].groupby("year")["day"]
    return {
        "gp_code": of("gp_code", {"diagnosis_no": "item"}),
        "gp_service": of("gp_service", {"service_no": "item"}),
        "gp_expected": of("gp_expected", {"diagnosis_no": "diagnosis", "service_no": "examination", "fact_no": "item"}),
        "gp_contact": of("gp_contact", {"diagnosis_no": "diagnosis", "service_no": "service", "fact_no": "item"}),
        "survivor_item": of("survivor_item", {"fact_no": "survivor_item"}),
        "care_year": days.agg(first_day="min", last_day="max").reset_index(),
    }
