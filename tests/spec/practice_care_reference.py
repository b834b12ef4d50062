"""The tables of contacts, examinations and admissions on the page of general practice as plain counts give them."""

from __future__ import annotations

from cancer_tables_reference import DAY, LIMITS, VERDICT, age
from plain_country import AGES, Place
from plain_rates import Part
from practice_reference import contacts
from printed import MISSING, OVERDISPERSED, PlainTable, Shown

from naerblik import codelists
from naerblik.codelists import PracticeItem

DIAGNOSES = codelists.practice_items("diagnosis")
SERVICES = codelists.practice_items("service")
EXAMINATIONS = codelists.expected_examinations()
SEXES = {"K": "Kvinder", "M": "Mænd", "all": "Alle"}
HOMES = {"yes": "På plejehjem", "no": "Ikke på plejehjem"}
AROUND_REST = "99,8 pct.-grænser omkring resten af landet"


def tables(place: Place) -> dict[str, PlainTable]:
    """By the key of the table."""
    return {
        "praksis-plejehjem-indlaeggelser": admissions_by_nursing_home(place),
        "praksis-kontakter": care(place),
        "praksis-kontakter-alder-koen": care_by_age(place),
        "praksis-kontakter-diagnose": users_by_diagnosis(place),
        "praksis-ydelser-diagnose": services_by_diagnosis(place),
        "praksis-undersoegelser": examinations(place),
        "praksis-kommuner-diabetes-aarskontrol": annual_review_by_municipality(place),
        "praksis-undersoegelser-kommuner": examinations_by_municipality(place),
        "praksis-indlaeggelser": admissions(place),
    }


def patients(place: Place, kind: str, item: str, *, of_rest: bool = False, **group: str) -> Part:
    """How many of those with the diagnosis of an item count for another kind."""
    count = place.count_of_rest if of_rest else place.count
    return Part(count(kind, item, **group), count("diagnoses", item.split(".", maxsplit=1)[0], **group))


def beside(place: Place, own: Part, rest: Shown) -> list[Shown]:
    """The rest of the country, and how the two compare; nothing for the country, nor beside a group of nobody."""
    return [] if place.is_country else [rest if own.people else MISSING, OVERDISPERSED]


def certain(item: str) -> str:
    service = next(service for service in SERVICES if service.item == item)
    return "usikker" if service.confidence == "unsure" else "fundet i kilde"


def care(place: Place) -> PlainTable:
    rows = {}
    for found in SERVICES:
        users, in_rest = (of("users", found.item) for of in (place.own, place.rest))
        services, elsewhere = (of("services", found.item) for of in (place.own, place.rest))
        shown = [certain(found.item), users.count, users.percent(), *beside(place, users, in_rest.percent())]
        shown += [services.count, services.per(1000), *([] if place.is_country else [elsewhere.per(1000)])]
        rows[found.group, found.name] = [*shown, Part(services.count, users.count).per(1)]
    head = ["Ydelse", "Kode", "Borgere med mindst én", "Andel", "Resten af landet", VERDICT, "Ydelser"]
    head += ["Ydelser pr. 1.000 borgere", "Resten af landet, ydelser pr. 1.000", "Ydelser pr. bruger"]
    head = [title for title in head if not (place.is_country and "esten af landet" in title)]
    return PlainTable(f"Kontakter og undersøgelser i almen praksis, {place.name}, 12 måneder til {DAY}", head, rows)


def care_by_age(place: Place) -> PlainTable:
    rows = {}
    for found in SERVICES:
        for label in (*AGES, "all"):
            values: list[Shown] = []
            for sex in SEXES:
                users, services = (place.own(kind, found.item, sex=sex, age=label) for kind in ("users", "services"))
                values += [users.percent(), services.per(1, 2)]
            rows[found.name, age(label)] = values
    head = ["Alder", *(title for sex in SEXES.values() for title in (f"{sex}: andel", "Ydelser pr. borger"))]
    caption = "Borgere med mindst én ydelse, og ydelser pr. borger, efter alder og køn"
    return PlainTable(f"{caption}, {place.name}, 12 måneder til {DAY}", head, rows)


