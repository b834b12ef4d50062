"""A connection of DuckDB that times each view while the views are evaluated, and keeps the executed plan of some."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import pandas as pd

from naerblik.engine.duckdb import Connection
from naerblik.views import declaration

TOLD = ("Groups", "Aggregates", "Join Type", "Conditions", "Filters", "Function", "Table")
"""What is kept of an operator beside its time and rows. File names are not: they are of the machine."""
LONGEST, SHOWN = 120, 0.005


class Stopwatch:
    """Stands in place of a connection. `seconds`: view -> time of its statement; `plans`: view -> plan of EXPLAIN."""

    def __init__(self, connection: Connection, planned: frozenset[str] = frozenset()) -> None:
        self._connection = connection
        self._planned = planned
        self._view: str | None = None
        self.seconds: dict[str, float] = {}
        self.plans: dict[str, dict[str, Any]] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def execute(self, sql: str) -> Stopwatch:
        """Executes a statement; `df` then gives its rows."""
        self._view = next((name for text, name in _views().items() if sql.endswith(text)), None)
        if self._view in self._planned:
            plan = self._connection.execute(f"EXPLAIN (ANALYZE, FORMAT json) {sql}").fetchall()[0][1]
            self.plans[str(self._view)] = json.loads(plan)
            if sql.startswith("CREATE"):  # EXPLAIN ANALYZE has made the table
                return self
        self._timed(lambda: self._connection.execute(sql))
        return self

    def df(self) -> pd.DataFrame:
        """The rows: DuckDB may go on with the statement while they are fetched."""
        return self._timed(self._connection.df)

    def _timed(self, work: Callable[[], Any]) -> Any:
        began = time.perf_counter()
        result = work()
        if self._view:
            self.seconds[self._view] = self.seconds.get(self._view, 0.0) + time.perf_counter() - began
        return result


@cache
def _views() -> dict[str, str]:
    return {view.sql: view.name for view in declaration.load().values()}


def explained(plan: Mapping[str, Any]) -> str:
    """An executed plan as text: a line an operator with its own seconds (of all threads), rows and what it does.

    Projections that took no time are left out. Literals of filters are too: DuckDB adds filters by the smallest and
    largest values of a join, which are persons' keys and dates.
    """
    lines = [f"{plan['latency']:.2f} s, {plan['cpu_time']:.2f} s of processors", ""]
    lines += ["seconds         rows  operator"]
    pending = [(0, child) for child in reversed(plan["children"])]
    while pending:
        depth, node = pending.pop()
        name, seconds = node["operator_name"].strip(), node["operator_timing"]
        is_shown = name != "EXPLAIN_ANALYZE" and (name != "PROJECTION" or seconds >= SHOWN)
        if is_shown:
            line = f"{seconds:7.2f} {node['operator_cardinality']:>12,}  {' ' * depth}{name} {_told(node)}"
            lines.append(line[:LONGEST].rstrip())
        pending += [(depth + is_shown, child) for child in reversed(node["children"])]
    return "\n".join(lines) + "\n"


def _told(node: Mapping[str, Any]) -> str:
    told = {name: text for name in TOLD if (text := node.get("extra_info", {}).get(name))}
    texts = {name: text if isinstance(text, str) else ", ".join(text) for name, text in told.items()}
    if "Filters" in texts:
        texts["Filters"] = re.sub(r"'[^']*'|\b\d+\b", "?", texts["Filters"])
    return "; ".join(f"{name}: {text}" for name, text in texts.items()).replace("\n", " ")
