"""The legend below a drawing: what its fills mean, in rows as wide as the drawing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from siting.ui.drawings.canvas import SMALL_PX, shortened, text_width_px
from siting.ui.drawings.palette import INK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from siting.ui.drawings.canvas import Canvas

_ROW_PX, _SWATCH_PX, _GAP_PX, _EDGE_PX = 21.0, 22.0, 16.0, 12.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One fill and what it means; `hatch` names one of the canvas's, `dashed` draws a dashed outline."""

    name: str
    said: str
    colour: str
    hatch: str = ""
    dashed: bool = False


def _rows(entries: Sequence[Entry], width_px: float) -> list[list[Entry]]:
    rows: list[list[Entry]] = [[]]
    x = _EDGE_PX
    for entry in entries:
        wide = _SWATCH_PX + 6 + text_width_px(entry.said, SMALL_PX) + _GAP_PX
        if rows[-1] and x + wide > width_px - _EDGE_PX + _GAP_PX:
            rows.append([])
            x = _EDGE_PX
        rows[-1].append(entry)
        x += wide
    return [row for row in rows if row]


def legend_height_px(entries: Sequence[Entry], width_px: float) -> float:
    """Return how high the legend of a drawing is [px]."""
    return _ROW_PX * len(_rows(entries, width_px)) + 8.0


def draw_legend(canvas: Canvas, entries: Sequence[Entry], *, top: float) -> None:
    """Return nothing; draw a legend from `top` downwards."""
    for k, row in enumerate(_rows(entries, canvas.width_px)):
        x, y = _EDGE_PX, top + k * _ROW_PX
        for entry in row:
            dashes = {"stroke_dasharray": "4 3"} if entry.dashed else {}
            canvas.box(x, y + 3, _SWATCH_PX, 13, fill=entry.colour)
            fill = canvas.hatch(entry.hatch) if entry.hatch else "none"
            canvas.box(x, y + 3, _SWATCH_PX, 13, fill=fill, stroke=INK, **dashes)
            room = canvas.width_px - x - _SWATCH_PX - 8
            canvas.text(x + _SWATCH_PX + 6, y + 14, shortened(entry.said, room, SMALL_PX), size=SMALL_PX)
            x += _SWATCH_PX + 6 + text_width_px(entry.said, SMALL_PX) + _GAP_PX
