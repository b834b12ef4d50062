"""Indicators with their limits of chance: pure functions of numbers, vectorised over units."""
