"""Layers from extracts of OpenStreetMap; the only module that may reach the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from siting.crs import LONLAT
from siting.errors import SitingError, UsageError
from siting.io.aliases import table
from siting.io.files import sha256_of
from siting.io.osm_elements import read_elements
from siting.io.osm_features import drop_military, find_features, military_areas
from siting.io.raw import OSM_ATTRIBUTION, RawLayer
from siting.model import LEDGER_COLUMNS

if TYPE_CHECKING:
    from pathlib import Path

    from siting.io.osm_features import Found

_TIMEOUT_S = 60
# A larger box is a job for a ready-made extract, not for a shared server.
_WIDEST_BOX_DEG = 0.5
# Military areas are asked for so that what lies in them can be left out.
_WANTED: dict[str, bool | str | list[str]] = {
    "building": True,
    "building:part": True,
    "highway": True,
    "man_made": "surveillance",
    "landuse": "military",
    "military": True,
}
# Found, done and outcome of what lies in them, as a row of the ledger tells it.
_MILITARY_ROW = ("a military object", "left out: military", "rejected")


def read_osm(path: Path, layers: tuple[str, ...]) -> list[RawLayer]:
    """Return layers of an extract as raw layers.

    Parameters
    ----------
    path : pathlib.Path
        .osm, .osm.bz2, .osm.gz or .osm.pbf.
    layers : tuple of str
        Of buildings, building_parts, walks, cameras, obstacles.

    Returns
    -------
    list of RawLayer
        The first layer always, the others when they have rows; WGS-84.

    Raises
    ------
    InputError
        When the file is no whole extract.
    """
    extract = read_elements(path)
    ways = {way.id: way for way in extract.ways}
    military = military_areas(extract, ways)
    digest = sha256_of(path)
    out = []
    for layer in layers:
        found = find_features(layer, extract, ways)
        drop_military(found, military)
        if layer == layers[0] or found.rows or found.lost:
            out.append(_raw(layer, path.name, found, digest))
    return out


def download_layers(district: str | tuple[float, float, float, float]) -> dict[str, pd.DataFrame]:
    """Return a district of OpenStreetMap as layers; this asks public servers, and nothing else here does.

    The layers are buildings, building_parts, walks and cameras, without what is military, the
    attribution that must stand on their maps, and a ledger of what was left out. Trees are not
    among them: hardly any has the height that a plan asks for.

    Parameters
    ----------
    district : str or tuple of float
        A name, or west, south, east, north [degrees].

    Returns
    -------
    dict of str to pandas.DataFrame
        Columns of OpenStreetMap tags, `osm_id` and geometry in WGS-84.

    Raises
    ------
    UsageError
        When no place has the name, or the box is too large for a shared server.
    SitingError
        When the servers cannot be reached.
    """
    import osmnx

    # No positions are left in a cache; a shared server is asked once and not waited for.
    osmnx.settings.use_cache = False
    osmnx.settings.overpass_rate_limit = False
    osmnx.settings.requests_timeout = _TIMEOUT_S
    try:
        box = district if isinstance(district, tuple) else _box_of(district)
        west, south, east, north = box
        if max(east - west, north - south) > _WIDEST_BOX_DEG:
            raise UsageError(
                f"osm: found a box of {east - west:.2f} by {north - south:.2f} degrees; allowed up to "
                f"{_WIDEST_BOX_DEG:g}. Name a smaller district, or give Siting a ready-made extract"
            )
        features = osmnx.features_from_bbox(box, _WANTED)
    except osmnx._errors.InsufficientResponseError as problem:
        raise UsageError("osm: OpenStreetMap holds no such place, or nothing there") from problem
    # Every failure of the connection is an OSError, those of requests too.
    except (osmnx._errors.ResponseStatusCodeError, OSError) as problem:
        raise SitingError(
            f"osm: OpenStreetMap cannot be reached ({problem}). Without a connection, give Siting an "
            "extract that you have: siting check FILE.osm.pbf --cameras FILE"
        ) from problem
    return _layers_of(features)


def _box_of(place: str) -> tuple[float, float, float, float]:
    """Return west, south, east, north of a named place [degrees]."""
    import osmnx

    west, south, east, north = osmnx.geocode_to_gdf(place).total_bounds
    return float(west), float(south), float(east), float(north)


def _layers_of(features: gpd.GeoDataFrame) -> dict[str, pd.DataFrame]:
    """Return features as osmnx gives them, parted into layers, without what is military."""
    tags = features.reindex(columns=[*features.columns.union(list(_WANTED), sort=False)])
    places = np.asarray(tags.geometry.values, dtype=object)
    is_told = tags["military"].notna() & (tags["military"] != "no")
    military = (is_told | (tags["landuse"] == "military") | (tags["building"] == "military")).to_numpy(bool)
    areas = places[military & (shapely.get_dimensions(places) == 2)]
    inner, _ = shapely.STRtree(areas).query(shapely.point_on_surface(places), predicate="intersects")
    open_ground = ~military & ~np.isin(np.arange(len(places)), inner)
    dimension = shapely.get_dimensions(places)
    chosen = {
        "buildings": tags["building"].notna() & (dimension == 2),
        "building_parts": tags["building:part"].notna() & (dimension == 2),
        "walks": tags["highway"].notna() & (dimension == 1),
        "cameras": (tags["man_made"] == "surveillance") & (dimension == 0),
    }
    layers: dict[str, pd.DataFrame] = {}
    lost = []
    for layer, mask in chosen.items():
        dropped = tags.index[mask.to_numpy(bool) & ~open_ground]
        lost += [(layer, f"{kind}/{number}", "", *_MILITARY_ROW) for kind, number in dropped]
        rows = tags[mask.to_numpy(bool) & open_ground]
        names = [f"{element}/{number}" for element, number in rows.index]
        kept = [key for key in table()["osm_tags"][layer] if key in rows and rows[key].notna().any()]
        layers[layer] = gpd.GeoDataFrame(
            {"osm_id": names, **{key: rows[key].to_numpy(object) for key in kept}},
            geometry=rows.geometry.to_numpy(),
            crs=LONLAT,
        )
    found = {layer: frame for layer, frame in layers.items() if len(frame) or layer == "buildings"}
    ledger = pd.DataFrame(lost, columns=list(LEDGER_COLUMNS), dtype=object)
    return {**found, "attribution": pd.DataFrame({"text": [OSM_ATTRIBUTION]}), "ledger": ledger}


def _raw(layer: str, file: str, found: Found, digest: str) -> RawLayer:
    keys = table()["osm_tags"][layer]
    data = {key: np.array([row.get(key) for row in found.rows], dtype=object) for key in ("osm_id", *keys)}
    kept = {key: cells for key, cells in data.items() if key == "osm_id" or not pd.isna(cells).all()}
    shapes = np.array(found.shapes, dtype=object)
    return RawLayer(
        layer=layer,
        file=file,
        frame=gpd.GeoDataFrame(kept, geometry=shapes, crs=LONLAT),
        crs=LONLAT,
        is_osm=True,
        remarks=tuple(found.remarks),
        lost=tuple(found.lost),
        sha256=digest,
        attribution=(OSM_ATTRIBUTION,),
    )
