"""The section: a vertical plane through a camera, with all that it cuts and all that is seen along it.

elevation
  |   camera +------___  upper edge of the image
  |           \\  \\axis  ---___    +--+
  |            \\    \\           ---|  | building, cut
--+-------------\\----\\-------------+--+----- distance ahead, in plan
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from siting.errors import UsageError
from siting.look.cuts import Cut, ExposedCut, cuts_along, exposed_along
from siting.look.plane import BEYOND_RATIO, Plane, Stretch, azimuth_into, length_of, reach_of, stretches_along
from siting.look.rays import Hit, first_hit, seen_fan, span_in_plane
from siting.look.viewpoint import (
    ground_along,
    ground_step_m,
    kept_of,
    solids_near,
    standing_solids,
    viewpoint_of,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.assess import Assessment
    from siting.coverage.beams import Beam
    from siting.look.viewpoint import Viewpoint

# A section shows a little of what lies behind the camera.
_BEHIND_RATIO = 0.08
_LEAST_BEHIND_M = 3.0
_SAME_PLACE_M = 1e-9
# The axis is drawn where the plane holds it to within this [degrees].
_IN_PLANE_DEG = 0.01


@dataclass(frozen=True, slots=True)
class Ray:
    """A straight line of sight from the camera.

    Parameters
    ----------
    name : {'upper', 'lower', 'axis', 'sight'}
        Edges of the image, the optical axis, the line to the point asked for.
    angle_deg : float
        Above the horizon ahead [degrees].
    hit : siting.look.rays.Hit or None
        What it meets first, within the section.
    """

    name: str
    angle_deg: float
    hit: Hit | None


@dataclass(frozen=True, eq=False)
class Section:
    """What a vertical plane through a camera shows; distances count in plan from the camera, ahead positive.

    Heights count from the ground where that is level, else from the datum of the ground raster.

    Parameters
    ----------
    camera_id : str
    azimuth_grid_deg : float
        Into which it looks, clockwise from grid north [degrees].
    off_axis_deg : float
        From the camera's azimuth to it, NaN where the camera has none [degrees].
    start_m, length_m : float
        From where behind the camera (negative) to where ahead of it [m].
    eye_m, foot_m : float
        Height of the camera, and of the ground under it [m].
    target_height_m : float
        Of the target plane above ground [m].
    range_m : float or None
        The operator's claim of reach in plan [m].
    is_level : bool
        True without a ground raster.
    ground : float array (n, 2)
        Distance and height of the ground, ascending; NaN where its height is not known [m].
    cuts : tuple of siting.look.cuts.Cut
        Buildings and obstacles, nearest first.
    rays : tuple of Ray
    spans_deg : tuple of tuple of float
        Between which angles the view sees in this plane, one a beam [degrees].
    fans : tuple of float array (n, 2)
        Outline of what is seen in each span: distances and heights, the camera first [m].
    stretches : tuple of Stretch
        What is seen of the target plane by day, ascending.
    exposed : tuple of siting.look.cuts.ExposedCut
        Protected windows in view that the plane cuts.
    target_m : tuple of float or None
        Distance and height of the point asked for [m].
    """

    camera_id: str
    azimuth_grid_deg: float
    off_axis_deg: float
    start_m: float
    length_m: float
    eye_m: float
    foot_m: float
    target_height_m: float
    range_m: float | None
    is_level: bool
    ground: NDArray[np.float64]
    cuts: tuple[Cut, ...]
    rays: tuple[Ray, ...]
    spans_deg: tuple[tuple[float, float], ...]
    fans: tuple[NDArray[np.float64], ...]
    stretches: tuple[Stretch, ...]
    exposed: tuple[ExposedCut, ...]
    target_m: tuple[float, float] | None = None

    def ray(self, name: str) -> Ray | None:
        """Return the ray of a name, None where there is none."""
        return next((ray for ray in self.rays if ray.name == name), None)


def section_of(
    assessment: Assessment,
    camera_id: str,
    *,
    azimuth_deg: float | None = None,
    to: tuple[float, ...] | None = None,
    length_m: float | None = None,
    view: str | None = None,
) -> Section:
    """Return the section through a camera, along its axis unless told otherwise.

    Parameters
    ----------
    assessment : siting.assess.Assessment
    camera_id : str
    azimuth_deg : float or None
        Into which to look, clockwise from true north [degrees].
    to : tuple of float or None
        Easting and northing of a point to look to, and its height above the ground there, the target height
        where that is left out [m].
    length_m : float or None
        How far ahead it reaches; None ends it a little beyond what is seen, or met first [m].
    view : str or None
        Whose image edges are drawn; None takes the view that counts as what the camera covers.

    Raises
    ------
    UsageError
        When there is no such camera or view, its height is not known, or nothing tells where to look.
    """
    viewpoint = viewpoint_of(assessment, camera_id)
    if math.isnan(viewpoint.eye_m):
        raise UsageError(f"camera {camera_id}: found no height above known ground; allowed one that has it")
    azimuth = azimuth_into(assessment, viewpoint, azimuth_deg, to)
    sight = viewpoint.sight(view)
    beams = () if sight is None else sight.beams
    facades = assessment.facades
    mine = facades["camera_id"].eq(camera_id) & facades["view"].eq(sight.name if sight else "")
    plane = Plane(assessment, viewpoint, azimuth, facades[mine.to_numpy(bool)])
    if length_m is not None and not (math.isfinite(length_m) and length_m > 0.0):
        raise UsageError(f"length_m: found {length_m}; allowed a number above 0")
    seen = stretches_along(plane, view, reach_m=reach_of(beams))
    length = length_m or length_of(plane, beams, seen=seen, to=to)
    behind = min([_LEAST_BEHIND_M, *(each.from_m for each in seen)])
    start = min(-max(_LEAST_BEHIND_M, _BEHIND_RATIO * length), behind * BEYOND_RATIO)
    return _drawn(plane, beams, seen=seen, start_m=start, length_m=length, to=to)


def _drawn(
    plane: Plane,
    beams: tuple[Beam, ...],
    *,
    seen: tuple[Stretch, ...],
    start_m: float,
    length_m: float,
    to: tuple[float, ...] | None,
) -> Section:
    assessment, viewpoint = plane.assessment, plane.viewpoint
    line = plane.line(start_m, length_m)
    solids = solids_near(assessment, line)
    chosen = standing_solids(assessment, solids, viewpoint)
    cuts = cuts_along(assessment, solids, chosen, line=line, start_m=start_m)
    count = math.ceil((length_m - start_m) / ground_step_m(assessment, length_m - start_m)) + 1
    distances = np.unique(np.append(np.linspace(start_m, length_m, count), 0.0))
    ground = np.column_stack([distances, ground_along(assessment, plane.places(distances), solids)])
    spans = [span_in_plane(beam, plane.azimuth_grid_deg) for beam in beams]
    known = tuple(span for span in spans if span is not None)
    target = _target_m(plane, to, ground)
    off_axis = math.remainder(plane.azimuth_grid_deg - viewpoint.azimuth_grid_deg, 360.0)
    return Section(
        camera_id=viewpoint.camera.id,
        azimuth_grid_deg=plane.azimuth_grid_deg,
        off_axis_deg=off_axis,
        start_m=start_m,
        length_m=length_m,
        eye_m=viewpoint.eye_m,
        foot_m=viewpoint.foot_m,
        target_height_m=assessment.target_height_m,
        range_m=viewpoint.camera.range_m,
        is_level=kept_of(assessment).stage.terrain is None,
        ground=ground,
        cuts=cuts,
        rays=_rays(viewpoint, known, cuts, ground, off_axis_deg=off_axis, target_m=target),
        spans_deg=known,
        fans=tuple(
            seen_fan(viewpoint.eye_m, span, boxes=_boxes(cuts), ground=ground, window_m=(start_m, length_m))
            for span in known
        ),
        stretches=tuple(each for each in seen if each.to_m > start_m and each.from_m < length_m),
        exposed=exposed_along(plane.facades, line, start_m=start_m),
        target_m=target,
    )


def _target_m(
    plane: Plane, to: tuple[float, ...] | None, ground: NDArray[np.float64]
) -> tuple[float, float] | None:
    if to is None:
        return None
    distance = math.dist(to[:2], plane.viewpoint.here)
    known = ground[~np.isnan(ground[:, 1])]
    level = float(np.interp(distance, known[:, 0], known[:, 1])) if len(known) else plane.viewpoint.foot_m
    return distance, level + (to[2] if len(to) > 2 else plane.assessment.target_height_m)


def _rays(
    viewpoint: Viewpoint,
    spans: tuple[tuple[float, float], ...],
    cuts: tuple[Cut, ...],
    ground: NDArray[np.float64],
    *,
    off_axis_deg: float,
    target_m: tuple[float, float] | None,
) -> tuple[Ray, ...]:
    """Return the edges of the image, its axis where the plane holds it, and the line asked for."""
    angles: list[tuple[str, float, float]] = []
    if spans:
        low, high = min(span[0] for span in spans), max(span[1] for span in spans)
        # Looking back, the image's upper edge turns the least from straight up.
        upper, lower = (high, low) if math.cos(math.radians((low + high) / 2.0)) >= 0.0 else (low, high)
        angles += [("upper", upper, math.inf), ("lower", lower, math.inf)]
    if viewpoint.camera.kind in ("fixed", "ptz") and spans and abs(off_axis_deg) < _IN_PLANE_DEG:
        angles.append(("axis", -viewpoint.camera.tilt_deg, math.inf))
    if target_m is not None:
        rise = target_m[1] - viewpoint.eye_m
        length = math.hypot(target_m[0], rise) - _SAME_PLACE_M
        angles.append(("sight", math.degrees(math.atan2(rise, target_m[0])), length))
    boxes = _boxes(cuts)
    names = [(cut.kind, cut.id) for cut in cuts]
    return tuple(
        Ray(
            name,
            angle,
            first_hit(viewpoint.eye_m, angle, boxes=boxes, names=names, ground=ground, within_m=within),
        )
        for name, angle, within in angles
    )


def _boxes(cuts: tuple[Cut, ...]) -> NDArray[np.float64]:
    return np.array([(cut.from_m, cut.to_m, cut.base_m, cut.top_m) for cut in cuts]).reshape(-1, 4)
