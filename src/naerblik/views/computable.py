"""What can be computed from a snapshot that lacks registers or columns: a view can, when all that it reads is there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from naerblik.parameters import Topic
from naerblik.registers import snapshot
from naerblik.registers.snapshot import Gaps
from naerblik.views import declaration


@dataclass(frozen=True, order=True)
class Lack:
    """A register, or a column of it, that is not delivered, and why."""

    register: str
    column: str
    why: str


def told(lacking: Iterable[Lack]) -> str:
    """What is lacking, in words."""
    registers = ", ".join(lack.register for lack in lacking if not lack.column)
    columns = ", ".join(f"{lack.register}.{lack.column} ({lack.why})" for lack in lacking if lack.column)
    return " and ".join(f"{what} {names}" for what, names in (("registers", registers), ("columns", columns)) if names)


def lacks(views: Iterable[str], gaps: Gaps, topics: Collection[Topic]) -> tuple[Lack, ...]:
    """What the views read, through other views too, and the snapshot lacks; empty when they can be computed.

    `topics`: what they are computed for; views that are for other topics alone are not needed. Raises DeclarationError
    for an unknown view.
    """
    every = (missing(view.reads, gaps) for view in declaration.needed(views, topics))
    return tuple(sorted({lack for found in every for lack in found}))


def missing(reads: Mapping[str, Collection[str]], gaps: Gaps) -> tuple[Lack, ...]:
    """What of the columns read, by register, the snapshot lacks.

    A column that a rule has a word for unknown for is not lacking: it is unknown.
    """
    found = set[Lack]()
    for register, columns in reads.items():
        if register in gaps.registers:
            found.add(Lack(register, "", gaps.registers[register]))
        why = gaps.columns.get(register, {})
        known = snapshot.unknown_values(register)
        found |= {Lack(register, column, why[column]) for column in columns if column in why and column not in known}
    return tuple(sorted(found))
