"""Every kind of camera against the independent judge, on real districts and invented towns."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from siting.coverage.table import cover
from tests.coverage.test_against_judge import district_scene, invented_town
from tests.judge.kinds import (
    Gaze,
    compare,
    directions_deg,
    gaze_of,
    image_density,
    off_deg,
    over_slant,
    rolled,
)
from tests.judge.trial import DORI
from tests.judge.view import FLOOR_PX_PER_M, View

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.model import Camera, Scene

    Points = NDArray[np.float64]

KINDS = ("wide", "panorama", "sector", "fisheye", "rolled", "multi", "ptz", "ptz_ends")


def of_kind(camera: Camera, kind: str, random: np.random.Generator) -> Camera:
    """Return a drawn camera made one of another kind."""
    assert camera.lens is not None
    lens = replace(camera.lens, image_width_px=int(random.choice([1280, 1920, 2560])), vfov_deg=None)
    if kind == "wide":
        return replace(camera, lens=replace(lens, hfov_deg=random.uniform(101, 170)))
    if kind in ("panorama", "sector"):
        wide = 360.0 if kind == "panorama" else random.uniform(90, 350)
        lens = replace(lens, hfov_deg=wide, vfov_deg=random.uniform(20, 180), image_width_px=3000)
        azimuth = None if kind == "panorama" else camera.azimuth_deg
        tilt = random.uniform(-10, 40)
        return replace(camera, kind="panoramic", azimuth_deg=azimuth, lens=lens, tilt_deg=tilt)
    if kind == "fisheye":
        lens = replace(lens, hfov_deg=random.uniform(180, 220), image_width_px=3000, image_height_px=3000)
        return replace(camera, tilt_deg=90.0, azimuth_deg=None, lens=lens)
    if kind in ("rolled", "multi"):
        roll = random.uniform(-180, 180) if kind == "rolled" else 0.0
        return replace(camera, roll_deg=roll, kind="multi" if kind == "multi" else "fixed")
    return _turning(camera, random, has_ends=kind == "ptz_ends")


def _turning(camera: Camera, random: np.random.Generator, *, has_ends: bool) -> Camera:
    assert camera.lens is not None
    small = {"image_width_px": 640, "image_height_px": 480, "hfov_deg": random.uniform(25, 60)}
    return replace(
        camera,
        kind="ptz",
        tilt_min_deg=random.uniform(-20, 40),
        tilt_max_deg=random.uniform(41, 90),
        zoom_hfov_deg=random.uniform(10, 20),
        lens=replace(camera.lens, vfov_deg=None, **small),
        pan_min_deg=random.uniform(-120, 0) if has_ends else 0.0,
        pan_max_deg=random.uniform(1, 120) if has_ends else 360.0,
    )


def presets_of(scene: Scene, random: np.random.Generator) -> Any:
    """Return three sensors for every camera of several sensors."""
    rows = [
        {
            "camera_id": camera.id,
            "name": f"s{k}",
            "azimuth_deg": random.uniform(0, 360),
            "tilt_deg": random.uniform(-5, 50),
            "hfov_deg": random.uniform(30, 100),
        }
        for camera in scene.cameras
        if camera.kind == "multi"
        for k in range(3)
    ]
    frame = scene.presets.iloc[:0].reindex(range(len(rows)))
    return frame.assign(**{name: [row[name] for row in rows] for name in frame.columns})


def the_gaze(scene: Scene, camera: Camera, row: Any) -> Gaze:
    """Return what a camera sees, by definition."""
    lens, place = camera.lens, (row.geometry.x, row.geometry.y)
    assert lens is not None
    assert lens.hfov_deg is not None
    azimuth = row.azimuth_grid_deg
    f_rad = lens.image_width_px / math.radians(lens.hfov_deg)
    if camera.kind == "panoramic":
        assert lens.vfov_deg is not None
        half_h, half_v, middle = lens.hfov_deg / 2, lens.vfov_deg / 2, -camera.tilt_deg

        def in_wedge(points: Points) -> NDArray[np.bool_]:
            where, elevation = directions_deg(points)
            inside = np.abs(elevation - middle) <= half_v
            if half_h >= 180:
                return inside
            # Beyond straight down the image goes on behind the camera, where elevation rises again.
            behind = np.abs(-180.0 - elevation - middle) <= half_v
            ahead = inside & (off_deg(where, azimuth) <= half_h)
            return ahead | (behind & (off_deg(where, azimuth + 180.0) <= half_h))

        return gaze_of(camera, place, over_slant(f_rad, in_wedge), f_px=f_rad)
    if camera.kind == "ptz":
        return ptz_gaze(camera, azimuth, place)
    if lens.hfov_deg >= 180:
        top = lens.hfov_deg / 2 - 90
        return gaze_of(
            camera, place, over_slant(f_rad, lambda points: directions_deg(points)[1] <= top), f_px=f_rad
        )
    if camera.kind == "multi":
        views = [
            View.of(replace(camera, lens=replace(lens, hfov_deg=each.hfov_deg), tilt_deg=each.tilt_deg),
                    each.azimuth_deg - (camera.azimuth_deg - azimuth), place)
            for each in scene.presets[scene.presets["camera_id"] == camera.id].itertuples()
        ]  # fmt: skip
        best = max(views, key=lambda view: view.reach_m)
        return gaze_of(
            camera,
            place,
            lambda points: np.max([image_density(view, points) for view in views], axis=0),
            f_px=best.reach_m * FLOOR_PX_PER_M,
        )
    view = View.of(camera, azimuth, place)
    if lens.hfov_deg > 100:
        half_v = lens.hfov_deg * (lens.image_height_px or 0) / lens.image_width_px / 2
        view = replace(view, tan_half_v=math.tan(math.radians(half_v)))
        inside = over_slant(f_rad, lambda points: image_density(view, points) > 0)
        return gaze_of(camera, place, inside, f_px=f_rad)
    view = rolled(view, camera.roll_deg)
    return gaze_of(
        camera, place, lambda points: image_density(view, points), f_px=view.reach_m * FLOOR_PX_PER_M
    )


def ptz_gaze(camera: Camera, azimuth: float, place: tuple[float, float]) -> Gaze:
    """Return what some pan, tilt and zoom show, at every degree; `most` with an image a degree wider."""
    lens = camera.lens
    assert lens is not None
    assert lens.hfov_deg is not None
    assert camera.zoom_hfov_deg is not None
    pans = np.arange(azimuth + camera.pan_min_deg, azimuth + camera.pan_max_deg + 1e-9, 1.0)
    tilts = np.arange(camera.tilt_min_deg, camera.tilt_max_deg + 1e-9, 1.0)
    shape = (lens.image_height_px or 0) / lens.image_width_px

    def best(points: Points, hfov_deg: float, extra_deg: float) -> Points:
        tan_h = math.tan(math.radians(hfov_deg / 2))
        f_px = lens.image_width_px / (2 * tan_h)
        wide = math.tan(math.radians(hfov_deg / 2 + extra_deg))
        high = math.tan(math.atan(tan_h * shape) + math.radians(extra_deg))
        out = np.zeros(len(points))
        flat = np.hypot(points[:, 0], points[:, 1])
        where = np.arctan2(points[:, 0], points[:, 1])
        for pan in np.radians(pans):
            along, side = flat * np.cos(where - pan), flat * np.sin(where - pan)
            for tilt in np.radians(tilts):
                depth = along * np.cos(tilt) - points[:, 2] * np.sin(tilt)
                upward = along * np.sin(tilt) + points[:, 2] * np.cos(tilt)
                inside = (depth > 0) & (np.abs(side) <= wide * depth) & (np.abs(upward) <= high * depth)
                out[inside] = np.maximum(out[inside], f_px / depth[inside])
        return out

    tele, wide = camera.zoom_hfov_deg, lens.hfov_deg
    tan = math.tan(math.radians(tele / 2))
    f_px = lens.image_width_px / (2 * tan) * math.sqrt(1 + tan**2 * (1 + shape**2))
    eye = np.array([*place, camera.height_m])

    def least(points: Points) -> Points:
        zooms = np.linspace(tele, wide, 3)
        return np.max([best(points, zoom, 0.0) for zoom in zooms], axis=0)

    def most(points: Points) -> Points:
        norm = np.linalg.norm(points, axis=1)
        return np.where(best(points, wide, 1.0) > 0, f_px / norm, 0.0)

    range_m = math.inf if camera.range_m is None else camera.range_m
    return Gaze(eye, f_px / FLOOR_PX_PER_M, range_m, least, most)


def try_kinds(case: Scene, kinds: tuple[str, ...], seed: int, *, count: int = 1200) -> tuple[list[str], int]:
    """Return what is wrong with a scene whose cameras were made of these kinds, and how many points saw."""
    random = np.random.default_rng(seed)
    cameras = tuple(of_kind(camera, kinds[k % len(kinds)], random) for k, camera in enumerate(case.cameras))
    case = replace(case, cameras=cameras)
    case = replace(case, presets=presets_of(case, random))
    table = cover(case)
    assert table.coverage.geometry.is_valid.all()
    faults, lit = [], 0
    for row, camera in zip(table.cameras.itertuples(), cameras, strict=True):
        assert row.why_empty not in ("kind_not_computed", "lens_not_computed", "optics_missing")
        if row.why_empty in ("indoor", "at_roof_level"):
            continue
        gaze = the_gaze(case, camera, row)
        view = "capability" if camera.kind == "ptz" else "main"
        few = count // 4 if camera.kind == "ptz" else count
        found = compare(case, table, gaze, camera_id=camera.id, view=view, ladder=DORI, count=few, seed=seed)
        lit += found.lit_points + found.lit_wall_points
        name = kinds[case.cameras.index(camera) % len(kinds)]
        faults += [f"{camera.id} ({name}): {fault}" for fault in found.faults]
    return faults, lit


@pytest.mark.parametrize("kind", KINDS)
def test_invented_towns(kind):
    faults, lit = try_kinds(invented_town(3), (kind,), 3)
    assert not faults, "\n".join(faults)
    assert lit > 0


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(30))
def test_a_real_district_at_length(seed):
    faults, lit = try_kinds(district_scene("suzhou", seed=seed, count=8), KINDS, seed)
    assert not faults, "\n".join(faults)
    assert lit > 0
