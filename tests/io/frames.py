"""Small frames and scenes for the tests of the door."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
from shapely.geometry import Point, Polygon, box

from siting.io import read_scene

if TYPE_CHECKING:
    from siting.model import Scene

EPSG = 3879
EAST_M, NORTH_M = 25_496_600.0, 6_672_900.0
WHOLE = {"azimuth_deg": 90, "height_m": 4, "hfov_deg": 84, "image_width_px": 1920}


def square(east_m: float = 0.0, north_m: float = 0.0, size_m: float = 10.0) -> Polygon:
    """Return an upright square at an offset from the origin of the tests."""
    return box(EAST_M + east_m, NORTH_M + north_m, EAST_M + east_m + size_m, NORTH_M + north_m + size_m)


def point(east_m: float = 20.0, north_m: float = 20.0) -> Point:
    """Return a point at an offset from the origin of the tests."""
    return Point(EAST_M + east_m, NORTH_M + north_m)


def houses(*shapes: Any, epsg: int | None = EPSG, **columns: Any) -> gpd.GeoDataFrame:
    """Return buildings with the columns given."""
    return gpd.GeoDataFrame(columns, geometry=list(shapes) or [square()], crs=epsg)


def cameras(*rows: dict[str, Any], **shared: Any) -> gpd.GeoDataFrame:
    """Return cameras: one for each mapping, whole unless a value is overwritten with None."""
    whole = [
        {"id": f"C{number}", **WHOLE, **shared, **row} for number, row in enumerate(rows or ({},), start=1)
    ]
    frame = pd.DataFrame(whole)
    shapes = frame.pop("geometry").tolist() if "geometry" in frame else [point()] * len(frame)
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=EPSG)


def scene(buildings: Any = None, **layers: Any) -> Scene:
    """Return a scene of one house unless told otherwise."""
    return read_scene(buildings=houses() if buildings is None else buildings, **layers)


def rows_of(read: Scene, layer: str, outcome: str) -> pd.DataFrame:
    """Return the ledger's rows of a layer with an outcome."""
    return read.ledger[(read.ledger["layer"] == layer) & (read.ledger["outcome"] == outcome)]
