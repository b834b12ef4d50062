"""An attack on releases that shares neither code nor relations with the suppression.

It reads what readers have, rebuilds what they know from labels and code lists, and tries to narrow every hidden number.
"""

from naerblik.disclosure.attack.attack import AttackFault, AttackResult, Finding, release
from naerblik.disclosure.attack.cells import CellsError, cells
from naerblik.disclosure.attack.reading import ReadingError

__all__ = ["AttackFault", "AttackResult", "CellsError", "Finding", "ReadingError", "cells", "release"]
