"""Where a sign can be read: near enough, in front of it, past all that stands in between.

sign (seen from above)        A reader at angle a off the face's axis sees the sign narrower by
     |   .  -  .              cos a, and must come nearer by as much: distance <= L cos a. That is
     | '    a   '             the disc of diameter L that touches the face (Xie, Filippidis, Gwynne,
wall #------->---L            Galea, Blackshields, Lawrence: Signage legibility distances as a function
     | .       .              of observation angle, J. Fire Protection Engineering 17, 2007).
     |   '  -  '
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage._ground_kernels import disc
from siting.coverage.footprint import SAGITTA_M, view_array
from siting.coverage.optics import FLOOR_PX_PER_M, Optics
from siting.coverage.solids import prepare_solids
from siting.coverage.standing import Standing, stand_cameras
from siting.coverage.visibility import ground_coverage
from siting.crs import grid_azimuth_deg
from siting.model import Camera

if TYPE_CHECKING:
    from collections.abc import Sequence

    from siting.coverage.solids import Solids
    from siting.model import Scene

# A sign looks in every direction that its face is turned to; the engine's view is one pyramid, so four
# of a quarter turn each, high enough to hold all but a millimetre under the sign.
_QUARTER_DEG = 90.0
_ALL_UP_AND_DOWN_DEG = 179.9
_IN_SIGHT = ("outside", "on_roof", "under")
_MM_PER_M = 1000.0
# A sign painted on the ground is read from above; the engine asks for a height.
_LOWEST_M = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Who reads a sign, and from how far.

    Parameters
    ----------
    distance_factor : float
        Reading distance over the side of the sign, head-on.
    eye_height_m : float
        Above ground [m].
    mount_m : float
        Height of a sign that gives none [m].
    largest_side_mm : float
        What the side of a sign that gives no size may be at most [mm].
    """

    distance_factor: float
    eye_height_m: float
    mount_m: float
    largest_side_mm: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """One sign as the geometry takes it.

    Parameters
    ----------
    easting_m, northing_m, mount_m : float
        Where it hangs [m].
    facing_grid_deg : float or None
        Clockwise from grid north [degrees]; None when not known.
    side_mm : float
        The side that bears the symbol [mm].
    reach_m : float
        From how far it can be read head-on, in space [m].
    """

    easting_m: float
    northing_m: float
    mount_m: float
    facing_grid_deg: float | None
    side_mm: float
    reach_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """Where a sign can be read, on the plane of the eyes; of an unknown facing: where it may be.

    Parameters
    ----------
    place : tuple of float
        Easting and northing of the sign as used [m].
    unhidden : shapely geometry
        As if nothing stood in the way.
    seen : shapely geometry
        Past buildings and obstacles; empty for a sign inside a building.
    is_indoor : bool
    """

    place: tuple[float, float]
    unhidden: Any
    seen: Any
    is_indoor: bool


def sign_faces(scene: Scene, reading: Reading) -> tuple[Face, ...]:
    """Return the signs of a scene as faces, in their order.

    The symbol on a sign is no larger than the sign's smaller side; that side counts.

    Parameters
    ----------
    scene : Scene
    reading : Reading
    """
    signs = scene.signs
    points = np.asarray(shapely.centroid(np.asarray(signs.geometry.values, dtype=object)), dtype=object)
    xy = shapely.get_coordinates(points)
    columns = {
        name: signs[name].to_numpy(float, na_value=np.nan)
        for name in ("facing_deg", "width_mm", "height_mm", "mount_m")
    }
    facing = columns["facing_deg"].copy()
    known = ~np.isnan(facing)
    if known.any():
        facing[known] = grid_azimuth_deg(scene.crs, xy[known, 0], xy[known, 1], facing[known])
    side = np.fmin(columns["width_mm"], columns["height_mm"])
    side = np.where(np.isnan(columns["height_mm"]), reading.largest_side_mm, side)
    mount = np.where(np.isnan(columns["mount_m"]), reading.mount_m, columns["mount_m"])
    return tuple(
        Face(
            easting_m=float(xy[k, 0]),
            northing_m=float(xy[k, 1]),
            mount_m=max(float(mount[k]), _LOWEST_M),
            facing_grid_deg=float(facing[k]) if known[k] else None,
            side_mm=float(side[k]),
            reach_m=float(reading.distance_factor * side[k] / _MM_PER_M),
        )
        for k in range(len(signs))
    )


