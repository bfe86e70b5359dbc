"""Coordinates in columns: decimal degrees, decimal commas, degrees-minutes-seconds, metres, WKT."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from siting.errors import Fault
from siting.io.aliases import fold, table
from siting.io.column_units import split_name
from siting.io.geometry import bounds_of
from siting.io.quantities import is_nothing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from siting.io.raw import RawLayer

_DMS = re.compile(
    r"([NSEW东西南北])?\s*(-?\d+(?:[.,]\d+)?)\s*(?:°|º|d|度|\s)\s*"
    r"(?:(\d+(?:[.,]\d+)?)\s*(?:'|′|m|分|\s|$)\s*)?(?:(\d+(?:[.,]\d+)?)\s*(?:\"|″|''|s|秒)?\s*)?([NSEW东西南北])?",
    re.IGNORECASE,
)
_HEMISPHERE = re.compile(r"(-?\d+(?:[.,]\d+)?)\s*°?\s*([NSEW])", re.IGNORECASE)
# Full-width and typographic marks; a double prime is two primes after normalisation.
_PLAIN = str.maketrans({"’": "'", "′": "'", "\u2212": "-"})
_NEGATIVE = {"s", "w", "南", "西"}
_SECONDS_PER_DEGREE, _SIXTY = 3600, 60
_DECIMAL_COMMA = re.compile(r"-?\d{1,8},\d+")
_BETWEEN = re.compile(r"\s*[,;，；、/]\s*|\s+")
_SEVERAL_POINTS = re.compile(r"-?\d+(?:[.,]\d{3}){2,}")
_LONGEST_TOLD = 60
_POSITION = "Give the position, or, if this row is no camera, delete it."
_WKT = "Write the shape as well-known text, or leave the cell empty."
_REMEDY_SPREADSHEET = "A spreadsheet has lost the decimal point; take the column from the first file again."


@dataclass(frozen=True, slots=True)
class Located:
    """Points or shapes from columns: geometry, whether in degrees, the columns used, the faulty cells."""

    geometry: NDArray[np.object_]
    is_lonlat: bool
    columns: tuple[str, ...]
    decimal_commas: int = 0
    faults: tuple[Fault, ...] = ()


def read_coordinate(value: object) -> float:
    """Return one coordinate of a cell, in the unit it is written in.

    Parameters
    ----------
    value : object
        A number, or text such as ``24,9425``, ``24°56'30"E``, ``60.17 N``.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        When it is no coordinate; the message says what is wrong.

    Examples
    --------
    >>> round(read_coordinate("24°56'30\\"W"), 6), read_coordinate("24,9425")
    (-24.941667, 24.9425)
    """
    if isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool):
        return float(value)
    text = unicodedata.normalize("NFKC", str(value)).strip().translate(_PLAIN)
    if _SEVERAL_POINTS.fullmatch(text):
        raise ValueError(_REMEDY_SPREADSHEET)
    if _DECIMAL_COMMA.fullmatch(text):
        return float(text.replace(",", "."))
    match = _HEMISPHERE.fullmatch(text)
    if match:
        sign = -1 if match[2].lower() in _NEGATIVE else 1
        return sign * float(match[1].replace(",", "."))
    match = _DMS.fullmatch(text)
    if match and (match[3] or match[1] or match[5]):
        degrees, minutes, seconds = (float((part or "0").replace(",", ".")) for part in match.group(2, 3, 4))
        if minutes >= _SIXTY or seconds >= _SIXTY:
            raise ValueError("Minutes and seconds stay under 60.")
        whole = abs(degrees) + minutes / _SIXTY + seconds / _SECONDS_PER_DEGREE
        letter = (match[1] or match[5] or "").lower()
        return -whole if degrees < 0 or letter in _NEGATIVE else whole
    try:
        return float(text)
    except ValueError:
        raise ValueError("Write degrees as 24.9419, or metres as 385123.4.") from None


def read_points(raw: RawLayer, *, must: bool) -> Located | None:
    """Return the shapes that the columns of a table give; None when it has no such columns.

    Parameters
    ----------
    raw : RawLayer
        A table with lon/lat, easting/northing, x/y or WKT columns.
    must : bool
        True when a row without a position is a fault.

    Returns
    -------
    Located or None
        With a fault for every cell that is no position.
    """
    columns = {split_name(fold(name))[0]: str(name) for name in reversed(list(raw.frame.columns))}
    columns |= {fold(name): str(name) for name in reversed(list(raw.frame.columns))}
    named = table()["coordinates"]
    said = dict(raw.told)
    columns = {key: name for key, name in columns.items() if name not in said}
    columns |= {fold(named[each][0]): name for name, each in raw.told if each in named}

    def find(key: str) -> str | None:
        return next((columns[fold(alias)] for alias in named[key] if fold(alias) in columns), None)

    for pair in (("lon", "lat"), ("easting", "northing"), ("x", "y")):
        first, second = map(find, pair)
        if first is not None and second is not None:
            return _points(raw, dict(zip(pair, (first, second), strict=True)), must=must)
    for key in ("lonlat", "latlon"):
        both = find(key)
        if both is not None:
            return _points(
                _parted(raw, both, key), {part: f"{both} ({part})" for part in ("lon", "lat")}, must=must
            )
    wkt = find("wkt")
    return None if wkt is None else _from_wkt(raw, wkt)


def _parted(raw: RawLayer, name: str, key: str) -> RawLayer:
    """Return a table with a column of pairs parted in two; what is no pair goes whole into the first."""
    cells = [None if is_nothing(cell) else str(cell) for cell in raw.frame[name].to_numpy(dtype=object)]
    parts = [_BETWEEN.split(cell.strip().strip("()（）")) if cell else [None, None] for cell in cells]
    pairs = [part if len(part) == 2 else [cell, None] for part, cell in zip(parts, cells, strict=True)]
    named = [f"{name} ({part})" for part in (key[:3], key[3:])]
    return replace(raw, frame=pd.DataFrame(pairs, columns=named, dtype=object))


def _points(raw: RawLayer, columns: Mapping[str, str], *, must: bool) -> Located:
    """Return the points of two columns, called as ``lon`` and ``lat``, or as another pair is."""
    faults: list[Fault] = []
    values, commas = [], 0
    for key, name in columns.items():
        numbers, count = _numbers(raw, name, key, must=must, faults=faults)
        values.append(numbers)
        commas += count
    east, north = values
    known = np.isfinite(east) & np.isfinite(north)
    shapes = np.full(len(east), None, dtype=object)
    shapes[known] = shapely.points(east[known], north[known])
    in_degrees = bool((np.abs(east[known]) <= 180).all() and (np.abs(north[known]) <= 90).all())
    is_lonlat = "lon" in columns or ("x" in columns and in_degrees)
    return Located(shapes, is_lonlat, tuple(columns.values()), commas, tuple(faults))


def _numbers(
    raw: RawLayer, name: str, key: str, *, must: bool, faults: list[Fault]
) -> tuple[NDArray[np.float64], int]:
    """Return a column of coordinates and how many of them bore a decimal comma; faults are added."""
    column = raw.frame[name]
    values = np.array(pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan))
    cells = column.to_numpy(dtype=object)
    commas = 0

    def blame(position: int, found: str, allowed: str, remedy: str) -> None:
        faults.append(Fault(raw.file, key, found, allowed, remedy, raw.row(position), name))

    for position in map(int, np.flatnonzero(~np.isfinite(values))):
        if is_nothing(cells[position]):
            if must:
                blame(position, "nothing", "a position", _POSITION)
            continue
        try:
            values[position] = read_coordinate(cells[position])
            commas += bool(_DECIMAL_COMMA.fullmatch(str(cells[position]).strip()))
        except ValueError as problem:
            blame(position, repr(str(cells[position])), "a coordinate", str(problem))
    return values, commas


def _from_wkt(raw: RawLayer, name: str) -> Located | None:
    cells = raw.frame[name].to_numpy(dtype=object)
    texts = np.array([None if is_nothing(cell) else str(cell) for cell in cells], dtype=object)
    shapes = shapely.from_wkt(texts, on_invalid="ignore")
    faults = tuple(
        Fault(
            raw.file,
            "wkt",
            repr(_cut(texts[position])),
            "WKT such as POLYGON ((...))",
            _WKT,
            raw.row(position),
            name,
        )
        for position in map(int, np.flatnonzero(shapely.is_missing(shapes)))
        if texts[position] is not None
    )
    bounds = bounds_of(shapes)
    in_degrees = bool((np.abs(bounds[[0, 2]]) <= 180).all() and (np.abs(bounds[[1, 3]]) <= 90).all())
    return Located(np.asarray(shapes, dtype=object), in_degrees, (name,), faults=faults)


def _cut(text: str) -> str:
    """Return the beginning of a text, which may be as long as a coastline."""
    return text if len(text) <= _LONGEST_TOLD else text[:_LONGEST_TOLD] + "..."
