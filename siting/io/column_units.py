"""The unit that a column's name bears: 高度(厘米), height_ft, 焦距/mm, 安装高度m."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import TYPE_CHECKING

from siting.io.aliases import fold, table
from siting.io.quantities import all_units, units_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_BRACKET = re.compile(r"[(\[（【]\s*([^)\]）】]+?)\s*[)\]）】]\s*\*?\s*$")
_SAYS_UNIT = re.compile(r"^(?:单位|unit|units|in)\s*[:：=]?\s*|^以|(?:为单位|计)$")
_PARTS = re.compile(r"[,;，；、\s]+")
# A letter alone after a name is hardly a unit, but for the metre: pixels_h, 东坐标_e.
_SHORTEST_TAIL = 2


@cache
def _tail() -> re.Pattern[str]:
    words = sorted((unit for unit in all_units() if unit == "m" or _is_long(unit)), key=len, reverse=True)
    units = "|".join(re.escape(fold(unit)) for unit in words)
    return re.compile(rf"(.+)_({units})|(.*[\u2e80-\u9fff])({units})")


def _is_long(unit: str) -> bool:
    return len(unit) >= _SHORTEST_TAIL or unit >= "\u2e80" or unit == "°"


def split_name(folded: str) -> tuple[str, str]:
    """Return a folded column name and the unit at its end, which is empty when there is none.

    Examples
    --------
    >>> split_name("height_ft"), split_name("安装高度m"), split_name("height")
    (('height', 'ft'), ('安装高度', 'm'), ('height', ''))
    """
    match = _tail().fullmatch(folded)
    if match is None:
        return folded, ""
    return (match[1], match[2]) if match[1] else (match[3], match[4])


def bare_name(folded: str, field_name: str) -> str:
    """Return a folded column name without a unit of the field at its end.

    Examples
    --------
    >>> bare_name("安装高度_cm", "height_m"), bare_name("height_px", "height_m")
    ('安装高度', 'height_px')
    """
    name, unit = split_name(folded)
    return name if unit and _factor(unit, field_name) is not None else folded


def unit_and_factor(name: object, field_name: str) -> tuple[str, float]:
    """Return the unit that a column's name bears, empty when none, and its factor to that of the field.

    Parameters
    ----------
    name : object
        As the file has it.
    field_name : str
        The field that it holds.

    Raises
    ------
    ValueError
        With what stands in the brackets, when it is neither a unit of such a field nor a known remark.

    Examples
    --------
    >>> unit_and_factor("高度（单位：厘米）", "height_m")
    ('厘米', 0.01)
    >>> unit_and_factor("Heading (true north)", "azimuth_deg")
    ('', 1.0)
    """
    bracket = _BRACKET.search(str(name))
    if bracket:
        return _in_bracket(bracket[1], field_name)
    _, unit = split_name(fold(name))
    factor = _factor(unit, field_name) if unit else None
    return (unit, factor) if factor is not None else ("", 1.0)


def is_unit(text: str) -> bool:
    """Return whether a cell holds a unit and no more, perhaps in brackets."""
    plain = unicodedata.normalize("NFKC", text).strip().strip("()[]【】").strip().lower()
    return plain in all_units()


def units_told(field_name: str) -> str:
    """Return the units that are understood for a field, for a message."""
    return ", ".join(units_of(field_name)) or "none"


def _factor(unit: str, field_name: str) -> float | None:
    known = {fold(each): factor for each, factor in units_of(field_name).items()}
    return known.get(fold(unit))


def _in_bracket(text: str, field_name: str) -> tuple[str, float]:
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    known = units_of(field_name)
    said = _SAYS_UNIT.sub("", _SAYS_UNIT.sub("", plain))
    for whole in (plain, said):
        if whole in known:
            return whole, float(known[whole])
    parts = [part for part in _PARTS.split(said) if part]
    units = {part: float(known[part]) for part in parts if part in known}
    strange = [part for part in parts if part not in known and not _is_remark(part)]
    if strange or len(set(units.values())) > 1 or (not units and _names_other(said, known)):
        raise ValueError(text)
    return next(iter(units.items()), ("", 1.0))


def _is_remark(part: str) -> bool:
    """Return whether a word in the brackets after a name says something else than a unit."""
    return any(
        word == part or (word >= "\u2e80" and word in part) for word in map(str, table()["head_remarks"])
    )


def _names_other(text: str, known: Mapping[str, float]) -> bool:
    """Return whether a remark holds the word of a unit by which the field is not counted: 离地厘米."""
    return any(unit in text for unit in all_units() if _is_word(unit) and known.get(unit) != 1)


def _is_word(unit: str) -> bool:
    return unit >= "\u2e80" and len(unit) > 1
