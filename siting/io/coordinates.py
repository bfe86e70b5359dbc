"""Coordinates in columns: decimal degrees, decimal commas, degrees-minutes-seconds, metres, WKT."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from shapely.errors import ShapelyError

from siting.errors import Fault, InputError
from siting.io.aliases import fold, table
from siting.io.geometry import bounds_of
from siting.io.quantities import is_nothing

if TYPE_CHECKING:
    from numpy.typing import NDArray

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
_SEVERAL_POINTS = re.compile(r"-?\d+(?:[.,]\d{3}){2,}")
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


def read_points(frame: pd.DataFrame, file: str, *, must: bool) -> Located | None:
    """Return the shapes that the columns of a table give; None when it has no such columns.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows with lon/lat, easting/northing, x/y or WKT columns.
    file : str
        What to name in faults.
    must : bool
        True when a row without a position is a fault.

    Returns
    -------
    Located or None

    Raises
    ------
    InputError
        When a WKT column holds no WKT.
    """
    columns = {fold(name): str(name) for name in reversed(list(frame.columns))}
    named = table()["coordinates"]

    def find(key: str) -> str | None:
        return next((columns[fold(alias)] for alias in named[key] if fold(alias) in columns), None)

    for first_key, second_key in (("lon", "lat"), ("easting", "northing"), ("x", "y")):
        first, second = find(first_key), find(second_key)
        if first is not None and second is not None:
            return _points(frame, (first, second), file, must=must, pair=first_key)
    wkt = find("wkt")
    return None if wkt is None else _from_wkt(frame, wkt, file)


def _points(frame: pd.DataFrame, columns: tuple[str, str], file: str, *, must: bool, pair: str) -> Located:
    faults: list[Fault] = []
    values, commas = [], 0
    for name in columns:
        numbers, count = _numbers(frame[name], name, file, must=must, faults=faults)
        values.append(numbers)
        commas += count
    east, north = values
    known = np.isfinite(east) & np.isfinite(north)
    shapes = np.full(len(frame), None, dtype=object)
    shapes[known] = shapely.points(east[known], north[known])
    in_degrees = bool((np.abs(east[known]) <= 180).all() and (np.abs(north[known]) <= 90).all())
    is_lonlat = pair == "lon" or (pair == "x" and in_degrees)
    return Located(shapes, is_lonlat, columns, commas, tuple(faults))


def _numbers(
    column: pd.Series, name: str, file: str, *, must: bool, faults: list[Fault]
) -> tuple[NDArray[np.float64], int]:
    """Return a column of coordinates and how many of them bore a decimal comma; faults are added."""
    values = np.array(pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, na_value=np.nan))
    cells = column.to_numpy(dtype=object)
    commas = 0
    for position in np.flatnonzero(~np.isfinite(values)):
        if is_nothing(cells[position]):
            if must:
                faults.append(
                    Fault(file, name, "nothing", "a position", "Give the position.", row=str(position + 1))
                )
            continue
        try:
            values[position] = read_coordinate(cells[position])
            commas += bool(_DECIMAL_COMMA.fullmatch(str(cells[position]).strip()))
        except ValueError as problem:
            found = repr(str(cells[position]))
            faults.append(Fault(file, name, found, "a coordinate", str(problem), row=str(position + 1)))
    return values, commas


def _from_wkt(frame: pd.DataFrame, name: str, file: str) -> Located | None:
    cells = frame[name].to_numpy(dtype=object)
    texts = [None if is_nothing(cell) else str(cell) for cell in cells]
    try:
        shapes = shapely.from_wkt(np.array(texts, dtype=object), on_invalid="raise")
    except (ShapelyError, TypeError) as problem:
        raise InputError(
            [Fault(file, name, "text that is no WKT", "WKT such as POLYGON ((...))")]
        ) from problem
    bounds = bounds_of(shapes)
    in_degrees = bool((np.abs(bounds[[0, 2]]) <= 180).all() and (np.abs(bounds[[1, 3]]) <= 90).all())
    return Located(np.asarray(shapes, dtype=object), in_degrees, (name,))
