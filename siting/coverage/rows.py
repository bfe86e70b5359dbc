"""Rows of the layers `coverage` and `facades`, gathered camera by camera."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import shapely

from siting.coverage.faces import one_a_face
from siting.coverage.optics import FLOOR_PX_PER_M

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from siting.coverage.facades import Exposure
    from siting.coverage.solids import Solids
    from siting.coverage.wall_table import Walls
    from siting.model import Camera, Ladder, Scene

Rows = tuple[list[tuple[Any, ...]], list[Any]]
"""Rows of a layer, and the geometry of each."""

MAIN_VIEW = "main"
"""The view of a camera as it is aimed, by day."""
CAPABILITY_VIEW = "capability"
"""All that a turning camera can reach by pan, tilt and zoom."""
PRESET_VIEW = "preset:"
"""Starts the name of the view of a preset."""
LEAF_OFF_VIEW = "leaf_off"
"""What a camera counts as covering, past all but crowns that may be bare, or of unknown base."""
LEAF_OFF_CAPABILITY_VIEW = "leaf_off:capability"
"""The same of all that a camera can reach, where that is not what it counts as covering."""
UNBUILT_VIEW = "unbuilt:"
"""Starts the name of a view until the proposed obstacles stand."""
POSSIBLE_VIEW = "possible:"
"""Starts the name of a view with the widest image that the plan does not exclude: only what it adds."""

COVERAGE_COLUMNS = ("camera_id", "view", "class", "min_px_per_m", "area_m2", "flags")
FACADE_COLUMNS = (
    "camera_id",
    "building_id",
    "storey",
    "wall",
    "view",
    "visible_length_m",
    "area_m2",
    "max_px_per_m",
    "in_range_px_per_m",
    "class",
    "distance_m",
    "incidence_deg",
    "zone_id",
    "flags",
    "panel_wkb_z",
)


def by_day(coverage: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the rows of what each camera counts as covering: its main view, else its capability.

    Parameters
    ----------
    coverage : geopandas.GeoDataFrame
        With columns `camera_id` and `view`.
    """
    return _first_of(coverage, MAIN_VIEW, CAPABILITY_VIEW)


