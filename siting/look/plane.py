"""The vertical plane of a section: where it lies, how far it matters, what is covered along it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from siting.coverage.rows import by_day
from siting.crs import grid_azimuth_deg
from siting.errors import UsageError
from siting.look.cuts import exposed_along, runs_along

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from siting.assess import Assessment
    from siting.coverage.beams import Beam
    from siting.look.viewpoint import Viewpoint

# A section ends a little beyond what matters in it.
BEYOND_RATIO = 1.12
_LEAST_LENGTHS = 4.0
_LEAST_LENGTH_M = 15.0
# Of a camera that nothing stops and that covers nothing no more than this is drawn [m].
_LONGEST_IDLE_M = 100.0
_SAME_PLACE_M = 1e-9


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the target plane that is seen: from and to in plan, and its class of density."""

    from_m: float
    to_m: float
    name: str
    min_px_per_m: float


@dataclass(frozen=True, eq=False)
class Plane:
    """The plane of a section, and the rows of `facades` that its camera sees in the view drawn."""

    assessment: Assessment
    viewpoint: Viewpoint
    azimuth_grid_deg: float
    facades: gpd.GeoDataFrame

    def places(self, distances_m: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where distances ahead lie in plan, (n, 2) [m]."""
        turn = math.radians(self.azimuth_grid_deg)
        along = np.array([math.sin(turn), math.cos(turn)])
        places: NDArray[np.float64] = np.array(self.viewpoint.here) + distances_m[:, None] * along
        return places

    def line(self, start_m: float, length_m: float) -> shapely.LineString:
        """Return the plane in plan between two distances ahead [m]."""
        return shapely.LineString(self.places(np.array([start_m, length_m])))


def azimuth_into(
    assessment: Assessment, viewpoint: Viewpoint, azimuth_deg: float | None, to: tuple[float, ...] | None
) -> float:
    """Return the grid azimuth of a section [degrees]."""
    name = viewpoint.camera.id
    if azimuth_deg is not None and to is not None:
        raise UsageError("section: found azimuth_deg and to; allowed one of them")
    if to is not None:
        east, north = to[0] - viewpoint.here[0], to[1] - viewpoint.here[1]
        if not math.isfinite(east + north) or math.hypot(east, north) < _SAME_PLACE_M:
            raise UsageError(f"to: found {to}; allowed a point that is not the camera's own place")
        return math.degrees(math.atan2(east, north)) % 360.0
    if azimuth_deg is not None:
        if not math.isfinite(azimuth_deg):
            raise UsageError(f"azimuth_deg: found {azimuth_deg}; allowed a number of degrees")
        east_m, north_m = np.array([viewpoint.here]).T
        return float(grid_azimuth_deg(assessment.scene.crs, east_m, north_m, np.array([azimuth_deg]))[0])
    if math.isnan(viewpoint.azimuth_grid_deg):
        raise UsageError(f"camera {name}: found no azimuth; allowed azimuth_deg or a point to look to")
    return viewpoint.azimuth_grid_deg


def reach_of(beams: tuple[Beam, ...]) -> float:
    """Return how far the optics of beams reach in plan at most [m]."""
    corners = [np.abs(beam.corners()).max() for beam in beams]
    return float(max(corners, default=0.0)) * math.sqrt(2.0)


def stretches_along(plane: Plane, view: str | None, *, reach_m: float) -> tuple[Stretch, ...]:
    """Return what the camera covers of the line that the plane is in plan: by day, or in one view."""
    every = plane.assessment.coverage
    covered = by_day(every) if view is None else every[every["view"] == view]
    covered = covered[covered["camera_id"] == plane.viewpoint.camera.id]
    if covered.empty or reach_m == 0.0:
        return ()
    line = plane.line(-reach_m, reach_m)
    columns = (covered[name] for name in ("geometry", "class", "min_px_per_m"))
    made = [
        Stretch(low - reach_m, high - reach_m, str(name), float(least))
        for shape, name, least in zip(*columns, strict=True)
        for low, high in runs_along(shape, line)
    ]
    return tuple(sorted(made, key=lambda each: each.from_m))


def length_of(
    plane: Plane, beams: tuple[Beam, ...], *, seen: tuple[Stretch, ...], to: tuple[float, ...] | None
) -> float:
    """Return how far ahead of the camera a section shows what matters [m]."""
    viewpoint = plane.viewpoint
    ends = [stretch.to_m for stretch in seen]
    if to is not None:
        ends.append(math.dist(to[:2], viewpoint.here))
    far = plane.line(0.0, reach_of(beams) + 1.0)
    ends += [each.distance_m for each in exposed_along(plane.facades, far)]
    height = viewpoint.eye_m - viewpoint.foot_m
    least = max(_LEAST_LENGTHS * height, _LEAST_LENGTH_M)
    longest = max(ends, default=0.0)
    if longest <= 0.0:
        return max(least, min(reach_of(beams), _LONGEST_IDLE_M))
    return max(least, longest * BEYOND_RATIO)
