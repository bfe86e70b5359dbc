"""Beams: the simple shapes of which every view is made, and the sights that they make.

A beam is a pyramid, a wedge of azimuths, or all that lies around the camera. Density is over depth for a
flat image; over slant distance for equidistant and panoramic lenses and for what a turning camera can
reach, and then a circle bounds the beam on every plane.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage.circles import leg_m
from siting.coverage.footprint import footprint, reach_in_plan, view_array
from siting.coverage.optics import FLOOR_PX_PER_M, Optics

if TYPE_CHECKING:
    from numpy.typing import NDArray

EVERYWHERE_DEG = (-90.0, 90.0)
"""Elevations that are no limit [degrees]."""
# So far from the far depth limit that only the view's own sides count [m].
_ENDLESS_M = 1e6
# A wedge wider than this is cut: its corners would lie too far beyond its arc [degrees].
_WIDEST_WEDGE_DEG = 90.0
# The chords of a disc of 16 corners a quadrant lie inside its arcs by less than this.
_OUTER_RATIO = 1.0013
_SEGMENTS_PER_QUADRANT = 16
# Neighbouring wedges overlap by this, so that rounding leaves no gap between them [degrees].
_OVERLAP_DEG = 1e-5


@dataclass(frozen=True, eq=False)
class Beam:
    """One beam of a view.

    Parameters
    ----------
    view : float array (10,)
        As in `siting.coverage._view_kernels.view_polygon`.
    f_px : float
        Focal length [px].
    is_slant : bool
        True where density is f_px / slant distance, False where it is f_px / depth.
    elevations_deg : tuple of float
        Between which the beam sees, above the horizon [degrees].
    sure_deg : tuple of float
        Between which it surely does; beyond, the plan does not tell [degrees].
    unsure : str
        Flag of what is seen beyond, empty where all is sure.
    """

    view: NDArray[np.float64]
    f_px: float
    is_slant: bool = False
    elevations_deg: tuple[float, float] = EVERYWHERE_DEG
    sure_deg: tuple[float, float] = EVERYWHERE_DEG
    unsure: str = ""

    @property
    def reach_m(self) -> float:
        """Depth or slant distance at which the density falls to the floor of 12.5 px/m [m]."""
        return self.f_px / FLOOR_PX_PER_M

    def corners(self) -> NDArray[np.float64]:
        """Return points about the camera whose bounds hold all that the optics reach, (n, 2) [m]."""
        corners = reach_in_plan(self.view)
        return np.clip(corners, -self.reach_m, self.reach_m) if self.is_slant else corners

    def hull(self, here: tuple[float, float]) -> Any:
        """Return what holds everything that the optics reach in plan from a place, convex [m]."""
        hull: Any = shapely.convex_hull(shapely.multipoints(reach_in_plan(self.view) + here))
        if not self.is_slant:
            return hull
        disc = shapely.Point(here).buffer(self.reach_m * _OUTER_RATIO, quad_segs=_SEGMENTS_PER_QUADRANT)
        return disc if math.isinf(self.view[4]) else shapely.intersection(hull, disc)


@dataclass(frozen=True, eq=False)
class Sight:
    """One view of a camera: its name, the beams that make it, and the focal length that names depths [px].

    `more` is the same view with the widest image that the plan does not exclude, None where the plan tells
    the image; its `unsure` are the flags of what only it sees.
    """

    name: str
    beams: tuple[Beam, ...]
    f_px: float
    more: Sight | None = None
    unsure: frozenset[str] = frozenset()

    @property
    def widest(self) -> Sight:
        """Return the view that sees most of those that the plan does not exclude."""
        return self.more or self

    @property
    def is_plain(self) -> bool:
        """Return whether it is one pyramid with density over depth, all of it sure: a fixed flat image."""
        return len(self.beams) == 1 and not self.beams[0].is_slant and not self.beams[0].unsure

    def hull(self, here: tuple[float, float]) -> Any:
        """Return what holds everything that the optics reach in plan from a place [m]."""
        hulls = [beam.hull(here) for beam in self.beams]
        return hulls[0] if len(hulls) == 1 else shapely.union_all(hulls)


def pyramid(
    optics: Optics,
    *,
    height_m: float,
    azimuth_grid_deg: float,
    tilt_deg: float,
    roll_deg: float = 0.0,
    range_m: float | None,
    unsure: str = "",
) -> Beam:
    """Return the beam of one image: rectilinear or equidistant, both angles below 180 degrees.

    Parameters
    ----------
    optics : Optics
    height_m, azimuth_grid_deg, tilt_deg, roll_deg, range_m
        As in `siting.coverage.footprint.view_array`.
    unsure : str
        Flag of all that it sees, where its aim is assumed.
    """
    view = view_array(
        optics,
        height_m=height_m,
        azimuth_grid_deg=azimuth_grid_deg,
        tilt_deg=tilt_deg,
        roll_deg=roll_deg,
        range_m=range_m,
    )
    sure = (math.inf, -math.inf) if unsure else EVERYWHERE_DEG
    return Beam(view, optics.f_px, optics.projection == "equidistant", sure_deg=sure, unsure=unsure)


def wedges(
    f_px: float,
    *,
    height_m: float,
    azimuths_deg: tuple[float, float] | None,
    range_m: float | None,
    elevations_deg: tuple[float, float],
    sure_deg: tuple[float, float] = EVERYWHERE_DEG,
    unsure: str = "",
) -> tuple[Beam, ...]:
    """Return the beams of a span of azimuths between two elevations, density over slant distance.

    Parameters
    ----------
    f_px : float
        Focal length [px].
    height_m : float
        Above ground [m].
    azimuths_deg : tuple of float or None
        Where it starts and ends, clockwise from grid north; None for all round [degrees].
    range_m : float or None
        The operator's claim of reach in plan [m].
    elevations_deg, sure_deg, unsure
        As in `Beam`.
    """
    low, high = azimuths_deg or (0.0, 0.0)
    count = 1 if azimuths_deg is None else max(1, math.ceil((high - low) / _WIDEST_WEDGE_DEG - 1e-9))
    half = 0.0 if azimuths_deg is None else (high - low) / count / 2.0
    made = []
    for k in range(count):
        wide = half + (_OVERLAP_DEG if count > 1 else 0.0)
        azimuth = math.radians(low + (2 * k + 1) * half)
        tan_h = math.inf if azimuths_deg is None else math.tan(math.radians(wide))
        reach_m = f_px / FLOOR_PX_PER_M
        limits = (tan_h, math.inf, math.inf if range_m is None else range_m, reach_m)
        view = np.array([height_m, 0.0, 1.0, azimuth, *limits, 0.0, 1.0])
        made.append(Beam(view, f_px, True, elevations_deg, sure_deg, unsure))
    return tuple(made)


def radii_m(beam: Beam, density_px_per_m: float, plane_m: float) -> tuple[float, float]:
    """Return outer and inner plan radius between which a slant beam has a density or more on a plane [m].

    Parameters
    ----------
    beam : Beam
    density_px_per_m : float
        [px/m].
    plane_m : float
        Height of the plane above ground [m].
    """
    rise = plane_m - float(beam.view[0])
    low, high = beam.elevations_deg
    # Mirrored, so that the plane lies below: at plan radius r its elevation is -atan(drop / r).
    if rise > 0.0:
        low, high = -high, -low
    drop = abs(rise)
    outer, inner = leg_m(beam.f_px / density_px_per_m, drop), 0.0
    if low > 0.0 or (low == 0.0 and drop > 0.0) or (high < 0.0 and drop == 0.0):
        return 0.0, 0.0
    if drop > 0.0 and low > EVERYWHERE_DEG[0]:
        inner = drop / math.tan(math.radians(-low))
    if high < 0.0:
        outer = min(outer, drop / math.tan(math.radians(-high)))
    return outer, inner


def meets_plane(beam: Beam, plane_m: float, *, depth_m: float) -> bool:
    """Return whether a beam meets a level plane, if nothing stood in the way.

    Parameters
    ----------
    beam : Beam
    plane_m : float
        Height of the plane above ground [m].
    depth_m : float
        Depth or slant distance at which it ends [m].
    """
    if not beam.is_slant:
        return not footprint(beam.view, 0.0, 0.0, plane_m=plane_m, depth_m=depth_m).is_empty
    outer, inner = radii_m(beam, beam.f_px / depth_m, plane_m)
    view = beam.view.copy()
    view[6] = min(view[6], outer)
    return view[6] > inner and not footprint(view, 0.0, 0.0, plane_m=plane_m, depth_m=depth_m).is_empty


def why_nothing(sight: Sight, plane_m: float) -> str:
    """Return why a view covers nothing of a level plane.

    Parameters
    ----------
    sight : Sight
    plane_m : float
        Height of the plane above ground [m].
    """
    if any(meets_plane(beam, plane_m, depth_m=beam.reach_m) for beam in sight.beams):
        return "all_hidden"
    if any(meets_plane(beam, plane_m, depth_m=_ENDLESS_M) for beam in sight.beams):
        return "out_of_density"
    return "looks_up" if sight.beams[0].view[0] > plane_m else "looks_down"
