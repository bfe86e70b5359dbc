"""Lenses told as a range: 2.8-12 mm, 4.8~120mm, 108°~30°; the wide end and the long end of each."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from siting.fields import LAYERS
from siting.io.column_names import matched
from siting.io.door import missing
from siting.io.quantities import read_number, units_of
from siting.model import FOCAL_RANGE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from siting.io.door import Columns
    from siting.io.ledger import Ledger
    from siting.io.raw import RawLayer

_FOCAL, _ANGLE, _LONG_END = "focal_length_mm", "hfov_deg", "zoom_hfov_deg"
_RANGE = re.compile(
    r"(?:f\s*=?\s*)?(\d+(?:[.,]\d+)?)\s*([^\d\s.,~\-–—−至到]*)\s*(?:[-~–—−至到]|\.{2,3}|to)\s*"
    r"(\d+(?:[.,]\d+)?)\s*([^\d]*)",
    re.IGNORECASE,
)
_HALF_TURN_DEG = 180.0


@dataclass(frozen=True, slots=True)
class Range:
    """One cell that tells a lens as a range: its field and column, and its ends with their unit."""

    field: str
    column: str
    cell: str
    wide: str
    long: str


def with_wide_ends(raw: RawLayer) -> tuple[RawLayer, dict[int, list[Range]]]:
    """Return the cameras with the wide end in each cell that tells a range of lenses, and these by row.

    Parameters
    ----------
    raw : RawLayer
        The cameras as read.
    """
    sources = matched(raw, "cameras").sources
    ranges: dict[int, list[Range]] = {}
    frame = raw.frame
    for field in (_FOCAL, _ANGLE):
        for column in sources.get(field, []):
            found = _ranges_in(frame[column], field, column)
            if found:
                cells = frame[column].astype(object).to_numpy(copy=True)
                for position, each in found.items():
                    cells[position] = each.wide
                    ranges.setdefault(position, []).append(each)
                frame = frame.assign(**{column: cells})
    return (replace(raw, frame=frame) if ranges else raw), ranges


def use_long_ends(
    ranges: Mapping[int, Sequence[Range]], columns: Columns, ids: NDArray[np.object_], ledger: Ledger
) -> set[int]:
    """Fill `zoom_hfov_deg` from the long ends; return the rows whose lens does not zoom while it looks.

    A turning camera zooms through its range. Of any other the plan does not tell where in it the lens is
    set: its wide end is judged, and the row is noted in `Camera.assumed` as `FOCAL_RANGE`.

    Parameters
    ----------
    ranges : mapping of int to sequence of Range
        From `with_wide_ends`.
    columns : Columns
        The cameras' columns; what the wide ends give is read already.
    ids : object array
        Of the cameras.
    ledger : Ledger
    """
    values, still = columns.values, set()
    for position, told in ranges.items():
        long_deg = min((_long_deg(each, columns, position) for each in told), default=math.nan)
        if missing(values[_LONG_END][position]) and math.isfinite(long_deg):
            values[_LONG_END][position] = long_deg
        done = "the wide end gives the view"
        if math.isfinite(long_deg):
            done += f", the long end {_LONG_END} {values[_LONG_END][position]:.4g}"
        if values["kind"][position] != "ptz":
            still.add(position)
            done += (
                f" ({FOCAL_RANGE}: where in its range the lens is set is not told; give the one that is set)"
            )
        for each in told:
            name = str(ids[position])
            ledger.repaired("cameras", position, name, field=each.field, found=each.cell, done=done)
    return still


def _ranges_in(column: pd.Series, field: str, name: str) -> dict[int, Range]:
    found = {}
    known = units_of(field)
    for position, cell in enumerate(column.to_numpy(dtype=object)):
        if not isinstance(cell, str):
            continue
        text = unicodedata.normalize("NFKC", cell).strip()
        match = _RANGE.fullmatch(text)
        if match is None:
            continue
        first, own, second, unit = (part.strip() for part in match.groups())
        unit, own = unit.rstrip("."), own or unit
        if any(each and each.lower() not in known for each in (own, unit)):
            continue
        ends = [f"{first} {own}".strip(), f"{second} {unit or own}".strip()]
        try:
            numbers = [read_number(end, LAYERS["cameras"].field(field)).value for end in ends]
        except ValueError:
            continue
        # A short focal length is wide, a small angle is not.
        wide = int(np.argmin(numbers)) if field == _FOCAL else int(np.argmax(numbers))
        found[position] = Range(field, name, cell, ends[wide], ends[1 - wide])
    return found


def _long_deg(told: Range, columns: Columns, position: int) -> float:
    """Return the angle of view at the long end [degrees]; NaN where sensor and angle are both missing."""
    values, field = columns.values, LAYERS["cameras"].field(told.field)
    try:
        end = read_number(told.long, field, columns.factor(told.column)).value
    except ValueError:
        return math.nan
    if told.field == _ANGLE:
        return end
    width_mm, wide_mm = values["sensor_width_mm"][position], values[_FOCAL][position]
    wide_deg = values[_ANGLE][position]
    if missing(width_mm) and not missing(wide_deg) and wide_deg < _HALF_TURN_DEG:
        # The width behind the wide end: w = 2 f tan(hfov / 2), as in siting.coverage.optics.
        width_mm = 2.0 * wide_mm * math.tan(math.radians(wide_deg) / 2.0)
    return math.nan if missing(width_mm) else math.degrees(2.0 * math.atan(width_mm / (2.0 * end)))
