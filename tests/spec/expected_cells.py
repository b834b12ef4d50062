"""Expected cells as a text table: what is not named is a total of the last year."""

from __future__ import annotations

from counting import Counted
from text_tables import rows

from naerblik.items import topic_of

NAMES = ["items", "item", "year", "level", "area", "sex", "age", "nursing_home", "disease", "reporters"]
USUAL = {"item": "*", "year": 2024, "area": "dk", "sex": "all", "age": "all", "nursing_home": "all", "disease": "all"}


def holds(counted: Counted, expected: str) -> None:
    """Every row of the expected table is a cell with that count, and with that population where one is written."""
    for row in rows(expected, words={"items", "item"}):
        cell = {**USUAL, "reporters": "month" if topic_of(row["items"]) == "fsiii" else "all", **row}
        cell.setdefault("level", level_of(cell["area"]))
        key = tuple(str(cell[name]) if name == "area" else cell[name] for name in NAMES)
        count, population = counted.cells[key]
        assert (count, population) == (cell["count"], cell.get("population", population)), row


def level_of(area: object) -> str:
    return {"dk": "country", "uoplyst": "unknown"}.get(str(area), "municipality")
