"""Codes of one dimension and the sums between them.

A code may be the sum of several sets of codes: the country is the regions of 2026, and again the regions
of 2027; a council is its clusters and again its municipalities. Each such sum is something a reader can
subtract in, so all of them are stated. A sum of one part (Bornholm's cluster = its municipality) is stated too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from naerblik import NaerblikError


class HierarchyError(NaerblikError):
    """A hierarchy with a gap or a loop; the text names the dimension and the codes."""


@dataclass(frozen=True)
class Sum:
    """One code as the sum of its parts."""

    whole: str
    parts: tuple[str, ...]


@dataclass(frozen=True)
class Hierarchy:
    """The codes of a dimension in reading order and the sums between them. Built by `hierarchy`, which checks them."""

    name: str
    codes: tuple[str, ...]
    sums: tuple[Sum, ...]

    @cached_property
    def position(self) -> Mapping[str, int]:
        """Code -> its place in `codes`."""
        return {code: place for place, code in enumerate(self.codes)}

    @cached_property
    def neighbourhood(self) -> tuple[int, ...]:
        """Rank of each code when parts stand beside their whole, so that a run of ranks is a piece of the tree."""
        parts: dict[str, tuple[str, ...]] = {}
        for total in self.sums:
            parts.setdefault(total.whole, total.parts)
        below = {part for total in self.sums for part in total.parts}
        waiting = [code for code in reversed(self.codes) if code not in below]
        rank: dict[str, int] = {}
        while waiting:
            code = waiting.pop()
            if code not in rank:
                rank[code] = len(rank)
                waiting += reversed(parts.get(code, ()))
        for code in self.codes:
            rank.setdefault(code, len(rank))
        return tuple(rank[code] for code in self.codes)


def hierarchy(name: str, codes: Iterable[str], sums: Iterable[tuple[str, Iterable[str]]] = ()) -> Hierarchy:
    """A checked hierarchy.

    Raises HierarchyError for a code named twice, a sum whose whole or part is no code of the dimension (a gap), a sum
    without parts, a part named twice in a sum, and a code that is by way of sums part of itself (a loop).
    """
    listed = tuple(codes)
    stated = tuple(Sum(whole, tuple(parts)) for whole, parts in sums)
    known = set(listed)
    if len(known) < len(listed):
        twice = sorted({code for code in listed if listed.count(code) > 1})
        raise HierarchyError(f"dimension '{name}': the code {_quoted(twice)} stands twice; each code stands once.")
    for total in stated:
        _refuse_gap(name, total, known)
    _refuse_loop(name, stated)
    return Hierarchy(name, listed, stated)


def flat(name: str, total: str, parts: Iterable[str]) -> Hierarchy:
    """The common case: one total over its parts."""
    below = tuple(parts)
    return hierarchy(name, (total, *below), [(total, below)])


def _quoted(codes: Iterable[str]) -> str:
    return ", ".join(f"'{code}'" for code in codes)


def _refuse_gap(name: str, total: Sum, known: set[str]) -> None:
    absent = [code for code in (total.whole, *total.parts) if code not in known]
    if absent:
        raise HierarchyError(
            f"dimension '{name}': the sum of '{total.whole}' has a gap: {_quoted(absent)} is no code of the dimension; "
            "add the code or take it out of the sum."
        )
    if not total.parts:
        raise HierarchyError(f"dimension '{name}': the sum of '{total.whole}' has a gap: it names no parts.")
    if len(set(total.parts)) < len(total.parts):
        twice = sorted({code for code in total.parts if total.parts.count(code) > 1})
        raise HierarchyError(f"dimension '{name}': {_quoted(twice)} stands twice in the sum of '{total.whole}'.")


def _refuse_loop(name: str, sums: tuple[Sum, ...]) -> None:
    waiting: dict[str, set[str]] = {}
    for total in sums:
        waiting.setdefault(total.whole, set()).update(total.parts)
    while waiting:
        done = [whole for whole, parts in waiting.items() if not parts & waiting.keys()]
        if not done:
            raise HierarchyError(
                f"dimension '{name}': {_quoted(sorted(waiting))} stand in a loop: following the sums down from one of "
                "them leads back to it; a code cannot be part of itself."
            )
        for whole in done:
            del waiting[whole]
