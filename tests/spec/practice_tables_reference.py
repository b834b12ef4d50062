"""Every table of the page of general practice as plain counts give it."""

from __future__ import annotations

from cancer_tables_reference import DAY, LIMITS, VERDICT, age
from plain_country import AGES, YEARS, Place, every_municipality
from plain_rates import Part
from practice_care_reference import AROUND_REST, DIAGNOSES, HOMES, SEXES, beside
from practice_care_reference import tables as tables_of_care
from printed import HIDDEN, MISSING, OVERDISPERSED, PlainTable, Shown, is_small

from naerblik import codelists

DISEASES = codelists.chronic_diseases()
MAIN = {"diabetes": "Diabetes, type 1 eller 2", "R95": "KOL", "R96": "Astma", "K77": "Hjertesvigt"}
MAIN |= {"K78": "Atrieflimren"}
REST = "Resten af landet, pr. 1.000"


def tables(place: Place) -> dict[str, PlainTable]:
    """By the key of the table."""
    return {
        "praksis-diagnoser": diagnoses(place),
        "praksis-nye-diagnoser": new_diagnoses(place),
        "praksis-alder-koen-kol": one_by_age(place, "R95", "KOL"),
        "praksis-alder-koen-diabetes": one_by_age(place, "diabetes", "diabetes type 1 eller 2"),
        "praksis-alder-koen": main_by_age(place),
        "praksis-plejehjem": nursing_home(place),
        "praksis-sygdom": by_disease(place),
        "praksis-ruks": registration(place),
        "praksis-kommuner-diabetes": one_by_municipality(place, "diabetes"),
        "praksis-kommuner-kol": one_by_municipality(place, "R95"),
        "praksis-kommuner": main_by_municipality(place),
        "praksis-kort-diabetes": every_place(place, "diabetes", "Borgere med diabetes type 1 eller 2"),
        "praksis-kort-kol": every_place(place, "R95", "Borgere med KOL"),
        "praksis-udvikling": trend(place),
        **tables_of_care(place),
    }


def _of_diagnoses(place: Place, kind: str, digits: int) -> dict[tuple[str, str], list[Shown]]:
    rows = {}
    for found in DIAGNOSES:
        own, rest = (of(kind, found.item) for of in (place.own, place.rest))
        shown = [" ".join(found.codes), own.count, own.per(1000, digits), own.share_limits(1000, digits)]
        rows[found.group, found.name] = [*shown, *beside(place, own, rest.per(1000, digits))]
    return rows


def diagnoses(place: Place) -> PlainTable:
    head = ["Diagnose", "ICPC-2", "Borgere", "Pr. 1.000", LIMITS, *([] if place.is_country else [REST, VERDICT])]
    caption = f"Borgere med hver diagnose i almen praksis, {place.name}, {DAY}"
    return PlainTable(caption, head, _of_diagnoses(place, "diagnoses", 1))


def new_diagnoses(place: Place) -> PlainTable:
    head = ["Diagnose", "ICPC-2", "Nye", "Pr. 1.000", LIMITS, *([] if place.is_country else [REST, VERDICT])]
    caption = f"Borgere med en ny diagnose i almen praksis, {place.name}, 12 måneder til {DAY}"
    return PlainTable(caption, head, _of_diagnoses(place, "new_diagnoses", 2))


def one_by_age(place: Place, item: str, name: str) -> PlainTable:
    rows = {}
    for label in (*AGES, "all"):
        parts = [place.own("diagnoses", item, sex=sex, age=label) for sex in SEXES]
        rows["", age(label)] = [value for own in parts for value in (own.whole(), own.counted(), own.per(1000))]
    head = [title for sex in SEXES.values() for title in (f"{sex}: borgere", "Med diagnosen", "Pr. 1.000")]
    return PlainTable(f"Borgere med {name} efter alder og køn, {place.name}, {DAY}", ["Alder", *head], rows)


def main_by_age(place: Place) -> PlainTable:
    rows = {}
    for item, name in MAIN.items():
        for label in (*AGES, "all"):
            parts = [place.own("diagnoses", item, sex=sex, age=label) for sex in SEXES]
            rows[name, age(label)] = [value for own in parts for value in (own.counted(), own.per(1000))]
    head = ["Alder", *(title for sex in SEXES.values() for title in (f"{sex}: med diagnosen", "Pr. 1.000"))]
    return PlainTable(f"Borgere med de fem forløbssygdomme efter alder og køn, {place.name}, {DAY}", head, rows)


