"""General practice and hospitals for the generator: the tables that SQL reads, in the order in which it needs them.

Another generator can add rows of persons i, before `SQL_BEFORE` runs: `extra_service` (i, specialty, service_code, day,
services) and `extra_contact` (i, start_time, end_time, contact_type, priority, code); both are created empty where they
are not there. A person can have up to 255 extra contacts.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from naerblik import codelists
from naerblik.engine.duckdb import Connection, query
from naerblik.synthetic import groups, hospital, municipal, practice, services
from naerblik.synthetic.assumptions import Assumptions
from naerblik.synthetic.calibration import Counts
from naerblik.synthetic.demography import Demography

SQL_BEFORE = ("extra", "illness", "present", "practice_case")
"""What is made when persons stand and before rates are known."""
SQL_AFTER = ("contact", "dirty_health")
HIGHEST_KEY = (1 << 63) - 1
BLOCK_BITS = 51
"""Keys that differ in these last bits alone are a block, of 4,096: persons carry the blocks of their keys, so that a
part finds its own."""
ROWS_A_RESIDENT = {
    **{"fsiii_condition": 1, "fsiii_intervention": 3.4},
    **{"health_service": 23, "hospital_contact": 7.5, "hospital_diagnosis": 8},
}
ROWS_A_PART = {
    **{"fsiii_condition": 7e6, "fsiii_intervention": 8e6},
    **{"health_service": 14e6, "hospital_contact": 11e6, "hospital_diagnosis": 12e6},
}
"""So many rows are sorted at a time: more do not fit into the memory, and DuckDB 1.5 spills a sort too late."""
DIRTY_SHARE = 0.1  # of the blocks of persons, among whose contacts faulty diagnoses are sought


def frames(assumptions: Assumptions, seed: int) -> dict[str, pd.DataFrame]:
    """Relation name -> table, for the relations that do not depend on the persons."""
    place = municipal.places(assumptions, seed)
    service_codes = services.codes(assumptions)
    return {
        "age_class": groups.age_classes(),
        "practice_code": practice.codes(assumptions),
        "practice_chance": practice.chances(assumptions),
        "practice_place": practice.places(place, assumptions, seed),
        "yearly_service": practice.yearly(assumptions, service_codes),
        "service": service_codes,
        "service_slot": services.slots(assumptions),
        "hospital_code": hospital.codes(assumptions),
        "diagnosis_slot": hospital.diagnosis_slots(assumptions),
        "hospital_slot": hospital.hospital_slots(assumptions),
    }


def rates(
    connection: Connection, assumptions: Assumptions, people: Demography, persons: int
) -> dict[str, pd.DataFrame]:
    """The rates of contacts by group, calibrated to the person-days of the persons that stand."""
    window, year = _person_days(connection)
    national = float(people.residents.sum())
    return {
        "service_rate": services.calibrated(assumptions, window),
        "hospital_rate": hospital.calibrated(assumptions, year, national, persons, _added(connection)),
    }


def _added(connection: Connection) -> dict[str, int]:
    """Stays that another generator adds in the year of the published ones, by kind."""
    found = connection.execute(
        "SELECT CASE WHEN end_time >= start_time + INTERVAL 12 HOUR THEN 'admission' ELSE 'short' END, count(*) "
        f"FROM extra_contact WHERE contact_type = 'ALCA00' AND year(start_time) = {hospital.YEAR} GROUP BY 1"
    )
    return dict(found.fetchall())


def _person_days(connection: Connection) -> tuple[Counts, Counts]:
    """Person-days of each group in the window, and in the year of the published stays."""
    start, end = f"DATE '{hospital.YEAR}-01-01'", f"DATE '{hospital.YEAR + 1}-01-01'"
    found = query(
        connection,
        "SELECT grp, CAST(sum(days) AS BIGINT) AS days, CAST(sum(greatest(0, "
        f"least(first + days, {end}) - greatest(first, {start}))) AS BIGINT) AS days_of_year "
        f"FROM present('person', 0, {HIGHEST_KEY}) GROUP BY grp",
    )
    counted = found.set_index("grp").reindex(np.arange(len(groups.AGE)), fill_value=0)
    return counted["days"].to_numpy(np.int64), counted["days_of_year"].to_numpy(np.int64)


def parts(register: str, persons: int) -> list[tuple[int, int]]:
    """The parts in which a register is made: lowest and highest key. One part, but for the large registers.

    Limits lie between blocks: persons are found by their block, other rows by their key.
    """
    count = 1 + int(ROWS_A_RESIDENT.get(register, 0) * persons / ROWS_A_PART.get(register, 1))
    blocks = (HIGHEST_KEY + 1) >> BLOCK_BITS
    limits = [blocks * part // count << BLOCK_BITS for part in range(count + 1)]
    return [(low, after - 1) for low, after in pairwise(limits)]


def values(assumptions: Assumptions) -> dict[str, object]:
    """Name -> what stands for {name} in sql/."""
    facts, hospitals = assumptions.practice, assumptions.hospital
    of_ruks, of_others = practice.expressions(assumptions)
    named = {
        "registered": facts.registered,
        "highest_registered": facts.highest_registered,
        "registered_at_least": facts.lag_days[0],
        "registered_later": facts.lag_days[1],
        "coded_since": facts.first_registered,
        "taken_over_within": facts.taken_over_within,
        "registered_again": facts.registered_again,
        "yearly_highest": facts.yearly_highest,
        "unregistered_factor": facts.unregistered_factor,
        "years": list(assumptions.years),
        "of_ruks": of_ruks,
        "of_others": of_others,
        "per_cell": groups.PER_CELL,
        "burdens": groups.BURDENS,
        "service_slots": services.SLOTS,
        "hospital_slots": hospital.HOSPITAL_SLOTS,
        "public_slots": hospital.public(assumptions),
        "disease_slots": hospital.DISEASE_SLOTS,
        "diagnosis_slots": hospital.DIAGNOSIS_SLOTS,
        "disease_end": (1 << len(assumptions.diseases.profiles)) * hospital.DISEASE_SLOTS,
        "kind_slots": len(groups.FIRST_AGES) * 2 * hospital.DIAGNOSIS_SLOTS,
        "block_bits": BLOCK_BITS,
        "dirty_share": DIRTY_SHARE,
        "add_ons": [d.code for d in codelists.hospital_diagnoses() if d.group == hospital.ADD_ON],
    }
    contacts = hospitals.model_dump(exclude={"source", "short", "admission", "joined_by_chance", "diagnoses"})
    return named | contacts
