"""What an edit does to views: ground lost and gained, homes newly exposed and newly hidden."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from siting.coverage.rows import LEAF_OFF_VIEW, by_day, is_sure
from siting.coverage.visibility import valid_multipolygon

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

GROUND_COLUMNS = (
    "camera_id",
    "view",
    "class",
    "min_px_per_m",
    "before_m2",
    "after_m2",
    "lost_m2",
    "gained_m2",
    "lost_ratio",
    "gained_ratio",
)
"""Columns of the ground: one row a camera, view and class of which something is lost or gained.

Both ratios are shares of what the class covered before, NaN where that was nothing.
"""
PIECE_COLUMNS = ("camera_id", "view", "class", "min_px_per_m", "area_m2", "ratio")
"""Columns of the layers `lost` and `gained`: a row's one part of the ground, with its shape."""
HOME_COLUMNS = (
    "camera_id",
    "building_id",
    "storey",
    "zone_id",
    "change",
    "before_px_per_m",
    "after_px_per_m",
    "before_m2",
    "after_m2",
    "is_news",
)
"""Columns of the homes: one row a camera and storey (or room) of which it sees more or less of the windows.

`change` is exposed (not seen before), hidden (not seen after), more, less, or gone (the building is).
The areas are those of windows seen. `is_news` is True where no other camera sees that storey before, if it
is exposed, or after, if it is hidden.
"""

_KEY = ["camera_id", "view", "class", "min_px_per_m"]
_HOME_KEY = ["camera_id", "building_id", "storey", "zone_id"]
# Two cuts of one view differ by rounding along its rim [m2].
_CRUMB_M2 = 1e-4
# Less is rounding: of a density as a ratio, of windows seen [m2].
_SAME_DENSITY_RATIO = 1e-6
_SAME_WINDOW_M2 = 1e-3


def ground_effects(
    before: gpd.GeoDataFrame, after: gpd.GeoDataFrame
) -> tuple[pd.DataFrame, gpd.GeoDataFrame, gpd.GeoDataFrame]:
    """Return what cameras lose and gain of the ground: the sums, and the layers `lost` and `gained`.

    By day, and in the view `leaf_off` where either side has one: a camera that has none covers the same
    while trees are bare.

    Parameters
    ----------
    before, after : geopandas.GeoDataFrame
        Coverage of the same plan before and after an edit.
    """
    first, second = _comparable(before, other=after), _comparable(after, other=before)
    both = pd.merge(first, second, on=_KEY, how="outer", suffixes=("_before", "_after"), sort=False)
    old, new = (_shapes(both[f"shape_{side}"]) for side in ("before", "after"))
    changed = ~shapely.equals_exact(old, new, tolerance=0.0)
    both, old, new = both[changed], old[changed], new[changed]
    lost, gained = (
        _without_crumbs(shapely.difference(old, new)),
        _without_crumbs(shapely.difference(new, old)),
    )
    table = both[_KEY].assign(
        before_m2=shapely.area(old),
        after_m2=shapely.area(new),
        lost_m2=shapely.area(lost),
        gained_m2=shapely.area(gained),
    )
    covered_m2 = table["before_m2"].where(table["before_m2"] > 0.0)
    table = table.assign(
        lost_ratio=table["lost_m2"] / covered_m2, gained_ratio=table["gained_m2"] / covered_m2
    )
    order = table.reset_index(drop=True).sort_values(["camera_id", "view", "min_px_per_m"], kind="stable")
    some = (order["lost_m2"] > 0.0) | (order["gained_m2"] > 0.0)
    kept = order[some.to_numpy(bool)]
    places = kept.index.to_numpy(int)
    shapes = {"lost": lost[places], "gained": gained[places]}
    layers = [_pieces(kept, shape, name, crs=after.crs) for name, shape in shapes.items()]
    return kept[list(GROUND_COLUMNS)].reset_index(drop=True), layers[0], layers[1]


