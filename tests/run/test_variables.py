"""The list of variables holds every variable of every contract, and says of each what it is used for."""

from __future__ import annotations

from pathlib import Path

import pytest
import python_calamine
from lxml import html as lxml_html
from report.cancer_sample import cancer_cube
from report.practice_cube import practice_cube
from report.sample_cube import sample_cube

from naerblik import parameters as params
from naerblik import project
from naerblik.parameters import Topic
from naerblik.registers import contracts
from naerblik.registers.contracts import ContractError
from naerblik.report.general_practice import GeneralPracticeReport
from naerblik.report.scope import Scope
from naerblik.report.variables import REPORTS, TRACKS, TYPES, UNKNOWN_YEAR, UNUSED, Register, Variable
from naerblik.run import render, variables
from naerblik.run.render import Page
from naerblik.run.topic_reports import REPORTS as REPORTS_OF
from naerblik.run.topics import TOPICS
from naerblik.views import lineage, parsed

CONTRACTS = contracts.load()


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """The page's content and the workbook beside it, of a recipient who is given general practice alone."""
    folder = tmp_path_factory.mktemp("list")
    parameters = params.load_run(project.PARAMS / "standard.yaml", recipients=["1082"])
    report = GeneralPracticeReport(practice_cube(scale=0.03), params.recipients(parameters)[0], parameters)
    scope = Scope(report.cube, report.recipient, parameters)
    page = variables.page(scope, report.header(), {"almen_praksis": report.origins()}, folder)
    return page.body, folder / variables.WORKBOOK


@pytest.fixture(scope="module")
def of_release(tmp_path_factory: pytest.TempPathFactory) -> tuple[Page, Path]:
    """The page of the list at the root of a release, and the workbook beside it."""
    return made_for_a_release(tmp_path_factory.mktemp("root"))


def made_for_a_release(folder: Path) -> tuple[Page, Path]:
    parameters = params.load_run(project.PARAMS / "standard.yaml", recipients=["dk"])
    report = GeneralPracticeReport(practice_cube(scale=0.03), params.recipients(parameters)[0], parameters)
    scope = Scope(report.cube, report.recipient, parameters)
    page = variables.of_release(scope, report.header(), {"almen_praksis": report.origins()}, folder)
    return page, folder / variables.WORKBOOK


@pytest.fixture(scope="module")
def registers() -> dict[str, Register]:
    parameters = params.load_run(project.PARAMS / "standard.yaml", recipients=["1082"])
    report = GeneralPracticeReport(practice_cube(scale=0.03), params.recipients(parameters)[0], parameters)
    return {r.name: r for r in variables.of(lineage.told(), {"almen_praksis": report.origins()})}


def variable(registers: dict[str, Register], register: str, name: str) -> Variable:
    (found,) = [v for v in registers[register].variables if v.name == name]
    return found


def test_every_variable_of_every_contract_is_in_both_files(listed: tuple[str, Path]) -> None:
    wanted = [(c.name, column.name, column.meaning_da) for c in CONTRACTS.values() for column in c.columns]
    page = lxml_html.fromstring(f"<div>{listed[0]}</div>")
    shown = {
        (block.get("id").removeprefix("tabel-variable-"), row.xpath("string(th)"), row.xpath("string(td[1])"))
        for block in page.xpath("//div[@class='table-block']")
        for row in block.xpath(".//tbody/tr")
    }
    assert {(r, v) for r, v, _ in shown} == {(r, v) for r, v, _ in wanted}
    assert len(shown) == len(wanted)
    for register, name, meaning in wanted:
        assert any((register, name) == (r, v) and said.startswith(f"{meaning}. Kilde: ") for r, v, said in shown)
    book = python_calamine.load_workbook(str(listed[1]))
    rows = [row for sheet in book.sheet_names[1:] for row in book.get_sheet_by_name(sheet).to_python()]
    for register, name, meaning in wanted:
        own = f"{CONTRACTS[register].name_da} ({register})"
        assert [row for row in rows if row[:3] == [own, name, meaning]], (register, name)


def test_the_workbook_has_an_explanation_and_a_sheet_a_track_and_each_says_where_it_comes_from(
    listed: tuple[str, Path],
) -> None:
    book = python_calamine.load_workbook(str(listed[1]))
    assert len(book.sheet_names) == 1 + len(TRACKS)
    for name in book.sheet_names:
        text = "\n".join(str(cell) for row in book.get_sheet_by_name(name).to_python() for cell in row)
        assert "SYNTETISKE DATA" in text
        assert "Rapport: Variabelliste, Region Midtjylland" in text


def test_the_page_has_a_caption_scopes_a_region_for_each_table_and_an_index_that_leads_to_it(
    listed: tuple[str, Path],
) -> None:
    page = lxml_html.fromstring(f"<div>{listed[0]}</div>")
    tables = page.xpath("//table")
    assert len(tables) == len(CONTRACTS)
    for table in tables:
        assert table.xpath("string(caption)").strip()
        assert set(table.xpath(".//th/@scope")) == {"col", "row"}
        assert table.getparent().get("tabindex") == "0"
    targets = page.xpath("//ul[@class='registers']//a/@href")
    assert {target.removeprefix("#") for target in targets} == set(page.xpath("//h3/@id"))
    assert len(targets) == len(CONTRACTS)


