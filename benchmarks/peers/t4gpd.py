"""t4gpd: exact isovists over GeoPandas; range is its own, the sector is not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely
from t4gpd.isovist.STExactIsovistField2D import STExactIsovistField2D

from benchmarks.peers.walls import box_around, walls_of

if TYPE_CHECKING:
    from benchmarks.districts import Cameras, District
    from benchmarks.peers.walls import Walls

DISTRIBUTION = "t4gpd"
HELP = "the buildings within range are looked up for it, the sector taken by shapely"
_CRS = "EPSG:3067"


def prepare(district: District) -> Walls:
    """Return the walls of a district and a tree of its buildings."""
    return walls_of(district)


def plan(walls: Walls, cameras: Cameras, row: int, *, outline: Any) -> Any:
    """Return what a level camera sees in plan, about the camera."""
    here, reach_m = cameras.xy_m[row], float(cameras.range_m[row])
    shapes = walls.footprints[walls.near(box_around(here, reach_m))]
    parts = shapely.get_parts(shapely.transform(shapes, lambda places: places - here))
    buildings = gpd.GeoDataFrame(geometry=parts, crs=_CRS)
    eye = gpd.GeoDataFrame(geometry=[shapely.Point(0.0, 0.0)], crs=_CRS)
    try:
        seen = STExactIsovistField2D(buildings, eye, rayLength=reach_m).run()
    except Exception:  # it raises of many kinds where nothing or itself is near
        return None
    return shapely.intersection(shapely.make_valid(seen.geometry.iloc[0]), outline)
