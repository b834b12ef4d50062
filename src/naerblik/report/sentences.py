"""Danish sentences with number, comparison and uncertainty. A difference is worded only where the limits allow it.

FSIII says what municipalities report, not what citizens need or how good the care is: a difference is therefore
"indberettes hyppigere" or "indberettes sjældnere" than in the rest of the country, and nothing else. Other topics name
their own verb, such as "registreres".
"""

from __future__ import annotations

from collections.abc import Sequence

from naerblik.report import numbers
from naerblik.report.cells import Share
from naerblik.report.compare import CONFIDENCE, Against, Verdict
from naerblik.report.unit import CITIZENS, Unit

NO_DIFFERENCE = "ingen statistisk sikker forskel"
NOT_SHOWN = "tallet vises ikke af hensyn til borgernes anonymitet"
FEWEST_AGES = 2  # to be compared
TOO_FEW_AGES = "for få af tallene kan vises til at sammenligne aldersgrupperne"
NOT_REPORTED = "der er ikke indberettet"

_COMPARISONS = 200
BY_CHANCE = (
    f"Grænserne er så brede, at en rapport med {_COMPARISONS} sammenligninger i gennemsnit viser højst "
    f"{numbers.decimal(_COMPARISONS * (1 - CONFIDENCE))} forskelle, når der ingen er; reglen er prøvet på simulerede "
    "lande uden andre forskelle end tilfældets."
)
"""What the limits of findings mean for a whole page: tests/unit/report/test_findings_by_chance.py holds it."""

VERDICTS: dict[Verdict, str] = {
    "higher": "▲ hyppigere",
    "lower": "▼ sjældnere",
    "none": "ingen sikker forskel",
    "unknown": "ikke sammenlignet",
}
"""The verdict as a table shows it: a sign and words, never a colour alone."""


def first_upper(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def ended(text: str) -> str:
    """The text with one full stop: 'pct.' brings its own."""
    return text if text.endswith(".") else f"{text}."


def rate(share: Share, digits: int = 1, *, unit: Unit = CITIZENS, nobody: str = NOT_REPORTED) -> str:
    """'36,1 pr. 1.000 borgere', or why there is no number; `nobody` says it of a group without citizens."""
    if not share.is_known:
        return NOT_SHOWN if share.is_reported else nobody
    return unit.alone(share.rate, digits)


def rate_with_limits(share: Share, digits: int = 1, *, unit: Unit = CITIZENS, nobody: str = NOT_REPORTED) -> str:
    """'36,1 pr. 1.000 borgere (95 pct. sikkerhedsgrænser 35,8–36,5)'."""
    said = rate(share, digits, unit=unit, nobody=nobody)
    return f"{said} (95 pct. sikkerhedsgrænser {unit.interval(share.limits, digits)})" if share.is_known else said


def beside(share: Share, other: Share, words: tuple[str, str, str], unit: Unit = CITIZENS) -> str:
    """'925,9 pr. 1.000 plejehjemsbeboere (95 pct. ...) havde ... mod 35,9 pr. 1.000 øvrige borgere (...)'.

    `words` are whom the first share is of, what is said of both, and whom the other is of.
    """
    first, said, second = words
    return (
        f"{unit.number(share.rate)} {first} (95 pct. sikkerhedsgrænser {unit.interval(share.limits)}) {said} mod "
        f"{unit.number(other.rate)} {second} ({unit.interval(other.limits)})"
    )


def comparison(against: Against, *, claim: str = "Det indberettes", unit: Unit = CITIZENS) -> str:
    """What can be said of the difference from the rest of the country; empty where nothing can be compared."""
    if against.verdict == "unknown":
        return ""
    rest = unit.number(against.rest.rate)
    if against.verdict == "none":
        return f"Resten af landet: {rest}; {NO_DIFFERENCE}."
    word = "hyppigere" if against.verdict == "higher" else "sjældnere"
    return ended(f"{claim} {word} end i resten af landet, hvor tallet er {rest}")


def how_many(what: str, against: Against, day: str) -> str:
    """'12.345 borgere havde mindst én aktiv indsats den 1. juli 2024: 36,1 pr. 1.000 ...', and the comparison."""
    share = against.share
    if not share.is_known:
        return f"Borgere med {what} den {day}: {rate(share)}."
    number = numbers.counted(share.count or 0, "borger", "borgere")
    return f"{number} havde {what} den {day}: {rate_with_limits(share)}. {comparison(against)}".strip()


NAMED = 3
"""Up to so many municipalities are named in a sentence; more are counted."""


def items_differ(verdicts: Sequence[Verdict], many: str, *, verb: str = "indberettes") -> str:
    """How many areas or codes differ: 'Af 12 områder indberettes 2 hyppigere og 1 sjældnere end i resten af landet'."""
    compared = len(verdicts) - verdicts.count("unknown")
    different = {word: verdicts.count(verdict) for verdict, word in _WORDS.items() if verdict in verdicts}
    if not compared:
        return f"Ingen {many} kan sammenlignes med resten af landet"
    if compared == 1 < len(verdicts):
        said = f"den {verb} {next(iter(different))} end i" if different else f"der er {NO_DIFFERENCE} fra"
        return f"Kun én af de viste {many} kan sammenlignes; {said} resten af landet"
    if not different:
        return f"For de {compared} {many}, der kan sammenlignes, er der {NO_DIFFERENCE} fra resten af landet"
    parts = numbers.listing([f"{number} {word}" for word, number in different.items()])
    return f"Af {compared} {many} {verb} {parts} end i resten af landet{_others(compared, sum(different.values()))}"


def municipalities_differ(what: str, found: Sequence[Against], whole: str, *, verb: str = "indberettes") -> str:
    """Which municipalities differ: 'Indsatser indberettes hyppigere i Herning end i resten af landet; for ...'.

    `what` is what differs, `whole` says whose municipalities they are, such as 'områdets'.
    """
    compared = [against for against in found if against.verdict != "unknown"]
    different = {v: [a.area.name for a in compared if a.verdict == v] for v in _WORDS}
    number = numbers.counted(len(compared), "kommune", "kommuner")
    if not compared:
        return f"Ingen af {whole} kommuner har et tal, der kan sammenlignes med resten af landet"
    if not any(different.values()):
        return f"{first_upper(what)}: {NO_DIFFERENCE} fra resten af landet for {whole} {number} med tal"
    parts = [f"{_WORDS[v]} i {_named(names)}" for v, names in different.items() if names]
    others = _others(len(compared), sum(map(len, different.values())))
    return f"{first_upper(what)} {verb} {numbers.listing(parts)} end i resten af landet{others}"


_WORDS: dict[Verdict, str] = {"higher": "hyppigere", "lower": "sjældnere"}


def _named(names: Sequence[str]) -> str:
    return numbers.listing(names) if len(names) <= NAMED else f"{len(names)} kommuner"


def _others(compared: int, different: int) -> str:
    left = compared - different
    return f"; for {'den sidste' if left == 1 else f'de øvrige {left}'} er der {NO_DIFFERENCE}" if left else ""
