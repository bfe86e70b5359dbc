"""Directions in words and numbers: the whole grammar of OpenStreetMap's `direction` and more.

https://wiki.openstreetmap.org/wiki/Key:direction, Key:camera:direction: degrees clockwise from true
north, compass points, ranges clockwise from first to second, several values with ``;``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_POINTS = (
    *("n", "nbe", "nne", "nebn", "ne", "nebe", "ene", "ebn"),
    *("e", "ebs", "ese", "sebe", "se", "sebs", "sse", "sbe"),
    *("s", "sbw", "ssw", "swbs", "sw", "swbw", "wsw", "wbs"),
    *("w", "wbn", "wnw", "nwbw", "nw", "nwbn", "nnw", "nbw"),
)
_POINT_DEG = {point: 360 * number / len(_POINTS) for number, point in enumerate(_POINTS)}
_LETTERS = {"north": "n", "east": "e", "south": "s", "west": "w", "by": "b"}
_CHINESE = {
    "北": "n", "东": "e", "南": "s", "西": "w", "东北": "ne", "东南": "se", "西南": "sw", "西北": "nw",
    "東": "e", "東北": "ne", "東南": "se", "北东": "ne", "南东": "se", "南西": "sw", "北西": "nw",
}  # fmt: skip
# 南偏东30° counts from the first point towards the second: 150 degrees.
_BEARING = re.compile(r"([东西南北])偏([东西南北])\s*(\d+(?:\.\d+)?)")
_CHINESE_TRIM = re.compile(r"^[正朝向]+|[向方]+$|(?<=.)面$")
_UNIT = re.compile(r"\s*(?:°|º|˚|deg(?:rees?)?|度)\s*$")
# A program writes next to nothing as 3.17e-05.
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e[+-]?\d+)?")
_RANGE = re.compile(r"(.+?)\s*(?:-|–|—|~|to|至|到)\s*(.+)")
# "12,5" may be 12.5 or two directions; "90,180" and "180, 270" can only be two.
_DOUBTFUL_COMMA = re.compile(r"\d+,\d{1,2}")


@dataclass(frozen=True, slots=True)
class Direction:
    """One direction of view.

    Parameters
    ----------
    azimuth_deg : float
        Clockwise from north, 0 up to 360 [degrees]; the middle of a range.
    width_deg : float or None
        Width of the range, which is the field of view [degrees]; None for a single direction.
    remark : str
        What had to be put right, such as 360 for 0; empty when nothing.
    """

    azimuth_deg: float
    width_deg: float | None = None
    remark: str = ""


def read_directions(text: object, factor: float = 1.0) -> tuple[Direction, ...]:
    """Return the directions that `text` names, at least one.

    Parameters
    ----------
    text : object
        A number, compass point (4, 8, 16 or 32 points, in letters or words, or Chinese), a range such as
        ``180-270``, or several of these divided by ``;``, ``,``, ``/`` or ``|``.
    factor : float
        Degrees in the unit of a number without one [degrees].

    Returns
    -------
    tuple of Direction

    Raises
    ------
    ValueError
        When a part is no direction, or may be read in two ways.

    Examples
    --------
    >>> [d.azimuth_deg for d in read_directions("NNE; 180")]
    [22.5, 180.0]
    >>> read_directions("350-10")[0]
    Direction(azimuth_deg=0.0, width_deg=20.0, remark='')
    """
    plain = unicodedata.normalize("NFKC", str(text)).strip().lower().replace("\u2212", "-")
    if factor != 1 and _NUMBER.search(plain):
        if not _NUMBER.fullmatch(plain):
            raise ValueError("more than one number in a unit that is not degrees")
        return (_turned(float(plain) * factor),)
    if _DOUBTFUL_COMMA.fullmatch(plain):
        raise ValueError("a comma that may divide decimals or two directions")
    parts = [part.strip() for part in re.split(r"[;,/|、]", plain)]
    if not all(parts):
        raise ValueError("no direction")
    return tuple(_direction(part) for part in parts)


def _direction(text: str) -> Direction:
    """Return one direction or range."""
    single = _degrees(text)
    if single is not None:
        return _turned(single)
    match = _RANGE.fullmatch(text)
    first, last = (_degrees(match[1]), _degrees(match[2])) if match else (None, None)
    if first is None or last is None or min(first, last) < 0 or max(first, last) > 360:
        raise ValueError("no direction from 0 to 360, compass point or range")
    width_deg = (last - first) % 360 or 360.0
    return Direction((first + width_deg / 2) % 360, width_deg)


def _turned(azimuth_deg: float) -> Direction:
    if azimuth_deg < -180 or azimuth_deg > 360:
        raise ValueError("outside 0 to 360")
    if azimuth_deg < 0 or azimuth_deg == 360:
        turned = azimuth_deg % 360
        return Direction(turned, remark=f"{azimuth_deg:g} is {turned:g}")
    return Direction(azimuth_deg)


def _degrees(text: str) -> float | None:
    """Return the degrees of a number or compass point; None when it is neither."""
    bare = _UNIT.sub("", text.strip())
    if _NUMBER.fullmatch(bare):
        return float(bare)
    bearing = _BEARING.fullmatch(bare)
    if bearing:
        first, second = (_POINT_DEG[_CHINESE[point]] for point in bearing.group(1, 2))
        return _between(first, second, float(bearing[3]))
    chinese = _CHINESE_TRIM.sub("", bare)
    if chinese in _CHINESE:
        return _POINT_DEG[_CHINESE[chinese]]
    # "north-east" is one point, "n-e" a range.
    spelled = any(word in bare for word in _LETTERS)
    letters = re.sub(r"[\s\-_.]+" if spelled else r"[\s.]+", "", bare)
    for word, letter in _LETTERS.items():
        letters = letters.replace(word, letter)
    return _POINT_DEG.get(letters)


def _between(first_deg: float, second_deg: float, turn_deg: float) -> float | None:
    """Return a point turned towards the next [degrees]; None when the two are not a right angle apart."""
    side_deg = (second_deg - first_deg + 180) % 360 - 180
    if abs(side_deg) != 90 or turn_deg > 90:
        return None
    return (first_deg + (turn_deg if side_deg > 0 else -turn_deg)) % 360
