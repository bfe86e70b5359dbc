"""The elevation: the facades of a building unrolled, as seen from outside, with what cameras see of them.

+-----------+-------+-----------+-------+   top
|  ##  ##   |       |   ....    |       |   ## window seen, .. band seen
+-----------+-------+-----------+-------+   floors
|           |       |           |  door |
+-----------+-------+-----------+-------+   base
0          along_m, corner after corner, to the right
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage.doors import door_panels
from siting.coverage.edges import SHORTEST_M, edges_of
from siting.coverage.lift import lift_of
from siting.coverage.rows import is_sure
from siting.coverage.solids import prepare_solids
from siting.coverage.storeys import storeys_of
from siting.coverage.windows import drawn_windows
from siting.errors import UsageError
from siting.look.severity import worst_of
from siting.look.viewpoint import kept_of, viewpoint_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    from numpy.typing import NDArray

    from siting.assess import Assessment
    from siting.coverage.solids import Solids

_SAME_PLACE_M = 1e-6


@dataclass(frozen=True, slots=True)
class Facade:
    """One wall: its number as in the layer `facades`, from and to along the unrolled outline [m].

    `facing_deg` is where its outside looks, clockwise from grid north; `is_court` says of a hole.
    """

    number: int
    from_m: float
    to_m: float
    facing_deg: float
    is_court: bool


@dataclass(frozen=True, slots=True)
class Opening:
    """A window that the plan draws, or a door of an entrance: a rectangle on the unrolled walls [m]."""

    kind: str
    id: str
    wall: int
    from_m: float
    to_m: float
    low_m: float
    high_m: float


@dataclass(frozen=True, eq=False)
class Exposed:
    """What one camera sees of the windows of one wall and storey.

    Parameters
    ----------
    camera_id, view, name : str
        `name` is the class of density.
    wall, storey : int
    max_px_per_m : float
        [px/m].
    severity : str
        Worst of what the camera's view of the building is found to be, empty where nothing is.
    flags : str
    shape : shapely.MultiPolygon
        Along the unrolled walls, and height [m].
    """

    camera_id: str
    view: str
    name: str
    wall: int
    storey: int
    max_px_per_m: float
    severity: str
    flags: str
    shape: Any


@dataclass(frozen=True, eq=False)
class Elevation:
    """The unrolled facades of one building.

    Heights count from the ground where that is level, else from the datum of the ground raster.

    Parameters
    ----------
    building_id, use, name : str
    base_m, top_m : float
        [m].
    floors_m : tuple of float
        Of each storey, and the top [m].
    protected_from : float
        Lowest protected storey, 0-based; NaN where none is.
    height_assumed, is_level : bool
    walls : tuple of Facade
        From left to right.
    openings : tuple of Opening
    exposed : tuple of Exposed
        Least sharp first.
    """

    building_id: str
    use: str
    name: str
    base_m: float
    top_m: float
    floors_m: tuple[float, ...]
    protected_from: float
    height_assumed: bool
    is_level: bool
    walls: tuple[Facade, ...]
    openings: tuple[Opening, ...]
    exposed: tuple[Exposed, ...]

    @property
    def length_m(self) -> float:
        """Length of all walls [m]."""
        return self.walls[-1].to_m if self.walls else 0.0


def elevation_of(assessment: Assessment, building_id: str, *, camera_id: str | None = None) -> Elevation:
    """Return the unrolled facades of a building with what cameras see of them.

    Parameters
    ----------
    assessment : siting.assess.Assessment
    building_id : str
    camera_id : str or None
        Only what this camera sees; None takes all.

    Raises
    ------
    UsageError
        When there is no such building or camera, or it counts as another building.
    """
    if camera_id is not None:
        viewpoint_of(assessment, camera_id)
    solids, s = _solid_of(assessment, building_id)
    storeys = storeys_of(assessment.scene, solids)
    walls, ends = _unrolled(solids, s)
    terrain = kept_of(assessment).stage.terrain
    lift_m = 0.0 if terrain is None else float(lift_of(terrain.reader, solids.footprints[[s]]).low_m[0])
    rows = assessment.facades
    rows = rows[(rows["building_id"] == building_id).to_numpy(bool) & is_sure(rows)]
    if camera_id is not None:
        rows = rows[rows["camera_id"] == camera_id]
    name = assessment.scene.buildings["name"].iloc[int(solids.row[s])]
    return Elevation(
        building_id=building_id,
        use=str(solids.use[s]),
        name=name if isinstance(name, str) else "",
        base_m=float(solids.span[s, 0]) + lift_m,
        top_m=float(solids.span[s, 1]) + lift_m,
        floors_m=tuple((storeys.floors_m(s) + lift_m).tolist()),
        protected_from=float(solids.protected_from[s]),
        height_assumed=bool(solids.height_assumed[s]),
        is_level=terrain is None,
        walls=walls,
        openings=tuple(_openings(assessment, solids, s, walls=walls, lift_m=lift_m)),
        exposed=tuple(_exposed(assessment, rows, walls, ends)),
    )


def _solid_of(assessment: Assessment, building_id: str) -> tuple[Solids, int]:
    """Return a building among those it touches, in heights above its ground, and its place."""
    buildings = assessment.scene.buildings
    own = buildings.geometry[(buildings["id"] == building_id).to_numpy(bool)]
    if own.empty:
        raise UsageError(f"building: found {building_id!r}; allowed the id of a building of this plan")
    rows = np.sort(buildings.sindex.query(own.iloc[0], predicate="intersects")).astype(np.int64)
    solids = prepare_solids(assessment.scene, rows)
    places = np.flatnonzero((solids.kind == "building") & (solids.id == building_id))
    if not len(places):
        copies = {note[1]: note[3].removeprefix("copy of ") for note in solids.notes}
        other = copies.get(building_id, "another")
        raise UsageError(
            f"building {building_id}: found a copy of {other}; allowed {other}, which it counts as"
        )
    return solids, int(places[0])


def _unrolled(solids: Solids, s: int) -> tuple[tuple[Facade, ...], dict[int, NDArray[np.float64]]]:
    """Return the walls of a solid from left to right as seen from outside, and their ends by number."""
    ends, numbers = edges_of(solids, s)
    sizes = [
        int(end - begin - 1)
        for begin, end, _ in solids.rings[solids.solid_rings[s] : solids.solid_rings[s + 1]]
    ]
    walls: list[Facade] = []
    at, first = 0.0, 0
    for order, size in enumerate(sizes):
        mine = np.arange(first, first + size)
        first += size
        # Each edge has its outside on the right, so its end is to the right of its start as seen from there.
        if size > 1 and not np.allclose(ends[mine[0], 2:], ends[mine[1], :2], atol=_SAME_PLACE_M):
            mine = mine[::-1]
        for k in mine.tolist():
            run = ends[k, 2:] - ends[k, :2]
            length = float(np.hypot(*run))
            if length < SHORTEST_M:
                continue
            facing = math.degrees(math.atan2(run[1], -run[0])) % 360.0
            is_court = order > 0 and _is_hole(solids, s, order)
            walls.append(Facade(int(numbers[k]), at, at + length, facing, is_court))
            at += length
    return tuple(walls), dict(zip(numbers.tolist(), ends, strict=True))


def _is_hole(solids: Solids, s: int, order: int) -> bool:
    """Return whether a ring of a solid is the outline of a court: it lies within the outlines."""
    begin, end, _ = solids.rings[solids.solid_rings[s] + order]
    parts = [shapely.Polygon(part.exterior) for part in shapely.get_parts(solids.footprints[s])]
    ring = shapely.Polygon(solids.xy[begin:end])
    return not any(shapely.equals(ring, part) for part in parts)


def _openings(
    assessment: Assessment, solids: Solids, s: int, *, walls: tuple[Facade, ...], lift_m: float
) -> Iterator[Opening]:
    """Yield the windows and doors of a building that the plan draws."""
    scene = assessment.scene
    starts = {wall.number: wall.from_m for wall in walls}
    ends, numbers = edges_of(solids, s)
    panes = drawn_windows(scene, solids, storeys_of(scene, solids)).get(s)
    if panes is not None:
        for edge, along, heights, window in zip(
            panes.edge.tolist(),
            panes.along_m.tolist(),
            panes.heights_m + lift_m,
            panes.window.tolist(),
            strict=True,
        ):
            number = int(numbers[edge])
            if number in starts:
                low, high = (starts[number] + each for each in along)
                name = str(scene.windows["id"].iloc[window])
                yield Opening("window", name, number, low, high, float(heights[0]), float(heights[1]))
    doors = door_panels(scene, solids)
    for k in np.flatnonzero(doors.walls.solid == s).tolist():
        number = int(doors.walls.number[k])
        corner = ends[numbers == number][0][:2]
        along = np.hypot(*(doors.walls.ends[k].reshape(2, 2) - corner).T)
        low, high = sorted((starts[number] + along).tolist())
        base, top = (doors.walls.bands[k] + lift_m).tolist()
        yield Opening("door", str(doors.entrance_id[k]), number, low, high, base, top)


def _exposed(
    assessment: Assessment,
    rows: gpd.GeoDataFrame,
    walls: tuple[Facade, ...],
    ends: dict[int, NDArray[np.float64]],
) -> Iterator[Exposed]:
    """Yield what is seen, unrolled, least sharp first."""
    starts = {wall.number: wall.from_m for wall in walls}
    worst = {name: worst_of(assessment, name) for name in rows["camera_id"].unique()}
    names = (
        "camera_id",
        "view",
        "class",
        "wall",
        "storey",
        "max_px_per_m",
        "flags",
        "panel_wkb_z",
        "building_id",
    )
    rows = rows.sort_values("max_px_per_m", kind="stable")
    for *cells, flags, wkb, building in zip(*(rows[name].tolist() for name in names), strict=True):
        camera, view, name, wall, storey, density = cells
        if wall not in starts:
            continue
        shape = _flat(shapely.from_wkb(wkb), ends[wall], starts[wall])
        severity = worst[camera].get(building, "")
        yield Exposed(camera, view, name, wall, storey, density, severity, flags, shape)


def _flat(panel: Any, ends: NDArray[np.float64], start_m: float) -> Any:
    """Return an upright panel along the unrolled walls and its heights."""
    corner, run = ends[:2], ends[2:] - ends[:2]
    along = run / np.hypot(*run)

    def unrolled(places: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack([start_m + (places[:, :2] - corner) @ along, places[:, 2]])

    corners = shapely.get_coordinates(panel, include_z=True)
    return shapely.set_coordinates(shapely.force_2d(panel), unrolled(corners))
