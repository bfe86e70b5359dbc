"""The judge of every other kind of camera: what is in view is asked direction by direction, by definition.

A gaze tells of points around the eye how many pixels a metre has there, 0 where they are out of view. For a
turning camera it tries every pan and tilt on a grid of degrees, once as they are and once with a wider
image: what lies between the two is nobody's fault.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from tests.judge.ground import seen
from tests.judge.solids import Solids
from tests.judge.view import FLOOR_PX_PER_M, View
from tests.judge.walls import homes

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from siting.coverage.table import CoverageTable
    from siting.model import Camera, Ladder, Scene

    Points = NDArray[np.float64]
    Density = Callable[[Points], Points]

EDGE_M = 0.05
SAGITTA_M = 0.0051
# An eye nearer than this to a wall's plane sees it so flat that a hair in front of it hides metres.
GRAZING_M = 0.02
SAME_RATIO = 1e-6


@dataclass(frozen=True)
class Gaze:
    """A view by definition: `least` and `most` give the density at points (n, 3) around the eye [px/m].

    Where one is 0 and the other is not, or both differ, the truth lies between.
    """

    eye: Points
    reach_m: float
    range_m: float
    least: Density
    most: Density


def slant(points: Points) -> Points:
    return np.asarray(np.linalg.norm(points, axis=1))


def directions_deg(points: Points) -> tuple[Points, Points]:
    """Return azimuth, clockwise from grid north, and elevation of points around the eye [degrees]."""
    flat = np.hypot(points[:, 0], points[:, 1])
    azimuth = np.degrees(np.arctan2(points[:, 0], points[:, 1]))
    return azimuth, np.degrees(np.arctan2(points[:, 2], flat))


def off_deg(azimuth: Points, axis_deg: float) -> Points:
    return np.abs((azimuth - axis_deg + 180.0) % 360.0 - 180.0)


def image_density(view: View, points: Points) -> Points:
    """Return the density of one flat image over depth, 0 outside."""
    depth = points @ view.axis
    inside = depth > 0
    for side, half in ((view.right, view.tan_half_h), (view.up, view.tan_half_v)):
        inside &= np.abs(points @ side) <= half * depth
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(inside, view.f_px / depth, 0.0)


def rolled(view: View, roll_deg: float) -> View:
    """Return a view turned clockwise about its axis, as the camera looks."""
    cos_r, sin_r = math.cos(math.radians(roll_deg)), math.sin(math.radians(roll_deg))
    return replace(view, right=cos_r * view.right - sin_r * view.up, up=cos_r * view.up + sin_r * view.right)


def over_slant(f_px: float, inside: Callable[[Points], NDArray[np.bool_]]) -> Density:
    return lambda points: np.where(inside(points), f_px / slant(points), 0.0)


def gaze_of(camera: Camera, position: tuple[float, float], density: Density, *, f_px: float) -> Gaze:
    """Return a gaze whose truth is known exactly."""
    assert camera.height_m is not None
    eye = np.array([*position, camera.height_m])
    range_m = math.inf if camera.range_m is None else camera.range_m
    return Gaze(eye, f_px / FLOOR_PX_PER_M, range_m, density, density)


@dataclass
class Comparison:
    """What is wrong with one view of one camera, and how many points were tried."""

    faults: list[str] = field(default_factory=list)
    ground_points: int = 0
    lit_points: int = 0
    wall_points: int = 0
    lit_wall_points: int = 0


def compare(
    scene: Scene,
    table: CoverageTable,
    gaze: Gaze,
    *,
    camera_id: str,
    view: str,
    ladder: Ladder,
    target_height_m: float = 1.5,
    count: int = 1500,
    seed: int = 0,
) -> Comparison:
    """Return how a view of a table fares against points drawn on the ground and on walls."""
    found = Comparison()
    random = np.random.default_rng(seed)
    solids = Solids.of(scene)
    mine = table.coverage[(table.coverage["camera_id"] == camera_id) & (table.coverage["view"] == view)]
    rows = table.facades[(table.facades["camera_id"] == camera_id) & (table.facades["view"] == view)]
    reach = min(gaze.reach_m, gaze.range_m)
    radius, angle = reach * np.sqrt(random.random(count)), random.uniform(0, 2 * np.pi, count)
    rise = np.full(count, target_height_m - gaze.eye[2])
    points = np.column_stack([radius * np.sin(angle), radius * np.cos(angle), rise])
    _try_ground(found, gaze, solids, points, rows=mine, ladder=ladder)
    tried = _draw_on_walls(scene, gaze, count, random)
    if tried:
        _try_walls(found, gaze, solids.only(~solids.leafy), tried, rows=rows)
    return found


def _try_ground(
    found: Comparison, gaze: Gaze, solids: Solids, points: Points, *, rows: Any, ladder: Ladder
) -> None:
    least, most = _lit(gaze, points), _lit(gaze, points, least=False)
    # A solid that closes a hairline gap is larger by half of it.
    sight = seen(solids.around(gaze.eye, gaze.reach_m), points)
    least, most = np.where(sight, least, 0.0), np.where(sight, most, 0.0)
    place = points[:, :2] + gaze.eye[:2]
    shapes = dict(zip(rows["class"], rows.geometry, strict=True))
    union = shapely.union_all([*shapes.values()])
    inside = shapely.contains_xy(union, place[:, 0], place[:, 1])
    missed, invented = (least > 0) & ~inside, (most == 0) & inside
    for name, wrong in (("missed", missed), ("invented", invented)):
        if wrong.any():
            edge = shapely.distance(union.boundary, shapely.points(place[wrong])) if shapes else np.inf
            if np.max(edge) > EDGE_M:
                worst = points[wrong][np.argmax(edge)].round(3)
                found.faults.append(f"ground {name} {wrong.sum()}, up to {np.max(edge):.3f} m, {worst}")
    sure = inside & (least == most) & (least > 0)
    names = np.array([ladder.class_of(value) for value in least], dtype=object)
    for name in set(names[sure]):
        places = shapely.points(place[sure & (names == name)])
        away = shapely.distance(shapes.get(name, shapely.Polygon()), places)
        if not (away <= SAGITTA_M).all():
            found.faults.append(f"ground class {name}: up to {away.max():.4f} m away")
    found.ground_points += len(points)
    found.lit_points += int((least > 0).sum())


def _lit(gaze: Gaze, points: Points, *, least: bool = True, within_range: bool = True) -> Points:
    px = (gaze.least if least else gaze.most)(points)
    dim = px < FLOOR_PX_PER_M
    if within_range:
        dim |= np.hypot(points[:, 0], points[:, 1]) > gaze.range_m
    return np.where(dim, 0.0, px)


def _try_walls(found: Comparison, gaze: Gaze, solids: Solids, tried: list[Any], *, rows: Any) -> None:
    near = solids.around(gaze.eye, gaze.reach_m)
    points = np.vstack([each[3] for each in tried])
    sight = seen(near, points * (1.0 - 1e-9))
    least = np.where(sight, _lit(gaze, points, within_range=False), 0.0)
    most = np.where(sight, _lit(gaze, points, least=False, within_range=False), 0.0)
    start = 0
    for home, storey, uz, own in tried:
        part = slice(start, start + len(own))
        start += len(own)
        _try_panel(found, rows, home, storey, uz=uz, least=least[part], most=most[part])
    found.wall_points += len(points)
    found.lit_wall_points += int((least > 0).sum())


def _draw_on_walls(scene: Scene, gaze: Gaze, count: int, random: np.random.Generator) -> list[Any]:
    """Return (home, storey, (u, z), points around the eye) for each band in reach that faces the eye."""
    chosen = []
    for home in homes(scene):
        start, run = home.start - gaze.eye[:2], home.end - home.start
        length = float(np.hypot(*run))
        if (run[0] * start[1] - run[1] * start[0]) / length <= GRAZING_M:
            continue
        foot = np.clip(-(start @ run) / length**2, 0, 1)
        if np.hypot(*(start + foot * run)) > gaze.reach_m:
            continue
        chosen += [
            (home, storey, band, length) for storey, band in zip(home.storeys, home.bands_m, strict=True)
        ]
    tried = []
    share = max(8, count // max(len(chosen), 1))
    for home, storey, band, length in chosen:
        u, z = random.uniform(0, length, share), random.uniform(*band, share)
        plan = home.start + (u / length)[:, None] * (home.end - home.start) - gaze.eye[:2]
        tried.append((home, storey, np.column_stack([u, z]), np.column_stack([plan, z - gaze.eye[2]])))
    return tried


def _try_panel(
    found: Comparison,
    rows: Any,
    home: Any,
    storey: int,
    *,
    uz: Points,
    least: Points,
    most: Points,
) -> None:
    along = (home.end - home.start) / np.hypot(*(home.end - home.start))
    panel, px = shapely.Polygon(), 0.0
    for row in rows[(rows["building_id"] == home.building_id) & (rows["storey"] == storey)].itertuples():
        space = shapely.from_wkb(row.panel_wkb_z)
        corners = shapely.get_coordinates(space) - home.start
        if np.abs(corners[:, 0] * along[1] - corners[:, 1] * along[0]).max() > 0.001:
            continue
        panel, px = shapely.union(panel, _flat(space, home.start, along)), max(px, row.max_px_per_m)
    inside = shapely.contains_xy(panel, uz[:, 0], uz[:, 1])
    head = f"building {home.building_id} storey {storey} wall {home.wall}"
    for name, wrong in (("missed", (least > 0) & ~inside), ("invented", (most == 0) & inside)):
        if wrong.any():
            edge = np.full(int(wrong.sum()), np.inf)
            if not panel.is_empty:
                edge = shapely.distance(panel.boundary, shapely.points(uz[wrong]))
            if edge.max() > EDGE_M:
                found.faults.append(f"{head}: {name} {wrong.sum()} of {len(uz)}, up to {edge.max():.3f} m")
    if inside.any() and least[inside].max() > px * (1 + SAME_RATIO):
        found.faults.append(f"{head}: {px:.3f} px/m, but {least[inside].max():.3f} there")


def _flat(space: Any, start: Points, along: Points) -> Any:
    """Return a panel in (u, z)."""
    parts = []
    for polygon in shapely.get_parts(space):
        flat = []
        for ring in (polygon.exterior, *polygon.interiors):
            xyz = shapely.get_coordinates(ring, include_z=True)
            flat.append(np.column_stack([(xyz[:, :2] - start) @ along, xyz[:, 2]]))
        parts.append(shapely.Polygon(flat[0], flat[1:]))
    return shapely.union_all(parts)
