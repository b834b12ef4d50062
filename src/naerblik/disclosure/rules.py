"""The rules of params/disclosure.yaml as the numbers that protection works with."""

from __future__ import annotations

from naerblik.disclosure.safety import SafetyRules
from naerblik.parameters import DisclosureRules


def safety_rules(rules: DisclosureRules) -> SafetyRules:
    """Threshold, switches and widths, without their sources."""
    return SafetyRules(
        threshold=rules.threshold.value,
        complements=rules.hide_complements.value,
        attribute_group_below=rules.attribute_group_below.value,
        minimum_width=rules.minimum_width.value,
        relative_width=rules.relative_width.value,
        zeros_hidden=rules.zeros_hidden.value,
    )