def test_the_list_of_a_release_names_the_release_and_its_publisher_and_no_recipient(
    of_release: tuple[Page, Path],
) -> None:
    page, file = of_release
    snapshot = practice_cube(scale=0.03).manifest["snapshot"]["name"]
    name = f"Udgivelsen 2024-kort2026-{snapshot}"
    assert (page.metadata["title"], page.metadata["code"]) == (f"Variabelliste: {name}", "")
    assert (page.metadata["slice"], page.metadata["accessibility"]) == ("", "")
    assert {"label": "Udgiver", "value": "Sundhedsdatastyrelsen"} in page.metadata["facts"]
    book = python_calamine.load_workbook(str(file))
    for sheet in book.sheet_names:
        text = "\n".join(str(cell) for row in book.get_sheet_by_name(sheet).to_python() for cell in row)
        assert f"Rapport: Variabelliste, {name}" in text
        assert "Hele landet" not in text
        assert "Modtager" not in text


def test_the_list_of_a_release_is_the_same_byte_for_byte_when_it_is_made_again(
    of_release: tuple[Page, Path], tmp_path: Path
) -> None:
    page, file = of_release
    again, other = made_for_a_release(tmp_path)
    assert (again.body, again.metadata) == (page.body, page.metadata)
    assert other.read_bytes() == file.read_bytes()


def test_the_page_of_a_release_leads_only_to_its_own_parts_and_the_workbook_beside_it(
    of_release: tuple[Page, Path],
) -> None:
    render.render([of_release[0]], "pandoc")
    made = lxml_html.parse(str(of_release[0].target))
    assert {address for address in made.xpath("//a/@href") if address[0] != "#"} == {variables.WORKBOOK}
    assert made.xpath("string(//meta[@name='focus']/@content)") == "release 2026"


@pytest.mark.parametrize(("recipient", "geography"), [("1082", 2026), ("751", 2026), ("N-NORD", 2026), ("825", 2027)])
@pytest.mark.parametrize("topic", TOPICS)
def test_the_country_lacks_no_table_that_another_recipient_has(topic: Topic, recipient: str, geography: int) -> None:
    cube = {"fsiii": sample_cube, "kraeft": cancer_cube, "almen_praksis": practice_cube}[topic](scale=0.03)
    stems = {}
    for code in ("dk", recipient):
        parameters = params.load_run(project.PARAMS / "standard.yaml", recipients=[code], geography=geography)
        stems[code] = set(REPORTS_OF[topic](cube, params.recipients(parameters)[0], parameters).origins())
    assert stems[recipient] <= stems["dk"]


def test_a_variable_says_which_notebooks_make_the_reports_that_use_it(
    registers: dict[str, Register], listed: tuple[str, Path]
) -> None:
    for register in registers.values():
        for found in register.variables:
            assert list(found.notebooks) == [TOPICS[t].notebook for t in REPORTS if REPORTS[t] in found.uses]
    assert variable(registers, "health_service", "services").notebooks == ("02_kraeft.ipynb", "03_almen_praksis.ipynb")
    assert "Notebooks: 02_kraeft.ipynb, 03_almen_praksis.ipynb. Visninger: cancer_event, gp_use." in listed[0]
    for name in {notebook for r in registers.values() for v in r.variables for notebook in v.notebooks}:
        assert (project.NOTEBOOKS / name).is_file()


def test_every_track_type_and_code_list_has_its_danish_name(registers: dict[str, Register]) -> None:
    assert {c.track for c in CONTRACTS.values()} == set(TRACKS)
    assert {column.type for c in CONTRACTS.values() for column in c.columns} <= set(TYPES)
    for c in CONTRACTS.values():
        for column in c.columns:
            if isinstance(column.codes, str):
                said = variable(registers, c.name, column.name).codes
                assert said.startswith("kodelisten ")
                assert "(0 " not in said


def test_what_a_variable_is_used_for_is_what_a_walk_by_hand_finds(registers: dict[str, Register]) -> None:
    """gp_use and cancer_event read services, which tables of contacts and examinations show."""
    services = variable(registers, "health_service", "services")
    assert services.views == ("cancer_event", "gp_use")
    assert services.uses["Almen praksis"].split(", ") == [
        "praksis-kontakter",
        "praksis-kontakter-alder-koen",
        "praksis-kontakter-diagnose",
        "praksis-ydelser-diagnose",
        "praksis-undersoegelser",
        "praksis-undersoegelser-kommuner",
        "praksis-kommuner-diabetes-aarskontrol",
        "praksis-datakvalitet",
    ]
    assert services.uses["Kræft"] == "ikke i denne mappe"
    assert "FSIII" not in services.uses


def test_a_variable_that_nothing_reads_is_said_to_be_unused(registers: dict[str, Register]) -> None:
    unused = {(r.name, v.name) for r in registers.values() for v in r.variables if v.used == UNUSED}
    read = {(r, c) for view in parsed.load().values() for r, columns in view.reads.items() for c in columns}
    assert not unused & read
    assert {("hospital_diagnosis", c.name) for c in CONTRACTS["hospital_diagnosis"].columns} <= unused
    assert ("cancer_tumour", "stage_t") in unused


def test_the_first_year_is_said_only_where_a_source_says_it(registers: dict[str, Register]) -> None:
    assert variable(registers, "health_service", "treatment_date").year == "2021"
    assert variable(registers, "cancer_tumour", "stage_m").year == "2004"
    assert variable(registers, "nursing_home", "start_date").year == UNKNOWN_YEAR


def test_a_column_without_a_meaning_or_of_no_known_track_is_refused(tmp_path: Path) -> None:
    text = (contracts.FOLDER / "nursing_home.yaml").read_text(encoding="utf-8")
    meaning = "    meaning_da: Pseudonym for personen, det samme i alle registre\n"
    silent, strange = text.replace(meaning, "", 1), text.replace("track: befolkning", "track: skov")
    for content, said in ((silent, "meaning_da: Field required"), (strange, "track: Input should be")):
        file = tmp_path / "nursing_home.yaml"
        file.write_text(content, encoding="utf-8")
        with pytest.raises(ContractError, match=said):
            contracts.read(file)
