"""What the SQL of views says is what they declare, and what stands behind a number is what a slow walk finds."""

from __future__ import annotations

import re

import pytest

from naerblik.items import KINDS
from naerblik.registers import contracts
from naerblik.views import counting, declaration, lineage, parsed
from naerblik.views.declaration import View
from naerblik.views.parsed import LineageError

VIEWS = declaration.load()
RESULT = {kind: "fsiii_cells" if topic == "fsiii" else "resident_cells" for topic in KINDS for kind in KINDS[topic]}


def view(sql: str, **declared: object) -> View:
    blank = {"unit": "a row", "stored": False, "dimensions": (), "measures": (), "reads": {}, "uses": ()}
    return Written.model_validate({"name": "odd", "text": sql, **blank, **declared})


class Written(View):
    """A view whose SQL stands in a test."""

    text: str

    @property
    def sql(self) -> str:
        return self.text


def differences(view: View) -> list[str]:
    """How a declaration differs from the SQL beside it."""
    found = parsed.parse(view)
    said = {register: frozenset(columns) for register, columns in view.reads.items()}
    pairs = {"reads": (said, found.reads), "uses": (frozenset(view.uses), found.uses)}
    pairs["columns"] = (view.columns, tuple(found.columns))
    return [f"{name}: {one} is not {other}" for name, (one, other) in pairs.items() if one != other]


@pytest.mark.parametrize("name", VIEWS)
def test_a_declaration_says_what_the_sql_reads_uses_and_returns(name: str) -> None:
    assert differences(VIEWS[name]) == []


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"reads": {"population": ("birth_date", "sex")}}, "reads"),
        ({"reads": {}}, "reads"),
        ({"uses": ("reference_date",)}, "uses"),
        ({"uses": ("reference_date", "age_band", "resident")}, "uses"),
        ({"dimensions": ("birth_date", "year", "completed_years", "age")}, "columns"),
    ],
)
def test_a_declaration_that_says_more_less_or_other_is_seen(change: dict[str, object], named: str) -> None:
    (said,) = differences(VIEWS["age_on_date"].model_copy(update=change))
    assert said.startswith(named)


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("SELECT shoe_size FROM population", r"odd.sql: reads population.shoe_size, which no contract names"),
        (
            "SELECT shoe_size FROM population p JOIN resident r ON r.person_key = p.person_key",
            "odd.sql: reads shoe_size, which is a column of none of its tables",
        ),
        ("SELECT p.shoe_size FROM population p", r"odd.sql: reads population.shoe_size, which no contract names"),
        (
            "SELECT p.sex FROM population p JOIN reference_date d ON d.year = p.shoe_size",
            "reads population.shoe_size, which no contract names",
        ),
        ("SELECT r.shoe_size FROM resident r", "reads resident.shoe_size, which no declaration names"),
        ("SELECT sex FROM population WHERE (", "odd.sql"),
    ],
)
def test_a_view_that_reads_what_nobody_names_fails_by_name(sql: str, said: str) -> None:
    with pytest.raises(LineageError, match=said):
        parsed.parse(view(sql))


@pytest.mark.parametrize("name", VIEWS)
def test_every_column_that_a_view_names_is_shown_or_decides_its_rows(name: str) -> None:
    found = parsed.load()[name]
    named = frozenset().union(*(branch.named for branch in found.branches))
    assert named == frozenset().union(*found.columns.values()) | found.conditions


@pytest.mark.parametrize(
    ("sql", "columns", "conditions"),
    [
        ("SELECT sex AS a FROM population", {"a": {"population.sex"}}, set()),
        (
            "WITH w AS (SELECT sex AS s, birth_date AS b FROM population WHERE death_date IS NULL)\n"
            "SELECT s AS a FROM w WHERE b > DATE '2000-01-01'",
            {"a": {"population.sex"}},
            {"population.death_date", "population.birth_date"},
        ),
        (
            "SELECT sex AS a FROM population UNION ALL SELECT group_no AS other FROM resident",
            {"a": {"population.sex", "resident.group_no"}},
            set(),
        ),
        (
            "SELECT CASE WHEN p.sex = 'K' THEN r.group_no ELSE 0 END AS a FROM population p\n"
            "JOIN (SELECT DISTINCT person_key, group_no FROM resident) r ON r.person_key = p.person_key",
            {"a": {"population.sex", "resident.group_no"}},
            {"population.person_key", "resident.person_key"},
        ),
        (
            "SELECT sex AS a FROM population WHERE person_key IN (SELECT person_key FROM nursing_home)",
            {"a": {"population.sex"}},
            {"population.person_key", "nursing_home.person_key"},
        ),
        (
            "SELECT a FROM (SELECT * FROM (SELECT sex AS a, birth_date FROM population) i) o",
            {"a": {"population.sex"}},
            set(),
        ),
    ],
)
def test_columns_are_followed_through_with_union_and_selects(
    sql: str, columns: dict[str, set[str]], conditions: set[str]
) -> None:
    found = parsed.parse(view(sql))
    assert {name: {".".join(source) for source in sources} for name, sources in found.columns.items()} == columns
    assert {".".join(source) for source in found.conditions} == conditions


