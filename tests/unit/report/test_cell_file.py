"""The published cells as files: all that a recipient may have, one sign for what is hidden, exact rounding."""

import csv
import hashlib
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.util import hash_pandas_object

from naerblik import geography
from naerblik.report import cell_file
from naerblik.report.cell_lines import Lines, Places
from naerblik.report.cells import Key
from report.sample_cube import ScopeOf


def test_the_country_gets_every_cell_of_the_cube(cube, scope_of: ScopeOf):
    assert len(cell_file.frame(scope_of("dk"), "fsiii")) == len(cube.tables["cells"])


@pytest.mark.parametrize(
    ("code", "map_year", "levels"),
    [
        ("1082", 2026, {"municipality": 19, "cluster": 5, "council": 5, "region": 5}),
        ("1084", 2026, {"municipality": 29, "region": 5}),
        ("oestdanmark", 2027, {"municipality": 46, "region": 4}),
        ("400", 2026, {"municipality": 29, "cluster": 1, "region": 5}),
    ],
)
def test_others_get_what_lies_inside_them_and_what_to_compare_with(scope_of: ScopeOf, code, map_year, levels):
    found = [geography.area(c) for c in cell_file.areas(scope_of(code, map_year))]
    counted = {level: sum(area.level == level for area in found) for level in levels}
    assert counted == levels
    assert {geography.COUNTRY, geography.UNKNOWN} <= {area.code for area in found}


def test_a_hidden_number_hides_the_share_and_nobody_reporting_has_none():
    count = pd.array([None, 5, 0, 7], dtype="Int64")
    population = pd.array([100, None, 0, 200], dtype="Int64")
    assert cell_file._rate(pd.Series(count), pd.Series(population), 1_000, "·").tolist() == ["·", "·", "–", "35,0"]


@pytest.mark.parametrize(("count", "population", "shown"), [(1, 8_000, "0,1"), (1, 20_001, "0,0"), (2, 3, "666,7")])
def test_shares_are_rounded_half_up_in_whole_numbers(count, population, shown):
    assert cell_file._rate(pd.Series([count]), pd.Series([population]), 1_000, "·").tolist() == [shown]


def test_the_files_open_in_a_danish_spreadsheet_and_name_their_source_in_every_row(scope_of: ScopeOf, tmp_path):
    for file in cell_file.write(scope_of("1082"), tmp_path):
        text = file.read_bytes()
        assert text.startswith(b"\xef\xbb\xbfDatagrundlag;")
        lines = text.decode("utf-8-sig").split("\r\n")
        assert all(line.startswith("SYNTETISKE DATA (") for line in lines[1:-1])
    assert {f.stem for f in tmp_path.iterdir()} == set(cell_file.files_of(["fsiii"]))


def test_no_field_but_the_year_of_a_rule_is_empty(small_cube, scope_of: ScopeOf):
    for stem in cell_file.files_of(["fsiii"]):
        found = cell_file.frame(scope_of("1082", 2026, small_cube), stem)
        assert found.notna().all(axis=None)
        assert not (found.drop(columns="aar") == "").any(axis=None)


def test_whole_numbers_of_the_last_decimal_are_written_as_decimal_numbers():
    value, digits = pd.Series([1234, 5, 0, None, 98], dtype="Int64"), pd.Series([1, 1, 1, 1, 2])
    assert cell_file._decimal(value, digits).fillna("·").tolist() == ["123,4", "0,5", "0,0", "·", "0,98"]


def test_rates_and_the_residents_behind_them_are_files_of_cancer_alone():
    assert {"kraeft-rater", "kraeft-aldre"} <= set(cell_file.files_of(["kraeft"]))
    assert not {"kraeft-rater", "kraeft-aldre"} & set(cell_file.files_of(["fsiii", "almen_praksis"]))


def test_rates_that_a_country_is_too_small_for_make_no_file(scope_of: ScopeOf, cube, tmp_path):
    tables = {**cube.tables, "rates": pd.DataFrame(columns=["area"]), "age_population": pd.DataFrame(columns=["area"])}
    small = type(cube)(tables, {**cube.manifest, "topics": ["fsiii", "kraeft"]})
    written = {f.stem for f in cell_file.write(scope_of("1082", 2026, small), tmp_path)}
    assert written == set(cell_file.files_of(["fsiii", "kraeft"])) - {"kraeft-rater", "kraeft-aldre"}


def test_every_file_holds_the_rows_of_the_recipient_as_the_csv_module_writes_them(scope_of: ScopeOf, tmp_path):
    for code in ("dk", "1082", "751"):
        for file in cell_file.write(scope_of(code), tmp_path):
            assert file.read_bytes().decode("utf-8-sig") == _written(cell_file.frame(scope_of(code), file.stem))


TEXTS = st.text(st.sampled_from('a1æ–; ,"\r\n'), max_size=4)


@given(st.lists(st.tuples(TEXTS, TEXTS, st.booleans()), max_size=8))
def test_lines_are_those_of_the_csv_module_whatever_stands_in_a_field(rows: list[tuple[str, str, bool]]):
    texts = pd.DataFrame({"a;b": [a for a, _, _ in rows], 'c"': [b for _, b, _ in rows]}, dtype="string")
    own = pd.Series([mine for _, _, mine in rows], dtype=bool).to_numpy()
    assert Lines(texts).text(own) == _written(texts[own])


def test_a_row_without_an_area_is_nobodys_and_a_missing_field_is_empty():
    areas = pd.Series(["a", None, "b"], dtype="str")
    assert [Places(areas).within(own).tolist() for own in ("a", "b", "ab")] == [
        [True, False, False],
        [False, False, True],
        [True, False, True],
    ]
    texts = pd.DataFrame({"a": ["1", None], "b": ["2", "3"]}, dtype="string")
    assert Lines(texts).text(np.array([True, True])) == "a;b\r\n1;2\r\n;3\r\n"


def test_the_digest_of_a_slice_is_that_of_its_own_rows_alone(cube, scope_of: ScopeOf):
    scope = scope_of("1082")
    cells = cube.tables["cells"]
    own = cells.loc[cells["area"].isin(cell_file.areas(scope)), [*Key._fields, "count", "population"]]
    told = f"1082 {scope.year} {scope.parameters.geography}".encode()
    expected = hashlib.sha256(told + hash_pandas_object(own, index=False).to_numpy().tobytes()).hexdigest()
    assert cell_file.slice_digest(scope) == expected


def _written(texts: pd.DataFrame) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(texts.columns)
    writer.writerows(texts.itertuples(index=False))
    return out.getvalue()