def nursing_home(place: Place) -> PlainTable:
    rows = {}
    for found in DIAGNOSES:
        parts = [place.own("diagnoses", found.item, nursing_home=answer) for answer in HOMES]
        rows["", found.name] = [value for own in parts for value in (own.whole(), own.counted(), own.per(1000))]
    head = [title for name in HOMES.values() for title in (f"{name}: borgere", "Med diagnosen", "Pr. 1.000")]
    caption = f"Borgere med hver diagnose på plejehjem og uden for, {place.name}, {DAY}"
    return PlainTable(caption, ["Diagnose", *head], rows)


def by_disease(place: Place) -> PlainTable:
    rows = {}
    for found in DIAGNOSES:
        parts = [place.own("diagnoses", found.item, disease=disease.key) for disease in DISEASES]
        rows["", found.name] = [own.per(1000, 0) for own in parts]
    head = ["Diagnose i almen praksis", *(f"{disease.label}, pr. 1.000" for disease in DISEASES)]
    caption = f"Borgere med hver diagnose pr. 1.000 borgere med hver RUKS-sygdom, {place.name}, {DAY}"
    return PlainTable(caption, head, rows)


def registration(place: Place) -> PlainTable:
    """What two numbers leave is hidden where it is few: the report reckons it."""
    diseases = {d.code: d.disease for d in codelists.practice_diagnoses() if d.disease}
    rows = {}
    for found in (d for d in DIAGNOSES if d.item in diseases):
        practice, both = (
            place.count("diagnoses", found.item),
            place.own("diagnoses", found.item, disease=diseases[found.item]),
        )
        alone = [
            number if not is_small(number) else HIDDEN for number in (practice - both.count, both.people - both.count)
        ]
        shares = [both.percent(), Part(both.count, practice).percent()]
        rows["", found.name] = [practice, both.whole(), both.counted(), *alone, *shares]
    head = ["Diagnose", "I almen praksis", "I RUKS", "I begge", "Kun i almen praksis", "Kun i RUKS"]
    head += ["Andel af RUKS, der er i almen praksis", "Andel af almen praksis, der er i RUKS"]
    return PlainTable(f"Borgere med samme sygdom i almen praksis og i RUKS, {place.name}, {DAY}", head, rows)


def one_by_municipality(place: Place, item: str) -> PlainTable:
    rows = {}
    for one in place.municipalities():
        own = one.own("diagnoses", item)
        shown = [own.whole(), own.counted(), own.per(1000), own.share_limits(1000)]
        rows["", one.area.name] = [*shown, OVERDISPERSED, OVERDISPERSED]
    head = ["Kommune", "Borgere", "Med diagnosen", "Pr. 1.000", LIMITS, AROUND_REST, VERDICT]
    return PlainTable(f"{MAIN[item]} efter kommune, {DAY}", head, rows)


def main_by_municipality(place: Place) -> PlainTable:
    rows = {}
    for one in place.municipalities():
        parts = [one.own("diagnoses", item) for item in MAIN]
        rows["", one.area.name] = [parts[0].people, *(v for own in parts for v in (own.per(1000), OVERDISPERSED))]
    head = ["Kommune", "Borgere", *(title for name in MAIN.values() for title in (f"{name}, pr. 1.000", "Mod resten"))]
    caption = f"De fem forløbssygdomme i kommunerne sammenlignet med resten af landet, {DAY}"
    return PlainTable(caption, head, rows)


def every_place(place: Place, item: str, what: str) -> PlainTable:
    rows = {}
    for one in every_municipality(place.country):
        own = one.own("diagnoses", item)
        rows["", one.area.name] = [own.whole(), own.counted(), own.per(1000)]
    return PlainTable(f"{what} i alle kommuner, {DAY}", ["Kommune", "Borgere", "Med diagnosen", "Pr. 1.000"], rows)


def trend(place: Place) -> PlainTable:
    """New diagnoses need registers of twelve months: those of the first year began in the middle of them."""
    rows = {}
    for item, name in MAIN.items():
        for year in YEARS:
            own, rest = (of("diagnoses", item, year=year) for of in (place.own, place.rest))
            new, elsewhere = (of("new_diagnoses", item, year=year) for of in (place.own, place.rest))
            shown = [own.people, own.count, own.per(1000), rest.per(1000)]
            shown += [new.count, new.per(1000, 2), elsewhere.per(1000, 2)] if year > YEARS[0] else [MISSING] * 3
            rows[name, str(year)] = [v for n, v in enumerate(shown) if not (place.is_country and n in (3, 6))]
    head = ["År", "Borgere", "Med diagnosen", "Pr. 1.000", REST, "Nye på 12 måneder", "Nye pr. 1.000"]
    head += ["Resten af landet, nye pr. 1.000"]
    head = [title for title in head if not (place.is_country and title.startswith("Resten"))]
    return PlainTable(f"De fem forløbssygdomme efter år, {place.name}", head, rows)
