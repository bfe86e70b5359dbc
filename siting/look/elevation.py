"""The elevation: the facades of a building unrolled, as seen from outside, with what cameras see of them.

+-----------+-------+-----------+-------+   top
|  ##  ##   |       |   ....    |       |   ## window seen, .. band seen
+-----------+-------+-----------+-------+   floors
|           |       |           |  door |
+-----------+-------+-----------+-------+   base
0          along_m, corner after corner, to the right
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage.lift import lift_of
from siting.coverage.rows import is_sure
from siting.coverage.solids import prepare_solids
from siting.coverage.storeys import storeys_of
from siting.errors import UsageError
from siting.look.severity import worst_of
from siting.look.viewpoint import kept_of, viewpoint_of
from siting.look.walls import Facade, Opening, openings_on, unrolled

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    from numpy.typing import NDArray

    from siting.assess import Assessment
    from siting.coverage.solids import Solids


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
    walls, ends = unrolled(solids, s)
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
        openings=tuple(openings_on(assessment, solids, s, walls=walls, lift_m=lift_m)),
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

    def laid(places: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack([start_m + (places[:, :2] - corner) @ along, places[:, 2]])

    corners = shapely.get_coordinates(panel, include_z=True)
    return shapely.set_coordinates(shapely.force_2d(panel), laid(corners))
