"""Which numbers a table shows is what changes when they do, and the drawing says what the manifest tells."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from lxml import html as lxml_html

from naerblik import parameters as params
from naerblik import project
from naerblik.disclosure.cube import ProtectedCube
from naerblik.items import KINDS
from naerblik.parameters import Topic
from naerblik.report import lineage, origin_file
from naerblik.report.quality import REGISTERS
from naerblik.report.report import COMMON, Report
from naerblik.report.scope import Scope
from naerblik.run.topic_reports import REPORTS
from report.cancer_sample import cancer_cube
from report.parts import ENGLISH, ids_twice
from report.practice_cube import practice_cube
from report.sample_cube import sample_cube

CUBES: dict[Topic, Callable[[], ProtectedCube]] = {
    "fsiii": cache(lambda: sample_cube(scale=0.1)),
    "kraeft": cache(lambda: cancer_cube(scale=0.3)),
    "almen_praksis": cache(lambda: practice_cube(scale=0.1)),
}


def report(topic: Topic, cube: ProtectedCube | None = None, code: str = "1082") -> Report:
    parameters = params.load_run(project.PARAMS / "standard.yaml", recipients=[code])
    return REPORTS[topic](cube or CUBES[topic](), params.recipients(parameters)[0], parameters)


def changed(cube: ProtectedCube, number: str) -> ProtectedCube:
    """The cube with other numbers of one kind of item, or in one of its other tables."""
    tables = dict(cube.tables)
    if number in tables:
        frame = tables[number].copy()
        for column in frame.columns:
            if column in ("rows", "value", "population", "person_days"):
                frame[column] = frame[column] + 1
            elif column == "delivered":
                frame[column] = ~frame[column].astype(bool)
        tables[number] = frame
    else:
        cells = tables["cells"].copy()
        own = cells["items"] == number
        count = cells.loc[own, "count"]
        cells.loc[own, "count"] = count + 1 if number == "diagnoses" else count * 3 // 4  # parts stay parts of wholes
        tables["cells"] = cells
    return ProtectedCube(tables, cube.manifest)


def rows(report: Report) -> dict[str, object]:
    return {key: table.rows for key, table in report.tables().items()}


@cache
def plain(topic: Topic) -> dict[str, object]:
    return rows(report(topic))


def numbers_of(topic: Topic) -> list[str]:
    tables = ["coverage", "reporting", "yearly"] if topic == "fsiii" else []
    return [*KINDS[topic], *tables, "quality"]


@pytest.mark.parametrize(("topic", "number"), [(topic, n) for topic in KINDS for n in numbers_of(topic)])
def test_a_table_shows_the_numbers_that_change_it(topic: Topic, number: str) -> None:
    """Found without looking at what reports say: other numbers go in, and every table is compared."""
    other = rows(report(topic, changed(CUBES[topic](), number)))
    declared = {key for key, origin in report(topic).origins().items() if number in origin.numbers}
    assert {key for key in other if other[key] != plain(topic)[key]} == declared


@pytest.mark.parametrize("topic", KINDS)
@pytest.mark.parametrize("code", ["1082", "751", "dk"])
def test_the_drawing_holds_every_table_with_numbers_and_says_its_finding(topic: Topic, code: str) -> None:
    own = report(topic, code=code)
    figure = own.lineage()
    shown = figure._repr_html_()
    svg = lxml_html.fromstring(f"<div>{shown}</div>").xpath("//*[local-name()='svg']")[0]
    texts = svg.xpath(".//*[local-name()='text']/text()")
    stems = [key for key, origin in own.origins().items() if origin.numbers]
    assert texts[-len(stems) :] == [lineage.HEADINGS[-1], *(stem.removeprefix(own.prefix) for stem in stems)][1:]
    assert svg.get("role") == "img"
    assert svg.xpath("./*[local-name()='title']/text()") == [figure.title]
    assert svg.xpath("./*[local-name()='desc']/text()") == [figure.finding]
    assert figure.finding.startswith(f"Rapportens {len(stems)} tabeller med tal viser ")
    assert "SYNTETISKE DATA" in figure.finding
    assert not ids_twice([figure, *own.tables().values()])
    assert not ENGLISH.findall(figure.finding + figure.reading + " ".join(texts))
    assert len(shown.encode()) < 30_000


@pytest.mark.parametrize("topic", KINDS)
def test_no_column_of_the_drawing_reaches_into_the_next(topic: Topic) -> None:
    """Names of the measured width of a letter stay before the column on their right."""
    way = report(topic).lineage().svg
    tree = lxml_html.fromstring(way)
    for text in tree.xpath(".//*[local-name()='text']"):
        left = float(text.get("x"))
        after = next(x for x in (*lineage.LEFTS, 704.0) if x > left)
        assert left + 4.9 * len(text.text) < after, text.text


def test_every_name_of_the_drawing_has_its_danish_one() -> None:
    told = CUBES["fsiii"]().manifest["lineage"]
    views = {view for own in told["numbers"].values() for view in own["parts"]}
    assert {*lineage.VIEWS} == views | {lineage.CHECKING}
    assert {*lineage.NUMBERS} == {*told["numbers"]}
    assert {register for own in told["numbers"].values() for register in own["reads"]} <= {*REGISTERS}


def test_reports_say_for_each_table_which_numbers_it_shows() -> None:
    for topic in KINDS:
        own = report(topic)
        assert {n for numbers in (*own.saved.values(), *COMMON.values()) for n in numbers} <= {*lineage.NUMBERS}


@pytest.mark.parametrize("topic", KINDS)
def test_what_a_report_saves_is_made_once(topic: Topic) -> None:
    one, other = report(topic), report(topic)
    for name in (*one.saved, *COMMON):
        assert getattr(one, name)() is getattr(one, name)()
        assert getattr(one, name)() is not getattr(other, name)(), "another report makes its own"


def test_each_file_is_led_back_to_the_columns_of_registers(tmp_path: Path) -> None:
    own = report("almen_praksis")
    scope = Scope(own.cube, own.recipient, own.parameters)
    said = json.loads(origin_file.write(scope, {"almen_praksis": own.origins()}, tmp_path).read_text(encoding="utf-8"))
    assert said["source"] == "SYNTETISKE DATA (syntetisk-6000000-1)"
    assert said["delivery"]["name"] == "syntetisk-6000000-1"
    data = ["data/almen-praksis.csv", "data/kvalitet.csv"]
    assert list(said["files"]) == [*(f"tables/{key}.csv" for key in own.tables()), *data]
    care = said["files"]["tables/praksis-kontakter.csv"]
    assert care["numbers"] == ["users", "services"]
    assert "gp_use" in care["views"]
    service = ["person_key", "specialty", "service_code", "treatment_date", "services"]
    assert care["registers"]["health_service"] == service
    assert "practice_diagnosis" not in care["registers"]
    assert said["files"]["tables/praksis-definitioner.csv"]["registers"] == {}
    assert {*said["registers"]} >= {register for own in said["files"].values() for register in own["registers"]}


def test_a_cube_that_does_not_tell_its_lineage_is_not_drawn() -> None:
    cube = CUBES["fsiii"]()
    silent = ProtectedCube(cube.tables, {k: v for k, v in cube.manifest.items() if k != "lineage"})
    with pytest.raises(KeyError, match="lineage"):
        report("fsiii", silent).lineage()
