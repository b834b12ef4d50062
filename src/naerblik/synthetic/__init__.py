"""Synthetic registers: they satisfy the contracts, lie near the published figures and describe nobody."""
