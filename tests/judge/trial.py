"""A whole scene on trial: the engine's table set against the judge's, camera by camera."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyproj
import shapely

from siting.model import Ladder
from tests.judge.ground_verdict import EDGE_M, GroundVerdict, judge_ground
from tests.judge.solids import Solids, height_of, number, outline
from tests.judge.verdict import FacadeVerdict, judge_facades
from tests.judge.view import View

if TYPE_CHECKING:
    from siting.coverage.table import CoverageTable
    from siting.model import Camera, Scene

DORI = Ladder(
    "dori_2015",
    (
        ("monitor", 12.5),
        ("detect", 25.0),
        ("observe", 62.5),
        ("recognise", 125.0),
        ("identify", 250.0),
        ("inspect", 1000.0),
    ),
)
AGREEMENT_RATIO = 0.999
CLEAR_M = 0.05
MOVE_M = 1.05
CLOSED_GAP_M = 0.001
SAME_AREA_RATIO = 1e-9


@dataclass
class Trial:
    """Every fault found in the table of one scene, in words, with the camera's id in front."""

    faults: list[str] = field(default_factory=list)
    points: int = 0
    walls: int = 0
    lit_cameras: int = 0

    def charge(self, camera_id: str, words: str) -> None:
        """Add one fault."""
        self.faults.append(f"{camera_id}: {words}")

    def __str__(self) -> str:
        head = f"{self.points} points, {self.walls} walls, {self.lit_cameras} cameras that see"
        return "\n".join([head, *self.faults])


def try_table(
    scene: Scene,
    table: CoverageTable,
    *,
    target_height_m: float = 1.5,
    ladder: Ladder = DORI,
    count: int = 1500,
    spacing_m: float = 0.1,
    seed: int = 0,
) -> Trial:
    """Return what is wrong with `table` as the coverage of `scene`.

    `count` points are drawn for each camera, windows are tried every `spacing_m` [m].
    """
    trial = Trial()
    plain, grown = Solids.of(scene), Solids.of(scene, grow_m=CLOSED_GAP_M / 2)
    if list(table.cameras["id"]) != [camera.id for camera in scene.cameras]:
        trial.charge("*", "the cameras as used are not the scene's, in its order")
        return trial
    for row, camera in zip(table.cameras.itertuples(), scene.cameras, strict=True):
        covers = table.coverage[table.coverage["camera_id"] == camera.id]
        mine, bare = (covers[covers["view"] == name] for name in ("main", "leaf_off"))
        rows = table.facades[table.facades["camera_id"] == camera.id]
        _try_polygons(trial, camera.id, mine, ladder)
        _try_standing(trial, scene, camera, row)
        if row.why_empty in ("indoor", "at_roof_level"):
            if len(mine) or len(rows):
                trial.charge(camera.id, f"{row.why_empty}, yet it sees something")
            continue
        view = View.of(camera, row.azimuth_grid_deg, (row.geometry.x, row.geometry.y))
        _try_optics(trial, scene, camera, row, view)
        options: dict[str, Any] = {"ladder": ladder, "target_height_m": target_height_m, "count": count}
        covered = dict(zip(mine["class"], mine.geometry, strict=True))
        verdict = judge_ground(view, (plain, grown), covered, seed=seed, **options)
        _try_ground(trial, camera.id, verdict, float(mine["area_m2"].sum()))
        if len(bare):
            leafless = plain.only(~plain.leafy), grown.only(~grown.leafy)
            covered = dict(zip(bare["class"], bare.geometry, strict=True))
            in_winter = judge_ground(view, leafless, covered, seed=seed, **options)
            _try_ground(trial, f"{camera.id} in winter", in_winter, float(bare["area_m2"].sum()))
        facades = judge_facades(scene, view, rows, solids=plain, ladder=ladder, spacing_m=spacing_m)
        _add_facades(trial, camera.id, facades)
        trial.points += verdict.count
        trial.lit_cameras += bool(len(mine))
    return trial


def _try_polygons(trial: Trial, camera_id: str, rows: Any, ladder: Ladder) -> None:
    """Charge polygons that are not valid, not their area, not of the ladder, or overlap."""
    limits = {"below": 0.0, **dict(ladder.classes)}
    shapes = list(rows.geometry)
    for row, shape in zip(rows.to_dict("records"), shapes, strict=True):
        if not shape.is_valid or shape.is_empty or not shape.geom_type.endswith("Polygon"):
            trial.charge(camera_id, f"class {row['class']}: not a valid polygon")
        if not math.isclose(row["area_m2"], shape.area, rel_tol=SAME_AREA_RATIO, abs_tol=1e-9):
            trial.charge(camera_id, f"class {row['class']}: area {row['area_m2']}, polygon {shape.area}")
        if row["class"] not in limits:
            trial.charge(camera_id, f"class {row['class']} is not of the ladder")
        elif row["class"] != "below" and row["min_px_per_m"] != limits[row["class"]]:
            trial.charge(camera_id, f"class {row['class']} starts at {row['min_px_per_m']}")
    if len(set(rows["class"])) != len(rows):
        trial.charge(camera_id, "a class has several rows")
    total = sum(shape.area for shape in shapes)
    shared = total - shapely.union_all(shapes).area
    if shared > 1e-6 * max(total, 1.0):
        trial.charge(camera_id, f"classes overlap by {shared:.6f} m2")


