"""Plans drawn at random within tolerances: an answer to what holds there that knows nothing of bounds."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from siting.coverage.solids import heights_of

if TYPE_CHECKING:
    from siting.assess import Assessment
    from siting.coverage.table import CoverageTable
    from siting.model import Camera, Scene
    from siting.tolerance import Tolerance


def drawn(planned: Assessment, tolerance: Tolerance, rng: np.random.Generator) -> Scene:
    """Return a plan as it may be built: every camera shifted and turned, every building another height.

    Half of all amounts lie on the edge of the tolerance, where things turn.
    """
    scene = planned.scene
    used = planned.cameras.geometry
    cameras = tuple(
        _moved(camera, (place.x, place.y), tolerance.of(camera), rng)
        for camera, place in zip(scene.cameras, used, strict=True)
    )
    height, _ = heights_of(scene.buildings)
    own = scene.buildings["height_tolerance_m"].to_numpy(float, na_value=np.nan)
    most = np.where(np.isnan(own), tolerance.building_height_m, own)
    by = most * np.array([_amount(rng) * rng.choice([-1.0, 1.0]) for _ in height])
    buildings = scene.buildings.assign(height_m=np.maximum(height + by, 0.2))
    return replace(scene, cameras=cameras, buildings=buildings)


def stands_within(planned: Assessment, built: CoverageTable, tolerance: Tolerance) -> dict[str, bool]:
    """Return which cameras still stand within the tolerance once the engine has moved them off walls."""
    apart = planned.cameras.geometry.distance(built.cameras.geometry)
    same = built.cameras["standing"].isin(["indoor", "at_roof_level"])
    return {
        camera.id: bool(far <= tolerance.of(camera).position_m + 1e-9 and not lost)
        for camera, far, lost in zip(planned.scene.cameras, apart, same, strict=True)
    }


def _amount(rng: np.random.Generator) -> float:
    return 1.0 if rng.random() < 0.5 else math.sqrt(rng.random())


def _moved(
    camera: Camera, place: tuple[float, float], tolerance: Tolerance, rng: np.random.Generator
) -> Camera:
    way, far = rng.uniform(0.0, 2.0 * math.pi), tolerance.position_m * _amount(rng)
    changed: dict[str, Any] = {
        "easting_m": place[0] + far * math.cos(way),
        "northing_m": place[1] + far * math.sin(way),
    }
    if camera.height_m is not None:
        changed["height_m"] = max(
            camera.height_m + tolerance.height_m * rng.choice([-1.0, 1.0]) * _amount(rng), 0.01
        )
    if camera.azimuth_deg is not None and tolerance.aim_deg:
        turn = math.radians(tolerance.aim_deg) * _amount(rng)
        axis = rng.normal(size=3)
        changed |= _turned(camera, turn * axis / np.linalg.norm(axis))
    return replace(camera, **changed)


def _turned(camera: Camera, by: np.ndarray) -> dict[str, float]:
    """Return azimuth, tilt and roll of a camera turned about an axis, by the length of `by` [radians]."""
    azimuth, tilt, roll = (
        math.radians(v or 0.0) for v in (camera.azimuth_deg, camera.tilt_deg, camera.roll_deg)
    )
    ahead = np.array(
        [math.cos(tilt) * math.sin(azimuth), math.cos(tilt) * math.cos(azimuth), -math.sin(tilt)]
    )
    aside = np.array([math.cos(azimuth), -math.sin(azimuth), 0.0])
    up = np.cross(aside, ahead)
    right = math.cos(roll) * aside - math.sin(roll) * up
    # Rodrigues' rotation formula.
    angle = float(np.linalg.norm(by))
    axis = by / max(angle, 1e-300)

    def turn(v: np.ndarray) -> np.ndarray:
        return (
            v * math.cos(angle)
            + np.cross(axis, v) * math.sin(angle)
            + axis * float(axis @ v) * (1.0 - math.cos(angle))
        )

    ahead, right = turn(ahead), turn(right)
    azimuth = math.atan2(ahead[0], ahead[1])
    level = np.array([math.cos(azimuth), -math.sin(azimuth), 0.0])
    upright = np.cross(level, ahead)
    return {
        "azimuth_deg": math.degrees(azimuth) % 360.0,
        "tilt_deg": math.degrees(-math.asin(max(-1.0, min(1.0, float(ahead[2]))))),
        "roll_deg": math.degrees(math.atan2(-float(right @ upright), float(right @ level))),
    }
