"""Tests of whole pages. They show the sample country of the report's unit tests."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1] / "unit"))