def as_reached(coverage: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the rows of what each camera can cover by day: its capability, else its main view.

    Parameters
    ----------
    coverage : geopandas.GeoDataFrame
        With columns `camera_id` and `view`.
    """
    return _first_of(coverage, CAPABILITY_VIEW, MAIN_VIEW)


def aim_of(view: str) -> str:
    """Return the name of the view on which one rests that may show more.

    Parameters
    ----------
    view : str
    """
    return view.removeprefix(UNBUILT_VIEW).removeprefix(POSSIBLE_VIEW)


def is_sure(facades: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which rows are of views that the plan tells in full, (n,).

    Parameters
    ----------
    facades : pandas.DataFrame
        With column `view`.
    """
    names = facades["view"].astype(str)
    sure: NDArray[np.bool_] = ~names.str.startswith((UNBUILT_VIEW, POSSIBLE_VIEW)).to_numpy(bool)
    return sure


def is_leaf_off(coverage: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Return which rows are of views while trees are bare, (n,).

    Parameters
    ----------
    coverage : geopandas.GeoDataFrame
        With column `view`.
    """
    views: NDArray[np.bool_] = coverage["view"].isin((LEAF_OFF_VIEW, LEAF_OFF_CAPABILITY_VIEW)).to_numpy(bool)
    return views


def _first_of(coverage: gpd.GeoDataFrame, first: str, other: str) -> gpd.GeoDataFrame:
    """Return each camera's rows of the view `first`, of `other` where it has none."""
    view = coverage["view"].to_numpy(object)
    is_first = view == first
    if is_first.all():
        return coverage
    has_first = set(coverage["camera_id"].to_numpy(object)[is_first])
    is_other = (view == other) & ~coverage["camera_id"].isin(has_first).to_numpy(bool)
    is_chosen = is_first | is_other
    chosen: gpd.GeoDataFrame = coverage if is_chosen.all() else coverage[is_chosen]
    return chosen


def joined(flags: set[str]) -> str:
    """Return flags as one text: sorted, joined by commas.

    >>> joined({"use_unknown", "height_assumed"})
    'height_assumed,use_unknown'
    """
    return ",".join(sorted(flags))


class ClassBands:
    """The classes of a ladder as bands of depth, nearest first, down to the floor of 12.5 px/m."""

    def __init__(self, ladder: Ladder) -> None:
        limits = sorted({limit for _, limit in ladder.classes if limit > FLOOR_PX_PER_M}, reverse=True)
        self._limits = np.array([*limits, FLOOR_PX_PER_M])
        self.names = [ladder.class_of(limit) for limit in self._limits]
        lower = dict(ladder.classes)
        self.min_px_per_m = [lower.get(name, FLOOR_PX_PER_M) for name in self.names]

    @property
    def limits_px_per_m(self) -> NDArray[np.float64]:
        """Return the lower limits of the bands, nearest first [px/m]."""
        return self._limits

    def depths_m(self, f_px: float) -> NDArray[np.float64]:
        """Return the limits of the bands along the optical axis, ascending from 0, (n + 1,) [m]."""
        return np.concatenate([[0.0], f_px / self._limits])


class Gathered:
    """Rows of a layer and their geometry, gathered camera by camera."""

    def __init__(self) -> None:
        self._rows: list[tuple[Any, ...]] = []
        self._geometry: list[Any] = []

    def taken(self) -> Rows:
        """Return what was added since rows were last taken, and forget it."""
        mine = self._rows, self._geometry
        self._rows, self._geometry = [], []
        return mine

    def put(self, rows: Rows) -> None:
        """Add rows that were taken before."""
        self._rows += rows[0]
        self._geometry += rows[1]

    @property
    def is_empty(self) -> bool:
        """Return whether there is no row."""
        return not self._rows

    def _layer(
        self, names: tuple[str, ...], scene: Scene, numbers: Mapping[str, type[float | int]]
    ) -> gpd.GeoDataFrame:
        """Return the rows as a layer; columns of numbers are told apart, which they are not when empty."""
        columns = zip(*self._rows, strict=True) if self._rows else [()] * len(names)
        data = {
            name: np.array(cells, numbers[name]) if name in numbers else list(cells)
            for name, cells in zip(names, columns, strict=True)
        }
        return gpd.GeoDataFrame(data, geometry=self._geometry, crs=scene.crs)


class CoverageRows(Gathered):
    """Rows of the layer `coverage`."""

    def __init__(self, bands: ClassBands) -> None:
        super().__init__()
        self._bands = bands

    def add(self, camera_id: str, seen: list[Any], flags: set[str], *, view: str = MAIN_VIEW) -> None:
        """Add what one camera sees in one view, one geometry for each band."""
        for k, geometry in enumerate(seen):
            if shapely.is_empty(geometry):
                continue
            row = (
                camera_id,
                view,
                self._bands.names[k],
                self._bands.min_px_per_m[k],
                float(shapely.area(geometry)),
                joined(flags),
            )
            self._rows.append(row)
            self._geometry.append(geometry)

    def frame(self, scene: Scene) -> gpd.GeoDataFrame:
        """Return the layer."""
        return self._layer(COVERAGE_COLUMNS, scene, {"min_px_per_m": float, "area_m2": float})


class FacadeRows(Gathered):
    """Rows of the layer `facades`."""

    def __init__(self, scene: Scene, solids: Solids, walls: Walls, ladder: Ladder) -> None:
        super().__init__()
        self._scene = scene
        self._solids = solids
        self._walls = walls
        self._ladder = ladder
        first = scene.buildings["residential_from_level"].to_numpy(float, na_value=np.nan)
        self._told = ~np.isnan(first)
        zones = scene.zones
        self._zone_ids = zones["id"].to_numpy(object)
        self._zone_open = (zones["base_m"].isna() | zones["top_m"].isna()).to_numpy(bool)

    def add(self, camera: Camera, exposure: Exposure, f_px: float, *, view: str = MAIN_VIEW) -> None:
        """Add what one camera sees of the walls in one view: one row a face."""
        exposure = one_a_face(exposure, self._walls)
        solid = self._walls.solid[exposure.wall]
        density = f_px / exposure.depth_m
        in_range = f_px / exposure.depth_in_range_m
        wkb = shapely.to_wkb(exposure.panels, output_dimension=3)
        for k, wall in enumerate(exposure.wall):
            zone = int(self._walls.zone[wall])
            row = (
                camera.id,
                self._solids.id[solid[k]],
                int(self._walls.storey[exposure.band[k]]),
                int(self._walls.number[wall]),
                view,
                float(exposure.length_m[k]),
                float(exposure.area_m2[k]),
                float(density[k]),
                float(in_range[k]),
                self._ladder.class_of(float(density[k])),
                float(exposure.distance_m[k]),
                float(exposure.incidence_deg[k]),
                None if zone < 0 else self._zone_ids[zone],
                joined(
                    self._walls.flags[exposure.band[k]]
                    | self._flags(int(solid[k]), zone, beyond=bool(np.isnan(in_range[k])))
                    | exposure.flags.get(k, set())
                ),
                wkb[k],
            )
            self._rows.append(row)
            self._geometry.append(exposure.lines[k])

    def _flags(self, solid: int, zone: int, *, beyond: bool) -> set[str]:
        flags = set()
        if beyond:
            flags.add("beyond_range")
        if self._solids.height_assumed[solid]:
            flags.add("height_assumed")
        if zone >= 0 and self._zone_open[zone]:
            flags.add("zone_height_assumed")
        unknown = self._solids.use[solid] == "unknown" and not self._told[self._solids.row[solid]]
        if zone < 0 and unknown:
            flags.add("use_unknown")
        return flags

    def frame(self) -> gpd.GeoDataFrame:
        """Return the layer."""
        numbers = {name: float for name in FACADE_COLUMNS if name.endswith(("_m", "_m2", "_per_m", "_deg"))}
        return self._layer(FACADE_COLUMNS, self._scene, {**numbers, "storey": int, "wall": int})
