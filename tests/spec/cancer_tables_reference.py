"""Every table of the page of cancer as plain counts give it."""

from __future__ import annotations

from collections.abc import Iterator

import cancer_reference as cancer
from plain_country import AGES, YEAR, YEARS, Place, every_municipality
from plain_rates import Part
from printed import EMPTY, MISSING, OVERDISPERSED, Number, PlainTable, Shown

from naerblik import codelists

OWN_SITES = [site for site in codelists.cancer_sites() if site.counted != "outside"]
NAMES = {"total": "Alle kræftformer", **{site.key: site.label for site in OWN_SITES}, "rest": "Øvrige kræftformer"}
SEXES_OF = {site.key: site.sexes for site in OWN_SITES}
CHOSEN = [group for group in cancer.groups() if group != "rest"]
LOCAL = {"breast": "Bryst", "prostate": "Prostata", "lung": "Lunge", "colon": "Tyktarm", "melanoma": "Modermærke"}
SEXES = {"all": "Alle", "K": "Kvinder", "M": "Mænd"}
CLASSES = {"0": "0–1 år", "1": "1–5 år", "5": "5–10 år", "10": "10 år og mere"}
SECTORS = {
    "almen": "Almen praksis",
    "special": "Speciallægepraksis",
    "ambulant": "Sygehus, ambulant",
    "indlagt": "Sygehus, indlæggelse",
    "sygepleje": "Kommunal sygepleje",
}
WITH_CONTACTS = {sector: name for sector, name in SECTORS.items() if sector != "sygepleje"}
LIMITS, VERDICT, PER = "95 pct. sikkerhedsgrænser", "Mod resten af landet", 100_000
REST = "Resten af landet, pr. 100.000"
PARTS, APART = "Alle kræftformer og deres dele", "Uden for alle kræftformer"
DAY = "1. juli 2024"
NOT_BY_SEX_AND_AGE = "breast"
DAYS_A_YEAR = 365.25

GROUPS: dict[str, dict[str, str]] = {
    "Alle borgere": {},
    "Bor på plejehjem": {"nursing_home": "yes"},
    "Bor ikke på plejehjem": {"nursing_home": "no"},
    **{disease.label: {"disease": disease.key} for disease in codelists.chronic_diseases()},
}


def tables(place: Place) -> dict[str, PlainTable]:
    """By the key of the table."""
    return {
        "kraeft-nye-tilfaelde": new_cases(place),
        "kraeft-alder-og-koen": new_cases_by_age(place, ["total"], "Nye kræfttilfælde"),
        "kraeft-alder-kraeftformer": new_cases_by_age(place, CHOSEN, "Nye tilfælde af udvalgte kræftformer"),
        "kraeft-nye-grupper": new_cases_by_group(place),
        "kraeft-kommuner": municipalities(place),
        "kraeft-kommuner-kraeftformer": municipalities_by_site(place),
        "kraeft-kort": every_place(place),
        "kraeft-levende": survivors(place),
        "kraeft-levende-alder": survivors_by_age(place),
        "kraeft-levende-grupper": survivors_by_group(place),
        "kraeft-forloeb-andel": course_shares(place),
        "kraeft-forloeb-kontakter": course_contacts(place),
        "kraeft-kontakter": contacts(place),
        "kraeft-udvikling": trend(place),
    }


def age(label: str) -> str:
    """As a reader meets it."""
    if label == "all":
        return "Alle aldre"
    return f"{label[:-1]} år og derover" if label.endswith("+") else f"{label.replace('-', '–')} år"


def sites() -> Iterator[tuple[str, tuple[str, str]]]:
    """The sites of the lists, with the group and name of their rows."""
    for site, name in NAMES.items():
        if site != "rest":
            yield site, (APART if site == "other_skin" else PARTS, name)


def new_cases(place: Place) -> PlainTable:
    rows = {}
    for site, label in sites():
        own, rest = (of("tumours", site) for of in (place.own, place.rest))
        shown = [own.count, place.count("cancer_patients", site), own.per(PER), own.rate_limits(PER)]
        rows[label] = [*shown, *([] if place.is_country else [rest.per(PER), OVERDISPERSED])]
    head = ["Kræftform", "Nye tilfælde", "Personer", "Pr. 100.000", LIMITS]
    head += [] if place.is_country else [REST, VERDICT]
    return PlainTable(f"Nye kræfttilfælde efter kræftform, {place.name}, {YEAR}", head, rows)