def _comparable(coverage: gpd.GeoDataFrame, *, other: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the rows that are compared, with their shapes in a column `shape`."""
    day = by_day(coverage)
    bare = coverage[coverage["view"] == LEAF_OFF_VIEW]
    wanted = set(other.loc[other["view"] == LEAF_OFF_VIEW, "camera_id"]) - set(bare["camera_id"])
    same = day[day["camera_id"].isin(wanted)].assign(view=LEAF_OFF_VIEW)
    parts = [pd.DataFrame(each[_KEY]).assign(shape=each.geometry.to_numpy()) for each in (day, bare, same)]
    return pd.concat(parts, ignore_index=True)


def _shapes(column: pd.Series) -> NDArray[Any]:
    shapes = column.to_numpy(object).copy()
    shapes[column.isna().to_numpy(bool)] = shapely.MultiPolygon()
    return shapes


def _without_crumbs(shapes: NDArray[Any]) -> NDArray[Any]:
    made = np.full(len(shapes), shapely.MultiPolygon(), object)
    for k, shape in enumerate(shapes):
        parts = shapely.get_parts(shape)
        made[k] = valid_multipolygon(parts[shapely.area(parts) > _CRUMB_M2])
    return made


def _pieces(table: pd.DataFrame, shapes: NDArray[Any], name: str, *, crs: Any) -> gpd.GeoDataFrame:
    frame = table[_KEY].assign(area_m2=table[f"{name}_m2"], ratio=table[f"{name}_ratio"])
    some = (frame["area_m2"] > 0.0).to_numpy(bool)
    return gpd.GeoDataFrame(
        frame.loc[some, list(PIECE_COLUMNS)].reset_index(drop=True), geometry=shapes[some], crs=crs
    )


def home_effects(
    before: gpd.GeoDataFrame, after: gpd.GeoDataFrame, *, gone: Collection[str] = ()
) -> gpd.GeoDataFrame:
    """Return the homes of which cameras see more or less; `HOME_COLUMNS` and the stretches of wall.

    What is seen for sure counts: not what only a proposed obstacle hides. Leaves hide nothing, in either.

    Parameters
    ----------
    before, after : geopandas.GeoDataFrame
        Facades of the same plan before and after an edit.
    gone : collection of str
        Ids of buildings that the edit removes.
    """
    first, second = _by_home(before), _by_home(after)
    both = pd.merge(first, second, on=_HOME_KEY, how="outer", suffixes=("_before", "_after"), sort=False)
    table = both[_HOME_KEY].copy()
    for name, column in (("px_per_m", "max_px_per_m"), ("m2", "area_m2")):
        for side in ("before", "after"):
            table[f"{side}_{name}"] = both[f"{column}_{side}"].fillna(0.0).astype(float)
    table["change"] = _changes(table, gone)
    table["is_news"] = _is_news(table)
    shapes = both["shape_after"].where(both["shape_after"].notna(), both["shape_before"])
    kept = (table["change"] != "").to_numpy(bool)
    frame = gpd.GeoDataFrame(
        table.loc[kept, list(HOME_COLUMNS)], geometry=shapes[kept].to_numpy(object), crs=after.crs
    )
    return frame.sort_values(_HOME_KEY, kind="stable").reset_index(drop=True)


def _by_home(facades: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return one row a camera and storey or room: the best density, all windows seen, the walls."""
    sure = facades[is_sure(facades)]
    rows = pd.DataFrame(sure.drop(columns="geometry")).assign(
        zone_id=sure["zone_id"].fillna("").astype(str), shape=sure.geometry.to_numpy()
    )
    # A turning camera sees one window in several views: the one that shows most of it counts.
    best = rows.sort_values("area_m2", kind="stable").drop_duplicates([*_HOME_KEY, "wall"], keep="last")
    made = [
        (*key, part["area_m2"].sum(), shapely.union_all(part["shape"].to_list()))
        for key, part in best.groupby(_HOME_KEY, sort=False)
    ]
    frame = pd.DataFrame(made, columns=[*_HOME_KEY, "area_m2", "shape"], dtype=object)
    densest = rows.groupby(_HOME_KEY, sort=False)["max_px_per_m"].max()
    frame["max_px_per_m"] = [densest[key] for key in zip(*(frame[name] for name in _HOME_KEY), strict=True)]
    return frame


def _changes(table: pd.DataFrame, gone: Collection[str]) -> list[str]:
    found = []
    for row in table.to_dict("records"):
        old, new = row["before_px_per_m"], row["after_px_per_m"]
        apart_m2 = row["after_m2"] - row["before_m2"]
        if old == 0.0:
            change = "exposed"
        elif new == 0.0:
            change = "gone" if row["building_id"] in gone else "hidden"
        elif abs(new - old) > _SAME_DENSITY_RATIO * old:
            change = "more" if new > old else "less"
        elif abs(apart_m2) > _SAME_WINDOW_M2:
            change = "more" if apart_m2 > 0.0 else "less"
        else:
            change = ""
        found.append(change)
    return found


def _is_news(table: pd.DataFrame) -> NDArray[np.bool_]:
    """Return where nobody else saw the storey before it is exposed, or sees it after it is hidden."""
    home = [name for name in _HOME_KEY if name != "camera_id"]
    seen = [table.groupby(home)[f"{side}_px_per_m"].transform("max") > 0.0 for side in ("before", "after")]
    news = ((table["change"] == "exposed") & ~seen[0]) | ((table["change"] == "hidden") & ~seen[1])
    return news.to_numpy(bool)
