"""What the SQL of each view says: the columns it names, what its own columns are computed from, what decides its rows.

What is said here is read from the SQL by sqlglot and never written by hand; the declarations are held against it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError
from sqlglot.optimizer.qualify import qualify
from sqlglot.optimizer.scope import Scope, traverse_scope
from sqlglot.schema import MappingSchema

from naerblik import NaerblikError
from naerblik.registers import contracts
from naerblik.views import cancer_inputs, declaration, general_practice_inputs
from naerblik.views.declaration import View

ITEMS = ("items", "fact_no")
"""The columns of views that say of which kind an item is: by its name, or by a number that a relation gives."""
KINDS_OF = cancer_inputs.KINDS_OF | general_practice_inputs.KINDS_OF
"""Input relation -> the kinds of the numbers in it."""

Source = tuple[str, str]
"""A column: the register, view or input relation that it stands in, and its name."""


class LineageError(NaerblikError):
    """A view whose SQL names what nobody declares; the text names the file, table and column."""


@dataclass(frozen=True)
class Branch:
    """One SELECT of a view; a view without UNION has one.

    `named`: every column that it names anywhere; `tables`: what it reads. `kinds`: the kinds of item that its rows are
    of, where the SQL or an input relation says so; `passed_by`: the view that hands them on, '' where none does.
    `fixed`: its columns that hold one text; `asked`: (view, column, text) where it takes those rows of a view alone.
    """

    named: frozenset[Source]
    tables: frozenset[str]
    kinds: frozenset[str]
    passed_by: str
    fixed: Mapping[str, str]
    asked: frozenset[tuple[str, str, str]]


@dataclass(frozen=True)
class Parsed:
    """What the SQL of a view says.

    `columns`: each column of the view -> those that its values are computed from. `conditions`: the columns that decide
    which rows there are: of joins, filters and groups.
    """

    name: str
    columns: Mapping[str, frozenset[Source]]
    conditions: frozenset[Source]
    branches: tuple[Branch, ...]

    @property
    def tables(self) -> frozenset[str]:
        """The registers, views and input relations that the SQL names."""
        return frozenset().union(*(branch.tables for branch in self.branches))

    @property
    def reads(self) -> dict[str, frozenset[str]]:
        """Register -> the columns of it that the SQL names."""
        named = frozenset().union(*(branch.named for branch in self.branches))
        found = {register: frozenset(c for t, c in named if t == register) for register in contracts.load()}
        return {register: found[register] for register in found if register in self.tables}

    @property
    def uses(self) -> frozenset[str]:
        """The views and input relations that the SQL names."""
        return self.tables - contracts.load().keys()


@cache
def load() -> dict[str, Parsed]:
    """Every view as its SQL says. Raises LineageError for a column that no contract and no declaration names."""
    return {view.name: parse(view) for view in declaration.load().values()}


def parse(view: View) -> Parsed:
    """What the SQL of one view says. Raises LineageError as `load` does, and for SQL that cannot be parsed."""
    try:
        tree = qualify(
            parse_one(view.sql, dialect="duckdb"),
            schema=_known(),
            allow_partial_qualification=True,
            validate_qualify_columns=False,
            quote_identifiers=False,
        )
        scopes = traverse_scope(tree)
    except SqlglotError as error:
        raise LineageError(f"{view.name}.sql: {error}") from None
    home: dict[int, Scope] = {}
    for scope in scopes:  # the inner ones first: a column stands where it is written
        for column in scope.columns:
            home.setdefault(id(column), scope)
    whole = scopes[-1]
    for scope in scopes:
        for column in scope.columns:
            _require_known(view, column, home)
    columns = {name: _origins(whole, place, home) for place, name in enumerate(_query(whole).named_selects)}
    conditions = [column for scope in scopes for column in _conditions(scope)]
    branches = tuple(_branch(leaf, home) for leaf in _leaves(whole))
    return Parsed(view.name, columns, frozenset().union(*(_from(c, home) for c in conditions)), branches)


@cache
def _known() -> MappingSchema:
    """The columns of registers and views; those of input relations are what views ask of them."""
    columns = {name: contract.column_names for name, contract in contracts.load().items()}
    columns |= {name: view.columns for name, view in declaration.load().items()}
    return MappingSchema({name: dict.fromkeys(names, "TEXT") for name, names in columns.items()}, dialect="duckdb")


def _require_known(view: View, column: exp.Column, home: Mapping[int, Scope]) -> None:
    source = _source(column, home)
    if isinstance(source, exp.Table):
        known = _known().column_names(source, dialect="duckdb")
        declared = source.name in contracts.load() or source.name in declaration.load()
        if declared and column.name not in known:
            where = "no contract" if source.name in contracts.load() else "no declaration"
            raise LineageError(f"{view.name}.sql: reads {source.name}.{column.name}, which {where} names.")
    elif source is None and not _is_alias(column, home[id(column)]):
        raise LineageError(f"{view.name}.sql: reads {column.sql()}, which is a column of none of its tables.")


def _source(column: exp.Column, home: Mapping[int, Scope]) -> exp.Table | Scope | None:
    """Where a column comes from; a name of an enclosing SELECT is looked up there."""
    scope: Scope | None = home[id(column)]
    if not column.table and scope and len(scope.selected_sources) == 1:
        ((_, only),) = scope.selected_sources.values()
        return None if _is_alias(column, scope) else only
    while scope is not None:
        if column.table in scope.sources:
            return scope.sources[column.table]
        scope = scope.parent
    return None


def _query(scope: Scope) -> exp.Query:
    return cast(exp.Query, scope.expression)


def _is_alias(column: exp.Column, scope: Scope) -> bool:
    """Whether a column without a table is a name that its SELECT gives, as ORDER BY may say it."""
    return column.name in _query(scope).named_selects and column.find_ancestor(exp.Alias) is None


def _from(column: exp.Column, home: Mapping[int, Scope]) -> frozenset[Source]:
    """The columns of tables that a column is, through WITH and the SELECTs that stand in place of tables."""
    source = _source(column, home)
    if isinstance(source, exp.Table):
        return frozenset({(source.name, column.name)})
    if source is None:  # an alias of the SELECT itself, in ORDER BY
        return frozenset()
    return _origins(source, _query(source).named_selects.index(column.name), home)


def _origins(scope: Scope, place: int, home: Mapping[int, Scope]) -> frozenset[Source]:
    projections = [_query(leaf).selects[place] for leaf in _leaves(scope)]
    columns = [column for projection in projections for column in projection.find_all(exp.Column)]
    return frozenset().union(*(_from(column, home) for column in columns))


def _leaves(scope: Scope) -> list[Scope]:
    """The SELECTs of a UNION, or the one there is."""
    parts = scope.set_operation_scopes
    return [leaf for part in parts for leaf in _leaves(part)] if parts else [scope]


def _conditions(scope: Scope) -> Iterator[exp.Column]:
    """What a SELECT names outside its list of columns; of one that stands in a condition, that as well."""
    shown = set[int]()
    if isinstance(scope.expression, exp.Select) and not scope.is_subquery:
        shown = {id(column) for projection in _query(scope).selects for column in projection.find_all(exp.Column)}
    yield from (column for column in scope.columns if id(column) not in shown)


def _branch(leaf: Scope, home: Mapping[int, Scope]) -> Branch:
    inside = list(_inside(leaf))
    tables = {source.name for s in inside for _, source in s.selected_sources.values() if isinstance(source, exp.Table)}
    sources = ((_source(column, home), column.name) for scope in inside for column in scope.columns)
    named = {(source.name, column) for source, column in sources if isinstance(source, exp.Table)}
    kinds, passed_by = _kinds(leaf, home)
    shown = zip(_query(leaf).named_selects, _query(leaf).selects, strict=True)
    fixed = {name: text.name for name, s in shown if isinstance(text := s.unalias(), exp.Literal) and text.is_string}
    return Branch(
        frozenset(named), frozenset(tables), frozenset(kinds), passed_by, fixed, frozenset(_asked(inside, home))
    )


def _asked(inside: Sequence[Scope], home: Mapping[int, Scope]) -> Iterator[tuple[str, str, str]]:
    """(view, column, text) of conditions `column = 'text'`, for views that are read in one place."""
    read = {id(node): source for s in inside for node, source in s.selected_sources.values()}
    places = Counter(source.name for source in read.values() if isinstance(source, exp.Table))
    for where in (s.expression.args["where"] for s in inside if s.expression.args.get("where")):
        for condition in where.this.flatten() if isinstance(where.this, exp.And) else [where.this]:
            if not isinstance(condition, exp.EQ):
                continue
            column, text = condition.this, condition.expression
            if not (isinstance(column, exp.Column) and isinstance(text, exp.Literal)):
                continue
            source = _source(column, home)
            if isinstance(source, exp.Table) and places[source.name] == 1:
                yield source.name, column.name, text.name


def _inside(scope: Scope) -> Iterator[Scope]:
    """A SELECT and those that it reads from, also through WITH."""
    yield scope
    inner = [source for _, source in scope.selected_sources.values() if isinstance(source, Scope)]
    for other in (*inner, *scope.set_operation_scopes, *scope.subquery_scopes):
        yield from _inside(other)


def _kinds(leaf: Scope, home: Mapping[int, Scope]) -> tuple[set[str], str]:
    """The kinds of item that the rows of a SELECT are of, and the view that they are passed on by."""
    said = next((name for name in ITEMS if name in _query(leaf).named_selects), None)
    if said is None:
        return set(), ""
    shown = _query(leaf).selects[_query(leaf).named_selects.index(said)].unalias()
    if isinstance(shown, exp.Literal):
        return {shown.name}, ""
    if not isinstance(shown, exp.Column):
        return set(), ""
    source = _source(shown, home)
    if isinstance(source, Scope):
        found = [_kinds(inner, home) for inner in _leaves(source)]
        return set().union(*(kinds for kinds, _ in found)), next((view for _, view in found if view), "")
    name = source.name if source else ""
    return (set(), name) if name in declaration.load() else (set(KINDS_OF.get(name, ())), "")
