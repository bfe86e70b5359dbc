"""The judge of the target plane: points drawn at random, each tried by its own 3D segment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tests.judge.solids import Solids
    from tests.judge.view import View

    Points = NDArray[np.float64]

INSIDE_M = 1e-6  # a segment that runs less than this inside a solid only touches it
SECTOR_POINTS = 60  # points tried at once, neighbours in azimuth
SECTOR_RIM = 1e-6  # a sector is widened by this, so that rounding loses no solid [radians]
FAR_M = 1e5
TANGENTS = 24  # sides of the polygon around the range circle from which points are drawn


def seen(solids: Solids, points: Points) -> NDArray[np.bool_]:
    """Return which points (n, 3) the eye at 0 sees: their segment runs inside no solid.

    On the line through eye and point every edge that is crossed opens or closes the inside. The
    length inside between two places a and b of the line is therefore the sum of the closing places
    less the sum of the opening ones, all clamped to [a, b].
    """
    result = np.ones(len(points), dtype=bool)
    angle = np.arctan2(points[:, 1], points[:, 0])
    order = np.argsort(angle)
    for some in np.array_split(order, max(1, len(points) // SECTOR_POINTS)):
        if len(some) and len(near := _of_sector(solids, angle[some[0]], angle[some[-1]])):
            result[some] = _inside_m(near, points[some]).max(axis=1) <= INSIDE_M
    return result


def _of_sector(solids: Solids, low: float, high: float) -> Solids:
    """Return the solids that may reach into the sector between two angles [radians]."""
    if high - low > np.pi / 2:
        return solids
    middle, half = (low + high) / 2, (high - low) / 2 + SECTOR_RIM
    far = FAR_M / np.cos(half)
    first, second = (far * np.array([np.cos(a), np.sin(a)]) for a in (middle - half, middle + half))
    return solids.within(first, second)


def _inside_m(solids: Solids, points: Points) -> Points:
    """Return the length of each segment inside each solid [m], shape (n, s)."""
    where, sign = crossings(solids.start, solids.end, points)
    counts = np.diff(np.append(solids.first, len(solids.start)))
    low, high = _between_heights(solids, points[:, 2])
    clamped = np.clip(where, np.repeat(low, counts, axis=1), np.repeat(high, counts, axis=1))
    inside = np.add.reduceat(sign * clamped, solids.first, axis=1)
    return np.asarray(inside * np.linalg.norm(points, axis=1)[:, None])


def crossings(start: Points, end: Points, points: Points) -> tuple[Points, Points]:
    """Return where the line from the eye to each point crosses each edge, and which way.

    The place is 0 at the eye and 1 at the point, 0 where there is no crossing; the way is +1 out,
    -1 in, 0 none. Both have shape (n, e). A corner on the line belongs to the side of larger angle.
    """
    east, north = points[:, :1], points[:, 1:2]
    side_start = east * start[:, 1] - north * start[:, 0]
    side_end = east * end[:, 1] - north * end[:, 0]
    # Inside on the left: an edge that passes from the line's right to its left is left behind.
    sign = (side_end > 0).astype(float) - (side_start > 0)
    crossed = sign != 0
    share = np.divide(side_start, side_start - side_end, where=crossed, out=np.zeros_like(side_start))
    across = end - start
    at_east = start[:, 0] + share * across[:, 0]
    at_north = start[:, 1] + share * across[:, 1]
    plan_m2 = np.maximum(east**2 + north**2, np.finfo(float).tiny)
    where = np.where(crossed, (at_east * east + at_north * north) / plan_m2, 0.0)
    return where, sign


def _between_heights(solids: Solids, rise_m: Points) -> tuple[Points, Points]:
    """Return the part of each segment, 0 to 1, that runs between bottom and top of each solid."""
    rise = rise_m[:, None]
    level = rise == 0
    with np.errstate(divide="ignore", invalid="ignore"):
        at_bottom, at_top = solids.bottom_m / rise, solids.top_m / rise
    low, high = np.minimum(at_bottom, at_top), np.maximum(at_bottom, at_top)
    between = (solids.bottom_m < 0) & (solids.top_m > 0)
    low = np.where(level, np.where(between, 0.0, 1.0), np.clip(low, 0.0, 1.0))
    high = np.where(level, 1.0, np.clip(high, 0.0, 1.0))
    return low, high


def footprint(view: View, target_height_m: float) -> Points:
    """Return the corners (k, 2) around the eye of the pyramid's cut with the target plane, without range."""
    reach = 2 * view.reach_m
    ring = np.array([[-reach, -reach], [reach, -reach], [reach, reach], [-reach, reach]])
    for a, b, c, d in view.limits():
        offset = c * (target_height_m - view.eye[2]) + d
        ring = _cut(ring, np.array([a, b]), offset)
    return ring


def _cut(ring: Points, normal: Points, offset: float) -> Points:
    """Return the part of a convex ring where normal . p + offset >= 0 (Sutherland and Hodgman, 1974)."""
    kept: list[Points] = []
    value = ring @ normal + offset if len(ring) else np.empty(0)
    for here in range(len(ring)):
        after = (here + 1) % len(ring)
        if value[here] >= 0:
            kept.append(ring[here])
        if (value[here] >= 0) != (value[after] >= 0):
            share = value[here] / (value[here] - value[after])
            kept.append(ring[here] + share * (ring[after] - ring[here]))
    return np.array(kept).reshape(-1, 2)


def draw_on_plane(view: View, target_height_m: float, count: int, *, seed: int) -> tuple[Points, float]:
    """Return points (n, 3) around the eye, even over the view on the plane, and its area [m2]."""
    ring = footprint(view, target_height_m)
    if np.isfinite(view.range_m):
        for angle in np.arange(TANGENTS) * 2 * np.pi / TANGENTS:
            ring = _cut(ring, np.array([np.cos(angle), np.sin(angle)]), view.range_m)
    if len(ring) < 3:
        return np.empty((0, 3)), 0.0
    random = np.random.default_rng(seed)
    first, second, third = ring[0], ring[1:-1], ring[2:]
    cross = (second - first)[:, 0] * (third - first)[:, 1] - (second - first)[:, 1] * (third - first)[:, 0]
    areas = np.abs(cross) / 2
    if areas.sum() <= 0:
        return np.empty((0, 3)), 0.0
    pick = random.choice(len(areas), size=count, p=areas / areas.sum())
    u, v = random.random((2, count, 1))
    u, v = np.where(u + v > 1, 1 - u, u), np.where(u + v > 1, 1 - v, v)
    plan = first + u * (second[pick] - first) + v * (third[pick] - first)
    within = np.hypot(plan[:, 0], plan[:, 1]) <= view.range_m
    rise = np.full((count, 1), target_height_m - view.eye[2])
    return np.hstack([plan, rise])[within], float(areas.sum() * within.mean())