def _by_diagnosis(place: Place, kind: str) -> tuple[list[str], dict[PracticeItem, list[Part]]]:
    head = ["Diagnose", "Borgere med diagnosen", *(s.name for s in SERVICES if s.item in contacts())]
    return head, {d: [patients(place, kind, f"{d.item}.{contact}") for contact in contacts()] for d in DIAGNOSES}


def users_by_diagnosis(place: Place) -> PlainTable:
    head, found = _by_diagnosis(place, "diagnosis_users")
    rows = {("", d.name): [parts[0].people, *(own.percent() for own in parts)] for d, parts in found.items()}
    caption = f"Andel af borgere med hver diagnose, der havde mindst én kontakt, {place.name}, 12 måneder til {DAY}"
    return PlainTable(caption, head, rows)


def services_by_diagnosis(place: Place) -> PlainTable:
    head, found = _by_diagnosis(place, "diagnosis_services")
    rows = {("", d.name): [parts[0].people, *(own.per(1, 2) for own in parts)] for d, parts in found.items()}
    return PlainTable(f"Kontakter pr. borger med hver diagnose, {place.name}, 12 måneder til {DAY}", head, rows)


def _among_patients(place: Place, kind: str, item: str) -> list[Shown]:
    own, rest = patients(place, kind, item), patients(place, kind, item, of_rest=True)
    shown = [own.whole(), own.counted(), own.percent(), own.share_limits(100)]
    return [*shown, *beside(place, own, rest.percent())]


def examinations(place: Place) -> PlainTable:
    found = [(e, f"{e.diagnosis}.{e.examination}") for e in EXAMINATIONS]
    rows = {("", e.name): [certain(e.examination), *_among_patients(place, "examinations", item)] for e, item in found}
    head = ["Undersøgelse", "Kode", "Borgere med diagnosen", "Fik undersøgelsen", "Andel", LIMITS]
    head += [] if place.is_country else ["Resten af landet", VERDICT]
    return PlainTable(
        f"Forventede undersøgelser blandt borgere med diagnosen, {place.name}, 12 måneder til {DAY}", head, rows
    )


def admissions(place: Place) -> PlainTable:
    rows = {(d.group, d.name): _among_patients(place, "acute_admissions", d.item) for d in DIAGNOSES}
    head = ["Diagnose", "Borgere med diagnosen", "Akut indlagt", "Andel", LIMITS]
    head += [] if place.is_country else ["Resten af landet", VERDICT]
    return PlainTable(
        f"Akutte indlæggelser blandt borgere med hver diagnose, {place.name}, 12 måneder til {DAY}", head, rows
    )


def admissions_by_nursing_home(place: Place) -> PlainTable:
    rows = {}
    for found in DIAGNOSES:
        parts = [patients(place, "acute_admissions", found.item, nursing_home=answer) for answer in HOMES]
        rows["", found.name] = [value for own in parts for value in (own.whole(), own.counted(), own.percent())]
    head = [title for name in HOMES.values() for title in (f"{name}: med diagnosen", "Akut indlagt", "Andel")]
    caption = f"Borgere med hver diagnose, der var indlagt akut mindst én gang, {place.name}, 12 måneder til {DAY}"
    return PlainTable(caption, ["Diagnose", *head], rows)


def annual_review_by_municipality(place: Place) -> PlainTable:
    rows = {}
    for one in place.municipalities():
        own = patients(one, "examinations", "diabetes.aarskontrol")
        shown = [own.whole(), own.counted(), own.percent(), own.share_limits(100)]
        rows["", one.area.name] = [*shown, OVERDISPERSED, OVERDISPERSED]
    head = ["Kommune", "Borgere med diagnosen", "Fik undersøgelsen", "Andel", LIMITS, AROUND_REST, VERDICT]
    return PlainTable(f"Diabetes: årskontrol efter kommune, 12 måneder til {DAY}", head, rows)


def examinations_by_municipality(place: Place) -> PlainTable:
    rows = {}
    for one in place.municipalities():
        parts = [patients(one, "examinations", f"{e.diagnosis}.{e.examination}") for e in EXAMINATIONS]
        rows["", one.area.name] = [own.percent() for own in parts]
    caption = f"Andel, der har fået den forventede undersøgelse, efter bopælskommune, 12 måneder til {DAY}"
    return PlainTable(caption, ["Kommune", *(e.name for e in EXAMINATIONS)], rows)
