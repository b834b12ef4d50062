from __future__ import annotations

import re

import pytest

from naerblik import geography
from naerblik.report import sentences
from naerblik.report.cells import Share
from naerblik.report.compare import Against, Verdict

REGION = geography.area("1082")


def _against(verdict: Verdict, code: str = "1082", share: Share | None = None) -> Against:
    return Against(geography.area(code), share or Share(361, 10_000), Share(4_000, 100_000), verdict)


def test_a_rate_has_its_unit_and_limits() -> None:
    assert sentences.rate(Share(361, 10_000)) == "36,1 pr. 1.000 borgere"
    assert sentences.rate_with_limits(Share(361, 10_000)) == (
        "36,1 pr. 1.000 borgere (95 pct. sikkerhedsgrænser 32,6–39,9)"
    )


@pytest.mark.parametrize(
    ("share", "reason"),
    [
        (Share(None, 10_000), "tallet vises ikke af hensyn til borgernes anonymitet"),
        (Share(None, None), "tallet vises ikke af hensyn til borgernes anonymitet"),
        (Share(0, 0), "der er ikke indberettet"),
    ],
)
def test_where_there_is_no_number_the_sentence_says_why(share: Share, reason: str) -> None:
    assert sentences.rate(share) == reason
    text = sentences.how_many("mindst én aktiv indsats", _against("unknown", share=share), "1. juli 2024")
    assert text == f"Borgere med mindst én aktiv indsats den 1. juli 2024: {reason}."


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        ("higher", "Det indberettes hyppigere end i resten af landet, hvor tallet er 40,0 pr. 1.000."),
        ("lower", "Det indberettes sjældnere end i resten af landet, hvor tallet er 40,0 pr. 1.000."),
        ("none", "Resten af landet: 40,0 pr. 1.000; ingen statistisk sikker forskel."),
        ("unknown", ""),
    ],
)
def test_a_difference_is_worded_only_where_the_limits_allow_it(verdict: Verdict, expected: str) -> None:
    assert sentences.comparison(_against(verdict)) == expected


def test_a_count_comes_with_its_rate_and_comparison() -> None:
    text = sentences.how_many("mindst én aktiv indsats", _against("none"), "1. juli 2024")
    assert text.startswith(
        "361 borgere havde mindst én aktiv indsats den 1. juli 2024: 36,1 pr. 1.000 borgere (95 pct."
    )
    assert text.endswith("ingen statistisk sikker forskel.")


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        (
            ["none"] * 3,
            "For de 3 områder, der kan sammenlignes, er der ingen statistisk sikker forskel fra resten af landet",
        ),
        (
            ["higher", "lower", "none", "none", "unknown"],
            "Af 4 områder indberettes 1 hyppigere og 1 sjældnere end i resten af landet; "
            "for de øvrige 2 er der ingen statistisk sikker forskel",
        ),
        (["higher", "higher"], "Af 2 områder indberettes 2 hyppigere end i resten af landet"),
        (["unknown"], "Ingen områder kan sammenlignes med resten af landet"),
        (
            ["none", "unknown"],
            "Kun én af de viste områder kan sammenlignes; der er ingen statistisk sikker forskel fra resten af landet",
        ),
        (
            ["lower", "unknown"],
            "Kun én af de viste områder kan sammenlignes; den indberettes sjældnere end i resten af landet",
        ),
    ],
)
def test_items_that_differ_are_counted(verdicts: list[Verdict], expected: str) -> None:
    assert sentences.items_differ(verdicts, "områder") == expected


def test_up_to_three_municipalities_are_named_and_more_are_counted() -> None:
    few = [_against("higher", "657"), _against("lower", "751"), _against("none", "740")]
    assert sentences.municipalities_differ("indsatser", few, "områdets") == (
        "Indsatser indberettes hyppigere i Herning og sjældnere i Aarhus end i resten af landet; "
        "for den sidste er der ingen statistisk sikker forskel"
    )
    many = [_against("higher", code) for code in ("657", "661", "665", "671")] + [_against("none")] * 2
    assert "hyppigere i 4 kommuner end" in sentences.municipalities_differ("indsatser", many, "områdets")


def test_municipalities_without_numbers_are_not_counted() -> None:
    found = [_against("none", "657"), _against("unknown", "751")]
    assert sentences.municipalities_differ("tilstande", found, "områdets") == (
        "Tilstande: ingen statistisk sikker forskel fra resten af landet for områdets 1 kommune med tal"
    )
    assert "Ingen af områdets kommuner" in sentences.municipalities_differ("tilstande", found[1:], "områdets")


def test_no_sentence_speaks_of_need_or_quality() -> None:
    words = re.compile("behov|kvalitet|bedre|dårligere|god|ringe")
    texts = [sentences.comparison(_against(v)) for v in ("higher", "lower", "none")]
    texts += [sentences.municipalities_differ("indsatser", [_against("higher", "657")], "områdets")]
    assert not [text for text in texts if words.search(text)]