def plain_reads(name: str) -> dict[str, set[str]]:
    """Register -> columns behind a view, by the declarations alone: every view that is used, whatever the rows."""
    found = {register: set(columns) for register, columns in VIEWS[name].reads.items()}
    for used in VIEWS[name].uses:
        for register, columns in plain_reads(used).items() if used in VIEWS else ():
            found.setdefault(register, set()).update(columns)
    return found


UNASKED = {"client_year"}
"""Takes the rows of interventions alone: what stands behind it is less than all that is declared."""


@pytest.mark.parametrize("name", VIEWS)
def test_what_stands_behind_a_view_is_what_a_walk_through_the_declarations_finds(name: str) -> None:
    found = {register: set(columns) for register, columns in lineage.behind(name).reads.items()}
    if UNASKED & lineage.behind(name).views:
        assert found.items() <= plain_reads(name).items()
    else:
        assert found == plain_reads(name)


def test_care_of_cancer_stands_on_interventions_and_not_on_conditions() -> None:
    assert list(lineage.behind("fsiii_record").reads) == ["fsiii_condition", "fsiii_intervention"]
    assert "fsiii_condition" not in lineage.behind("cancer_care").reads
    assert "fsiii_intervention" in lineage.behind("cancer_care").reads


def test_each_kind_but_those_of_fsiii_is_made_by_a_select_that_names_it() -> None:
    made = {kind for kind in RESULT if lineage.makers(kind)}
    assert made == {*KINDS["kraeft"], *KINDS["almen_praksis"]}
    named = {kind for own in parsed.load().values() for branch in own.branches for kind in branch.kinds}
    assert named == made


def test_services_of_general_practice_are_the_register_of_services_among_residents() -> None:
    """Followed by hand: gp_use reads health_service; gp_fact makes users and services of it and residents; fact_count
    adds them up, by disease too; resident_cells sets them beside the residents.
    """
    for kind in ("users", "services"):
        found = lineage.behind("resident_cells", kind)
        by_hand = {"resident_cells", "fact_count", "resident_fact", "gp_fact", "gp_use", "resident", "residence"}
        by_hand |= {"age_on_date", "nursing_home_resident", "disease_onset", "resident_count", "person_group"}
        assert found.views == by_hand
        assert {register: set(columns) for register, columns in found.reads.items()} == {
            "population": {"person_key", "sex", "birth_date", "municipality_code", "residence_start", "residence_end"}
            | {"death_date"},
            "nursing_home": {"person_key", "start_date", "end_date"},
            "chronic_disease": {"person_key", "disease", "first_date"},
            "health_service": {"person_key", "specialty", "service_code", "treatment_date", "services"},
        }


def test_a_kind_stands_on_less_than_the_view_that_all_kinds_share() -> None:
    whole = lineage.behind("resident_cells")
    for kind in (*KINDS["kraeft"], *KINDS["almen_praksis"]):
        own = lineage.behind("resident_cells", kind)
        assert own.views < whole.views
        assert set(own.reads) <= set(whole.reads)


def test_every_result_is_a_table_of_the_cube_and_all_is_told() -> None:
    assert {v for views in counting.TABLES.values() for v in views} == set(counting.results_of(counting.RESULTS))
    told = lineage.told()
    assert set(told["registers"]) == set(contracts.load())
    assert set(told["numbers"]) == {*RESULT, *counting.TABLES} - {"cells"}


def test_rules_name_the_columns_that_a_search_for_their_names_finds() -> None:
    for name, contract in contracts.load().items():
        text = " ".join(f"{contract.condition(rule)} {rule.column}" for rule in contract.rules)
        assert lineage.told()["registers"][name]["checked"] == [
            column for column in contract.column_names if re.search(rf"\b{column}\b", text)
        ]
