"""Items of FSIII: a condition lies in an area, an area in any condition, an intervention in any intervention."""

from __future__ import annotations

from naerblik import codelists
from naerblik.disclosure.block_relations import Relations
from naerblik.disclosure.blocks import Block
from naerblik.items import ANY, UNKNOWN_CODE, items_of
from naerblik.parameters import ItemKind

WIDER: dict[ItemKind, ItemKind] = {"conditions": "areas", "areas": "any_condition", "interventions": "any_intervention"}
"""Kind of items -> the kind whose items take several of them together."""


def of_items(block: Block) -> Relations:
    """An item is a part of the wider one, which is at most the sum of its items."""
    found = Relations()
    for kind, wider in WIDER.items():
        if kind in block.items and wider in block.items:
            narrow, wide = block.items[kind], block.items[wider]
            parts = parts_of(kind)
            alone = [own[0] for own in parts.values() if len(own) == 1]
            found.items(narrow, wide, {part: item for item, own in parts.items() for part in own}, same=alone)
            for item, own in parts.items():
                if len(own) > 1:
                    found.covered(wide, narrow, item, own)
    return found


def parts_of(kind: ItemKind) -> dict[str, tuple[str, ...]]:
    """Item of the wider kind -> the items of a kind that it takes together, by the code lists."""
    if kind != "conditions":
        return {ANY: items_of(kind)}
    area_of = {c.code: c.area_code for c in codelists.conditions()} | {UNKNOWN_CODE: UNKNOWN_CODE}
    return {area: tuple(code for code in items_of(kind) if area_of[code] == area) for area in items_of("areas")}
