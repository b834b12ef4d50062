"""The Danish words that the reports of several topics share."""

from __future__ import annotations

PER_1000 = "Borgere pr. 1.000"
LIMITS = "95 pct. sikkerhedsgrænser"
VERDICT = "Mod resten af landet"
SEXES = {"K": "Kvinder", "M": "Mænd"}


def age(label: str) -> str:
    """'0-17' -> '0–17 år', '85+' -> '85 år og derover'."""
    return f"{label[:-1]} år og derover" if label.endswith("+") else f"{label.replace('-', '–')} år"
