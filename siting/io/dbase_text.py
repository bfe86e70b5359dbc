"""Text of dBASE tables, whose encoding is often not said and whose names and cells are cut by bytes."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

# "Ê" and its like: what bytes of GBK or UTF-8 look like when read as Latin-1.
_LATIN_LETTERS = re.compile("[\u0080-\u00ff]{2}")
_CJK = re.compile("[\u4e00-\u9fff]")


def as_utf8(frame: pd.DataFrame) -> pd.DataFrame | None:
    """Return a frame whose text was read byte by byte, read as UTF-8; None when it is none."""
    names = [name for name in frame.columns if name != "geometry"]
    try:
        for text in map(str, [*names, *_texts(frame)]):
            # The rest of a character at the end stems from a cut, not from another encoding.
            codecs.getincrementaldecoder("utf-8")().decode(text.encode("latin-1"))
        cells = {name: mended_cells(frame[name].to_numpy()) for name in names}
    except UnicodeError:
        return None
    return frame.assign(**cells).rename(columns=mended) if names else frame


def mended(text: str) -> str:
    """Return UTF-8 that was read byte by byte, without the rest of a character at its end."""
    return text.encode("latin-1").decode("utf-8", "ignore")


def mended_cells(column: NDArray[Any]) -> NDArray[Any]:
    """Return a column with its texts mended."""
    if column.dtype != object:
        return column
    return np.array([mended(cell) if isinstance(cell, str) else cell for cell in column], dtype=object)


def is_garbled(frame: pd.DataFrame) -> bool:
    """Return whether the text of a frame looks like that of another encoding."""
    return any(_LATIN_LETTERS.search(text) for text in map(str, [*frame.columns, *_texts(frame)]))


def holds_chinese(frame: pd.DataFrame) -> bool:
    """Return whether names or cells of a frame hold Chinese."""
    return any(_CJK.search(text) for text in map(str, [*frame.columns, *_texts(frame)]))


def _texts(frame: pd.DataFrame, most: int = 500) -> Iterator[str]:
    for name in frame.columns:
        if name != "geometry" and not pd.api.types.is_numeric_dtype(frame[name].dtype):
            yield from (str(cell) for cell in frame[name].head(most) if cell is not None)
