"""Solids for a view in space: buildings, obstacles, what cameras look at, windows in view.

Places are in degrees, heights in metres from the ground on which each thing stands; a view in space is
drawn on level ground.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage.footprint import footprint
from siting.coverage.rows import by_day, is_sure
from siting.crs import lonlat
from siting.look.severity import worst_of
from siting.look.viewpoint import kept_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.assess import Assessment
    from siting.coverage.seen import Seen

Corner = tuple[float, float, float]
# An outline's corners, as far as it leaves a line by this share of its size.
_COARSE_RATIO = 0.04


@dataclass(frozen=True, slots=True)
class Block:
    """One part of a building or obstacle: outer ring and holes at its base, and its height above that [m].

    `severity` is the worst of what is found of views of the building, empty where nothing is.
    """

    kind: str
    id: str
    use: str
    rings: tuple[tuple[Corner, ...], ...]
    base_m: float
    height_m: float
    is_protected: bool
    severity: str


@dataclass(frozen=True, slots=True)
class Frustum:
    """What a camera looks at: where it hangs, what it would see of the target plane if nothing stood there.

    `edges` run from the camera to corners of that; a view that is no pyramid has what it covers.
    """

    camera_id: str
    apex: Corner
    rings: tuple[tuple[Corner, ...], ...]
    edges: tuple[tuple[Corner, Corner], ...]


@dataclass(frozen=True, slots=True)
class Quad:
    """Protected windows in view: an upright polygon, its line on the wall, its lowest and highest height."""

    camera_id: str
    building_id: str
    storey: int
    name: str
    max_px_per_m: float
    ring: tuple[Corner, ...]
    line: tuple[Corner, Corner]
    low_m: float
    high_m: float


@dataclass(frozen=True, slots=True)
class SolidView:
    """All that a view in space shows, and the longitude and latitude of its middle [degrees]."""

    blocks: tuple[Block, ...]
    frusta: tuple[Frustum, ...]
    quads: tuple[Quad, ...]
    middle: tuple[float, float]


def solids_of(assessment: Assessment) -> SolidView:
    """Return what stands in the reach of cameras, what they look at, and the windows in view, for space.

    Parameters
    ----------
    assessment : siting.assess.Assessment
    """
    frusta = tuple(_frusta(assessment))
    places = [frustum.apex for frustum in frusta]
    if not places:
        bounds = assessment.scene.buildings.total_bounds
        ends = np.array([[bounds[0], bounds[1], 0.0], [bounds[2], bounds[3], 0.0]])
        places = [*_corners(assessment, ends)]
    middle = np.mean([place[:2] for place in places], axis=0)
    return SolidView(
        tuple(_blocks(assessment)), frusta, tuple(_quads(assessment)), (float(middle[0]), float(middle[1]))
    )


def _corners(assessment: Assessment, points: Any) -> tuple[Corner, ...]:
    """Return points (n, 3) in metres in longitude, latitude and height."""
    lon, lat = lonlat(assessment.scene.crs, points[:, 0], points[:, 1])
    return tuple(zip(np.asarray(lon).tolist(), np.asarray(lat).tolist(), points[:, 2].tolist(), strict=True))


def _rings(assessment: Assessment, polygon: Any, height_m: float) -> tuple[tuple[Corner, ...], ...]:
    made = []
    for ring in (polygon.exterior, *polygon.interiors):
        places = shapely.get_coordinates(ring)
        made.append(_corners(assessment, np.column_stack([places, np.full(len(places), height_m)])))
    return tuple(made)


def _lift_m(assessment: Assessment) -> Any:
    """Return by how much each solid was lifted onto its ground, (s,) [m]."""
    stage = kept_of(assessment).stage
    return np.zeros(len(stage.solids.kind)) if stage.terrain is None else stage.terrain.lift.low_m


def _blocks(assessment: Assessment) -> Iterator[Block]:
    solids, lift = kept_of(assessment).stage.solids, _lift_m(assessment)
    kinds = dict(zip(assessment.scene.obstacles["id"], assessment.scene.obstacles["kind"], strict=True))
    worst = worst_of(assessment)
    for s in np.flatnonzero(solids.kind != "gap").tolist():
        base, top = (solids.span[s] - lift[s]).tolist()
        is_building, name = solids.kind[s] == "building", str(solids.id[s])
        for part in shapely.get_parts(solids.footprints[s]):
            yield Block(
                str(solids.kind[s]),
                name,
                str(solids.use[s] if is_building else kinds.get(name) or ""),
                _rings(assessment, part, base),
                base,
                top - base,
                bool(np.isfinite(solids.protected_from[s])),
                worst.get(name, "") if is_building else "",
            )


def _frusta(assessment: Assessment) -> Iterator[Frustum]:
    covered = by_day(assessment.coverage)
    for seen in kept_of(assessment).seen:
        camera = seen.eye.camera
        here = seen.standing.easting_m, seen.standing.northing_m
        height = camera.height_m or 0.0
        (apex,) = _corners(assessment, np.array([[*here, height]]))
        area = _looked_at(seen, height, assessment.target_height_m)
        if area is None:
            mine = covered.geometry[(covered["camera_id"] == camera.id).to_numpy(bool)]
            area = shapely.union_all(np.asarray(mine, object))
        flat = [part for part in shapely.get_parts(area) if shapely.get_dimensions(part) == 2]
        rings = tuple(
            ring for part in flat for ring in _rings(assessment, part, assessment.target_height_m)[:1]
        )
        edges: tuple[tuple[Corner, Corner], ...] = ()
        if seen.eye.sights and seen.eye.sights[0].is_plain and rings:
            # Along an arc there is a corner every few centimetres: only where it turns an edge is drawn.
            coarse = shapely.simplify(flat[0], _COARSE_RATIO * math.sqrt(shapely.area(flat[0])))
            corners = _rings(assessment, coarse, assessment.target_height_m)[0][:-1]
            edges = tuple((apex, corner) for corner in corners)
        yield Frustum(camera.id, apex, rings, edges)


def _looked_at(seen: Seen, height_m: float, plane_m: float) -> Any:
    """Return what a pyramid would see of the target plane in the open, None of any other view."""
    if not seen.eye.sights or not seen.eye.sights[0].is_plain:
        return None
    # On a raster the view hangs above its datum.
    view = seen.eye.sights[0].beams[0].view.copy()
    view[0] = height_m
    return footprint(view, seen.standing.easting_m, seen.standing.northing_m, plane_m=plane_m)


def _quads(assessment: Assessment) -> Iterator[Quad]:
    solids, lift = kept_of(assessment).stage.solids, _lift_m(assessment)
    lifted = dict(zip(solids.id.tolist(), lift.tolist(), strict=True))
    rows = assessment.facades[is_sure(assessment.facades)]
    names = ("camera_id", "building_id", "storey", "class", "max_px_per_m", "panel_wkb_z")
    for *cells, wkb in zip(*(rows[name].tolist() for name in names), strict=True):
        camera, building, storey, name, density = cells
        for part in shapely.get_parts(shapely.from_wkb(wkb)):
            places = shapely.get_coordinates(part.exterior, include_z=True)
            places[:, 2] -= lifted.get(building, 0.0)
            low, high = float(places[:, 2].min()), float(places[:, 2].max())
            # Of a wall the corner farthest from any is an end, the farthest from that the other.
            last = places[np.argmax(np.hypot(*(places[:, :2] - places[0, :2]).T))]
            first = places[np.argmax(np.hypot(*(places[:, :2] - last[:2]).T))]
            ring = _corners(assessment, places)
            line = _corners(assessment, np.array([[*first[:2], low], [*last[:2], low]]))
            yield Quad(camera, building, storey, name, density, ring, (line[0], line[1]), low, high)
