"""Numbers as people write them: units, decimal commas, feet; never a guess between two readings."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from siting.io.storeys import storeys_above

if TYPE_CHECKING:
    from collections.abc import Mapping

    from siting.fields import Field

# Factor to the unit at the end of a field's name. Foot, inch, yard: international, exact (NIST SP 811 B.8);
# a gon is 0.9 degrees. Mils are of several sizes, months of several lengths: these are not understood.
_FOOT_M, _INCH_M, _YARD_M = 0.3048, 0.0254, 0.9144
_RADIAN_DEG = math.degrees(1)
_INCHES_PER_FOOT = 12
_UNITS: dict[str, dict[str, float]] = {
    "m": {
        "m": 1, "meter": 1, "meters": 1, "metre": 1, "metres": 1, "mtr": 1, "米": 1, "公尺": 1,
        "cm": 0.01, "centimeters": 0.01, "centimetres": 0.01, "厘米": 0.01, "公分": 0.01,
        "mm": 0.001, "millimeters": 0.001, "millimetres": 0.001, "毫米": 0.001,
        "dm": 0.1, "分米": 0.1, "km": 1000.0, "千米": 1000.0, "公里": 1000.0,
        "ft": _FOOT_M, "feet": _FOOT_M, "foot": _FOOT_M, "'": _FOOT_M, "英尺": _FOOT_M,
        "in": _INCH_M, "inch": _INCH_M, "inches": _INCH_M, '"': _INCH_M, "英寸": _INCH_M,
        "yd": _YARD_M, "yards": _YARD_M,
    },
    "mm": {
        "mm": 1, "毫米": 1, "cm": 10.0, "厘米": 10.0, "m": 1000.0, "米": 1000.0,
        "in": 25.4, "inch": 25.4, '"': 25.4, "英寸": 25.4, "μm": 0.001, "um": 0.001, "微米": 0.001,
    },
    "deg": {
        "deg": 1, "degs": 1, "degree": 1, "degrees": 1, "°": 1, "º": 1, "˚": 1, "度": 1, "角度": 1,
        "rad": _RADIAN_DEG, "radian": _RADIAN_DEG, "radians": _RADIAN_DEG, "弧度": _RADIAN_DEG,
        "mrad": _RADIAN_DEG / 1000.0, "gon": 0.9, "gons": 0.9,
    },
    "px": {"px": 1, "pixel": 1, "pixels": 1, "像素": 1},
    "px_per_m": {"px/m": 1, "px_per_m": 1, "pixels/m": 1, "像素/米": 1, "像素/m": 1},
    "days": {"d": 1, "day": 1, "days": 1, "天": 1, "日": 1, "weeks": 7.0, "周": 7.0},
    "kbps": {"kbps": 1, "kbit/s": 1, "kb/s": 1, "mbps": 1000.0, "mbit/s": 1000.0},
    "tb": {"tb": 1, "gb": 0.001, "pb": 1000.0},
    "day": {"h": 1, "hours": 1, "小时": 1, "h/d": 1, "h/day": 1, "hours/day": 1, "小时/天": 1, "小时/日": 1},
    "": {"层": 1, "f": 1, "levels": 1, "floors": 1, "台": 1, "个": 1},
}  # fmt: skip
_NUMBER = re.compile(r"([+-]?(?:\d+(?:[.,]\d+)*|[.,]\d+)(?:e[+-]?\d+)?)\s*(.*)", re.IGNORECASE | re.DOTALL)
_FEET_INCHES = re.compile(r"(\d+(?:\.\d+)?)\s*(?:'|ft|feet)\s*(\d+(?:\.\d+)?)\s*(?:\"|''|in)?")
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_STOREYS = ("levels", "residential_from_level")
# Words by which files say that there is no value.
_NOTHING = {
    "",
    "nan",
    "none",
    "null",
    "na",
    "n/a",
    "-",
    "--",
    "/",
    "(empty)",
    "nil",
    "unknown",
    "无",
    "不详",
    "未知",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One value as read: the number, and a remark when it was not written plainly."""

    value: float
    remark: str = ""


def is_nothing(value: object) -> bool:
    """Return whether a cell says that there is no value (empty, NaN, ``-``, ``n/a``, 无)."""
    if value is None or value is pd.NaT or value is pd.NA:
        return True
    if isinstance(value, float):
        return bool(np.isnan(value))
    return isinstance(value, str) and unicodedata.normalize("NFKC", value).strip().lower() in _NOTHING


def unit_of(field_name: str) -> str:
    """Return the unit at the end of a field's name; empty when it has none."""
    if field_name.endswith("_px_per_m"):
        return "px_per_m"
    tail = field_name.rsplit("_", 1)[-1]
    return tail if tail in _UNITS and "_" in field_name else ""


def units_of(field_name: str) -> Mapping[str, float]:
    """Return every unit that is understood for a field, with its factor to the field's own."""
    return _UNITS[unit_of(field_name)]


def all_units() -> frozenset[str]:
    """Return every unit that is understood for some field."""
    return frozenset(unit for units in _UNITS.values() for unit in units)


