"""Plans within tolerances, judged exactly: one that turns a finding shows that it depends."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from siting.coverage.sights import eyes_of
from siting.coverage.standing import stand_cameras
from siting.coverage.used import grid_azimuths_deg, why_not_standing
from siting.rules.margin import Change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting._uncertain_views import UncertainViews
    from siting.model import Camera
    from siting.rules.facts import FacadeRow

_WAYS = 8
_MIXED_COUNT = 16
_SEED = 0
_LOWEST_M = 0.01
# The aims of these are one azimuth and one tilt.
_AIMED = ("fixed", "panoramic")


@dataclass(frozen=True, eq=False)
class Examples:
    """Plans in which one camera and all buildings differ from what is drawn, each within its tolerance.

    Parameters
    ----------
    views : UncertainViews
    """

    views: UncertainViews

    def changes(self, camera_id: str, alone: tuple[str, ...]) -> Iterator[Change]:
        """Yield changes within the tolerance of a camera: one quantity at its edge, then several at once.

        Parameters
        ----------
        camera_id : str
        alone : tuple of str
            Quantities that alone may turn what is asked.
        """
        camera, mine = self.views.camera(camera_id), self.views.whole(camera_id).tolerance
        has_buildings = self.views.amount(camera_id, "building_height_m") > 0.0
        shares = (-1.0, 1.0) if has_buildings else (0.0,)
        rises = (-mine.height_m, mine.height_m) if mine.height_m else (0.0,)
        places = turns = [(0.0, 0.0)]
        if mine.position_m:
            places = [_around(mine.position_m, k / _WAYS) for k in range(_WAYS)]
        if mine.aim_deg and camera.kind in _AIMED:
            # Of two turns about axes at right angles the whole is at most the root of the sum of squares.
            turns = [_around(mine.aim_deg, k / _WAYS) for k in range(_WAYS)]
        singles = {
            "aim_deg": [Change(azimuth_deg=a, tilt_deg=t) for a, t in turns],
            "position_m": [Change(east_m=e, north_m=n) for e, n in places],
            "height_m": [Change(height_m=rise) for rise in rises],
            "building_height_m": [Change(building_share=share) for share in shares],
        }
        for name in alone:
            yield from (each for each in singles[name] if each != Change())
        random = np.random.default_rng(_SEED)
        for _ in range(_MIXED_COUNT):
            (east, north), (azimuth, tilt) = (each[random.integers(len(each))] for each in (places, turns))
            rise, share = (each[random.integers(len(each))] for each in (rises, shares))
            yield Change(
                east_m=east,
                north_m=north,
                height_m=rise,
                azimuth_deg=azimuth,
                tilt_deg=tilt,
                building_share=share,
            )

    def rows(
        self,
        camera_id: str,
        change: Change,
        only: tuple[tuple[str, str], ...],
        *,
        floor_px_per_m: float,
    ) -> list[FacadeRow]:
        """Return what the camera sees of the given objects in a changed plan; as planned where it cannot be.

        Parameters
        ----------
        camera_id : str
        change : Change
        only : tuple of (str, str)
            Kind and id of each object.
        floor_px_per_m : float
            What is less dense is left out [px/m].
        """
        ground = self.views.exact_ground(change.building_share)
        here = self.views.place(camera_id)
        camera = _changed(self.views.camera(camera_id), here, change)
        scene = self.views.scene
        presets = scene.presets[scene.presets["camera_id"] == camera_id]
        alone = replace(scene, cameras=(camera,), presets=presets)
        azimuth = grid_azimuths_deg(alone)
        standing = stand_cameras((camera,), ground.solids, azimuth, among=self._real)[0]
        if standing.moved_m > 0.0 or why_not_standing(standing):
            # No place for a camera: it is no example of anything.
            ground, eye = self.views.exact_ground(0.0), self.views.eye(camera_id)
            return self.views.rows_of_ground(ground, here, eye, only, floor_px_per_m=floor_px_per_m)
        there = (standing.easting_m, standing.northing_m)
        eye = eyes_of(alone, azimuth)[0]
        return self.views.rows_of_ground(ground, there, eye, only, floor_px_per_m=floor_px_per_m)

    @cached_property
    def _real(self) -> np.ndarray:
        return np.flatnonzero(self.views.exact_ground(0.0).solids.kind != "gap")


def _around(amount: float, share: float) -> tuple[float, float]:
    angle = 2.0 * math.pi * share
    return amount * math.cos(angle), amount * math.sin(angle)


def _changed(camera: Camera, here: tuple[float, float], change: Change) -> Camera:
    """Return a camera as built."""
    azimuth, height = camera.azimuth_deg, camera.height_m
    return replace(
        camera,
        easting_m=here[0] + change.east_m,
        northing_m=here[1] + change.north_m,
        height_m=None if height is None else max(height + change.height_m, _LOWEST_M),
        azimuth_deg=None if azimuth is None else (azimuth + change.azimuth_deg) % 360.0,
        tilt_deg=min(max(camera.tilt_deg + change.tilt_deg, -90.0), 90.0),
    )