def new_cases_by_age(place: Place, of_sites: list[str], what: str) -> PlainTable:
    caption = f"{what} efter alder og køn, {place.name}, {YEAR}"
    return _by_age(place, of_sites, "tumours", caption, "nye tilfælde", NOT_BY_SEX_AND_AGE)


def survivors_by_age(place: Place) -> PlainTable:
    caption = f"Borgere, der lever med en kræftdiagnose, efter alder og køn, {place.name}, {DAY}"
    return _by_age(place, ["total", *cancer.groups()], "survivors", caption, "borgere")


def _by_age(
    place: Place, of_sites: list[str], kind: str, caption: str, counted: str, not_by_both: str = ""
) -> PlainTable:
    """A sex that cannot have the cancer stays empty, and so does what is not published by both sex and age."""
    rows = {}
    for site in of_sites:
        for label in (*AGES, "all"):
            values: list[Shown] = []
            for sex in SEXES:
                by_both = sex != "all" and label != "all"
                if sex not in ("all", *SEXES_OF.get(site, ("K", "M"))) or (by_both and site == not_by_both):
                    values += [EMPTY, EMPTY]
                else:
                    own = place.own(kind, site, sex=sex, age=label)
                    values += [own.counted(), own.per(PER)] if own.people else [EMPTY, EMPTY]
            rows[NAMES[site], age(label)] = values
    head = ["Alder", *(title for name in SEXES.values() for title in (f"{name}: {counted}", "Pr. 100.000"))]
    return PlainTable(caption, head, rows)


def new_cases_by_group(place: Place) -> PlainTable:
    rows = {}
    for name, group in GROUPS.items():
        own = place.own("tumours", "total", **group)
        rows["", name] = [own.whole(), own.counted(), own.per(PER), own.rate_limits(PER)]
    caption = f"Nye kræfttilfælde efter plejehjem og kronisk sygdom, {place.name}, {YEAR}"
    return PlainTable(caption, ["Gruppe", "Borgere i gruppen", "Nye tilfælde", "Pr. 100.000", LIMITS], rows)


def survivors_by_group(place: Place) -> PlainTable:
    rows = {}
    for name, group in GROUPS.items():
        own = place.own("survivors", "total", **group)
        rows["", name] = [own.whole(), own.counted(), own.percent(), own.share_limits(100)]
    caption = f"Borgere, der lever med en kræftdiagnose, efter plejehjem og kronisk sygdom, {place.name}, {DAY}"
    head = ["Gruppe", "Borgere i gruppen", "Med en kræftdiagnose", "Andel", f"{LIMITS}, pct."]
    return PlainTable(caption, head, rows)


def municipalities(place: Place) -> PlainTable:
    rows = {}
    for one in place.municipalities():
        own = one.own("tumours", "total")
        shown = [own.whole(), own.counted(), own.per(PER), own.rate_limits(PER)]
        rows["", one.area.name] = [*shown, OVERDISPERSED, OVERDISPERSED]
    head = ["Kommune", "Borgere", "Nye tilfælde", "Pr. 100.000", LIMITS]
    head += ["99,8 pct.-grænser omkring resten af landet", VERDICT]
    return PlainTable(f"Nye kræfttilfælde efter kommune, {YEAR}", head, rows)


def municipalities_by_site(place: Place) -> PlainTable:
    rows = {}
    for one in place.municipalities():
        parts = [one.own("tumours", site) for site in LOCAL]
        rows["", one.area.name] = [value for own in parts for value in (own.counted(), own.per(PER))]
    head = ["Kommune", *(title for name in LOCAL.values() for title in (f"{name}, antal", "Pr. 100.000"))]
    return PlainTable(f"Nye tilfælde af de hyppigste kræftformer efter kommune, {YEAR}", head, rows)


def every_place(place: Place) -> PlainTable:
    rows = {}
    for one in every_municipality(place.country):
        own, persons = one.own("tumours", "total"), one.own("cancer_patients", "total")
        rows["", one.area.name] = [own.whole(), own.counted(), persons.counted(), own.per(PER)]
    head = ["Kommune", "Borgere", "Nye tilfælde", "Personer", "Pr. 100.000"]
    return PlainTable(f"Nye kræfttilfælde i alle kommuner, {YEAR}", head, rows)


