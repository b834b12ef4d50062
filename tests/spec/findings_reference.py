"""The key findings and headings of a page as plain counts give them."""

from __future__ import annotations

from dataclasses import dataclass

from cancer_tables_reference import NAMES, PER, age
from plain_country import AGES, YEARS, Place
from plain_rates import Part
from practice_care_reference import patients
from printed import Number, danish

LIMITS = "95 pct. sikkerhedsgrænser"


@dataclass(frozen=True)
class Said:
    """How a sentence begins, and the number of the rest of the country that may stand in what follows."""

    begins: str
    rest: str = ""


def key_findings_of_cancer(place: Place) -> list[Said]:
    new, rest = (of("tumours", "total") for of in (place.own, place.rest))
    alive, others = (of("survivors", "total") for of in (place.own, place.rest))
    persons = place.count("cancer_patients", "total")
    number = f"{danish(new.count)} nye kræfttilfælde hos {danish(persons)} personer i 2024"
    living = f"{danish(alive.count)} borgere lever med en kræftdiagnose den 1. juli 2024"
    return [
        Said(f"Nye tilfælde. {number}: {_rate(new)}.", "" if place.is_country else _per(rest)),
        Said(f"Hyppigst. {most_common(place, limits=True)}."),
        Said("Kommuner. Nye kræfttilfælde", f"{len(place.municipalities())} 2024"),
        Said(f"Levende med kræft. {living}: {_share(alive)}.", "" if place.is_country else _per(others)),
        Said(f"Kontakter. {round_diagnosis(place)}."),
        Said(f"Udvikling. {trend_of_cancer(place)}."),
    ]


def headings_of_cancer(place: Place) -> set[str]:
    by_age = {label: place.own("tumours", "total", age=label) for label in AGES}
    top = max(by_age, key=lambda label: by_age[label].count / by_age[label].people)
    alive = place.count("survivors", "total")
    long = Number(100 * place.count("survivors", "total.10") / alive, after=" pct.")
    admitted = Part(place.count("survivor_users", "total.indlagt"), alive)
    return {
        most_common(place),
        f"Raten er højest blandt borgere på {age(top)}: {_per(by_age[top])} mod {_per(place.own('tumours', 'total'))} "
        "borgere i alle aldre i 2024",
        f"{danish(alive)} borgere lever med en kræftdiagnose; {long} af dem fik den første for mindst 10 år siden",
        round_diagnosis(place),
        f"Indlagt i de seneste 12 måneder blandt borgere med en kræftdiagnose: {_percent(admitted)}",
        trend_of_cancer(place),
    }


def most_common(place: Place, *, limits: bool = False) -> str:
    """Three sites of the total; of two alike the first of the list."""
    found = {site: place.own("tumours", site) for site in NAMES if site not in ("total", "other_skin", "rest")}
    first, second, third = sorted(found, key=lambda site: -found[site].count)[:3]
    number = _rate(found[first]) if limits else f"{_per(found[first])} borgere"
    numbers = [
        f"{found[site].per(PER)} ({found[site].rate_limits(PER)})" if limits else found[site].per(PER)
        for site in (second, third)
    ]
    told = f"{NAMES[first]} med {number}, {NAMES[second]} med {numbers[0]} og {NAMES[third]} med {numbers[1]}"
    return f"Flest nye tilfælde i 2024 blandt de kræftformer, der vises: {told}"


def round_diagnosis(place: Place) -> str:
    """Lung cancer: the first month after diagnosis, and the first of the year before."""
    after, before = (
        Part(place.count("course_users", f"lung.ambulant.{month}"), place.count("observed", f"lung.{month}"))
        for month in (0, -12)
    )
    who = f"Af borgere med lungekræft diagnosticeret i 2022–2024 havde {_percent(after)}"
    when = "i den første måned efter diagnosen"
    return f"{who} ambulant sygehuskontakt {when} mod {before.percent()} et år før"


