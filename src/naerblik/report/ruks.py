"""What is said of the diseases of RUKS wherever they are shown."""

from __future__ import annotations

from naerblik.report.scope import Scope

_MADE_UP = (
    "De ni sygdomme er dem, Sundhedsdatastyrelsen opgør i RUKS. Her er de lavet af et program, så antallet i "
    "landet svarer til de offentliggjorte tal; der ligger ingen diagnoser bag."
)
_CANDIDATES = (
    "De ni sygdomme er dem, Sundhedsdatastyrelsen opgør i RUKS. De definitioner, der er brugt her, er "
    "kandidater og ikke den officielle algoritme; tallene kan derfor afvige fra de offentliggjorte."
)


def definitions(scope: Scope) -> str:
    """How the nine diseases are defined here; depends on where the data come from."""
    return _MADE_UP if scope.is_synthetic else _CANDIDATES
