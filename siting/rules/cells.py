"""Cells of a table read one way: missing is empty, whatever a frame calls missing."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING, Any

from siting.fields import ids_in

if TYPE_CHECKING:
    import pandas as pd


def text_of(value: Any) -> str:
    """Return a cell as text, empty when it is missing."""
    is_missing = value is None or (isinstance(value, float) and math.isnan(value))
    return "" if is_missing else str(value).strip()


def texts_of(value: Any) -> tuple[str, ...]:
    """Return the ids listed in a cell, whatever comma or semicolon parts them."""
    return ids_in(text_of(value))


def number_of(value: Any) -> float | None:
    """Return a cell as a number, None when it is missing."""
    return float(value) if text_of(value) else None


def day_of(value: Any) -> date | None:
    """Return a cell as a day, None when it is missing."""
    text = text_of(value)
    return date.fromisoformat(text) if text else None


def flags_of(value: Any) -> tuple[str, ...]:
    """Return the flags of a cell, none when it is missing."""
    return tuple(flag for flag in text_of(value).split(",") if flag)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table as dictionaries, geometry included."""
    if frame.empty:
        return []
    # Plain object arrays: iterating a column of Arrow text costs ten times as much.
    columns = [frame[name].to_numpy(dtype=object) for name in frame.columns]
    return [dict(zip(frame.columns, row, strict=True)) for row in zip(*columns, strict=True)]
