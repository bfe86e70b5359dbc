"""Broken footprints put right, or told why they cannot be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Shapes = NDArray[np.object_]

# Slivers under a square centimetre are rounding, not buildings.
_LEAST_AREA_M2 = 1e-4
# One shape in fifty may be a stray.
_STRAY_RATIO = 0.02
_POLYGONS = (3, 6)
_COLLECTION = 7
_KINDS = ("point", "line", "ring", "polygon", "multipoint", "multiline", "multipolygon", "collection")


@dataclass(frozen=True, slots=True)
class Repair:
    """Areas after repair: the shapes (None where rejected), what was repaired, what was rejected.

    `repaired` and `rejected` map positions to (found, done).
    """

    shapes: Shapes
    repaired: dict[int, tuple[str, str]]
    rejected: dict[int, tuple[str, str]]


def repaired_areas(shapes: Shapes) -> Repair:
    """Return valid polygons and multipolygons of shapes in metres.

    Parameters
    ----------
    shapes : ndarray of geometry
        2D shapes in a metric system; may hold None and anything broken.

    Returns
    -------
    Repair
    """
    out = np.array(shapes, dtype=object, copy=True)
    repaired: dict[int, tuple[str, str]] = {}
    rejected: dict[int, tuple[str, str]] = {}
    kinds = shapely.get_type_id(out)
    is_area = (kinds == _POLYGONS[0]) | (kinds == _POLYGONS[1])
    sound = is_area & shapely.is_valid(out) & (shapely.area(out) >= _LEAST_AREA_M2)
    for position in np.flatnonzero(~sound):
        shape = out[position]
        problem = _hopeless(shape)
        if problem:
            rejected[int(position)] = (problem, "left out: no footprint")
            out[position] = None
            continue
        found = _defect(shape)
        whole = _without_stray_holes(shape)
        area = areas_of(shapely.make_valid(whole, method="structure", keep_collapsed=False))
        if area is None:
            rejected[int(position)] = (found, "left out: nothing with an area remains")
        else:
            repaired[int(position)] = (found, "made valid; parts without width dropped")
        out[position] = area
    return Repair(out, repaired, rejected)


def areas_of(shape: shapely.Geometry) -> shapely.Geometry | None:
    """Return the areal part of `shape`; None when it has none."""
    parts = shapely.get_parts(shape)
    while (shapely.get_type_id(parts) >= max(_POLYGONS)).any():
        parts = shapely.get_parts(parts)
    polygons = parts[(shapely.get_type_id(parts) == _POLYGONS[0]) & (shapely.area(parts) >= _LEAST_AREA_M2)]
    if not len(polygons):
        return None
    if len(polygons) == 1:
        only: shapely.Geometry = polygons[0]
        return only
    whole: shapely.Geometry = shapely.multipolygons(polygons)
    return whole if shapely.is_valid(whole) else shapely.union_all(polygons)


def bounds_of(shapes: Shapes) -> NDArray[np.float64]:
    """Return west, south, east, north of shapes; NaN when none has a place."""
    held = np.asarray(shapes, dtype=object)
    held = held[~(shapely.is_missing(held) | shapely.is_empty(held))]
    return np.asarray(shapely.total_bounds(held)) if len(held) else np.full(4, np.nan)


def heart_of(shapes: Shapes) -> NDArray[np.float64]:
    """Return west, south, east, north of the middle of shapes, which single strays do not widen."""
    held = np.asarray(shapes, dtype=object)
    held = held[~(shapely.is_missing(held) | shapely.is_empty(held))]
    if not len(held):
        return np.full(4, np.nan)
    # Areas only where there are any: a stray point among footprints is no place of a building.
    areas = held[shapely.get_dimensions(held) == 2]
    boxes = shapely.bounds(areas if len(areas) else held)
    low = np.quantile(boxes[:, :2], _STRAY_RATIO, axis=0, method="lower")
    high = np.quantile(boxes[:, 2:], 1 - _STRAY_RATIO, axis=0, method="higher")
    return np.concatenate([low, high])


def kind_of(shape: shapely.Geometry | None) -> str:
    """Return in a word what a shape is, for messages."""
    if shape is None:
        return "null geometry"
    if shapely.is_empty(shape):
        return "empty geometry"
    return f"a {_KINDS[shapely.get_type_id(shape)]}"


def _without_stray_holes(shape: shapely.Geometry) -> shapely.Geometry:
    """Return a shape without the holes that lie outside their shell or hold it."""
    parts = shapely.get_parts(shape)
    if (shapely.get_type_id(parts) != _POLYGONS[0]).any():
        return shape
    return shapely.MultiPolygon([_kept(part) for part in parts if not part.is_empty])


def _kept(polygon: shapely.Polygon) -> shapely.Polygon:
    shell = shapely.make_valid(shapely.Polygon(polygon.exterior), method="structure", keep_collapsed=False)
    holes = []
    for ring in polygon.interiors:
        hole = shapely.make_valid(shapely.Polygon(ring), method="structure", keep_collapsed=False)
        if hole.area < shell.area and shapely.intersection(hole, shell).area > hole.area / 2:
            holes.append(ring)
    return shapely.Polygon(polygon.exterior, holes)


def _hopeless(shape: shapely.Geometry | None) -> str:
    """Return why a shape can hold no area; empty when it may."""
    if shape is None or shapely.is_empty(shape):
        return kind_of(shape)
    kind = shapely.get_type_id(shape)
    if kind in _POLYGONS:
        return ""
    return "" if kind == _COLLECTION and areas_of(shape) is not None else kind_of(shape)


def _defect(shape: shapely.Geometry) -> str:
    if shapely.get_type_id(shape) == _COLLECTION:
        return "a collection of several kinds of geometry"
    reason = str(shapely.is_valid_reason(shape)).split("[", maxsplit=1)[0].strip()
    return "an area under a square centimetre" if reason == "Valid Geometry" else reason.lower()
