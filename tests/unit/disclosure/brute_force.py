"""The attacker who tries every table: slow, obvious, and right.

`intervals` lists all whole-number tables that agree with what is published and says between which values each cell
lies. The fast attack and the suppression are both held against it.
"""

from collections.abc import Iterator, Sequence

Relation = Sequence[tuple[int, float]]
"""Cells and their weights. An equation adds up to 0, an inequality to 0 or more."""


def tables(
    values: Sequence[int],
    hidden: Sequence[bool],
    equations: Sequence[Relation],
    inequalities: Sequence[Relation] = (),
    cap: int = 30,
) -> Iterator[list[int]]:
    """Every table that a reader must allow for: published cells as they are, hidden ones from 0 to `cap`.

    `cap` must be large enough to matter to nobody: no less than the largest published total.
    """
    relations = [(list(relation), True) for relation in equations]
    relations += [(list(relation), False) for relation in inequalities]
    unknown = [cell for cell, is_hidden in enumerate(hidden) if is_hidden]
    table = [0 if is_hidden else value for value, is_hidden in zip(values, hidden, strict=True)]
    yield from _filled(table, unknown, relations, cap)


def _filled(table: list[int], unknown: list[int], relations: list[tuple[list[tuple[int, float]], bool]], cap: int):
    if any(_broken(table, unknown, relation, cap, equal) for relation, equal in relations):
        return
    if not unknown:
        yield table.copy()
        return
    first, *rest = unknown
    for value in range(cap + 1):
        table[first] = value
        yield from _filled(table, rest, relations, cap)
    table[first] = 0


def _broken(table: list[int], unknown: list[int], relation: list[tuple[int, float]], cap: int, equal: bool) -> bool:
    """Whether no filling of the unknown cells can satisfy the relation any more."""
    least = most = 0.0
    for cell, weight in relation:
        low, high = (0, cap) if cell in unknown else (table[cell], table[cell])
        least += min(weight * low, weight * high)
        most += max(weight * low, weight * high)
    return most < -1e-9 or (equal and least > 1e-9)


def intervals(
    values: Sequence[int],
    hidden: Sequence[bool],
    equations: Sequence[Relation],
    inequalities: Sequence[Relation] = (),
    cap: int = 30,
) -> list[tuple[int, int]]:
    """The smallest and the largest value of each cell over all tables. Raises ValueError when there is no table."""
    found = list(tables(values, hidden, equations, inequalities, cap))
    if not found:
        raise ValueError("no table agrees with what is published")
    return [(min(column), max(column)) for column in zip(*found, strict=True)]


def differences(
    pairs: Sequence[tuple[int, int]],
    values: Sequence[int],
    hidden: Sequence[bool],
    equations: Sequence[Relation],
    inequalities: Sequence[Relation] = (),
    cap: int = 30,
) -> list[tuple[int, int]]:
    """The smallest and the largest value of larger - smaller for each pair of cells (smaller, larger)."""
    found = list(tables(values, hidden, equations, inequalities, cap))
    rooms = [[table[larger] - table[smaller] for table in found] for smaller, larger in pairs]
    return [(min(room), max(room)) for room in rooms]
