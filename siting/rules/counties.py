"""In which county each camera stands: one join of positions and administrative areas."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely

from siting.rules.cells import records, text_of
from siting.rules.law import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray
    from shapely.geometry.base import BaseGeometry


class County(NamedTuple):
    """One administrative area: its code of GB/T 2260 and its name, either of them perhaps empty."""

    code: str
    name: str
    geometry: BaseGeometry

    @property
    def label(self) -> Text:
        """Return the name with the code behind it, or whichever of them there is."""
        if not (self.name and self.code):
            return Text(self.name or self.code, self.name or self.code)
        return Text(f"{self.name}（{self.code}）", f"{self.name} ({self.code})")


class Whereabouts(NamedTuple):
    """The counties that hold a position, and how far it is to the nearest outline of any county [m]."""

    counties: tuple[County, ...]
    outline_m: float


def counties_of(frame: gpd.GeoDataFrame) -> tuple[County, ...]:
    """Return the counties of a layer.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Columns code, name, geometry.
    """
    return tuple(
        County(text_of(row["code"]), text_of(row["name"]), row["geometry"]) for row in records(frame)
    )


def join_counties(
    positions: Mapping[str, BaseGeometry], counties: Sequence[County]
) -> dict[str, Whereabouts]:
    """Return where each position lies, by the name of the position; none when there are no counties.

    Parameters
    ----------
    positions : mapping of str to shapely Point
    counties : sequence of County
    """
    ids = list(positions)
    if not ids or not counties:
        return {}
    points = np.array([positions[each] for each in ids], dtype=object)
    shapes = np.array([county.geometry for county in counties], dtype=object)
    found: list[list[int]] = [[] for _ in ids]
    # Areas are asked for points, not points for areas: an area is prepared once for all of them.
    places, inside = shapely.STRtree(points).query(shapes, predicate="intersects")
    for place, row in zip(places.tolist(), inside.tolist(), strict=True):
        found[row].append(place)
    (rows, _), outline_m = shapely.STRtree(_outlines(shapes)).query_nearest(
        points, return_distance=True, all_matches=False
    )
    reach_m = dict(zip(rows.tolist(), outline_m.tolist(), strict=True))
    return {
        each: Whereabouts(tuple(counties[place] for place in found[row]), reach_m[row])
        for row, each in enumerate(ids)
    }


def _outlines(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """The outlines of areas segment by segment: the tree then looks only at the few that are near."""
    corners, ring = shapely.get_coordinates(shapely.get_parts(shapely.boundary(shapes)), return_index=True)
    starts = np.flatnonzero(ring[:-1] == ring[1:])
    segments = shapely.linestrings(np.stack([corners[starts], corners[starts + 1]], axis=1))
    return np.asarray(segments, dtype=object)
