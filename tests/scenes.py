"""Small scenes for tests, drawn in local metres around a point where the grid can be trusted.

The default place lies on the central meridian of ETRS89 / UTM 32N, so a camera at easting 0 has no
convergence; everywhere else the builder turns the grid azimuth it is given into a true one.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
from shapely import affinity
from shapely.geometry import LineString, Point, Polygon

from siting.fields import LAYERS
from siting.model import LEDGER_COLUMNS, Camera, Lens, Scene

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True)
class Place:
    """Where local coordinates start: a projected system and its point (0, 0) in it [m]."""

    epsg: int = 25832
    easting_m: float = 500_000.0
    northing_m: float = 5_500_000.0


MERIDIAN = Place()
EAST_OF_MERIDIAN = Place(epsg=3067, easting_m=385_000.0, northing_m=6_672_000.0)


def rect(west: float, south: float, east: float, north: float) -> Polygon:
    """Return an upright rectangle in local metres, counter-clockwise from its south-west corner."""
    return Polygon([(west, south), (east, south), (east, north), (west, north)])


def wall_east_west(northing_m: float, *, half_width_m: float = 500.0, depth_m: float = 0.3) -> Polygon:
    """Return a long thin footprint whose near face lies at `northing_m` [m]."""
    return rect(-half_width_m, northing_m, half_width_m, northing_m + depth_m)


def building(polygon: BaseGeometry, height_m: float | None = 9.0, **fields: Any) -> dict[str, Any]:
    """Return one building of a scene; `fields` are columns of the layer."""
    return {"geometry": polygon, "height_m": height_m, "base_m": 0.0, "use": "office", **fields}


def home(polygon: BaseGeometry, height_m: float | None = 9.0, **fields: Any) -> dict[str, Any]:
    """Return one residence of a scene; `fields` are columns of the layer."""
    return building(polygon, height_m, **{"use": "residence", **fields})


def obstacle(geometry: BaseGeometry, top_m: float, **fields: Any) -> dict[str, Any]:
    """Return one obstacle of a scene; `fields` are columns of the layer."""
    return {"geometry": geometry, "top_m": top_m, "kind": "wall", **fields}


def zone(polygon: BaseGeometry, kind: str = "other_private", **fields: Any) -> dict[str, Any]:
    """Return one zone of a scene; `fields` are columns of the layer."""
    return {"geometry": polygon, "kind": kind, **fields}


def entrance(east: float, north: float, building_id: str | None = None, **fields: Any) -> dict[str, Any]:
    """Return one door of a scene at a local point; `fields` are columns of the layer."""
    return {"geometry": Point(east, north), "building_id": building_id, **fields}


def window(
    corners: Iterable[tuple[float, float]],
    base_m: float | None = None,
    top_m: float | None = None,
    building_id: str | None = None,
    **fields: Any,
) -> dict[str, Any]:
    """Return one window of a scene along local points; `fields` are columns of the layer."""
    told = {"base_m": base_m, "top_m": top_m, "building_id": building_id}
    return {"geometry": LineString(corners), **told, **fields}


def camera(east: float = 0.0, north: float = 0.0, **options: Any) -> dict[str, Any]:
    """Return the options of one camera: those of `Camera`, and of `Lens` where it has them.

    `azimuth_grid_deg` (default 0, grid north) stands for `azimuth_deg`; the image is 1920 x 1080
    and 60 degrees wide unless told.
    """
    return {"east": east, "north": north, "height_m": 4.0, **options}


def scene(
    buildings: Iterable[dict[str, Any]] = (),
    cameras: Iterable[dict[str, Any]] = (),
    *,
    zones: Iterable[dict[str, Any]] = (),
    obstacles: Iterable[dict[str, Any]] = (),
    entrances: Iterable[dict[str, Any]] = (),
    windows: Iterable[dict[str, Any]] = (),
    place: Place = MERIDIAN,
    name: str = "test",
) -> Scene:
    """Return a scene of the given things, moved from local metres to `place`.

    Parameters
    ----------
    buildings, zones, obstacles, entrances, windows : iterable of dict
        As `building`, `home`, `zone`, ... make them; ids are given where missing.
    cameras : iterable of dict
        As `camera` makes them.
    place : Place
        Where the local (0, 0) lies.
    """
    layers: dict[str, Any] = {layer: _frame(layer, (), place) for layer in LAYERS if layer != "cameras"}
    layers["buildings"] = _frame("buildings", buildings, place)
    layers["zones"] = _frame("zones", zones, place)
    layers["obstacles"] = _frame("obstacles", obstacles, place)
    layers["entrances"] = _frame("entrances", entrances, place)
    layers["windows"] = _frame("windows", windows, place)
    return Scene(
        crs=_crs(place.epsg),
        cameras=tuple(_camera(options, number, place) for number, options in enumerate(cameras)),
        ledger=pd.DataFrame(columns=list(LEDGER_COLUMNS)),
        name=name,
        **layers,
    )


def convergence_deg(place: Place, east: float, north: float) -> float:
    """Return the true azimuth of grid north at a local point [degrees]."""
    lon, lat = _to_lonlat(place.epsg).transform(place.easting_m + east, place.northing_m + north)
    return float(pyproj.Proj(_crs(place.epsg)).get_factors(lon, lat).meridian_convergence)


def turned(
    thing: dict[str, Any], angle_deg: float, shift: tuple[float, float] = (0.0, 0.0)
) -> dict[str, Any]:
    """Return a thing of a scene turned clockwise about the local (0, 0), then shifted [m]."""
    if "geometry" in thing:
        moved = affinity.rotate(thing["geometry"], -angle_deg, origin=(0.0, 0.0))
        return {**thing, "geometry": affinity.translate(moved, *shift)}
    angle = np.radians(angle_deg)
    east = thing["east"] * np.cos(angle) + thing["north"] * np.sin(angle) + shift[0]
    north = -thing["east"] * np.sin(angle) + thing["north"] * np.cos(angle) + shift[1]
    azimuth = (thing.get("azimuth_grid_deg", 0.0) + angle_deg) % 360.0
    return {**thing, "east": float(east), "north": float(north), "azimuth_grid_deg": azimuth}


@cache
def _crs(epsg: int) -> pyproj.CRS:
    return pyproj.CRS.from_epsg(epsg)


@cache
def _to_lonlat(epsg: int) -> pyproj.Transformer:
    crs = _crs(epsg)
    return pyproj.Transformer.from_crs(crs, crs.geodetic_crs, always_xy=True)


def _frame(layer: str, rows: Iterable[dict[str, Any]], place: Place) -> Any:
    columns = [field.name for field in LAYERS[layer].fields]
    numbers = {field.name for field in LAYERS[layer].fields if field.kind in ("number", "integer")}
    rows = list(rows)
    records = [
        {"id": f"{layer}-{number}", **{key: value for key, value in row.items() if key != "geometry"}}
        for number, row in enumerate(rows)
    ]
    frame = pd.DataFrame(records).reindex(columns=columns)
    for column in columns:
        kind = "float64" if column in numbers else "object"
        frame[column] = frame[column].astype(kind)
        if kind == "object":
            frame[column] = frame[column].where(frame[column].notna(), None)
    if LAYERS[layer].shape == "table":
        return frame
    shapes = [affinity.translate(row["geometry"], place.easting_m, place.northing_m) for row in rows]
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(shapes, crs=_crs(place.epsg)))


def _camera(options: dict[str, Any], number: int, place: Place) -> Camera:
    options = {"id": f"cam-{number}", "image_width_px": 1920, "image_height_px": 1080, **options}
    east, north = options.pop("east"), options.pop("north")
    grid_deg = options.pop("azimuth_grid_deg", 0.0)
    if "focal_length_mm" not in options:
        options.setdefault("hfov_deg", 60.0)
    names = Lens.__dataclass_fields__
    lens = Lens(**{key: options.pop(key) for key in list(options) if key in names})
    if "azimuth_deg" not in options:
        options["azimuth_deg"] = float((grid_deg + convergence_deg(place, east, north)) % 360.0)
    return Camera(easting_m=place.easting_m + east, northing_m=place.northing_m + north, lens=lens, **options)


__all__ = [
    "EAST_OF_MERIDIAN",
    "MERIDIAN",
    "Place",
    "building",
    "camera",
    "convergence_deg",
    "entrance",
    "home",
    "obstacle",
    "rect",
    "scene",
    "turned",
    "wall_east_west",
    "window",
    "zone",
]