def _try_optics(trial: Trial, scene: Scene, camera: Camera, row: Any, view: View) -> None:
    """Charge a grid azimuth, focal length or vertical angle other than the judge's own."""
    if abs((row.azimuth_grid_deg - grid_azimuth_deg(scene, camera) + 180) % 360 - 180) > 1e-4:
        trial.charge(camera.id, f"azimuth_grid_deg {row.azimuth_grid_deg}")
    if not math.isclose(row.f_px, view.f_px, rel_tol=1e-9):
        trial.charge(camera.id, f"f_px {row.f_px}, not {view.f_px}")
    vfov_deg = 2 * math.degrees(math.atan(view.tan_half_v))
    if not math.isclose(row.vfov_deg, vfov_deg, rel_tol=1e-9):
        trial.charge(camera.id, f"vfov_deg {row.vfov_deg}, not {vfov_deg}")


def grid_azimuth_deg(scene: Scene, camera: Camera) -> float:
    """Return the camera's azimuth on the grid, by stepping 10 m along the geodesic [degrees]."""
    assert camera.azimuth_deg is not None
    lonlat = pyproj.Transformer.from_crs(scene.crs, scene.crs.geodetic_crs, always_xy=True)
    lon, lat = lonlat.transform(camera.easting_m, camera.northing_m)
    geod = scene.crs.get_geod()
    assert geod is not None
    ahead_lon, ahead_lat, _ = geod.fwd(lon, lat, camera.azimuth_deg, 10.0)
    ahead = lonlat.transform(ahead_lon, ahead_lat, direction="INVERSE")
    east, north = ahead[0] - camera.easting_m, ahead[1] - camera.northing_m
    return math.degrees(math.atan2(east, north)) % 360.0


def _try_standing(trial: Trial, scene: Scene, camera: Camera, row: Any) -> None:
    """Charge a camera that was moved without need, too little, too far, or not to the nearest place."""
    here = shapely.Point(camera.easting_m, camera.northing_m)
    walls = shapely.union_all(_around_head(scene, camera))
    moved_m = here.distance(row.geometry)
    if abs(moved_m - row.moved_m) > 1e-6:
        trial.charge(camera.id, f"moved_m {row.moved_m}, but it stands {moved_m} m away")
    if here.distance(walls) >= CLEAR_M + 1e-6 or walls.is_empty:
        if moved_m > 1e-6 or row.why_empty == "indoor":
            trial.charge(camera.id, f"moved {moved_m} m or called indoor in the open")
        return
    closed = walls.buffer(CLEAR_M, quad_segs=64)
    need_m = here.distance(here.buffer(3 * MOVE_M).difference(closed))
    if need_m > MOVE_M + 0.001:
        if row.why_empty != "indoor":
            trial.charge(camera.id, f"not indoor, the nearest clear point is {need_m} m away")
    elif need_m < MOVE_M - 0.001 and row.why_empty == "indoor":
        trial.charge(camera.id, f"indoor, but a clear point is {need_m} m away")
    elif row.why_empty != "indoor":
        if row.geometry.distance(walls) < CLEAR_M - 1e-6:
            trial.charge(camera.id, f"still {row.geometry.distance(walls)} m from a wall")
        if moved_m > need_m + 0.001:
            trial.charge(camera.id, f"moved {moved_m} m, {need_m} m were enough")


def _around_head(scene: Scene, camera: Camera) -> list[Any]:
    assert camera.height_m is not None
    shapes = []
    for row in scene.buildings.itertuples():
        base = number(row.base_m) or 0.0
        if base < camera.height_m < base + height_of(row):
            shapes.append(row.geometry)
    for row in scene.obstacles.itertuples():
        if (number(row.base_m) or 0.0) < camera.height_m < row.top_m:
            shapes.append(outline(row))
    return shapes


def _try_ground(trial: Trial, camera_id: str, verdict: GroundVerdict, area_m2: float) -> None:
    """Charge points on which engine and judge differ, and an area that the judge cannot find."""
    if verdict.wrong > (1 - AGREEMENT_RATIO) * verdict.count or verdict.worst_m > EDGE_M:
        far = np.round(np.vstack([verdict.missed, verdict.invented])[:3], 3).tolist()
        trial.charge(
            camera_id,
            f"{len(verdict.missed)} points missed, {len(verdict.invented)} invented of {verdict.count}, "
            f"up to {verdict.worst_m:.3f} m from an edge, such as {far} from the eye",
        )
    if verdict.wrong_class:
        trial.charge(camera_id, f"{verdict.wrong_class} points in the wrong class")
    if abs(area_m2 - verdict.area_m2) > verdict.doubt_m2:
        trial.charge(camera_id, f"{area_m2:.2f} m2, not {verdict.area_m2:.2f} +- {verdict.doubt_m2:.2f}")


def _add_facades(trial: Trial, camera_id: str, verdict: FacadeVerdict) -> None:
    trial.walls += verdict.compared
    for name in ("missed", "invented", "different"):
        for line in getattr(verdict, name):
            trial.charge(camera_id, f"{name} {line}")
