"""Real districts as plain arrays, and invented cameras in their streets: what product and peers are given.

north
|  / axis of view
| ) azimuth_deg, clockwise from grid north; the product is told the same axis from true north
|/________ east
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pyproj
import shapely

import siting
from siting.io import demo_path

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
"""Further districts, where they lie beside the clone; none of them is needed."""
PLANE_M = 1.5
"""Height of the target plane above ground [m]."""
SEED = 799

# Name -> (file, layer): old town of small houses, blocks of a centre, suburb of single houses.
_SHARED = {
    "suzhou_old_town": ("suzhou_gusu/suzhou_gusu.gpkg", None),
    "karhula_suburb": ("karhula_suburb/karhula_suburb.gpkg", "buildings"),
}
_DEMO = "helsinki_centre"
# Beside a wall, clear of what a camera on a wall is moved by [m].
_CLEAR_M = 0.5
_ASSUMED_HEIGHT_M = 6.0
_STOREY_M = 3.0
# Every wall hides to any height: the question is that of the plane.
_TALL_M = 60.0


@dataclass(frozen=True, eq=False)
class Cameras:
    """Cameras as arrays, one row each; angles from grid north.

    Parameters
    ----------
    xy_m : float array (n, 2)
    height_m, azimuth_deg, tilt_deg, hfov_deg, vfov_deg, range_m : float array (n,)
    image_width_px : int
    """

    xy_m: Floats
    height_m: Floats
    azimuth_deg: Floats
    tilt_deg: Floats
    hfov_deg: Floats
    vfov_deg: Floats
    range_m: Floats
    image_width_px: int

    def __len__(self) -> int:
        """Return how many they are."""
        return len(self.xy_m)

    def take(self, rows: Any) -> Cameras:
        """Return the cameras of some rows."""
        arrays = {name: value[rows] for name, value in vars(self).items() if isinstance(value, np.ndarray)}
        return replace(self, **arrays)

    @property
    def greatest_depth_m(self) -> Floats:
        """Depth at which the density falls to 12.5 px/m: f_px / 12.5, pinhole [m]."""
        return self.image_width_px / (2.0 * np.tan(np.radians(self.hfov_deg) / 2.0)) / 12.5


@dataclass(frozen=True, eq=False)
class District:
    """The buildings of one place as prisms on the ground.

    Parameters
    ----------
    name : str
    footprints : object array (b,)
        Valid polygons and multipolygons [m].
    height_m, levels : float array (b,)
    use : str
        Use of all of them: homes are asked for their facades, offices are not.
    crs : pyproj.CRS
        Projected, in metres.
    """

    name: str
    footprints: NDArray[Any]
    height_m: Floats
    levels: Floats
    use: str
    crs: pyproj.CRS

    @property
    def per_hectare(self) -> float:
        """Buildings in a hectare of their convex hull."""
        hull = shapely.convex_hull(shapely.geometrycollections(self.footprints))
        return float(len(self.footprints) / (shapely.area(hull) / 1e4))

    def tall(self) -> District:
        """Return the district with walls that hide to any height."""
        return replace(self, height_m=np.full(len(self.height_m), _TALL_M))

    def homes(self) -> District:
        """Return the district with every building a home."""
        return replace(self, use="residence")

    def buildings_frame(self) -> gpd.GeoDataFrame:
        """Return the layer `buildings` as the product reads it."""
        columns = {
            "id": [f"B{row:07d}" for row in range(len(self.footprints))],
            "height_m": self.height_m,
            "levels": self.levels,
            "use": self.use,
        }
        return gpd.GeoDataFrame(columns, geometry=self.footprints, crs=self.crs)

    def cameras_frame(self, cameras: Cameras) -> gpd.GeoDataFrame:
        """Return the layer `cameras` as the product reads it, azimuths from true north."""
        lonlat = pyproj.Transformer.from_crs(self.crs, "EPSG:4326", always_xy=True)
        lon, lat = lonlat.transform(*cameras.xy_m.T)
        convergence = pyproj.Proj(self.crs).get_factors(lon, lat).meridian_convergence
        columns = {
            "id": [f"C{row:06d}" for row in range(len(cameras))],
            "azimuth_deg": np.mod(cameras.azimuth_deg + convergence, 360.0),
            "tilt_deg": cameras.tilt_deg,
            "height_m": cameras.height_m,
            "hfov_deg": cameras.hfov_deg,
            "vfov_deg": cameras.vfov_deg,
            "image_width_px": cameras.image_width_px,
            "range_m": cameras.range_m,
        }
        return gpd.GeoDataFrame(columns, geometry=shapely.points(cameras.xy_m), crs=self.crs)


def districts() -> list[District]:
    """Return the districts that are here, the demo's first and always."""
    found = [_district(_DEMO, siting.read_scene(demo_path()))]
    for name, (file, layer) in _SHARED.items():
        path = SHARED / file
        if path.is_file():
            given = str(path) if layer is None else f"{path}:{layer}"
            found.append(_district(name, siting.read_scene(buildings=given)))
    return found


def _district(name: str, scene: siting.Scene) -> District:
    levels = scene.buildings["levels"].to_numpy(float)
    height = scene.buildings["height_m"].to_numpy(float)
    height = np.where(np.isnan(height), levels * _STOREY_M, height)
    height = np.where(np.isnan(height), _ASSUMED_HEIGHT_M, height)
    levels = np.where(np.isnan(levels), np.maximum(1.0, height // _STOREY_M), levels)
    shapes = np.asarray(scene.buildings.geometry.values, dtype=object)
    return District(name, shapes, height, levels, "office", scene.crs)


def street_cameras(district: District, count: int, *, seed: int = SEED) -> Cameras:
    """Return invented cameras half a metre off drawn walls, HFOV 60 to 100 degrees, range 30 to 120 m.

    Parameters
    ----------
    district : District
    count : int
    seed : int
    """
    rng = np.random.default_rng(seed)
    around = shapely.boundary(shapely.buffer(district.footprints, _CLEAR_M + 1e-3, quad_segs=2))
    solids = shapely.STRtree(district.footprints)
    kept: list[Floats] = []
    while len(kept) < count:
        walls = around[rng.integers(len(around), size=count)]
        points = shapely.line_interpolate_point(walls, rng.random(count), normalized=True)
        points = points[~shapely.is_empty(points)]
        near, _ = solids.query(points, predicate="dwithin", distance=_CLEAR_M - 1e-3)
        kept += list(shapely.get_coordinates(np.delete(points, np.unique(near))))
    hfov = rng.uniform(60.0, 100.0, count)
    return Cameras(
        xy_m=np.array(kept[:count]),
        height_m=rng.uniform(3.0, 12.0, count),
        azimuth_deg=rng.uniform(0.0, 360.0, count),
        tilt_deg=rng.uniform(5.0, 20.0, count),
        hfov_deg=hfov,
        vfov_deg=np.degrees(2.0 * np.arctan(np.tan(np.radians(hfov) / 2.0) * 9.0 / 16.0)),
        range_m=rng.uniform(30.0, 120.0, count),
        image_width_px=1920,
    )


def level_cameras(cameras: Cameras) -> Cameras:
    """Return the cameras at the height of the target plane, level and sharp enough that only range bounds.

    What they cover is a sector less what walls hide: the question that plan visibility answers.
    """
    count = len(cameras)
    return replace(cameras, height_m=np.full(count, PLANE_M), tilt_deg=np.zeros(count), image_width_px=4096)
