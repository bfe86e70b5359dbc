"""A small picture of where the things of an input lie, as SVG: drawn, not judged."""

from __future__ import annotations

import math
from html import escape
from typing import TYPE_CHECKING

import numpy as np
import shapely

from siting.io.look import MISSING, outlines

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from siting.io.look import LayerSeen

_WIDTH_PX, _HEIGHT_PX, _EDGE_PX = 640, 420, 24
_MOST_SHAPES = 2500
_DOT_PX = 4.0
_ORDER = ("counties", "walks", "zones", "buildings", "building_parts", "obstacles")
# Shape beside colour tells cameras from the rest: they are filled dots with a dark rim.
_COLOURS = {
    "buildings": "#8b8f94", "building_parts": "#8b8f94", "cameras": "#c2410c", "signs": "#14639f",
    "zones": "#7c3aed", "obstacles": "#3f7d3a", "walks": "#c9b458", "counties": "#d6d3d1",
}  # fmt: skip
_OTHER = "#475569"


def picture(layers: Sequence[LayerSeen], *, unknown: str) -> str:
    """Return an SVG of layers in one frame; those in no known system are drawn when all are, and are said so.

    Parameters
    ----------
    layers : sequence of LayerSeen
    unknown : str
        What is written where the system is not known.

    Returns
    -------
    str
        Empty when nothing has a place.
    """
    known = [layer for layer in layers if len(layer.shapes) and layer.system_from != MISSING]
    drawn = known or [layer for layer in layers if len(layer.shapes)]
    ranks = {name: rank for rank, name in enumerate(_ORDER)}
    held = [
        (layer, outlines(layer, most=_MOST_SHAPES))
        for layer in sorted(drawn, key=lambda each: ranks.get(each.layer, len(ranks)))
    ]
    held = [(layer, shapes) for layer, shapes in held if len(shapes)]
    if not held:
        return ""
    bounds = _bounds([shapes for _, shapes in held])
    # A degree of longitude is shorter than one of latitude by the cosine of the latitude.
    stretch = math.cos(math.radians((bounds[1] + bounds[3]) / 2)) if known else 1.0
    scale = min(
        (_WIDTH_PX - 2 * _EDGE_PX) / max((bounds[2] - bounds[0]) * stretch, 1e-9),
        (_HEIGHT_PX - 2 * _EDGE_PX) / max(bounds[3] - bounds[1], 1e-9),
    )
    middle = (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2

    def placed(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        across = _WIDTH_PX / 2 + (coordinates[:, 0] - middle[0]) * stretch * scale
        down = _HEIGHT_PX / 2 - (coordinates[:, 1] - middle[1]) * scale
        return np.column_stack([across, down])

    parts = [part for layer, shapes in held for part in _drawn(layer.layer, shapes, placed)]
    note = "" if known else f'<text x="12" y="20" font-size="13" fill="#7f1d1d">{escape(unknown)}</text>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH_PX} {_HEIGHT_PX}" '
        f'width="{_WIDTH_PX}" height="{_HEIGHT_PX}" font-family="sans-serif">'
        f'<rect width="100%" height="100%" fill="#fafaf9"/>{"".join(parts)}{note}</svg>'
    )


def _bounds(groups: Sequence[NDArray[np.object_]]) -> tuple[float, float, float, float]:
    boxes = np.array([shapely.total_bounds(shapes) for shapes in groups])
    low, high = np.nanmin(boxes[:, :2], axis=0), np.nanmax(boxes[:, 2:], axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _drawn(
    layer: str,
    shapes: NDArray[np.object_],
    placed: Callable[[NDArray[np.float64]], NDArray[np.float64]],
) -> list[str]:
    """Return a layer as parts of an SVG: a dot a point, one path for all lines and areas."""
    colour = _COLOURS.get(layer, _OTHER)
    flat = np.asarray(shapely.transform(np.asarray(shapely.force_2d(shapes)), placed))
    dimension = shapely.get_dimensions(flat)
    rim = ' stroke="#1c1917"' if layer == "cameras" else ""
    parts = [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_DOT_PX}" fill="{colour}"{rim}/>'
        for x, y in shapely.get_coordinates(flat[dimension == 0])
    ]
    lines = [*shapely.get_parts(flat[dimension == 1]), *_rings(flat[dimension == 2])]
    path = "".join(
        "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in shapely.get_coordinates(line)) for line in lines
    )
    fill = f'fill="{colour}" fill-opacity="0.25"' if (dimension == 2).any() else 'fill="none"'
    if path:
        parts.insert(0, f'<path d="{path}" stroke="{colour}" stroke-width="0.8" {fill} fill-rule="evenodd"/>')
    return parts


def _rings(areas: NDArray[np.object_]) -> list[shapely.Geometry]:
    return list(shapely.get_rings(shapely.get_parts(areas)))
