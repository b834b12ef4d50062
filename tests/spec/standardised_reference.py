"""Age-standardised rates and observed against expected as plain counts by region, sex and age group give them."""

from __future__ import annotations

from math import floor

from cancer_tables_reference import LIMITS, NAMES, PER, SEXES_OF
from plain_country import YEARS, Place
from plain_rates import interval, poisson, standardised
from printed import HIDDEN, Number, PlainTable, Shown

from naerblik import codelists, geography

AGE_GROUPS = codelists.standard_age_groups()
SEXES = {"all": "Begge køn", "K": "Kvinder", "M": "Mænd"}
FEWEST = 10
STANDARDS = ("nordic2000", "esp2013", "world_segi", "dk2000")


def table(place: Place) -> PlainTable:
    """The country is its regions together: who lives in none of them has no rates."""
    if place.is_country:
        place = Place(place.country, in_regions())
    standards = STANDARDS if place.area.code == geography.COUNTRY else STANDARDS[:1]
    rows = {}
    for site, name in NAMES.items():
        for sex, label in SEXES.items():
            own = SEXES_OF.get(site, ("K", "M"))
            if sex in own or (sex == "all" and len(own) > 1):
                rates = [value for standard in standards for value in _rate(place, site, sex, standard)]
                rows[name, label] = [*rates, *([] if place.is_country else _ratio(place, site, sex))]
    labels = [codelists.standard_populations()[standard].label for standard in standards]
    head = ["Køn", *(title for label in labels for title in (f"Pr. 100.000 ({label})", LIMITS))]
    head += [] if place.is_country else ["Forventede tilfælde", "SIR", f"SIR, {LIMITS}"]
    caption = f"Aldersstandardiserede rater og observeret mod forventet (SIR), {place.name}, {YEARS[0]}–{YEARS[-1]}"
    return PlainTable(caption, head, rows)


def in_regions() -> geography.Area:
    """The five regions together."""
    known = tuple(code for region in geography.areas_of("region", 2026) for code in region.municipalities)
    return geography.Area("country", geography.COUNTRY, "", known, (2026,))


def events(place: Place, site: str, sex: str) -> list[int]:
    """New tumours of all years by age group."""
    return [sum(place.count("tumours", site, year=year, sex=sex, age=a) for year in YEARS) for a in AGE_GROUPS]


def people(place: Place, sex: str) -> list[int]:
    """Residents of the reference dates, added up, by age group."""
    count = place.country.people
    return [sum(count(place.homes, year=year, sex=sex, age=a) for year in YEARS) for a in AGE_GROUPS]


def _rate(place: Place, site: str, sex: str, standard: str) -> list[Shown]:
    found = events(place, site, sex)
    if sum(found) < FEWEST:
        return [HIDDEN, HIDDEN]
    weights = codelists.standard_populations()[standard].weights
    rate, lower, upper = standardised(found, people(place, sex), weights)
    return [Number(PER * rate), interval(PER * lower, PER * upper, 0)]


def expected(place: Place, site: str, sex: str) -> float:
    """New tumours at the rates of the country by sex and age."""
    whole = Place(place.country, in_regions())
    sexes = ("K", "M") if sex == "all" else (sex,)
    strata = [zip(people(place, s), events(whole, site, s), people(whole, s), strict=True) for s in sexes]
    return sum(own * cases / everyone for one in strata for own, cases, everyone in one)


def _ratio(place: Place, site: str, sex: str) -> list[Shown]:
    awaited, observed = expected(place, site, sex), sum(events(place, site, sex))
    if not awaited:
        return [Number(0.0, 0), HIDDEN, HIDDEN]
    ratio = Number(observed / awaited, 2)
    if not observed:
        return [Number(awaited, 0), ratio, HIDDEN]
    shown = floor(100 * observed / awaited + 0.5) / 100
    limits = (shown * end / observed for end in poisson(observed))
    return [Number(awaited, 0), ratio, interval(*limits, 2)]
