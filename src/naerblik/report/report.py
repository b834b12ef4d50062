"""What the report of every topic has: its head, its last section and the tables beside its page."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Protocol

from naerblik.disclosure.cube import ProtectedCube
from naerblik.geography import Area
from naerblik.parameters import RunParameters, Topic
from naerblik.report import imprint, protection, sources
from naerblik.report.figure import tables_of
from naerblik.report.header import Header
from naerblik.report.key_figure import KeyFigure
from naerblik.report.scope import Scope
from naerblik.report.table import Table
from naerblik.report.text import Text


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
    and names in `saved` those of its methods whose tables are saved beside the page; `prefix` begins the file stems.
    """

    cube: ProtectedCube
    recipient: Area
    parameters: RunParameters

    topic: ClassVar[Topic]
    title: ClassVar[str]
    lead: ClassVar[str]
    prefix: ClassVar[str]
    method: ClassVar[Method]
    saved: ClassVar[tuple[str, ...]]

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

    def tables(self) -> dict[str, Table]:
        """Every table of the report by file stem, also those behind figures; empty ones are left out."""
        return tables_of(getattr(self, name)() for name in (*self.saved, "definitions", "data_quality", "sources"))
