"""Everything that hides: prisms on any polygon, kept as bare edges."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from shapely.geometry.polygon import orient

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry

    from siting.model import Scene

ASSUMED_HEIGHT_M = 6.0
STOREY_M = 3.0
LINE_WIDTH_M = 0.2
POLE_WIDTH_M = 0.3
CORNERS_PER_QUARTER = 4
TOUCH_M = 1e-6


def number(value: Any) -> float | None:
    """Return `value` as a number, None when it is missing."""
    return None if value is None or not math.isfinite(value) else float(value)


def height_of(building: Any) -> float:
    """Return the height of a building's row [m], assumed where its fields do not tell."""
    height, levels = number(building.height_m), number(building.levels)
    if height is None:
        height = ASSUMED_HEIGHT_M if levels is None else STOREY_M * levels
    return height


def rings(shape: BaseGeometry) -> list[NDArray[np.float64]]:
    """Return the closed rings of polygons: inside on the left, exteriors first, part by part."""
    found = []
    for part in shapely.get_parts(shape):
        if part.geom_type == "Polygon" and not part.is_empty:
            turned = orient(part)
            found += [np.asarray(ring.coords)[:, :2] for ring in (turned.exterior, *turned.interiors)]
    return found


def outline(obstacle: Any) -> BaseGeometry:
    """Return the base polygon of an obstacle's row."""
    shape = obstacle.geometry
    if shape.geom_type.endswith("Polygon"):
        return shape
    if shape.geom_type.endswith("LineString"):
        width_m = number(obstacle.width_m) or LINE_WIDTH_M
        return shape.buffer(width_m / 2, cap_style="flat", join_style="mitre")
    across_m = number(obstacle.crown_m) or POLE_WIDTH_M
    return shape.buffer(across_m / 2, quad_segs=CORNERS_PER_QUARTER)


@dataclass(frozen=True)
class Solids:
    """Prisms, edge by edge.

    Parameters
    ----------
    start, end : ndarray of shape (e, 2)
        Edges [m]; the inside lies on the left.
    first : ndarray of int, shape (s,)
        Where the edges of each solid begin; they follow one another.
    bottom_m, top_m : ndarray of shape (s,)
        Heights between which a solid stands [m].
    leafy : ndarray of bool, shape (s,)
        Deciduous: hides the ground, protects no home.
    """

    start: NDArray[np.float64]
    end: NDArray[np.float64]
    first: NDArray[np.intp]
    bottom_m: NDArray[np.float64]
    top_m: NDArray[np.float64]
    leafy: NDArray[np.bool_]

    @classmethod
    def of(cls, scene: Scene, grow_m: float = 0.0) -> Solids:
        """Return the solids of a scene, each footprint made larger by `grow_m` on all sides [m]."""
        rows: list[tuple[BaseGeometry, float, float, bool]] = []
        for row in scene.buildings.itertuples():
            base = number(row.base_m) or 0.0
            rows.append((row.geometry, base, base + height_of(row), False))
        for row in scene.obstacles.itertuples():
            rows.append((outline(row), number(row.base_m) or 0.0, row.top_m, row.deciduous == "yes"))
        if grow_m:
            rows = [(shape.buffer(grow_m, join_style="mitre"), *rest) for shape, *rest in rows]  # type: ignore[misc]
        return cls.build(rows)

    @classmethod
    def build(cls, rows: list[tuple[BaseGeometry, float, float, bool]]) -> Solids:
        """Return the solids of rows (base polygon, bottom [m], top [m], leafy)."""
        starts, ends, first, count = [], [], [], 0
        kept = [(ring_list, row) for row in rows if (ring_list := rings(row[0])) and row[2] > row[1]]
        for ring_list, _ in kept:
            first.append(count)
            for ring in ring_list:
                starts.append(ring[:-1])
                ends.append(ring[1:])
                count += len(ring) - 1
        return cls(
            start=np.concatenate(starts) if starts else np.empty((0, 2)),
            end=np.concatenate(ends) if ends else np.empty((0, 2)),
            first=np.array(first, dtype=np.intp),
            bottom_m=np.array([row[1] for _, row in kept], dtype=float),
            top_m=np.array([row[2] for _, row in kept], dtype=float),
            leafy=np.array([row[3] for _, row in kept], dtype=bool),
        )

    def __len__(self) -> int:
        return len(self.first)

    def around(self, eye: NDArray[np.float64], reach_m: float) -> Solids:
        """Return the solids that come within `reach_m` of the eye in plan, moved so that the eye is 0."""
        start, end = self.start - eye[:2], self.end - eye[:2]
        near = np.zeros(len(self), dtype=bool)
        if len(self):
            low = np.minimum.reduceat(start, self.first)
            high = np.maximum.reduceat(start, self.first)
            gap = np.maximum(np.maximum(low, -high), 0.0)
            near = np.hypot(gap[:, 0], gap[:, 1]) <= reach_m
        moved = Solids(start, end, self.first, self.bottom_m - eye[2], self.top_m - eye[2], self.leafy)
        return moved.only(near)

    def only(self, chosen: NDArray[np.bool_]) -> Solids:
        """Return the chosen solids."""
        counts = np.diff(np.append(self.first, len(self.start)))
        edges = np.repeat(chosen, counts)
        first = np.cumsum(np.append(0, counts[chosen]))[:-1].astype(np.intp)
        return Solids(
            self.start[edges],
            self.end[edges],
            first,
            self.bottom_m[chosen],
            self.top_m[chosen],
            self.leafy[chosen],
        )

    def within(self, start: NDArray[np.float64], end: NDArray[np.float64]) -> Solids:
        """Return the solids that may reach into the triangle of the eye at 0, `start` and `end`.

        Only those are left out that lie on the far side of one of its three sides.
        """
        away = np.zeros(len(self), dtype=bool)
        if not len(self):
            return self
        middle = (start + end) / 3
        for first, second in ((np.zeros(2), start), (start, end), (end, np.zeros(2))):
            normal = np.array([first[1] - second[1], second[0] - first[0]])
            if normal @ (middle - first) < 0:
                normal = -normal
            slack = TOUCH_M * np.hypot(*normal)
            away |= np.maximum.reduceat((self.start - first) @ normal, self.first) < -slack
        return self.only(~away)
