"""Every view says what it reads, and what it says is what its SQL names."""

import re

import pytest

from naerblik.registers import contracts
from naerblik.views import declaration
from naerblik.views.declaration import DeclarationError
from naerblik.views.fsiii import RESULTS

VIEWS = declaration.load()
NOT_SHARED = r"\b(QUALIFY|GROUP BY ALL|EXCLUDE|UNNEST|LIST_|STRUCT_|date_diff|datediff|ASOF|SEMI JOIN|FILTER)\b"


def tables_named(sql: str) -> set[str]:
    code = re.sub(r"--.*", "", sql)
    inner = set(re.findall(r"(?:WITH|,)\s*(\w+)\s+AS\s*\(", code))
    return set(re.findall(r"\b(?:FROM|JOIN)\s+(\w+)", code)) - inner


@pytest.mark.parametrize("view", VIEWS.values(), ids=lambda view: view.name)
def test_a_view_names_the_tables_that_it_declares_and_no_others(view):
    assert tables_named(view.sql) == set(view.reads) | set(view.uses)


@pytest.mark.parametrize("view", VIEWS.values(), ids=lambda view: view.name)
def test_every_column_that_a_view_reads_stands_in_its_sql(view):
    for columns in view.reads.values():
        assert all(re.search(rf"\b{column}\b", view.sql) for column in columns)


@pytest.mark.parametrize("view", VIEWS.values(), ids=lambda view: view.name)
def test_a_view_begins_with_its_reason_and_stays_in_the_sql_that_engines_share(view):
    assert view.sql.startswith("-- ")
    assert not re.search(NOT_SHARED, re.sub(r"--.*", "", view.sql), re.IGNORECASE)


def test_a_view_comes_after_all_that_it_uses():
    order = [view.name for view in declaration.in_order(RESULTS)]
    for view in declaration.in_order(RESULTS):
        assert all(order.index(used) < order.index(view.name) for used in view.uses if used in VIEWS)


def test_every_view_serves_a_result():
    assert {view.name for view in declaration.in_order(RESULTS)} == set(VIEWS)


def test_every_register_of_the_contracts_is_read():
    assert {register for view in VIEWS.values() for register in view.reads} == set(contracts.load())


def test_an_unknown_view_is_named():
    with pytest.raises(DeclarationError, match="'fsiii_cels' is not a view"):
        declaration.in_order(["fsiii_cels"])


@pytest.mark.parametrize(
    ("reads", "said"),
    [("{population: [cpr_number]}", "no contract delivers cpr_number"), ("{populace: [sex]}", "reads populace")],
)
def test_a_view_that_reads_what_no_contract_delivers_is_refused(tmp_path, reads, said):
    file = tmp_path / "x.yaml"
    file.write_text(f"unit: x\nstored: true\ndimensions: []\nmeasures: []\nreads: {reads}\nuses: []\n")
    with pytest.raises(DeclarationError, match=said):
        declaration._read(file)
