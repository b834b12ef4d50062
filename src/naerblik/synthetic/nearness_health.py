"""How near services, diagnoses in practice and hospital stays lie to what is published or assumed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from naerblik import codelists
from naerblik.engine.duckdb import Connection
from naerblik.registers.snapshot import Snapshot
from naerblik.synthetic import assumptions as assumed
from naerblik.synthetic import services
from naerblik.synthetic.demography import pyramid
from naerblik.synthetic.nearness_figures import Figure, Tolerance

SQL = Path(__file__).with_name("sql") / "nearness"
STAYS = Tolerance(
    "trukket tilfældigt, flere hos samme person; enkelte kædes sammen tilfældigt", drawn=9, model_percent=1
)
CONTACTS = Tolerance("antagelse: omkring 7 om året i størrelsesorden", drawn=9, model_percent=3)
REGISTERED = Tolerance("antagelse: andel i RUKS; nogle dør, før de er registreret", drawn=1, model_percent=8)
KINDS = {"admission": "Indlæggelser (12 timer og derover)", "short": "Ophold under 12 timer"}


def health(connection: Connection, snapshot: Snapshot, scale: float) -> Iterator[Figure]:
    """The figures of general practice and hospitals, not yet scaled."""
    yield from _stays(connection, snapshot)
    yield _contacts(connection, scale)
    yield from _registered(connection, scale)


def _stays(connection: Connection, snapshot: Snapshot) -> Iterator[Figure]:
    # Contacts of the month after a year can belong to a stay that began in it.
    last = date(max(year for _, year in codelists.hospital_stays()) + 1, 2, 1)
    after = snapshot.observation_end + timedelta(days=1)
    sql = (SQL / "stays.sql").read_text(encoding="utf-8").format(after=after, last=last)
    found = {(kind, year): stays for year, kind, stays in connection.execute(sql).fetchall()}
    for (kind, year), stays in codelists.hospital_stays().items():
        yield Figure("Sygehusophold", f"{KINDS[kind]} {year}", stays, found.get((kind, year), 0), STAYS)


def _contacts(connection: Connection, scale: float) -> Figure:
    """Contacts with general practice in the last year of the window, against the assumed ones a person."""
    facts = assumed.load()
    year = facts.years[-1]
    listed = services.codes(facts)
    contact = listed["specialty"].eq(services.GENERAL_PRACTICE) & listed["service_group"].isin(services.CONTACTS)
    codes = ", ".join(f"'{code}'" for code in listed.loc[contact, "service_code"])
    ((found,),) = connection.execute(
        f"SELECT sum(services) FROM health_service WHERE specialty = '{services.GENERAL_PRACTICE}' "
        f"AND service_code IN ({codes}) AND year(treatment_date) = {year}"
    ).fetchall()
    persons = float(pyramid(year).sum() + pyramid(year + 1).sum()) / 2
    wanted = persons * facts.services.contacts_a_year
    return Figure("Almen praksis (antagelse)", f"Kontakter {year}", wanted, int(found), CONTACTS)


def _registered(connection: Connection, scale: float) -> Iterator[Figure]:
    """Persons with a disease in RUKS of whom practice has a diagnosis of the same name."""
    wanted = assumed.load().practice.registered
    for diagnosis in codelists.practice_diagnoses():
        if diagnosis.disease:
            ((both, ill),) = connection.execute(
                "SELECT count(*) FILTER (person_key IN (SELECT person_key FROM practice_diagnosis WHERE code = ?)), "
                "count(*) FROM chronic_disease WHERE disease = ?",
                [diagnosis.code, diagnosis.disease],
            ).fetchall()
            name = f"{diagnosis.code} hos personer med sygdommen i RUKS"
            yield Figure("Registreret i praksis (antagelse)", name, ill * wanted * scale, both, REGISTERED)
