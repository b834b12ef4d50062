from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
import yaml
from lxml import html as lxml_html

from naerblik import codelists
from naerblik.disclosure import attack
from naerblik.parameters import Topic
from naerblik.registers import contracts
from naerblik.report.fsiii.wording import legacy_code
from naerblik.report.markup import prose, text
from naerblik.report.quality import REGISTERS, REGISTERS_OF, RULES, RULES_OF, TREATMENTS
from naerblik.report.series_breaks import between, series_breaks
from naerblik.report.sources import SOURCES, SOURCES_OF
from naerblik.report.text import KeyFindings
from naerblik.report.wording import age
from naerblik.views import counting, declaration


@pytest.mark.parametrize("topic", get_args(Topic))
def test_every_register_rule_and_treatment_has_danish_words(topic: Topic) -> None:
    read = {register for view in declaration.needed(counting.RESULTS[topic], [topic]) for register in view.reads}
    assert set(REGISTERS_OF[topic]) <= read
    for register, contract in [(register, contracts.load()[register]) for register in sorted(read)]:
        assert register in REGISTERS
        for rule in contract.rules:
            assert rule.name in RULES
            assert rule.treatment in TREATMENTS


def test_the_attack_reads_every_rule_in_the_words_of_the_pages() -> None:
    layouts = yaml.safe_load((Path(attack.__file__).parent / "layouts.yaml").read_text(encoding="utf-8"))
    (read,) = [words["rule"] for words in layouts.values() if isinstance(words, dict) and "rule" in words]
    said = {words: rule for rule, words in RULES.items()} | {words: rule for (_, rule), words in RULES_OF.items()}
    assert said.items() <= read.items()


def test_the_named_rules_of_counting_have_danish_words() -> None:
    for rule, treatment in counting.TREATMENTS.items():
        assert rule in RULES
        assert treatment in TREATMENTS


def test_every_source_stands_in_the_list_of_sources() -> None:
    assert set(SOURCES) <= {source.file for source in codelists.sources()}
    assert set(SOURCES) == {file for files in SOURCES_OF.values() for file in files}


@pytest.mark.parametrize(("label", "expected"), [("0-17", "0–17 år"), ("85+", "85 år og derover")])
def test_ages_are_written_out(label: str, expected: str) -> None:
    assert age(label) == expected


def test_new_codes_show_no_raw_key() -> None:
    shown = {
        legacy_code(c) for c in (*codelists.conditions(), *codelists.interventions()) if c.law == codelists.HOME_NURSING
    }
    assert "ny" in shown
    assert not [code for code in shown if "_" in code]


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        (date(2022, 7, 1), date(2023, 7, 1), []),
        (date(2022, 7, 1), date(2024, 7, 1), ["FSIII forenkles"]),
        (date(2023, 7, 1), date(2025, 7, 1), ["FSIII forenkles", "Ældreloven"]),
        (date(2025, 7, 2), date(2026, 7, 1), ["FSIII forenkles"]),
        (date(2027, 7, 1), date(2029, 7, 1), []),
    ],
)
def test_the_breaks_of_a_period_are_those_that_touch_it(first: date, last: date, labels: list[str]) -> None:
    assert [piece.label for piece in between(first, last)] == labels


def test_breaks_are_in_order_and_say_what_they_mean() -> None:
    assert list(series_breaks()) == sorted(series_breaks(), key=lambda piece: piece.begins)
    assert all(piece.text.endswith(".") for piece in series_breaks())


@pytest.mark.parametrize(
    ("plain", "expected"),
    [
        ("36,1 pr. 1.000", "36,1 pr._1.000"),
        ("den 1. juli 2024 og", "den 1._juli_2024 og"),
        ("91,2 pct. af", "91,2_pct. af"),
        ("§ 138 & <b>", "§_138 &amp; &lt;b&gt;"),
    ],
)
def test_lines_do_not_break_inside_a_number_or_date(plain: str, expected: str) -> None:
    assert text(plain).replace("\N{NO-BREAK SPACE}", "_") == expected


def test_an_interval_in_a_sentence_stays_in_one_line_and_keeps_its_text() -> None:
    said = "720,1 (706,0–734,4) i 2022–2024, på 75–84 år <nu> – og 5.914,4–5.993,6."
    found = re.findall(r'<span class="interval">([^<]+)</span>', prose(said))
    assert found == ["706,0–734,4", "2022–2024", "75–84", "5.914,4–5.993,6"]
    assert re.sub(r"</?span[^>]*>", "", prose(said)) == text(said)


def test_a_key_finding_is_a_heading_and_one_sentence_in_two_columns() -> None:
    """The style lays the children of the line out side by side: a third would be a column of its own."""
    shown = lxml_html.fromstring(KeyFindings((("Nye.", "12 (10–14) i 2022 og 13 (11–15) i 2024."),))._repr_html_())
    (line,) = shown.xpath("//li")
    assert [part.tag for part in line] == ["strong", "span"]
    assert line.text_content() == "Nye. 12 (10–14) i 2022 og 13 (11–15) i 2024."
