"""The lines of a file of cells, made once for all recipients: each gets those of its areas."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

END = "\r\n"
_QUOTED = '[;"\r\n]'
"""What a field cannot hold unless it stands in quotation marks."""


class Places:
    """Of which area each row of a table is."""

    def __init__(self, areas: pd.Series) -> None:
        self._places, self._codes = pd.factorize(areas)

    def within(self, areas: Collection[str]) -> npt.NDArray[np.bool_]:
        """The rows that are of one of these areas."""
        own = [*(code in areas for code in self._codes), False]  # the last is that of a row without area, place -1
        return np.array(own, dtype=bool)[self._places]


class Lines:
    """The rows of a frame of texts as lines of a CSV file, as the csv module of Python writes them."""

    def __init__(self, texts: pd.DataFrame) -> None:
        columns = [pa.array(texts[name], type=pa.string()) for name in texts.columns]
        self._head = ";".join(pc.cast(_quoted(pa.array(list(texts.columns))), pa.string()).to_pylist()) + END
        self._lines = pc.binary_join_element_wise(
            *map(_quoted, columns), ";", null_handling="replace", null_replacement=""
        )

    def text(self, rows: npt.NDArray[np.bool_]) -> str:
        """The file of some of the rows, with its head."""
        own = self._lines.filter(pa.array(rows))
        return self._head + "".join(f"{line}{END}" for line in own.to_pylist())


def _quoted(column: pa.Array) -> pa.Array:
    if not pc.any(pc.match_substring_regex(pc.unique(column), _QUOTED)).as_py():
        return column
    special = pc.match_substring_regex(column, _QUOTED)
    doubled = pc.replace_substring(column, '"', '""')
    return pc.if_else(special, pc.binary_join_element_wise('"', doubled, '"', ""), column)
