"""Places where a sign can be put up: poles and walls that are there, and new posts beside the walk."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from siting.coverage.solids import heights_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from siting.model import Scene
    from siting.placement.lead_in import LeadIn
    from siting.rules.facts import CameraFacts

POLE, CAMERA, WALL, NEW_POST = "pole", "camera", "wall", "new_post"

_CLEAR_M = 0.06
_HALF_POLE_M = 0.25
_ASIDE_M = 1.5
_BEHIND_M = 1.0
# Of the ways in round a pole, so many take part when one sign is aimed at two of them.
_AIMED_COUNT = 6
_NEAREST_WALLS = 4


class Site(NamedTuple):
    """A place for a sign.

    Parameters
    ----------
    host_kind, host_id : str
        What bears it.
    easting_m, northing_m : float
        Of the face, clear of what bears it [m].
    facing_grid_deg : float
        Clockwise from grid north [degrees].
    """

    host_kind: str
    host_id: str
    easting_m: float
    northing_m: float
    facing_grid_deg: float


def sites_near(
    scene: Scene,
    cameras: Iterable[CameraFacts],
    leads: Sequence[LeadIn],
    *,
    reach_m: float,
    mount_m: float,
) -> list[Site]:
    """Return the poles, camera poles and walls from which a sign may be read on some of the ways in.

    A sign on a pole is aimed at each way in, and between each two; one on a wall faces away from it.

    Parameters
    ----------
    scene : Scene
    cameras : iterable of CameraFacts
    leads : sequence of LeadIn
        The last stretches before the ways in.
    reach_m : float
        From how far the sign is read [m].
    mount_m : float
        Height at which it hangs: what bears it stands at least so high [m].
    """
    return [
        *_on_poles(_posts(scene, cameras, mount_m), leads, reach_m=reach_m),
        *_on_walls(_walls_at(scene, mount_m), leads, reach_m=reach_m),
    ]


def new_posts(leads: Sequence[LeadIn]) -> list[Site]:
    """Return posts on either side of each way in, facing those who come.

    Parameters
    ----------
    leads : sequence of LeadIn
    """
    found = []
    for lead in leads:
        outward = np.array(lead.outward)
        facing = _azimuth_deg(outward)
        for side in (1.0, -1.0, 0.0):
            # A step behind the gate, or a stretch of a metre before it would lie beside the face.
            aside = side * _ASIDE_M * np.array([outward[1], -outward[0]]) - _BEHIND_M * outward
            place = np.array(lead.gate) + aside
            found.append(Site(NEW_POST, "", float(place[0]), float(place[1]), facing))
    return found


def _posts(
    scene: Scene, cameras: Iterable[CameraFacts], mount_m: float
) -> list[tuple[str, str, float, float]]:
    """Return what is there to hang a sign on from any side: kind, id and place."""
    obstacles = scene.obstacles
    poles = obstacles[(obstacles["kind"] == "pole") & (obstacles["top_m"].astype(float) >= mount_m)]
    middle = shapely.get_coordinates(shapely.centroid(np.asarray(poles.geometry.values, dtype=object)))
    found = [
        (POLE, str(name), float(xy[0]), float(xy[1])) for name, xy in zip(poles["id"], middle, strict=True)
    ]
    for camera in cameras:
        if camera.standing == "outside" and (camera.camera.height_m or 0.0) >= mount_m:
            easting_m, northing_m = shapely.get_coordinates(camera.position)[0].tolist()
            found.append((CAMERA, camera.id, easting_m, northing_m))
    return found


def _on_poles(
    posts: list[tuple[str, str, float, float]], leads: Sequence[LeadIn], *, reach_m: float
) -> list[Site]:
    if not posts or not leads:
        return []
    places = np.array([post[2:] for post in posts])
    points = np.asarray(shapely.points(places), dtype=object).reshape(-1)
    aims = np.array([lead.middle for lead in leads])
    tree = shapely.STRtree(np.asarray(shapely.points(aims), dtype=object).reshape(-1))
    who, which = tree.query(points, predicate="dwithin", distance=reach_m)
    found = []
    for k in range(len(posts)):
        near = which[who == k]
        away = aims[near] - places[k]
        order = np.lexsort((near, np.hypot(*away.T)))[:_AIMED_COUNT]
        for facing in _aims(away[order]):
            ahead = math.radians(facing)
            clear = places[k] + _HALF_POLE_M * np.array([math.sin(ahead), math.cos(ahead)])
            found.append(Site(*posts[k][:2], float(clear[0]), float(clear[1]), facing))
    return found


def _aims(away: NDArray[np.float64]) -> list[float]:
    """Return the directions towards each of some places, and between each two of them [degrees]."""
    length = np.hypot(*away.T)
    unit = away[length > 0] / length[length > 0, None]
    single = [_azimuth_deg(each) for each in unit]
    between = [
        _azimuth_deg(unit[i] + unit[j])
        for i in range(len(unit))
        for j in range(i)
        if float(np.hypot(*(unit[i] + unit[j]))) > _HALF_POLE_M
    ]
    return sorted({round(azimuth, 1) % 360.0 for azimuth in (*single, *between)})


def _walls_at(scene: Scene, mount_m: float) -> gpd.GeoDataFrame:
    """Return the buildings that have a wall at one height."""
    height, _ = heights_of(scene.buildings)
    base = scene.buildings["base_m"].to_numpy(float, na_value=0.0)
    return scene.buildings[(base < mount_m) & (mount_m < base + height)]


def _on_walls(buildings: gpd.GeoDataFrame, leads: Sequence[LeadIn], *, reach_m: float) -> list[Site]:
    """Return, for each way in, the nearest points of the walls nearest to it."""
    outlines = np.asarray(buildings.geometry.values, dtype=object)
    if not len(outlines) or not leads:
        return []
    middles = np.asarray(shapely.points([lead.middle for lead in leads]), dtype=object).reshape(-1)
    who, building = buildings.sindex.query(middles, predicate="dwithin", distance=reach_m)
    used = np.unique(building)
    start, end, owner = _edges(outlines[used])
    ids = buildings["id"].to_numpy(object)[used]
    found: dict[Site, None] = {}
    for k in range(len(leads)):
        near = np.isin(owner, np.searchsorted(used, building[who == k]))
        for site in _nearest_on(start[near], end[near], ids[owner[near]], leads[k], reach_m=reach_m):
            found[site] = None
    return list(found)


def _edges(outlines: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Return the edges of some outlines, each with the outside on its left, and whose they are."""
    parts, owner = shapely.get_parts(outlines, return_index=True)
    rings = np.asarray(shapely.get_exterior_ring(parts), dtype=object)
    rings = np.where(shapely.is_ccw(rings), shapely.reverse(rings), rings)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    goes_on = np.flatnonzero(ring[:-1] == ring[1:])
    return xy[goes_on], xy[goes_on + 1], owner[ring[goes_on]].astype(np.int64)