def trend_of_cancer(place: Place) -> str:
    first, last = (place.own("tumours", "total", year=year) for year in (YEARS[0], YEARS[-1]))
    begin = f"{_per(first)} borgere ({first.rate_limits(PER)}) i {YEARS[0]}"
    end = f"{last.per(PER)} ({last.rate_limits(PER)}) i {YEARS[-1]}"
    return f"Nye kræfttilfælde: {begin} og {end}; i parentes {LIMITS}"


def key_findings_of_practice(place: Place) -> list[Said]:
    review, review_in_rest = _patients(place, "examinations", "diabetes.aarskontrol")
    admitted, admitted_in_rest = _patients(place, "acute_admissions", "R95")
    given = f"{_percent(review)} af borgere med diabetes har fået årskontrol inden for 12 måneder."
    acute = f"{_percent(admitted)} af borgere med KOL har været indlagt akut mindst én gang på 12 måneder."
    found = [
        *(_diagnosis(place, item, name) for item, name in (("diabetes", "Diabetes"), ("R95", "KOL"))),
        Said(f"Kontakter. {contacts(place, limits=True)}.", str(place.rest("users", "kontakt").percent())),
        Said(f"Årskontrol. {given}", str(review_in_rest.percent())),
        Said(f"Akutte indlæggelser. {acute}", str(admitted_in_rest.percent())),
        Said(f"Plejehjem. {dementia_with_limits(place)}."),
    ]
    return [Said(said.begins) for said in found] if place.is_country else found


def headings_of_practice(place: Place) -> set[str]:
    review, _ = _patients(place, "examinations", "diabetes.aarskontrol")
    first, last = (place.own("diagnoses", "diabetes", year=year).per(1000) for year in (YEARS[0], YEARS[-1]))
    return {
        contacts(place),
        dementia(place),
        f"{review.percent()} af borgere med diabetes har fået en årskontrol inden for 12 måneder",
        f"Diabetes, type 1 eller 2: {first} pr. 1.000 borgere i {YEARS[0]} og {last} i {YEARS[-1]}",
    }


def contacts(place: Place, *, limits: bool = False) -> str:
    users, services = (place.own(kind, "kontakt") for kind in ("users", "services"))
    share = _percent(users) if limits else str(users.percent())
    said = f"{share} af borgerne havde mindst én kontakt med almen praksis"
    return f"{said}, {services.per(1)} kontakter pr. borger"


def dementia(place: Place) -> str:
    home, others = (place.own("diagnoses", "P70", nursing_home=answer).per(1000, 0) for answer in ("yes", "no"))
    said = f"{home} af 1.000 plejehjemsbeboere er registreret med demens i almen praksis"
    return f"{said} mod {others} af 1.000 øvrige borgere"


def dementia_with_limits(place: Place) -> str:
    home, others = (place.own("diagnoses", "P70", nursing_home=answer) for answer in ("yes", "no"))
    said = f"{home.per(1000)} pr. 1.000 plejehjemsbeboere ({LIMITS} {home.share_limits(1000)})"
    told = f"{others.per(1000)} pr. 1.000 øvrige borgere ({others.share_limits(1000)})"
    return f"{said} er registreret med demens i almen praksis mod {told}"


def _diagnosis(place: Place, item: str, name: str) -> Said:
    own, rest = (of("diagnoses", item) for of in (place.own, place.rest))
    number = f"{danish(own.count)} borgere er registreret med diagnosen den 1. juli 2024"
    rate = f"{own.per(1000)} pr. 1.000 borgere ({LIMITS} {own.share_limits(1000)})"
    return Said(f"{name}. {number}: {rate}.", f"{rest.per(1000)} pr. 1.000" if rest.people else "")


def _patients(place: Place, kind: str, item: str) -> tuple[Part, Part]:
    return patients(place, kind, item), patients(place, kind, item, of_rest=True)


def _per(own: Part) -> str:
    return f"{own.per(PER)} pr. 100.000"


def _rate(own: Part) -> str:
    return f"{_per(own)} borgere ({LIMITS} {own.rate_limits(PER)})"


def _share(own: Part) -> str:
    return f"{_per(own)} borgere ({LIMITS} {own.share_limits(PER)})"


def _percent(own: Part) -> str:
    return f"{own.percent()} ({LIMITS} {own.share_limits(100)})"
