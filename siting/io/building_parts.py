"""Parts of buildings, which stand in place of the outlines that they lie in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from siting.io.building_uses import HOMES
from siting.io.door import frame_of
from siting.io.geometry import repaired_areas
from siting.words import counted

if TYPE_CHECKING:
    from siting.io.ledger import Ledger

# Parts that fill this share of an outline replace it whole; else what they leave open is kept.
_REPLACED_RATIO = 0.9


def with_parts(buildings: gpd.GeoDataFrame, parts: gpd.GeoDataFrame, ledger: Ledger) -> gpd.GeoDataFrame:
    """Return buildings in which parts stand in place of the outlines that they lie in.

    Parameters
    ----------
    buildings, parts : geopandas.GeoDataFrame
        Frames of `read_buildings` in one metric system.
    ledger : Ledger
        Receives a row for every outline replaced.

    Returns
    -------
    geopandas.GeoDataFrame
        A part is called ``<outline>/part/<part>`` and has the outline's use and name, but stays a home
        where it says so itself and the outline does not. A part that lies in no outline is a building of
        its own. Where parts fill less than nine tenths of an outline, the rest of it stays under the
        outline's id.
    """
    if not len(parts):
        return buildings
    outlines = buildings.geometry.to_numpy()
    inner = shapely.point_on_surface(parts.geometry.to_numpy())
    part_of, outline_of = shapely.STRtree(outlines).query(inner, predicate="within")
    owner = pd.Series(outline_of, index=part_of)
    # A part in two overlapping outlines goes to the smaller.
    owner = owner.iloc[np.argsort(shapely.area(outlines[outline_of]), kind="stable")]
    owner = owner[~owner.index.duplicated()]
    replaced, rest = _rests(buildings, parts, owner, ledger)
    shapes = outlines.copy()
    for position, shape in rest.items():
        shapes[position] = shape
    gone = [position for position in replaced if position not in rest]
    kept = buildings.set_geometry(shapes).drop(index=buildings.index[gone])
    return _joined(kept, _inherited(buildings, parts.reset_index(drop=True), owner))


def _rests(
    buildings: gpd.GeoDataFrame,
    parts: gpd.GeoDataFrame,
    owner: pd.Series,
    ledger: Ledger,
) -> tuple[list[int], dict[int, Any]]:
    """Return the outlines that have parts, and what is left of those that the parts do not fill."""
    rest: dict[int, Any] = {}
    groups: dict[int, list[int]] = {}
    for member, position in owner.items():
        groups.setdefault(int(position), []).append(int(str(member)))
    for position, members in groups.items():
        outline = buildings.geometry.iloc[position]
        left = shapely.difference(outline, shapely.union_all(parts.geometry.to_numpy()[members]))
        name = str(buildings["id"].iloc[position])
        done = f"replaced by {counted(len(members), 'building part')}"
        if left.area > (1 - _REPLACED_RATIO) * outline.area:
            areas = repaired_areas(np.array([left], dtype=object)).shapes[0]
            if areas is not None:
                rest[position] = areas
                done += f"; they leave {left.area:.0f} m2 open, which is kept"
        ledger.repaired(
            "buildings",
            int(buildings.index[position]),
            name,
            field="geometry",
            found="an outline with parts",
            done=done,
        )
    return list(groups), rest


def _inherited(buildings: gpd.GeoDataFrame, parts: gpd.GeoDataFrame, owner: pd.Series) -> gpd.GeoDataFrame:
    """Return parts with id, use, name and, where they have none, height of their outline."""
    out = parts.copy()
    has = np.array([position in owner.index for position in range(len(out))])
    at = owner.reindex(np.flatnonzero(has)).to_numpy(dtype=int)
    names = buildings["id"].to_numpy()[at]
    out.loc[has, "id"] = [f"{name}/part/{part}" for name, part in zip(names, out["id"][has], strict=True)]
    for column in ("name", "residential_from_level"):
        out.loc[has, column] = buildings[column].to_numpy()[at]
    # Homes over an office stay homes, whatever the outline is called.
    theirs, own = buildings["use"].to_numpy()[at], out.loc[has, "use"].to_numpy()
    out.loc[has, "use"] = np.where(np.isin(own, HOMES) & ~np.isin(theirs, HOMES), own, theirs)
    flat = has & out["height_m"].isna().to_numpy() & out["levels"].isna().to_numpy()
    take = flat[has]
    for column in ("height_m", "levels"):
        out.loc[flat, column] = np.where(
            out["base_m"].to_numpy()[flat] == 0, buildings[column].to_numpy(dtype=float)[at][take], np.nan
        )
    return out


def _joined(first: gpd.GeoDataFrame, second: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return two canonical frames one below the other."""
    data = {
        name: np.concatenate([first[name].to_numpy(), second[name].to_numpy()])
        for name in first.columns
        if name != "geometry"
    }
    return gpd.GeoDataFrame(
        frame_of(data),
        geometry=np.concatenate([first.geometry.to_numpy(), second.geometry.to_numpy()]),
        crs=first.crs,
    )
