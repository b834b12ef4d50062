"""What the report of every topic has: its head, its last section and the tables beside its page."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import ClassVar, Literal, Protocol

from naerblik.disclosure.cube import ProtectedCube
from naerblik.geography import Area
from naerblik.parameters import ItemKind, RunParameters, Topic
from naerblik.report import imprint, lineage, protection, sources
from naerblik.report.figure import Figure, tables_of
from naerblik.report.header import Header
from naerblik.report.key_figure import KeyFigure
from naerblik.report.lineage import Origin
from naerblik.report.scope import Scope
from naerblik.report.table import Table
from naerblik.report.text import Text

Number = ItemKind | Literal["coverage", "reporting", "yearly", "quality", "rates"]
"""What a table shows: the numbers of a kind of item, or of another table of the protected cube."""

COMMON: Mapping[str, tuple[Number, ...]] = {"definitions": (), "data_quality": ("quality",), "sources": ()}
"""The method of every report -> the numbers that its table shows."""


class Method(Protocol):
    """The module in which a topic says how its numbers are made."""

    def methods(self) -> Text:
        """How shares, rates, limits and comparisons are computed."""

    def definitions(self, scope: Scope) -> Table:
        """The named rules of what is counted."""

    def quality_table(self, scope: Scope) -> Table:
        """Rows that broke a rule, with numbers."""


@dataclass(frozen=True)
class Report(ABC):
    """The report of one topic to one recipient; each public method returns something a notebook shows.

    `cube` is the protected cube of the report year, `recipient` an area of the chosen map. A topic adds its sections,
    and names in `saved` those of its methods whose tables are saved beside the page, each with the numbers that it
    shows; `prefix` begins the file stems.
    """

    cube: ProtectedCube
    recipient: Area
    parameters: RunParameters

    topic: ClassVar[Topic]
    title: ClassVar[str]
    lead: ClassVar[str]
    prefix: ClassVar[str]
    method: ClassVar[Method]
    saved: ClassVar[Mapping[str, tuple[Number, ...]]]

    def __init_subclass__(cls) -> None:
        """What is saved is made once: the page shows it, the way to the tables names it, and a file holds it."""
        for name in (*cls.saved, *COMMON):
            setattr(cls, name, _once(getattr(cls, name)))

    @cached_property
    def _scope(self) -> Scope:
        return Scope(self.cube, self.recipient, self.parameters)

    def header(self) -> Header:
        """Title, recipient, period, data snapshot, publisher and banners."""
        return imprint.header(self._scope, self.title, self.lead)

    @abstractmethod
    def key_figure(self) -> KeyFigure:
        """The number that stands for the topic on the recipient's first page."""

    def methods(self) -> Text:
        """How shares, rates, limits and comparisons are computed."""
        return self.method.methods()

    def definitions(self) -> Table:
        """The named rules of what is counted."""
        return self.method.definitions(self._scope)

    def protection(self) -> Text:
        """What is hidden."""
        return protection.text(self._scope, self.topic)

    def data_quality(self) -> Table:
        """Rows that broke a rule, with numbers."""
        return self.method.quality_table(self._scope)

    def sources(self) -> Table:
        """Code lists and published figures with their year."""
        return sources.table(self._scope, self.topic, f"{self.prefix}kilder")

    def contact(self) -> Text:
        """Publisher, contact, data and program version."""
        return imprint.contact(self._scope)

    def lineage(self) -> Figure:
        """Fra inddata til uddata: the way from the delivery to each table."""
        return lineage.figure(self._scope, self.topic, self.prefix, self._shown)

    def origins(self) -> dict[str, Origin]:
        """File stem of each table of the report -> where its numbers come from."""
        return {key: lineage.origin(self._scope, self.topic, numbers) for key, (_, numbers) in self._shown.items()}

    def tables(self) -> dict[str, Table]:
        """Every table of the report by file stem, also those behind figures; empty ones are left out."""
        return {key: table for key, (table, _) in self._shown.items()}

    @cached_property
    def _shown(self) -> dict[str, tuple[Table, tuple[Number, ...]]]:
        shown = {name: getattr(self, name)() for name in (*self.saved, *COMMON)}
        numbers = {**self.saved, **COMMON}
        return {key: (table, numbers[name]) for name in shown for key, table in tables_of([shown[name]]).items()}


def _once(make: Callable[[Report], object]) -> Callable[[Report], object]:
    """The method, which works the first time that a report is asked and then gives what it made."""

    @wraps(make)
    def given(report: Report) -> object:
        kept: dict[str, object] = report.__dict__
        key = f"made by {make.__qualname__}"
        if key not in kept:
            kept[key] = make(report)
        return kept[key]

    return given
