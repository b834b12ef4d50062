"""A delivery is told of to its suppliers by track: in rows, by rule, without persons."""

import json
import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from naerblik.cli import app
from naerblik.intake.delivery import Delivery
from naerblik.registers import snapshot
from naerblik.registers.checking import RegisterError
from naerblik.report import delivery as told
from naerblik.report.delivery import DeliveryReport, RegisterReport, RuleCount
from naerblik.run import receive

FOREIGN = Path(__file__).parents[1] / "unit" / "intake" / "files" / "dst-names"
OBSERVED = (date(2019, 1, 1), date(2024, 12, 31))
DELIVERY = Delivery({"dst_extract": FOREIGN}, OBSERVED)
KEY = "092679639816"  # the first person of the foreign delivery


@pytest.fixture(scope="module")
def received(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NAERBLIK_DATA", str(tmp_path_factory.mktemp("data")))
        patch.setenv("NAERBLIK_KEY", "k" * 40)
        yield receive.receive(DELIVERY, "dst")


def content(received: receive.Received, track: str) -> dict:
    return json.loads((received.reports / f"leverancerapport-{track}.json").read_text(encoding="utf-8"))


def test_each_track_that_was_delivered_has_its_own_pages(received):
    found = {file.name for file in received.reports.iterdir()}
    assert found == {
        f"leverancerapport-{track}.{kind}" for track in ("befolkning", "sygehuse") for kind in ("html", "json")
    }
    assert [one["name"] for one in content(received, "sygehuse")["registers"]] == [
        "hospital_contact",
        "hospital_diagnosis",
    ]


def test_rows_that_are_used_and_rows_by_rule_are_all_that_were_delivered(received):
    for one in content(received, "sygehuse")["registers"]:
        aside = sum(rule["rows"] for rule in one["rules"] if rule["treatment"] == "left_out")
        assert one["delivered"] == one["used"] + aside


def test_how_many_rows_take_part_is_said_first_and_all_of_them_are_not_none_left_out(received):
    people, hospitals = (
        (received.reports / f"leverancerapport-{track}.html").read_text(encoding="utf-8")
        for track in ("befolkning", "sygehuse")
    )
    assert "Alle 9.000 leverede rækker indgår i opgørelserne." in people
    assert "Af 72.660 leverede rækker indgår 1.253 rækker ikke i opgørelserne." in hospitals
    assert "Derfor er disse kontroller ikke udført: other_reporting_system," in hospitals


def test_each_table_of_a_page_has_a_name_of_its_own(received):
    """They are regions that a screen reader lists by name."""
    for file in received.reports.glob("*.html"):
        names = re.findall(r'class="caption-text"[^>]*>([^<]+)<', file.read_text(encoding="utf-8"))
        assert names
        assert len(names) == len(set(names)), file.name


def test_the_match_of_persons_is_a_share_of_rows(received):
    (contacts, diagnoses) = content(received, "sygehuse")["registers"]
    assert (contacts["matched"], contacts["matched_with"]) == (99.97, "personer")
    assert diagnoses["matched_with"] == "kontakter"


def test_gaps_and_the_rules_that_could_not_be_checked_are_named(received):
    contacts = content(received, "sygehuse")["registers"][0]
    assert contacts["gaps"]["end_time"] == "Kontaktens slutning (KONT_SLUTTIDSPUNKT) er ikke leveret"
    assert "end_before_start" in contacts["unchecked"]


def test_what_can_be_counted_and_what_cannot_is_said_and_admissions_are_no_zero(received):
    report = content(received, "sygehuse")
    assert report["can"] == ["Borgere med bopæl på en dag"]
    assert "KONT_TYPE" in report["cannot"]["Sygehusophold og indlæggelser (fysisk fremmøde)"]
    page = (received.reports / "leverancerapport-sygehuse.html").read_text(encoding="utf-8")
    assert "kan ikke opgøres" in page
    assert "vises aldrig som nul" in page


def test_the_report_is_marked_internal_and_holds_no_key(received):
    for file in received.reports.iterdir():
        text = file.read_text(encoding="utf-8")
        assert "INTERN" in text or '"internal": true' in text
        assert KEY not in text
        assert "person_key" not in text


def test_the_reports_lie_in_the_store_beside_the_registers(received):
    assert received.reports.parent.parent == received.snapshot.folder.parent.parent


def test_strict_takes_in_nothing_and_still_tells_why(tmp_path, monkeypatch):
    monkeypatch.setenv("NAERBLIK_DATA", str(tmp_path))
    monkeypatch.setenv("NAERBLIK_KEY", "k" * 40)
    with pytest.raises(RegisterError, match="2 findings, and --strict allows none"):
        receive.receive(DELIVERY, "dst", strict=True)
    assert snapshot.names() == ()
    assert (tmp_path / "received" / "dst" / "leverancerapport-sygehuse.html").is_file()


def test_of_two_deliveries_of_one_name_at_once_the_reports_are_of_the_one_that_was_taken_in(tmp_path, monkeypatch):
    monkeypatch.setenv("NAERBLIK_DATA", str(tmp_path))
    monkeypatch.setenv("NAERBLIK_KEY", "k" * 40)
    report, other = receive._report, Delivery(DELIVERY.folders, (OBSERVED[0], date(2023, 12, 31)))

    def late(*known):
        """Another process takes in its own, whole, meanwhile."""
        monkeypatch.setattr(receive, "_report", report)
        receive.receive(other, "dst")
        return report(*known)

    monkeypatch.setattr(receive, "_report", late)
    with pytest.raises(RegisterError, match="another run has written this snapshot meanwhile"):
        receive.receive(DELIVERY, "dst")
    told_of = json.loads((tmp_path / "received" / "dst" / "leverancerapport-sygehuse.json").read_text(encoding="utf-8"))
    assert told_of["last_day"] == snapshot.open("dst").observation_end.isoformat() == "2023-12-31"


def test_a_later_delivery_is_held_against_the_one_before(tmp_path, monkeypatch):
    monkeypatch.setenv("NAERBLIK_DATA", str(tmp_path))
    monkeypatch.setenv("NAERBLIK_KEY", "k" * 40)
    receive.receive(DELIVERY, "foerste")
    second = receive.receive(DELIVERY, "anden")
    assert content(second, "sygehuse")["before"] == "foerste"
    assert all(not one["questions"] for one in content(second, "sygehuse")["registers"])


def test_the_command_takes_in_a_named_source_and_says_where_its_findings_stand(tmp_path, monkeypatch):
    monkeypatch.setenv("NAERBLIK_DATA", str(tmp_path))
    monkeypatch.setenv("NAERBLIK_KEY", "k" * 40)
    days = ["--first-day", "2019-01-01", "--last-day", "2024-12-31"]
    said = CliRunner().invoke(app, ["registers", "--delivery", f"dst_extract={FOREIGN}", "--name", "dst", *days])
    assert said.exit_code == 0, said.output
    assert "Findings: 2." in said.output
    kept = CliRunner().invoke(app, ["quarantine", "dst"])
    assert "unknown_diagnosis_type" in kept.output
    assert "1,233" in kept.output


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=20)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.found.add(tag)


@settings(deadline=None, max_examples=30)
@given(TEXT.map(lambda text: f"<script>{text}"), TEXT)
def test_what_suppliers_write_is_text_and_never_markup(name, reason):
    rule = RuleCount("r", name, "left_out", False, 7)
    one = RegisterReport(
        "population", name, "befolkning", 9, 9, 2, (rule,), 50.0, "personer", 1, {"x": reason}, (name,), (), {"2024": 2}
    )
    day = date(2024, 1, 1)
    report = DeliveryReport(name, (reason,), day, day, day, "", (one,), {}, (name,), {reason: name})
    tags = _Tags()
    tags.feed(told.page(report, "befolkning"))
    assert "script" not in tags.found
