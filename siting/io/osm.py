"""Layers from extracts of OpenStreetMap; the only module that may reach the network."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd

from siting.crs import LONLAT
from siting.errors import SitingError, UsageError
from siting.io.aliases import table
from siting.io.files import sha256_of
from siting.io.osm_elements import read_elements
from siting.io.osm_features import drop_military, find_features, military_areas
from siting.io.raw import OSM_ATTRIBUTION, RawLayer

if TYPE_CHECKING:
    from pathlib import Path

    from siting.io.osm_features import Found

_NAMES_URL = "https://nominatim.openstreetmap.org/search"
_EXTRACTS_URL = "https://overpass-api.de/api/interpreter"
_TIMEOUT_S = 60
# A larger box is a job for a ready-made extract, not for a shared server.
_WIDEST_BOX_DEG = 0.5
_WANTED = (
    *('way["building"]', 'relation["building"]', 'way["building:part"]', 'way["highway"]'),
    *('node["man_made"="surveillance"]', 'node["natural"="tree"]', 'way["barrier"="wall"]'),
    # Asked for so that they can be left out.
    *('way["landuse"="military"]', 'relation["landuse"="military"]', 'way["military"]'),
)


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


def download_osm(district: str | tuple[float, float, float, float]) -> bytes:
    """Return a district of OpenStreetMap as XML; this asks two public servers, and nothing else here does.

    Parameters
    ----------
    district : str or tuple of float
        A name, or west, south, east, north [degrees].

    Raises
    ------
    UsageError
        When no place has the name, or the box is too large for a shared server.
    SitingError
        When the servers cannot be reached.
    """
    west, south, east, north = _box_of(district) if isinstance(district, str) else district
    if max(east - west, north - south) > _WIDEST_BOX_DEG:
        raise UsageError(
            f"osm: found a box of {east - west:.2f} by {north - south:.2f} degrees; allowed up to "
            f"{_WIDEST_BOX_DEG:g}. Name a smaller district, or give Siting a ready-made .osm.pbf extract"
        )
    box = f"({south},{west},{north},{east})"
    wanted = "".join(f"{each}{box};" for each in _WANTED)
    query = f"[out:xml][timeout:{_TIMEOUT_S}];({wanted});(._;>;);out body;"
    return _asked(_EXTRACTS_URL, {"data": query})


def _box_of(place: str) -> tuple[float, float, float, float]:
    """Return west, south, east, north of a named place [degrees]."""
    found = json.loads(_asked(f"{_NAMES_URL}?{urllib.parse.urlencode({'q': place, 'format': 'json'})}"))
    if not found:
        raise UsageError(f"osm: found no place called {place!r}; allowed a name that OpenStreetMap knows")
    south, north, west, east = (float(value) for value in found[0]["boundingbox"])
    return west, south, east, north


def _asked(url: str, form: dict[str, str] | None = None) -> bytes:
    """Return what a server answers to a GET, or to a POST of a form."""
    data = urllib.parse.urlencode(form).encode() if form else None
    request = urllib.request.Request(url, data=data, headers={"User-Agent": "siting"})
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as answer:
            content: bytes = answer.read()
    except (urllib.error.URLError, TimeoutError, OSError) as problem:
        reason = getattr(problem, "reason", problem)
        raise SitingError(
            f"osm: OpenStreetMap cannot be reached ({reason}). Without a connection, give Siting an extract "
            "that you have: siting check FILE.osm.pbf --cameras FILE"
        ) from problem
    return content


def extract_layers(path: Path) -> dict[str, pd.DataFrame]:
    """Return the layers of an extract as frames to write and edit, with what must stand on their maps.

    Trees are not among them: hardly any has the height that a plan asks for.

    Parameters
    ----------
    path : pathlib.Path
        .osm, .osm.bz2, .osm.gz or .osm.pbf.
    """
    layers: dict[str, pd.DataFrame] = {
        raw.layer: raw.frame for raw in read_osm(path, ("buildings", "building_parts", "walks", "cameras"))
    }
    return {**layers, "attribution": pd.DataFrame({"text": [OSM_ATTRIBUTION]})}


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
