"""Colours of the drawings, as those of the map page; every one has a hatch or a word beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

INK = "#1d2733"
SOFT_INK = "#4a5563"
PAPER = "#ffffff"
BLACK = "#000000"
GRID = "#d5dbe1"
SIGHT = "#0b3c5d"
TARGET = "#8f0060"
ALERT = "#9b1c1c"
GROUND_RAMP = ("#e3f0dc", "#cfe8cb", "#aedbc0", "#82c7c3", "#53acc9", "#2f88bb", "#14639f", "#083f7a")
"""Coverage by class, the lowest first."""
WALL_RAMP = ("#f3c98b", "#f2b366", "#ef9a4a", "#e67a38", "#d4572b", "#b3331f", "#8a1616", "#5c0a12")
"""Protected windows in view by class, the lowest first."""
USES = {
    "residence": "#edd5ab",
    "dormitory": "#e6c2b0",
    "hotel": "#d9cbe6",
    "unknown": "#ece9e1",
    "bathhouse": "#b9dde0",
    "toilet": "#a6d0d8",
    "school": "#d3e2b8",
    "hospital": "#f0cccc",
    "office": "#d3dae4",
    "commercial": "#c6d1dd",
    "industrial": "#cbc7bd",
    "garage": "#dad8d0",
    "other": "#e0e0e0",
}
TREE = "#bcd3ab"
OBSTACLE = "#b9b2a6"


def rung_colour(ramp: Sequence[str], name: str, classes: Sequence[str]) -> str:
    """Return the colour of a class on a ramp, as the map page takes it.

    Parameters
    ----------
    ramp : sequence of str
    name : str
    classes : sequence of str
        Names of all classes, ``below`` first, ascending.
    """
    rung = classes.index(name) if name in classes else 0
    last = max(1, len(classes) - 1)
    return ramp[int(rung / last * (len(ramp) - 1) + 0.5)]


def contrast_ratio(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2, definition of contrast ratio).

    >>> round(contrast_ratio("#000000", "#ffffff"), 1)
    21.0
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def ink_on(colour: str) -> str:
    """Return white or black, whichever is read better on a colour; one of them always is, by 4.5 and more.

    >>> ink_on("#083f7a"), ink_on("#e3f0dc")
    ('#ffffff', '#000000')
    """
    return max((PAPER, BLACK), key=lambda ink: contrast_ratio(ink, colour))


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour #rrggbb (WCAG 2.2)."""
    parts = [int(colour[k : k + 2], 16) / 255.0 for k in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