def _nearest_on(
    start: NDArray[np.float64], end: NDArray[np.float64], ids: NDArray[Any], lead: LeadIn, *, reach_m: float
) -> list[Site]:
    run = end - start
    length = np.hypot(*run.T)
    whole = length > 2.0 * _CLEAR_M
    start, run, length, ids = start[whole], run[whole], length[whole], ids[whole]
    found = []
    for target in dict.fromkeys((lead.gate, lead.middle)):
        along = ((np.array(target) - start) * run).sum(axis=1) / length
        along = np.clip(along, _CLEAR_M, length - _CLEAR_M)
        foot = start + (along / length)[:, None] * run
        away = np.array(target) - foot
        normal = np.column_stack([-run[:, 1], run[:, 0]]) / length[:, None]
        distance = np.hypot(*away.T)
        fronts = np.flatnonzero(((away * normal).sum(axis=1) > 0.0) & (distance <= reach_m))
        for k in fronts[np.argsort(distance[fronts], kind="stable")][:_NEAREST_WALLS].tolist():
            place = np.round(foot[k] + _CLEAR_M * normal[k], 2)
            facing = round(_azimuth_deg(normal[k]), 1) % 360.0
            found.append(Site(WALL, str(ids[k]), float(place[0]), float(place[1]), facing))
    return found


def _azimuth_deg(direction: NDArray[np.float64]) -> float:
    return math.degrees(math.atan2(float(direction[0]), float(direction[1]))) % 360.0
