"""The municipalities beside each other, whatever is measured: points of a funnel, rows of a table, tiles of a map."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from naerblik.geography import Area
from naerblik.report.cells import Share
from naerblik.report.compare import Against
from naerblik.report.funnel_chart import Point
from naerblik.report.places import by_name, called
from naerblik.report.scope import Scope
from naerblik.report.table import Column, Kind, Mark, Row, Value
from naerblik.report.text import Text
from naerblik.report.tilemap import TileValue
from naerblik.report.wording import LIMITS, VERDICT

ShareOf = Callable[[Area], Share]
TOO_FEW = Text(("Figuren kræver tal fra mindst tre kommuner; så mange kan ikke vises.",))


def known(scope: Scope, share_of: ShareOf) -> dict[Area, float]:
    """The municipalities whose number is shown, with their share of 1."""
    shares = {area: share_of(area) for area in scope.municipalities}
    return {area: share.rate for area, share in shares.items() if share.is_known}


def points(scope: Scope, share_of: ShareOf, found: Sequence[Against]) -> list[Point]:
    """The points of a funnel: all municipalities with a number; only the recipient's carry their comparison."""
    verdicts, own = {against.area: against.verdict for against in found}, set(scope.own)
    made = []
    for area in scope.municipalities:
        share = share_of(area)
        if share.is_known and share.population:
            verdict = verdicts.get(area, "none") if area in own else "none"
            made.append(Point(area.name, share.population, share.rate, area in own, verdict))
    return made


def funnel_reading(scope: Scope) -> str:
    """How a funnel is read."""
    whose = "" if scope.is_country else "modtagerens "
    field = (
        "Feltet er 99,8 pct.-grænserne omkring landets niveau: jo mindre kommune, jo mere kan tilfældet flytte tallet."
    )
    reason = "hverken tilfældet eller kommunernes almindelige forskelligheder kan forklare"
    if scope.recipient.level == "municipality":
        return f"{field} En trekant viser en forskel fra resten af landet, som {reason}."
    return f"{field} Trekanter er {whose}kommuner med en forskel fra resten af landet, som {reason}."


def columns(whole: str, part: str, rate: tuple[str, Kind], interval: Kind) -> tuple[Column, ...]:
    """The columns of `row`."""
    return (
        Column("Kommune"),
        Column(whole, "count"),
        Column(part, "count"),
        Column(*rate),
        Column(LIMITS, interval),
        Column("99,8 pct.-grænser omkring resten af landet", interval),
        Column(VERDICT, "label"),
    )


def row(scope: Scope, against: Against, verdict: str) -> Row:
    """A municipality with its number, limits and comparison."""
    share = against.share
    values = (
        against.area.name,
        share.population_value(),
        share.count_value(),
        share.rate_value(),
        share.limits_value(),
        against.limits or (Mark.HIDDEN if share.is_reported else Mark.MISSING),
        verdict,
    )
    return Row(values, emphasis=against.area == scope.recipient)


def tiles(scope: Scope, share_of: ShareOf) -> dict[int, TileValue]:
    """Municipality code -> its tile; the recipient's are outlined."""
    own = _outlined(scope)
    return {a.municipalities[0]: TileValue(called(a), _tile(share_of(a)), a in own) for a in scope.municipalities}


def _tile(share: Share) -> float | Mark:
    value = share.rate_value()
    assert isinstance(value, float | Mark)
    return value


def _outlined(scope: Scope) -> set[Area]:
    return set() if scope.is_country else set(scope.own)


def map_reading(scope: Scope, *said: str) -> str:
    """How a map is read."""
    form = "Hver kommune er en lige stor firkant, lagt så landets form kan kendes."
    return " ".join([form, *said, *([] if scope.is_country else [f"{called(scope.recipient)} er optegnet."])])


def map_rows(
    scope: Scope, share_of: ShareOf, between: Callable[[Area], tuple[Value, ...]] = lambda area: ()
) -> tuple[Row, ...]:
    """A row for each municipality of the country by name: its citizens, the number, what stands `between`, the rate."""
    own = _outlined(scope)
    rows = []
    for area in by_name(scope.municipalities):
        share = share_of(area)
        values = (share.population_value(), share.count_value(), *between(area), share.rate_value())
        rows.append(Row((area.name, *values), emphasis=area in own))
    return tuple(rows)


def left_out(scope: Scope, shown: Mapping[Area, float]) -> str:
    """How many municipalities a map does not show, where all of them have citizens to count."""
    every = len(scope.municipalities)
    left = every - len(shown)
    if not left:
        return f"Alle {every} kommuner vises."
    return f"{left} af {every} kommuner vises ikke af hensyn til anonymitet."


def span(rates: Mapping[Area, float], written: Callable[[float], str]) -> str:
    """'Tallene går fra 8,1 i Dragør Kommune til 36,1 i Lolland Kommune.'."""
    low, high = min(rates, key=lambda area: rates[area]), max(rates, key=lambda area: rates[area])
    return f"Tallene går fra {written(rates[low])} i {called(low)} til {written(rates[high])} i {called(high)}."
