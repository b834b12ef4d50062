"""The release that a recipient was given before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Earlier:
    """The recipient's release before this one: report year, when it was released, from which data.

    It is always named in words, since a recipient is sent a folder of its own in which no other release lies.
    `address` leads to it where it stood beside this one when the page was made; None where it did not. `withdrawn` says
    why it was withdrawn; empty where it was not.
    """

    year: int
    released: date
    data: str
    address: str | None
    withdrawn: str = ""