def survivors(place: Place) -> PlainTable:
    rows = {}
    for site, label in sites():
        own, rest = (of("survivors", site) for of in (place.own, place.rest))
        shown = [own.count, own.per(PER), own.share_limits(PER), *([] if place.is_country else [rest.per(PER)])]
        alone = place.area.level == "municipality"  # the total is all that is published, and has no group
        classes = [place.count("survivors", f"{site}.{first}") for first in CLASSES]
        rows["" if alone else label[0], label[1]] = [*shown, *classes]
    head = ["Kræftform", "Borgere", "Pr. 100.000", LIMITS, *([] if place.is_country else [REST]), *CLASSES.values()]
    caption = "Borgere, der lever med en kræftdiagnose, efter kræftform og tid siden den første"
    return PlainTable(f"{caption}, {place.name}, {DAY}", head, rows)


def course_shares(place: Place) -> PlainTable:
    rows = {}
    for group in cancer.groups():
        for month in cancer.MONTHS:
            people = place.count("observed", f"{group}.{month}")
            years = place.count("observed_days", f"{group}.{month}") / DAYS_A_YEAR
            users = [place.count("course_users", f"{group}.{sector}.{month}") for sector in SECTORS]
            rows[NAMES[group], str(month)] = [people, Number(years), *(Part(n, people).per(100) for n in users)]
    head = ["Måned fra diagnosen", "Borgere", "Personår", *(f"{name}, pct." for name in SECTORS.values())]
    caption = f"Borgere under observation og andel med kontakt efter måned fra diagnosen, {place.name}"
    return PlainTable(caption, head, rows)


def course_contacts(place: Place) -> PlainTable:
    rows = {}
    for group in cancer.groups():
        for month in cancer.MONTHS:
            days = place.count("observed_days", f"{group}.{month}")
            values: list[Shown] = [Number(days / DAYS_A_YEAR)]
            for sector in WITH_CONTACTS:
                own = Part(place.count("course_contacts", f"{group}.{sector}.{month}"), days)
                values += [own.counted(), own.per(DAYS_A_YEAR)]
            rows[NAMES[group], str(month)] = values
    head = ["Måned fra diagnosen", "Personår"]
    head += [title for name in WITH_CONTACTS.values() for title in (f"{name}: kontakter", "Pr. personår")]
    return PlainTable(f"Kontakter og kontakter pr. personår efter måned fra diagnosen, {place.name}", head, rows)


def contacts(place: Place) -> PlainTable:
    rows = {}
    for group in ("total", *cancer.groups()):
        alive, alive_in_rest = (count("survivors", group) for count in (place.count, place.count_of_rest))
        for sector, name in SECTORS.items():
            item = f"{group}.{sector}"
            users = Part(place.count("survivor_users", item), alive)
            rest = Part(place.count_of_rest("survivor_users", item), alive_in_rest)
            values = [users.counted(), users.percent()]
            values += [] if place.is_country else [rest.percent() if alive else MISSING]
            rows[NAMES[group], name] = [*values, *_contacts(place, item, alive, alive_in_rest)]
    head = ["Sektor", "Borgere med kontakt", "Andel", "Resten af landet, andel"]
    head += ["Kontakter", "Pr. borger", "Resten af landet, pr. borger"]
    head = [title for title in head if not (place.is_country and title.startswith("Resten"))]
    caption = "Kontakter i de 12 måneder op til opgørelsesdagen efter kræftform og sektor"
    return PlainTable(f"{caption}, {place.name}, {DAY}", head, rows)


def _contacts(place: Place, item: str, alive: int, alive_in_rest: int) -> list[Shown]:
    """Of municipal nursing the registers do not know how often."""
    if item.endswith(".sygepleje"):
        return [EMPTY, EMPTY] if place.is_country else [EMPTY, EMPTY, EMPTY]
    own = Part(place.count("survivor_contacts", item), alive)
    rest = Part(place.count_of_rest("survivor_contacts", item), alive_in_rest)
    return [own.counted(), own.per(1), *([] if place.is_country else [rest.per(1)])]


def trend(place: Place) -> PlainTable:
    rows = {}
    for site in ("total", *LOCAL):
        for year in YEARS:
            own, rest = (of("tumours", site, year=year) for of in (place.own, place.rest))
            persons = place.count("cancer_patients", site, year=year)
            shown = [own.people, own.count, persons, own.per(PER), own.rate_limits(PER)]
            rows[NAMES[site], str(year)] = [*shown, *([] if place.is_country else [rest.per(PER)])]
    head = ["År", "Borgere", "Nye tilfælde", "Personer", "Pr. 100.000", LIMITS]
    head += [] if place.is_country else [REST]
    return PlainTable(f"Nye kræfttilfælde efter år, {place.name}", head, rows)
