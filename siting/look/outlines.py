"""Polygons in space as polygons of an image: cut at its sides, straight edges followed where they curve."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.ops import split

from siting.look.image import FLAT, UNROLLED

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.look.image import Image

    Ring = NDArray[np.float64]

# On curved images an edge is drawn in pieces that fill no more than this angle [radians].
_PIECE_RAD = math.radians(1.5)
_SMALLEST_PX2 = 0.01
_BEYOND_PX = 0.5
_STEPS = 721
# Nearer than this to the plane of the lens nothing is drawn, as a share of its distance.
_NEAR_RATIO = 1e-9


def outlines_of(shape: Any, image: Image, eye: NDArray[np.float64]) -> tuple[tuple[Ring, ...], ...]:
    """Return a seen shape in an image: polygons, each outer ring first [px].

    Parameters
    ----------
    shape : shapely.MultiPolygon or Polygon
        With heights [m].
    image : siting.look.image.Image
    eye : float array (3,)
        Place and height of the camera [m].
    """
    made = []
    for polygon in shapely.get_parts(shape):
        if shapely.is_empty(polygon):
            continue
        rings = [
            shapely.get_coordinates(ring, include_z=True)[:-1] - eye
            for ring in (polygon.exterior, *polygon.interiors)
        ]
        for is_left in (True, False) if image.projection == UNROLLED else (False,):
            drawn = [_ring(ring, image, is_left=is_left) for ring in rings]
            if len(drawn[0]) >= 3 and abs(_area(drawn[0])) >= _SMALLEST_PX2:
                made.append(tuple(ring for ring in drawn if len(ring) >= 3))
    return tuple(made)


def _ring(ring: Ring, image: Image, *, is_left: bool) -> Ring:
    """Return one ring in an image, cut at its frame."""
    if image.projection == FLAT:
        ahead, right, up = image.axes
        tan_h = image.width_px / 2.0 / image.f_px
        tan_v = image.height_px / 2.0 / image.f_px
        # The four sides of the view, pointing inwards; before the lens all of them hold.
        sides = (tan_h * ahead - right, tan_h * ahead + right, tan_v * ahead - up, tan_v * ahead + up)
        for side in sides:
            ring = _clipped(ring, ring @ side)
        depth = ring @ ahead
        far = np.linalg.norm(ring, axis=1)
        ring = ring[depth > _NEAR_RATIO * far] if len(ring) else ring
        return image.pixels(ring) if len(ring) >= 3 else np.empty((0, 2))
    if image.projection == UNROLLED:
        # Cut straight ahead and behind, where the image's sides meet.
        side = ring @ image.axes[1]
        ring = _clipped(ring, -side if is_left else side)
    if len(ring) < 3:
        return np.empty((0, 2))
    places = image.pixels(_followed(ring), is_left=is_left)
    for axis, end in ((0, image.width_px), (1, image.height_px)):
        places = _clipped(places, places[:, axis])
        places = _clipped(places, end - places[:, axis]) if len(places) else places
        if len(places) < 3:
            return np.empty((0, 2))
    return places


def _clipped(ring: Ring, inside: NDArray[np.float64]) -> Ring:
    """Return the part of a ring on one side of a plane (Sutherland and Hodgman 1974)."""
    if (inside >= 0.0).all():
        return ring
    if (inside < 0.0).all():
        return ring[:0]
    made = []
    for k in range(len(ring)):
        a, b = inside[k - 1], inside[k]
        if (a < 0.0) != (b < 0.0):
            share = a / (a - b)
            made.append(ring[k - 1] + share * (ring[k] - ring[k - 1]))
        if b >= 0.0:
            made.append(ring[k])
    return np.array(made).reshape(-1, ring.shape[1])


def _followed(ring: Ring) -> Ring:
    """Return a ring in space with corners added so that each edge fills a small angle."""
    ends = np.roll(ring, -1, axis=0)
    cross = np.linalg.norm(np.cross(ring, ends), axis=1)
    angle = np.arctan2(cross, (ring * ends).sum(axis=1))
    counts = np.maximum(np.ceil(angle / _PIECE_RAD).astype(int), 1)
    pieces = []
    for start, end, count in zip(ring, ends, counts.tolist(), strict=True):
        # Evenly by angle, not by length: what is near fills more of the image.
        far = np.linalg.norm(start), np.linalg.norm(end)
        share = np.arange(count) / count
        weight = share * far[0] / np.maximum(share * far[0] + (1.0 - share) * far[1], 1e-300)
        pieces.append(start + weight[:, None] * (end - start))
    return np.concatenate(pieces)


def _area(ring: Ring) -> float:
    x, y = ring.T
    return float(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) / 2.0


def horizon_of(image: Image) -> tuple[Ring, ...]:
    """Return the horizon within an image, one line or several [px].

    Parameters
    ----------
    image : siting.look.image.Image
    """
    frame = shapely.box(0.0, 0.0, image.width_px, image.height_px)
    parts = shapely.get_parts(shapely.intersection(_long_horizon(image), frame))
    return tuple(
        shapely.get_coordinates(part)
        for part in parts
        if shapely.get_dimensions(part) == 1 and not shapely.is_empty(part)
    )


def _long_horizon(image: Image) -> Any:
    """Return the horizon beyond the sides of an image, too."""
    turns = np.linspace(-math.pi, math.pi, _STEPS)
    ahead = image.axes[0]
    start = math.atan2(ahead[0], ahead[1])
    level = np.column_stack([np.sin(start + turns), np.cos(start + turns), np.zeros(len(turns))])
    if image.projection == FLAT:
        seen = level[level @ ahead > math.cos(math.radians(89.0))]
        # Straight in a flat image: its ends tell it.
        return shapely.LineString(image.pixels(seen[[0, -1]])) if len(seen) > 1 else shapely.LineString()
    if image.projection == UNROLLED:
        left, right = image.pixels(level[[0]], is_left=True), image.pixels(level[[-1]])
        margin = np.array([[-_BEYOND_PX, 0.0], [_BEYOND_PX, 0.0]])
        return shapely.LineString(np.vstack([left, right]) + margin)
    places = image.pixels(level)
    return shapely.LineString(places)


def land_of(image: Image) -> tuple[tuple[Ring, ...], ...]:
    """Return all that lies below the horizon in an image, as polygons [px].

    Parameters
    ----------
    image : siting.look.image.Image
    """
    frame = shapely.box(0.0, 0.0, image.width_px, image.height_px)
    line = _long_horizon(image)
    pieces = [frame] if line.is_empty else list(split(frame, line).geoms)
    inside = np.array([shapely.get_coordinates(piece.representative_point())[0] for piece in pieces])
    below = np.flatnonzero(image.directions(inside)[:, 2] < 0.0)
    return tuple((shapely.get_coordinates(pieces[k])[:-1],) for k in below.tolist())