def read_number(value: object, field: Field, factor: float = 1.0) -> Reading:
    """Return the one number that `value` can mean for `field`.

    Parameters
    ----------
    value : object
        A cell: number or text such as ``"3 m"``, ``"4,5"``, ``"180°"``, ``"12'6\\""``.
    field : Field
        The field, whose name gives the unit and whose limits decide between two readings.
    factor : float
        To the field's unit, of a number without a unit of its own.

    Returns
    -------
    Reading

    Raises
    ------
    ValueError
        When there is no such number, or more than one.

    Examples
    --------
    >>> from siting.fields import LAYERS
    >>> read_number("4,5 m", LAYERS["cameras"].field("height_m")).value
    4.5
    """
    if isinstance(value, (bool, np.bool_)):
        raise ValueError("not a number")
    if isinstance(value, (int, float, np.integer, np.floating)):
        return Reading(float(value) * factor)
    text = unicodedata.normalize("NFKC", str(value)).strip().replace("\u2212", "-").replace("’", "'")
    unit = unit_of(field.name)
    feet = _FEET_INCHES.fullmatch(text) if unit == "m" else None
    if feet:
        metres = (float(feet[1]) + float(feet[2]) / _INCHES_PER_FOOT) * _FOOT_M
        return Reading(metres, f"feet and inches read as {metres:g} m")
    match = _NUMBER.fullmatch(text)
    if field.name in _STOREYS and (match is None or match[2].strip().lower() not in ("", *_UNITS[unit])):
        return _storeys(text, field)
    if match is None:
        raise ValueError("not a number")
    tail = match[2].strip().lower().rstrip(".")
    own = _UNITS[unit].get(tail) if tail else factor
    if own is None:
        raise ValueError(f"not a number in {unit}" if unit else "not a number")
    number, remark = _one_of(match[1], field, own)
    if tail and own != 1:
        remark = f"{tail} read as {number * own:g} {unit}"
    return Reading(number * own, remark)


def read_numbers(
    column: pd.Series, field: Field, factor: float = 1.0
) -> tuple[np.ndarray, dict[int, str], dict[int, str]]:
    """Return a column as numbers, with remarks and problems by position.

    Parameters
    ----------
    column : pandas.Series
        Cells of one field.
    field : Field
        The field.
    factor : float
        To the field's unit, of numbers without a unit of their own.

    Returns
    -------
    values : ndarray
        NaN where the cell is empty or at fault.
    remarks : dict
        Position -> how a cell was read that was not written plainly.
    problems : dict
        Position -> why a cell is no number of this field.
    """
    plain = pd.to_numeric(column, errors="coerce") if column.dtype != bool else column.astype(object)
    values = np.array(plain.to_numpy(dtype=float, na_value=np.nan), copy=True) * factor
    remarks: dict[int, str] = {}
    problems: dict[int, str] = {}
    cells = column.to_numpy(dtype=object)
    for position in np.flatnonzero(np.isnan(values) & ~column.isna().to_numpy()):
        if is_nothing(cells[position]):
            continue
        try:
            reading = read_number(cells[position], field, factor)
        except ValueError as problem:
            problems[int(position)] = str(problem)
            continue
        values[position] = reading.value
        if reading.remark:
            remarks[int(position)] = reading.remark
    for position in np.flatnonzero(~np.isnan(values) & ~_allowed(values, field)):
        problems[int(position)] = "outside the limits"
        remarks.pop(int(position), None)
        values[position] = np.nan
    return values, remarks, problems


def _storeys(text: str, field: Field) -> Reading:
    count = storeys_above(text)
    if count is None:
        raise ValueError("not a number")
    above = " storeys above ground" if field.name == "levels" else ""
    return Reading(count, f"read as {count}{above}")


def _one_of(text: str, field: Field, factor: float) -> tuple[float, str]:
    """Return the number that digits with commas or dots mean, and a remark when a comma was read.

    Of two readings the one fits that, times `factor`, is inside the limits of `field`.
    """
    if "," not in text:
        if text.count(".") > 1:
            raise ValueError("several decimal points")
        return float(text), ""
    readings = {}
    if text.count(",") == 1 and "." not in text:
        readings[float(text.replace(",", "."))] = "decimal comma"
    if _THOUSANDS.fullmatch(text):
        readings[float(text.replace(",", ""))] = "comma between thousands"
    if text.count(".") == 1 and text.rfind(",") > text.rfind("."):
        readings[float(text.replace(".", "").replace(",", "."))] = "decimal comma"
    fitting = [number for number in readings if _allowed(np.array([number * factor]), field)[0]] or list(
        readings
    )
    if len(fitting) != 1:
        raise ValueError("a comma that may divide decimals or thousands" if fitting else "several commas")
    return fitting[0], f"{readings[fitting[0]]} read as {fitting[0]:g}"


def _allowed(values: np.ndarray, field: Field) -> np.ndarray:
    """Return where numbers are inside the limits of `field`."""
    good = np.isfinite(values)
    if field.minimum is not None:
        good &= (values > field.minimum) if field.above_minimum else (values >= field.minimum)
    if field.maximum is not None:
        good &= values <= field.maximum
    if field.kind == "integer":
        good &= values == np.floor(values)
    return np.asarray(good)
