"""The groups of cancers with their codes, and what is published of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from naerblik.codelists.reading import rows
from naerblik.project import CODELISTS, PUBLISHED

Counted = Literal["total", "apart", "outside"]
SEXES_OF = {"both": ("K", "M"), "women": ("K",), "men": ("M",)}


@dataclass(frozen=True)
class CancerSite:
    """A group of cancers: one or several entities of NORDCAN.

    `icd10` holds codes and ranges without the D of the hospital codes; one of four characters overrides its code of
    three. `counted`: in the total "alle kræftformer undtagen anden hudkræft", apart from it (other skin), or outside
    every group of NORDCAN. `activity`: the group of the views of activity, 'none' where there is none. `sexes` as in
    the registers.
    """

    key: str
    label: str
    entities: tuple[int, ...]
    sexes: tuple[str, ...]
    icd10: tuple[str, ...]
    counted: Counted
    activity: str
    ci5_labels: tuple[str, ...]


@cache
def cancer_sites() -> tuple[CancerSite, ...]:
    """The groups of cancers that reports use, in their order; every code of the Cancer Register lies in one of them."""
    return tuple(
        CancerSite(
            key=r["key"],
            label=r["label"],
            entities=tuple(int(number) for number in r["nordcan_entity"].split()),
            sexes=SEXES_OF[r["sex"]],
            icd10=tuple(r["icd10"].split()),
            counted=cast(Counted, r["counted"]),
            activity=r["activity"],
            ci5_labels=tuple(label for label in r["ci5_labels"].split(";") if label),
        )
        for r in rows(CODELISTS / "cancer_sites.csv")
    )


def icd10_range(text: str) -> Iterator[str]:
    """The codes of a range such as C33-C34 or D352-D354, or the one code that stands alone."""
    first, _, last = text.partition("-")
    digits = len(first) - 1
    for number in range(int(first[1:]), int((last or first)[1:]) + 1):
        yield f"{first[0]}{number:0{digits}}"


@cache
def cancer_codes() -> dict[str, str]:
    """ICD-10 code -> site: codes of three characters, and every code of four that they can have.

    The fourth character is a digit. A code of four characters that a group names overrides its code of three.
    """
    named = {code: site.key for site in cancer_sites() for part in site.icd10 for code in icd10_range(part)}
    short = {code: site for code, site in named.items() if len(code) == 3}
    longer = {f"{code}{digit}": site for code, site in short.items() for digit in range(10)}
    return short | longer | named


@cache
def cancer_incidence() -> dict[tuple[str, str, int], tuple[int, int]]:
    """(site, sex, first age of the five-year group) -> cases and person-years of 2013-2017; the last group is 85+."""
    sites = {label: site.key for site in cancer_sites() for label in site.ci5_labels}
    found: dict[tuple[str, str, int], tuple[int, int]] = {}
    for r in rows(PUBLISHED / "cancer_incidence_2013_2017.csv"):
        if r["ci5_label"] in sites:
            key = (sites[r["ci5_label"]], r["sex"], int(r["age_from"]))
            found[key] = (found.get(key, (0, 0))[0] + int(r["cases"]), int(r["person_years"]))
    return found


@cache
def lung_cancer() -> dict[tuple[str, int], tuple[int, int]]:
    """(sex, year) -> new cases of lung cancer and the population of 1 July, 2013-2024."""
    return {
        (r["sex"], int(r["year"])): (int(r["cases"]), int(r["population"]))
        for r in rows(PUBLISHED / "cancer_lung_nordcan.csv")
    }


@cache
def cancer_totals() -> dict[tuple[str, str, int], int]:
    """(measure, sex, year) -> persons or cases, rounded by the publisher.

    'prevalence end of year', both sexes: living persons with an earlier cancer as Sundhedsdatastyrelsen counts them.
    'new cases': of other skin without basal cell carcinoma, in 2020.
    """
    return {(r["measure"], r["sex"], int(r["year"])): int(r["value"]) for r in rows(PUBLISHED / "cancer_totals.csv")}
