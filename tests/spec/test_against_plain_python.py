"""On generated registers the views return exactly what the plain loops over persons return, cell by cell."""

from __future__ import annotations

from counting import by_duckdb, by_plain_python, plan
from hypothesis import HealthCheck, given, settings
from small_registers import small_registers

PLAN = plan(
    {
        "items": ["any_condition", "areas", "any_intervention"],
        "levels": ["region", "unknown", "country"],
        "years": "trend",
    },
    {"items": ["conditions", "interventions"], "levels": ["country"]},
    {"items": ["any_condition", "any_intervention"], "levels": ["council", "country"], "dimensions": ["sex", "age"]},
    {
        "items": ["any_condition", "any_intervention"],
        "levels": ["region", "unknown"],
        "dimensions": ["nursing_home", "disease"],
    },
)


@given(small_registers())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_the_views_count_as_the_plain_loops_do(registers):
    fast, slow = by_duckdb(registers, PLAN), by_plain_python(registers, PLAN)
    assert fast.cells == slow.cells
    assert fast.coverage == slow.coverage
    assert fast.yearly == slow.yearly
    assert fast.named_rules == slow.named_rules
