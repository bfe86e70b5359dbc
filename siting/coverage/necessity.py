"""Necessity: what each camera alone covers, what others cover already, and how much of homes it sees."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from siting.coverage.overlap_counts import overlap_counts
from siting.coverage.rows import by_day, is_sure
from siting.coverage.unbuilt import EXISTING

if TYPE_CHECKING:
    from numpy.typing import NDArray

COUNT_COLUMNS = ("cameras", "existing", "area_m2")
"""Columns of the overlap: how many cameras cover a place by day, how many of them exist already."""
NECESSITY_COLUMNS = (
    "camera_id",
    "status",
    "area_m2",
    "only_m2",
    "only_ratio",
    "existing_m2",
    "existing_ratio",
    "private_facade_m2",
    "unknown_facade_m2",
)
"""Columns of the necessity: one row a camera.

`only_m2` is covered by day by no other camera, `existing_m2` by another camera that exists already; both
ratios are shares of `area_m2`, NaN where that is nothing. The facades are window bands that it sees in any
view: of homes, and of buildings of unknown use.
"""

# Where coverages meet, rounding leaves slivers; smaller faces are no places [m2].
_SLIVER_M2 = 1e-4
_EXISTING_WEIGHT = 2**24


def overlap_of(cameras: gpd.GeoDataFrame, coverage: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return disjoint polygons with the number of cameras that cover each by day; `COUNT_COLUMNS`.

    Faces of less than a square centimetre, which rounding leaves, are left out.

    Parameters
    ----------
    cameras, coverage : geopandas.GeoDataFrame
        As used: `siting.coverage.table.CoverageTable`.
    """
    day = by_day(coverage)
    is_there = day["camera_id"].isin(_existing(cameras)).to_numpy(bool)
    found = overlap_counts(day.geometry.to_numpy(), np.where(is_there, _EXISTING_WEIGHT, 1))
    kept = found.area_m2 > _SLIVER_M2
    existing, proposed = np.divmod(found.count[kept], _EXISTING_WEIGHT)
    data = {"cameras": existing + proposed, "existing": existing, "area_m2": found.area_m2[kept]}
    return gpd.GeoDataFrame(data, geometry=found.polygons[kept], crs=coverage.crs)


def necessity_of(
    cameras: gpd.GeoDataFrame,
    coverage: gpd.GeoDataFrame,
    facades: gpd.GeoDataFrame,
    *,
    overlap: gpd.GeoDataFrame,
) -> pd.DataFrame:
    """Return for each camera what it alone covers, what is covered already, what it sees of homes.

    Parameters
    ----------
    cameras, coverage, facades : geopandas.GeoDataFrame
        As used: `siting.coverage.table.CoverageTable`.
    overlap : geopandas.GeoDataFrame
        As `overlap_of` returns it.

    Returns
    -------
    pandas.DataFrame
        Columns `NECESSITY_COLUMNS`, in the order of the cameras.
    """
    day = by_day(coverage)
    area_m2 = day.groupby("camera_id")["area_m2"].sum()
    face, camera = _faces_of_cameras(day, overlap)
    face_m2 = overlap["area_m2"].to_numpy(float)[face]
    is_alone = overlap["cameras"].to_numpy(int)[face] == 1
    others = overlap["existing"].to_numpy(int)[face] - np.isin(camera, [*_existing(cameras)])
    homes, unknown = _facades_m2(facades)
    table = pd.DataFrame({"camera_id": cameras["id"], "status": cameras["status"]})
    for name, sums in (
        ("area_m2", area_m2),
        ("only_m2", pd.Series(face_m2 * is_alone, dtype=float).groupby(camera).sum()),
        ("existing_m2", pd.Series(face_m2 * (others > 0), dtype=float).groupby(camera).sum()),
        ("private_facade_m2", homes),
        ("unknown_facade_m2", unknown),
    ):
        table[name] = table["camera_id"].map(sums).fillna(0.0).astype(float)
    whole = table["area_m2"].where(table["area_m2"] > 0.0)
    for name in ("only", "existing"):
        # Slivers left out make no difference of note; nothing is covered more than whole.
        table[f"{name}_ratio"] = (table[f"{name}_m2"] / whole).clip(upper=1.0)
    return table[list(NECESSITY_COLUMNS)]


def _existing(cameras: gpd.GeoDataFrame) -> set[str]:
    return set(cameras["id"][cameras["status"] == EXISTING])


def _faces_of_cameras(
    day: gpd.GeoDataFrame, overlap: gpd.GeoDataFrame
) -> tuple[NDArray[np.int64], NDArray[np.object_]]:
    """Return which faces each camera covers: face and camera of every pair, each once."""
    inside = shapely.point_on_surface(overlap.geometry.to_numpy())
    face, row = shapely.STRtree(day.geometry.to_numpy()).query(inside, predicate="intersects")
    camera = day["camera_id"].to_numpy(object)[row]
    # Where two classes of one camera meet, a point may lie in both.
    pairs = pd.DataFrame({"face": face, "camera": camera}).drop_duplicates()
    return pairs["face"].to_numpy(np.int64), pairs["camera"].to_numpy(object)


def _facades_m2(facades: gpd.GeoDataFrame) -> tuple[pd.Series, pd.Series]:
    """Return the window bands that each camera sees, of homes and of buildings of unknown use [m2]."""
    rows = pd.DataFrame(facades.drop(columns="geometry"))
    rows = rows[is_sure(rows)]
    rows = rows.assign(zone_id=rows["zone_id"].fillna(""))
    # A turning camera sees one window in several views: the one that shows most of it counts.
    rows = rows.sort_values("area_m2", kind="stable").drop_duplicates(
        ["camera_id", "building_id", "storey", "wall", "zone_id"], keep="last"
    )
    is_unknown = rows["flags"].astype(str).str.contains("use_unknown").to_numpy(bool)
    sums = [rows[chosen].groupby("camera_id")["area_m2"].sum() for chosen in (~is_unknown, is_unknown)]
    return sums[0], sums[1]
