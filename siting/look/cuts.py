"""What a vertical plane cuts: solids as boxes with their storeys, protected windows in view as lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from siting.coverage.storeys import storeys_of
from siting.coverage.unbuilt import proposed_solids
from siting.look.severity import worst_of

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

    from siting.assess import Assessment
    from siting.coverage.solids import Solids

# A shorter cut is a corner that is touched [m].
_SHORTEST_M = 1e-6


@dataclass(frozen=True, slots=True)
class Cut:
    """One stretch of a solid in a section.

    Parameters
    ----------
    kind : {'building', 'obstacle'}
    id, use : str
        `use` of an obstacle is its kind.
    from_m, to_m : float
        In plan from the camera [m].
    base_m, top_m : float
        [m].
    floors_m : tuple of float
        Heights of the floors between its storeys; none of an obstacle [m].
    is_protected : bool
        Some storey of it is protected.
    height_assumed, is_proposed, hides_homes : bool
    severity : str
        Worst of what any camera's view of it is found to be, empty where nothing is.
    """

    kind: str
    id: str
    use: str
    from_m: float
    to_m: float
    base_m: float
    top_m: float
    floors_m: tuple[float, ...] = ()
    is_protected: bool = False
    height_assumed: bool = False
    is_proposed: bool = False
    hides_homes: bool = True
    severity: str = ""


@dataclass(frozen=True, slots=True)
class ExposedCut:
    """Protected windows in view, where the plane cuts them."""

    building_id: str
    storey: int
    distance_m: float
    low_m: float
    high_m: float
    name: str
    max_px_per_m: float


def cuts_along(
    assessment: Assessment,
    solids: Solids,
    chosen: NDArray[np.int64],
    *,
    line: shapely.LineString,
    start_m: float,
) -> tuple[Cut, ...]:
    """Return what a line in plan cuts of solids, nearest to its start first.

    Parameters
    ----------
    assessment : siting.assess.Assessment
    solids : siting.coverage.solids.Solids
    chosen : int array (n,)
        Those that count.
    line : shapely.LineString
        Of two points [m].
    start_m : float
        Distance of its first point from the camera [m].
    """
    chosen = chosen[solids.kind[chosen] != "gap"]
    chosen = chosen[shapely.intersects(solids.footprints[chosen], line)]
    storeys, proposed = storeys_of(assessment.scene, solids), set(proposed_solids(assessment.scene, solids))
    kinds = dict(zip(assessment.scene.obstacles["id"], assessment.scene.obstacles["kind"], strict=True))
    worst = worst_of(assessment)
    made = []
    for s in chosen.tolist():
        is_building, name = solids.kind[s] == "building", str(solids.id[s])
        for low, high in runs_along(solids.footprints[s], line):
            made.append(
                Cut(
                    kind=str(solids.kind[s]),
                    id=name,
                    use=str(solids.use[s] if is_building else kinds.get(name) or ""),
                    from_m=start_m + low,
                    to_m=start_m + high,
                    base_m=float(solids.span[s, 0]),
                    top_m=float(solids.span[s, 1]),
                    floors_m=tuple(storeys.floors_m(s)[1:-1].tolist()) if is_building else (),
                    is_protected=bool(np.isfinite(solids.protected_from[s])),
                    height_assumed=bool(solids.height_assumed[s]),
                    is_proposed=s in proposed,
                    hides_homes=bool(solids.hides_homes[s]),
                    severity=worst.get(name, "") if is_building else "",
                )
            )
    return tuple(sorted(made, key=lambda cut: (cut.from_m, cut.to_m, cut.id)))


def runs_along(shape: shapely.Geometry, line: shapely.LineString) -> list[tuple[float, float]]:
    """Return from where to where along a line of two points it runs inside a shape, ascending [m].

    Parameters
    ----------
    shape : shapely.Geometry
        Polygons.
    line : shapely.LineString
    """
    start, end = shapely.get_coordinates(line)
    along = (end - start) / float(np.hypot(*(end - start)))
    made = []
    for part in shapely.get_parts(shapely.intersection(shape, line)):
        ends = (shapely.get_coordinates(part) - start) @ along
        if len(ends) and ends.max() - ends.min() > _SHORTEST_M:
            made.append((float(ends.min()), float(ends.max())))
    return sorted(made)


def exposed_along(
    facades: gpd.GeoDataFrame, line: shapely.LineString, *, start_m: float = 0.0
) -> tuple[ExposedCut, ...]:
    """Return the protected windows in view that a line in plan cuts, nearest to its start first.

    Parameters
    ----------
    facades : geopandas.GeoDataFrame
        Rows of one camera.
    line : shapely.LineString
        Of two points [m].
    start_m : float
        Distance of its first point from the camera [m].
    """
    met = facades[shapely.intersects(facades.geometry.to_numpy(), line)]
    made = []
    told = ("building_id", "storey", "class", "max_px_per_m", "panel_wkb_z")
    for shape, *cells in zip(met.geometry, *(met[name].tolist() for name in told), strict=True):
        building, storey, name, density, wkb = cells
        for place in shapely.get_parts(shapely.intersection(shape, line)):
            if shapely.get_dimensions(place) == 0 and not place.is_empty:
                distance = start_m + float(shapely.line_locate_point(line, place))
                for low, high in _heights(shapely.from_wkb(wkb), shapely.get_coordinates(place)[0]):
                    made.append(ExposedCut(building, storey, distance, low, high, name, density))
    return tuple(sorted(made, key=lambda cut: (cut.distance_m, cut.building_id, cut.low_m)))


def _heights(panel: shapely.Geometry, place: NDArray[np.float64]) -> list[tuple[float, float]]:
    """Return between which heights a vertical panel stands over a place of its wall [m]."""
    made = []
    for part in shapely.get_parts(panel):
        corners = shapely.get_coordinates(part, include_z=True)
        origin = corners[0, :2]
        far = corners[np.argmax(np.hypot(*(corners[:, :2] - origin).T)), :2] - origin
        along = far / max(float(np.hypot(*far)), _SHORTEST_M)
        flat = shapely.Polygon(np.column_stack([(corners[:, :2] - origin) @ along, corners[:, 2]]))
        u = float((place - origin) @ along)
        low, high = corners[:, 2].min() - 1.0, corners[:, 2].max() + 1.0
        for run in shapely.get_parts(shapely.intersection(flat, shapely.LineString([(u, low), (u, high)]))):
            ends = shapely.get_coordinates(run)[:, 1]
            if len(ends) and ends.max() - ends.min() > _SHORTEST_M:
                made.append((float(ends.min()), float(ends.max())))
    return made
