"""What can be computed from a snapshot that lacks registers or columns: a view can, when all that it reads is there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

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


def lacks(views: Iterable[str], gaps: Gaps) -> tuple[Lack, ...]:
    """What the views read, through other views too, and the snapshot lacks; empty when they can be computed.

    A column that a rule has a word for unknown for is not lacking: it is unknown. Raises DeclarationError for an
    unknown view.
    """
    found = set[Lack]()
    for view in declaration.in_order(views):
        for register, columns in view.reads.items():
            if register in gaps.registers:
                found.add(Lack(register, "", gaps.registers[register]))
            missing = gaps.columns.get(register, {})
            known = snapshot.unknown_values(register)
            found |= {Lack(register, c, missing[c]) for c in columns if c in missing and c not in known}
    return tuple(sorted(found))
