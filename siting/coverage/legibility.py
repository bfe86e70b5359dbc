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
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from siting.coverage._view_kernels import disc
from siting.coverage.footprint import SAGITTA_M, view_array
from siting.coverage.optics import FLOOR_PX_PER_M, Optics
from siting.coverage.solids import prepare_solids
from siting.coverage.standing import stand_cameras
from siting.coverage.visibility import ground_coverages
from siting.crs import grid_azimuth_deg
from siting.model import Camera

if TYPE_CHECKING:
    from collections.abc import Sequence

    from siting.coverage.solids import Solids
    from siting.model import Scene

# The engine's view is one pyramid. Half a turn but for a hair holds all of the disc before a face; round
# about it takes three. Up and down, all but a millimetre under the sign.
_HALF_TURN_DEG = 179.9
_THIRD_OF_A_TURN_DEG = 120.0
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


class _Look(NamedTuple):
    """A sign that may be hidden: its face, where it stands as used, and the solids that may hide it."""

    face: Face
    place: tuple[float, float]
    hiding: Any


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
    # A sign on a trunk or under a crown stands where it stands: only what is firm moves it.
    is_tree = np.zeros(len(solids.kind), bool)
    is_tree[solids.kind == "obstacle"] = (scene.obstacles["kind"] == "tree").to_numpy(bool)
    firm = replace(solids, kind=np.where(is_tree, "gap", solids.kind))
    standings = stand_cameras(tuple(_as_camera(face) for face in faces), firm, facing)
    places = [(standing.easting_m, standing.northing_m) for standing in standings]
    unhidden = [_in_front(*each, eye_height_m) for each in zip(faces, places, strict=True)]
    # Lines of sight keep to the disc, which is convex: what does not meet it hides nothing.
    who, what = shapely.STRtree(solids.footprints).query(np.array(unhidden, object), predicate="intersects")
    order = np.lexsort((what, who))
    near = np.split(what[order].astype(np.int64), np.searchsorted(who[order], np.arange(1, len(faces))))
    is_indoor = [standing.place not in _IN_SIGHT for standing in standings]
    looks = [
        _Look(face, place, own[_may_hide(face, solids, own, is_tree[own], eye_height_m=eye_height_m)])
        for face, place, own in zip(faces, places, near, strict=True)
    ]
    seen = [shapely.Polygon() if indoor else clear for indoor, clear in zip(is_indoor, unhidden, strict=True)]
    hidden = [k for k, look in enumerate(looks) if len(look.hiding) and not seen[k].is_empty]
    for is_faced in (True, False):
        some = [k for k in hidden if (faces[k].facing_grid_deg is not None) == is_faced]
        views = _seen([looks[k] for k in some], solids=solids, eye_height_m=eye_height_m)
        for k, view in zip(some, views, strict=True):
            # All round the view ends where the sign is no longer read; before a face the disc is cut out.
            seen[k] = shapely.intersection(view, unhidden[k]) if is_faced else view
    return tuple(
        Zone(place=places[k], unhidden=unhidden[k], seen=seen[k], is_indoor=is_indoor[k])
        for k in range(len(faces))
    )


def _may_hide(face: Face, solids: Solids, near: Any, is_tree: Any, *, eye_height_m: float) -> Any:
    """Return which solids stand at the height of a line of sight, shape (k,)."""
    low, high = sorted((face.mount_m, eye_height_m))
    hides = (solids.span[near, 0] < high) & (solids.span[near, 1] > low)
    # Its own tree hides no sign, nor a post of which the sign may hang on any side.
    bears = is_tree | ((solids.kind[near] == "obstacle") & (face.facing_grid_deg is None))
    if not bears.any():
        return hides
    here = shapely.Point(face.easting_m, face.northing_m)
    hides[bears] &= ~shapely.intersects(solids.footprints[near[bears]], here)
    return hides


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


def _seen(looks: Sequence[_Look], *, solids: Solids, eye_height_m: float) -> list[Any]:
    """Return what is seen from signs, all faced or none: before their face, or all round as far as read."""
    if not looks:
        return []
    places, views, depths_m = [], [], []
    for face, place, _ in looks:
        azimuths_deg, wide_deg = [0.0, 120.0, 240.0], _THIRD_OF_A_TURN_DEG
        if face.facing_grid_deg is not None:
            azimuths_deg, wide_deg = [face.facing_grid_deg], _HALF_TURN_DEG
        reach_m = _leg(face.reach_m, face.mount_m - eye_height_m)
        lens = Optics("rectilinear", reach_m * FLOOR_PX_PER_M, wide_deg, _HALF_TURN_DEG, 1, 1)
        for azimuth_deg in azimuths_deg:
            seen_from = {"height_m": face.mount_m, "azimuth_grid_deg": azimuth_deg, "tilt_deg": 0.0}
            views.append(view_array(lens, **seen_from, range_m=reach_m))
            places.append(place)
            depths_m.append((0.0, reach_m))
    count = len(views) // len(looks)
    hiding = [look.hiding for look in looks for _ in range(count)]
    parts = ground_coverages(
        np.array(places),
        views=np.array(views),
        depths_m=np.array(depths_m),
        solids=solids,
        candidate_starts=np.cumsum([0, *map(len, hiding)]),
        candidates=np.concatenate(hiding),
        plane_m=eye_height_m,
    ).reshape(-1, count)
    together: Any = parts[:, 0] if count == 1 else shapely.union_all(parts, axis=1)
    return list(together)


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
