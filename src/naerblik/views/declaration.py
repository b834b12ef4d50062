"""The declaration of each view: what a row is, its dimensions and measures, and what it reads.

A view is a file <name>.sql with a file <name>.yaml beside it. The SQL takes no parameters: it names registers, other
views and the small relations that naerblik.views.inputs makes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from naerblik import NaerblikError
from naerblik.parameters import Topic
from naerblik.registers import contracts

FOLDER = Path(__file__).parent


class DeclarationError(NaerblikError):
    """A view whose declaration does not hold; the text names the file and what is wrong."""


class View(BaseModel):
    """One view. `stored`: its rows are kept while others read them; otherwise the engine folds it into them.

    `topic`: the one that its rows are for, where it is one alone: without that topic it has none, and needs nothing.
    `reads`: register -> columns that the SQL names. `uses`: the views and input relations that it names.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    unit: str
    topic: Topic | None = None
    stored: bool
    dimensions: tuple[str, ...]
    measures: tuple[str, ...]
    reads: dict[str, tuple[str, ...]]
    uses: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the view in their order."""
        return self.dimensions + self.measures

    @property
    def sql(self) -> str:
        """The text of the view."""
        return (FOLDER / f"{self.name}.sql").read_text(encoding="utf-8")

    def is_for(self, topics: Collection[Topic]) -> bool:
        """Whether it has rows when these topics are counted."""
        return self.topic is None or self.topic in topics

    @property
    def without_rows(self) -> str:
        """The text of a view with its columns and no rows, which take the types of what they are put together with."""
        return f"SELECT {', '.join(f'NULL AS {column}' for column in self.columns)} WHERE 1 = 0"


@cache
def load() -> dict[str, View]:
    """Every view by name. Raises DeclarationError when a file of the pair is missing or a column is not delivered."""
    declared = {file.stem: _read(file) for file in sorted(FOLDER.glob("*.yaml"))}
    written = {file.stem for file in FOLDER.glob("*.sql")}
    if alone := written.symmetric_difference(declared):
        raise DeclarationError(f"{FOLDER}: {', '.join(sorted(alone))}: a view has both a .sql and a .yaml file.")
    return declared


def in_order(wanted: Iterable[str], topics: Collection[Topic]) -> list[View]:
    """The wanted views and all that they use to count the topics, each after what it uses.

    Raises DeclarationError for an unknown name, and for views that use each other in a circle.
    """
    # What one view needs is computed right before it, so that few stored views stand at the same time.
    views, ordered = load(), dict[str, View]()

    def add(name: str, *users: str) -> None:
        if name in users:
            raise DeclarationError(f"views use each other in a circle: {' <- '.join((*users, name))}.")
        if name not in ordered:
            for used in views[name].uses:
                if used in views and views[name].is_for(topics):
                    add(used, *users, name)
            ordered[name] = views[name]

    for name in wanted:
        if name not in views:
            raise DeclarationError(f"'{name}' is not a view; there are {', '.join(views)}.")
        add(name)
    return list(ordered.values())


def needed(wanted: Iterable[str], topics: Collection[Topic]) -> list[View]:
    """Those of `in_order` that have rows when the topics are counted."""
    return [view for view in in_order(wanted, topics) if view.is_for(topics)]


def _read(file: Path) -> View:
    content = yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    try:
        view = View.model_validate({"name": file.stem, **content})
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(str(part) for part in f['loc'])}: {f['msg']}" for f in error.errors())
        raise DeclarationError(f"{file}: {faults}.") from None
    for register, columns in view.reads.items():
        delivered = contracts.load()[register].column_names if register in contracts.load() else ()
        if missing := set(columns).difference(delivered) or (set() if delivered else {"the register"}):
            raise DeclarationError(f"{file}: reads {register}: no contract delivers {', '.join(sorted(missing))}.")
    return view
