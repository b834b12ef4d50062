"""Hypothesis strategies for general practice, hospitals and cancer: what the rules turn on, and just beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from hypothesis import strategies as st
from small_registers import HOMES, INTERVENTIONS, days, intervals, records, spells
from text_tables import LAST_YEAR, Registers, Rows

DIAGNOSES = ["T89", "T90", "T89", "T90", "R95", "K77"]
SERVICES = [("80", "0101"), ("80", "0204"), ("80", "0120"), ("80", "7113"), ("80", "7136"), ("80", "uoplyst")]
SPECIALISTS = [("06", "0110"), ("19", "0110"), ("06", "uoplyst")]
TUMOURS = [
    ("C509", "85003"),
    ("C509", "85203"),
    ("C189", "81403"),
    ("C187", None),
    ("C160", "81403"),
    ("C570", "84413"),
    ("C679", "81203"),
    *(("D090", "80102"), ("D414", "81301"), ("D303", "81200"), ("D414", "80501"), ("D303", None)),
    *(("C443", "80703"), ("C443", "80903"), ("C449", "80983"), ("C445", "80993"), ("C449", None)),
    ("D059", "85002"),
]
"""Sites of the total and the rest, bladder in situ and benign, skin and basal cell carcinoma, one outside NORDCAN."""

turns = st.sampled_from(
    [
        *(date(year, 7, 1) for year in (2013, 2014, 2018, 2019, 2022, 2023, 2024)),
        *(date(year, month, 1) for year in (2022, 2023, 2024) for month in (1, 2, 3)),
        date(2025, 1, 1),
        date(2024, 2, 29),
        date(2020, 2, 29),
    ]
)
near = st.builds(lambda turn, shift: turn + timedelta(days=shift), turns, st.integers(-1, 1))
moments = st.one_of(near, near, st.dates(date(2021, 11, 1), date(2025, 2, 1)))
month_ends = st.sampled_from(
    [date(2023, 1, 29), date(2023, 1, 30), date(2023, 1, 31), date(2023, 3, 31), date(2024, 2, 29), date(2023, 8, 31)]
)
lengths = [timedelta(minutes=m) for m in (0, 60, 240, 479, 480, 719, 720, 721, 1500)]
gaps = [timedelta(minutes=m) for m in (240, 240, 241, 239, 0, -30)]
of_day = st.sampled_from([timedelta(hours=h) for h in (0, 8, 12, 20)])


@st.composite
def contacts(draw: st.DrawFn, key: int) -> Rows:
    """Contacts that follow on, overlap or lie within one another, by exactly 4 and 12 hours or a minute beside."""
    found: Rows = []
    start = datetime.combine(draw(moments), datetime.min.time()) + draw(of_day)
    for _ in range(draw(st.integers(0, 4))):
        end = draw(st.sampled_from([start + length for length in lengths] + [None]))
        found.append(
            {
                "contact_key": key * 10 + len(found),
                "person_key": key,
                "start_time": start,
                "end_time": end,
                "contact_type": draw(st.sampled_from(["ALCA00"] * 5 + ["ALCA03", "ALCA10"])),
                "priority": draw(st.sampled_from(["ATA1", "ATA3"])),
                "reporting_system": "LPR3",
                "hospital": "1301",
            }
        )
        start = draw(st.sampled_from([start, end or start, end or start])) + draw(st.sampled_from(gaps))
    return draw(st.permutations(found))


@st.composite
def contacts_of_many(draw: st.DrawFn) -> Rows:
    """The contacts of some ten persons."""
    return [row for key in range(1, 13) for row in draw(contacts(key))]


@st.composite
def services(draw: st.DrawFn, key: int, codes: Sequence[tuple[str, str]]) -> Rows:
    """Rows of one or several services."""
    return [
        {
            "person_key": key,
            "specialty": specialty,
            "service_code": code,
            "treatment_date": draw(moments),
            "services": draw(st.integers(1, 3)),
        }
        for specialty, code in draw(st.lists(st.sampled_from(codes), max_size=4))
    ]


@st.composite
def tumours(draw: st.DrawFn, key: int, dates: st.SearchStrategy[date]) -> Rows:
    """Tumours of a person, now and then two of the same site on the same day."""
    drawn = draw(st.lists(st.tuples(st.sampled_from(TUMOURS), dates), max_size=3))
    drawn += drawn[: draw(st.sampled_from([0, 0, 1]))]
    return [
        {
            "person_key": key,
            "tumour_no": str(number),
            "diagnosis_date": day,
            "icd10": icd10,
            "morphology": morphology,
            "municipality_code": draw(st.sampled_from(HOMES)),
        }
        for number, ((icd10, morphology), day) in enumerate(drawn, start=1)
    ]


@st.composite
def health_registers(draw: st.DrawFn) -> Registers:
    """The registers of general practice and hospitals beside those of citizens, for a handful of persons."""
    made = draw(citizens())
    persons = {row["person_key"] for row in made["population"]}
    made["practice_diagnosis"] = [
        {"person_key": key, "code": code, "diagnosis_date": draw(moments)}
        for key in persons
        for code in draw(st.lists(st.sampled_from(DIAGNOSES), max_size=3))
    ]
    made["health_service"] = [row for key in persons for row in draw(services(key, SERVICES))]
    made["hospital_contact"] = [row for key in persons for row in draw(contacts(key))]
    return made


@st.composite
def cancer_registers(draw: st.DrawFn, most: int = 5) -> Registers:
    """The Cancer Register and all that its citizens have contact with, for a handful of persons."""
    made = draw(citizens(most))
    born = {row["person_key"]: row["birth_date"] for row in made["population"]}
    for key, birth in born.items():
        dates = st.one_of(moments, month_ends, st.dates(date(2010, 1, 1), date(LAST_YEAR, 12, 31)))
        since = dates.filter(lambda day, first=birth: first <= day <= date(LAST_YEAR, 12, 31))
        made["cancer_tumour"] += draw(tumours(key, since))
        made["health_service"] += draw(services(key, SERVICES[:3] + SPECIALISTS))
        made["hospital_contact"] += draw(contacts(key))
        made["fsiii_intervention"] += draw(records(key, INTERVENTIONS))
    return made


@st.composite
def citizens(draw: st.DrawFn, most: int = 6) -> Registers:
    """Persons with residences, nursing home stays and diseases; the other registers empty."""
    persons = range(1, draw(st.integers(1, most)) + 1)
    empty = ("practice_diagnosis", "health_service", "hospital_contact", "hospital_diagnosis", "cancer_tumour")
    return {
        "population": [row for key in persons for row in draw(spells(key))],
        "nursing_home": [{"person_key": key, **draw(intervals())} for key in persons if draw(st.booleans())],
        "chronic_disease": [
            {"person_key": key, "disease": "kol", "first_date": draw(days)} for key in persons if draw(st.booleans())
        ],
        "fsiii_condition": [],
        "fsiii_intervention": [],
        "fsiii_reporting": [],
        **{name: [] for name in empty},
    }
