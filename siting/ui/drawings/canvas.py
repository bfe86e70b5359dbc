"""A sheet to draw on: an SVG whose texts are texts, whatever stands in them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import numpy as np

from siting.ui.drawings.palette import INK, PAPER, SOFT_INK

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import ArrayLike

FONT_PX = 13.0
SMALL_PX = 11.5
_FAMILY = "'Noto Sans', 'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', Arial, sans-serif"
# Letters are about so wide; signs from here on are as wide as they are high.
_LETTER_EM = 0.56
_FIRST_WIDE = "\u2e80"
# What XML 1.0 has no place for: it would make the whole drawing unreadable.
_UNPRINTABLE = {
    code: "\ufffd" for code in (*range(32), 0xFFFE, 0xFFFF, *range(0xD800, 0xE000)) if code not in (9, 10, 13)
}

HATCHES = {
    "earth": ("M0 8 L8 0 M-2 2 L2 -2 M6 10 L10 6", 8, "#7a6a55"),
    "built": ("M0 7 L7 0", 7, "#8a94a0"),
    "home": ("M0 6 L12 6 M6 0 L6 6 M0 12 L12 12 M0 6 L0 12", 12, "#a4824a"),
    "leaves": ("M2 2 h1.6 M6 6 h1.6", 8, "#47662f"),
    "exposed": ("M0 5 L5 0", 5, "#5c0a12"),
}
"""Hatches by name: path, side of its tile [px], colour."""


class Canvas:
    """An SVG under the pencil.

    Parameters
    ----------
    width_px, height_px : float
    title : str
        What the drawing is, for those who do not see it.
    """

    def __init__(self, width_px: float, height_px: float, title: str) -> None:
        self.width_px, self.height_px = width_px, height_px
        self._root = ET.Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": f"0 0 {_number(width_px)} {_number(height_px)}",
                "width": _number(width_px),
                "height": _number(height_px),
                "role": "img",
                "font-family": _FAMILY,
                "style": "max-width:100%;height:auto",
            },
        )
        ET.SubElement(self._root, "title").text = _printable(title)
        self._defs = ET.SubElement(self._root, "defs")
        self._known: set[str] = set()
        self._into = self._root
        self.box(0, 0, width_px, height_px, fill=PAPER)

    def hatch(self, name: str) -> str:
        """Return the paint of a hatch of `HATCHES`."""
        if name not in self._known:
            self._known.add(name)
            path, side, colour = HATCHES[name]
            tile = {"id": f"hatch-{name}", "width": str(side), "height": str(side)}
            pattern = ET.SubElement(self._defs, "pattern", {**tile, "patternUnits": "userSpaceOnUse"})
            look = {"d": path, "stroke": colour, "stroke-width": "1", "fill": "none"}
            ET.SubElement(pattern, "path", look)
        return f"url(#hatch-{name})"

    def within(self, left: float, top: float, width: float, height: float) -> None:
        """Let all that is drawn from now on end at a box; `anywhere` ends that."""
        name = f"clip-{len(self._known)}"
        self._known.add(name)
        clip = ET.SubElement(self._defs, "clipPath", {"id": name})
        ET.SubElement(clip, "rect", _box(left, top, width, height))
        self._into = ET.SubElement(self._root, "g", {"clip-path": f"url(#{name})"})

    def anywhere(self) -> None:
        """Let what is drawn from now on end nowhere."""
        self._into = self._root

    def box(self, left: float, top: float, width: float, height: float, **look: object) -> None:
        """Draw an upright rectangle."""
        ET.SubElement(self._into, "rect", {**_box(left, top, width, height), **_look(look)})

    def line(self, places: ArrayLike, **look: object) -> None:
        """Draw a line through places (n, 2)."""
        look = {"fill": "none", "stroke": INK, **look}
        ET.SubElement(self._into, "path", {"d": _path([places], closed=False), **_look(look)})

    def area(self, rings: Iterable[ArrayLike], **look: object) -> None:
        """Draw a polygon of one or more rings (n, 2)."""
        ET.SubElement(
            self._into, "path", {"d": _path(rings, closed=True), "fill-rule": "evenodd", **_look(look)}
        )

    def dot(self, x: float, y: float, radius: float, **look: object) -> None:
        """Draw a disc."""
        place = {"cx": _number(x), "cy": _number(y), "r": _number(radius)}
        ET.SubElement(self._into, "circle", {**place, **_look(look)})

    def text(
        self,
        x: float,
        y: float,
        said: str,
        *,
        size: float = FONT_PX,
        anchor: str = "start",
        fill: str = INK,
        halo: str = PAPER,
        weight: str = "normal",
        turn_deg: float = 0.0,
    ) -> None:
        """Write a text; its halo is what it is read against, nothing when empty."""
        look = {
            "x": _number(x),
            "y": _number(y),
            "font-size": _number(size),
            "text-anchor": anchor,
            "fill": fill,
            "font-weight": weight,
        }
        if halo:
            look |= {"stroke": halo, "stroke-width": "3", "stroke-linejoin": "round", "paint-order": "stroke"}
        if turn_deg:
            look["transform"] = f"rotate({_number(turn_deg)} {_number(x)} {_number(y)})"
        ET.SubElement(self._into, "text", look).text = _printable(said)

    def heading(self, said: str, note: str = "") -> None:
        """Write the title of the drawing over it, and what is to be known of it below."""
        room = self.width_px - 24.0
        self.text(12, 20, shortened(said, room, FONT_PX + 1), size=FONT_PX + 1, weight="bold")
        if note:
            self.text(12, 38, shortened(note, room, SMALL_PX), size=SMALL_PX, fill=SOFT_INK)

    def as_text(self) -> str:
        """Return the drawing as SVG."""
        return ET.tostring(self._root, encoding="unicode")


def text_width_px(said: str, size: float = FONT_PX) -> float:
    """Return about how wide a text is [px].

    >>> round(text_width_px("12 m", 10.0), 1), round(text_width_px("高度", 10.0), 1)
    (22.4, 20.0)
    """
    return size * sum(1.0 if sign >= _FIRST_WIDE else _LETTER_EM for sign in said)


def shortened(said: str, room_px: float, size: float = FONT_PX) -> str:
    """Return a text, its end left out where there is no room for it.

    >>> shortened("a long name of a camera", 80.0, 10.0)
    'a long name o…'
    """
    if text_width_px(said, size) <= room_px:
        return said
    kept = said
    while kept and text_width_px(kept + "…", size) > room_px:
        kept = kept[:-1]
    return kept.rstrip() + "…" if kept else ""


def figure(value: float) -> str:
    """Return a measure as it is read: whole from 100 up, else with one decimal where it has one.

    >>> figure(359.4), figure(12.5), figure(60.04)
    ('359', '12.5', '60')
    """
    if not math.isfinite(value):
        return "∞"
    return f"{value:.0f}" if abs(value) >= 100.0 else _short(f"{value:.1f}")


def _short(digits: str) -> str:
    text = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return "0" if text == "-0" else text


def nice_step(length: float, most: int) -> float:
    """Return a round step of which at most so many make a length: 1, 2 or 5 times a power of ten.

    >>> nice_step(68.0, 8), nice_step(9.0, 4)
    (10.0, 5.0)
    """
    least = length / max(most, 1)
    power = 10.0 ** math.floor(math.log10(least))
    return next(each * power for each in (1.0, 2.0, 5.0, 10.0) if each * power >= least * (1.0 - 1e-9))


def ticks(low: float, high: float, most: int) -> Sequence[float]:
    """Return round numbers between two, at most about so many.

    >>> ticks(-3.0, 22.0, 6)
    [0.0, 5.0, 10.0, 15.0, 20.0]
    """
    step = nice_step(high - low, most)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [k * step for k in range(first, last + 1)]


def _path(rings: Iterable[ArrayLike], *, closed: bool) -> str:
    parts = []
    for ring in rings:
        places = np.asarray(ring, float).reshape(-1, 2)
        runs = " L".join(f"{_number(x)} {_number(y)}" for x, y in places.tolist())
        parts.append(f"M{runs}" + ("Z" if closed else ""))
    return " ".join(parts)


def _box(left: float, top: float, width: float, height: float) -> dict[str, str]:
    sides = {"x": left, "y": top, "width": max(width, 0.0), "height": max(height, 0.0)}
    return {name: _number(value) for name, value in sides.items()}


def _look(look: dict[str, object]) -> dict[str, str]:
    return {
        name.replace("_", "-"): _number(value) if isinstance(value, float) else str(value)
        for name, value in look.items()
    }


def _number(value: float) -> str:
    return _short(f"{float(value):.2f}")


def _printable(said: str) -> str:
    return said.translate(_UNPRINTABLE)