def reading_zones(scene: Scene, faces: Sequence[Face], *, eye_height_m: float) -> tuple[Zone, ...]:
    """Return where each sign can be read by eyes at one height above ground.

    Parameters
    ----------
    scene : Scene
    faces : sequence of Face
    eye_height_m : float
        Above ground [m].
    """
    if not faces:
        return ()
    around = shapely.box(*_boxes(faces).T)
    _, rows = scene.buildings.sindex.query(np.atleast_1d(around))
    solids = prepare_solids(scene, np.unique(rows).astype(np.int64))
    facing = np.array([np.nan if f.facing_grid_deg is None else f.facing_grid_deg for f in faces])
    standings = stand_cameras(tuple(_as_camera(face) for face in faces), solids, facing)
    tree = shapely.STRtree(np.atleast_1d(np.asarray(shapely.box(*solids.boxes.T), dtype=object)))
    return tuple(
        _zone(face, standing, solids, tree=tree, eye_height_m=eye_height_m)
        for face, standing in zip(faces, standings, strict=True)
    )


def _boxes(faces: Sequence[Face]) -> Any:
    xy = np.array([(face.easting_m, face.northing_m) for face in faces])
    # A sign may be moved off its wall: a little more than it can be read from.
    reach = np.array([face.reach_m for face in faces])[:, None] + 2.0
    return np.hstack([xy - reach, xy + reach])


def _as_camera(face: Face) -> Camera:
    """Return a face as what stands where it stands: clear of the wall or pole that bears it."""
    return Camera(
        id="sign",
        easting_m=face.easting_m,
        northing_m=face.northing_m,
        height_m=face.mount_m,
        azimuth_deg=face.facing_grid_deg,
    )


def _zone(face: Face, standing: Standing, solids: Solids, *, tree: Any, eye_height_m: float) -> Zone:
    place = (standing.easting_m, standing.northing_m)
    unhidden = _in_front(face, place, eye_height_m)
    if standing.place not in _IN_SIGHT or unhidden.is_empty:
        is_indoor = standing.place not in _IN_SIGHT
        return Zone(place=place, unhidden=unhidden, seen=shapely.Polygon(), is_indoor=is_indoor)
    near = np.sort(tree.query(unhidden, predicate="intersects")).astype(np.int64)
    if face.facing_grid_deg is None:
        # Round a post of which the sign may hang on any side, the post itself hides nothing.
        here = shapely.Point(face.easting_m, face.northing_m)
        own = (solids.kind[near] == "obstacle") & shapely.intersects(solids.footprints[near], here)
        near = near[~own]
    axis = 0.0 if face.facing_grid_deg is None else face.facing_grid_deg
    turns = (-45.0, 45.0) if face.facing_grid_deg is not None else (-45.0, 45.0, 135.0, 225.0)
    quarters = [
        _quarter(place, face, axis + turn, solids=solids, near=near, eye_height_m=eye_height_m)
        for turn in turns
    ]
    seen = shapely.intersection(shapely.union_all(quarters), unhidden)
    return Zone(place=place, unhidden=unhidden, seen=seen, is_indoor=False)


def _quarter(
    place: tuple[float, float],
    face: Face,
    azimuth_deg: float,
    *,
    solids: Solids,
    near: Any,
    eye_height_m: float,
) -> Any:
    # A little farther than the sign can be read from: the disc itself does the cutting.
    reach = face.reach_m + 1.0
    lens = Optics("rectilinear", reach * FLOOR_PX_PER_M, _QUARTER_DEG, _ALL_UP_AND_DOWN_DEG, 1, 1)
    view = view_array(
        lens, height_m=face.mount_m, azimuth_grid_deg=azimuth_deg % 360.0, tilt_deg=0.0, range_m=reach
    )
    depths = np.array([0.0, reach])
    return ground_coverage(
        *place, view=view, depths_m=depths, solids=solids, candidates=near, plane_m=eye_height_m
    )[0]


def _in_front(face: Face, place: tuple[float, float], eye_height_m: float) -> Any:
    """Return the part of the plane of the eyes from which the sign can be read if nothing hides it."""
    rise = face.mount_m - eye_height_m
    if face.facing_grid_deg is None:
        radius, ahead = _leg(face.reach_m, rise), 0.0
    else:
        ahead = face.reach_m / 2.0
        radius = _leg(ahead, rise)
    if radius == 0.0:
        return shapely.Polygon()
    azimuth = math.radians(face.facing_grid_deg or 0.0)
    centre = np.array(place) + ahead * np.array([math.sin(azimuth), math.cos(azimuth)])
    return shapely.Polygon(disc(radius, SAGITTA_M) + centre)


def _leg(slant_m: float, rise_m: float) -> float:
    """Return the plan distance at a slant distance and a difference of height; 0 when there is none [m]."""
    return math.sqrt(max(slant_m * slant_m - rise_m * rise_m, 0.0))
