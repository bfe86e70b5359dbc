"""Layers from extracts of OpenStreetMap; the only module that may reach the network.

What a clip has cut off is never patched up: an outline that lacks nodes is left out and told.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from siting.crs import LONLAT
from siting.errors import SitingError, UsageError
from siting.io.aliases import table
from siting.io.files import sha256_of
from siting.io.osm_areas import FEWEST_RING_NODES, multipolygon_of, ring_of
from siting.io.osm_elements import read_elements
from siting.io.raw import OSM_ATTRIBUTION, RawLayer

if TYPE_CHECKING:
    from pathlib import Path

    from siting.io.osm_elements import Extract, Tags, Way

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
_NOT_THERE = ("no", "removed", "demolished", "razed")
# Ways that nobody walks on, or that are not there.
_NO_WALK = (
    *("motorway", "motorway_link", "construction", "proposed", "abandoned", "razed", "raceway"),
    *("platform", "elevator", "bus_guideway", "rest_area", "services", "escape", "no"),
)
_NO_CAMERA = ("guard", "fake")
_MILITARY = "left out: military"


@dataclass
class _Found:
    """Features of one layer, and what of it was lost: (id, found, done)."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    shapes: list[Any] = field(default_factory=list)
    lost: list[tuple[str, str, str]] = field(default_factory=list)
    remarks: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, name: str, tags: Tags, shape: Any) -> None:
        self.rows.append({"osm_id": name, **tags})
        self.shapes.append(shape)


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
    military = _military_areas(extract, ways)
    digest = sha256_of(path)
    out = []
    for layer in layers:
        found = _find(layer, extract, ways)
        _drop_military(found, military)
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


def _find(layer: str, extract: Extract, ways: dict[int, Way]) -> _Found:
    found = _Found()
    if layer == "buildings":
        _add_areas(found, extract, ways, "building")
    elif layer == "building_parts":
        _add_areas(found, extract, ways, "building:part")
    elif layer == "walks":
        _add_walks(found, extract)
    elif layer == "cameras":
        _add_cameras(found, extract)
    elif layer == "obstacles":
        _add_obstacles(found, extract)
    return found


def _raw(layer: str, file: str, found: _Found, digest: str) -> RawLayer:
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


def _add_areas(found: _Found, extract: Extract, ways: dict[int, Way], key: str) -> None:
    """Add closed ways and multipolygons that bear `key`."""
    for way in extract.ways:
        if way.tags.get(key, "no") not in _NOT_THERE:
            shape, problem = ring_of(extract, way)
            if problem:
                found.lost.append((f"way/{way.id}", problem, "left out"))
            else:
                found.add(f"way/{way.id}", way.tags, shape)
    for relation in extract.relations:
        if relation.tags.get(key, "no") in _NOT_THERE or relation.tags.get("type") not in (
            "multipolygon",
            "boundary",
        ):
            continue
        name = f"relation/{relation.id}"
        shape, problem = multipolygon_of(extract, ways, relation)
        if shape is None:
            found.lost.append((name, problem, "left out"))
        else:
            found.add(name, relation.tags, shape)
            if problem:
                found.remarks.append(("geometry", f"{name}: {problem}", "the rings that close are used"))


def _add_walks(found: _Found, extract: Extract) -> None:
    for way in extract.ways:
        if way.tags.get("highway", "no") in _NO_WALK or way.tags.get("foot") == "no":
            continue
        places, held = extract.places(way.nodes)
        # A clip leaves runs of nodes; each is a piece of the way.
        runs = np.split(np.arange(len(held)), np.flatnonzero(np.diff(held.astype(int))) + 1)
        pieces = [places[run] for run in runs if len(run) > 1 and held[run[0]]]
        if not pieces:
            found.lost.append(
                (f"way/{way.id}", "a way of which no two neighbouring nodes are in the extract", "left out")
            )
        elif len(pieces) == 1:
            found.add(f"way/{way.id}", way.tags, shapely.linestrings(pieces[0]))
        else:
            lines = shapely.MultiLineString(pieces)
            found.add(f"way/{way.id}", way.tags, lines)


def _add_cameras(found: _Found, extract: Extract) -> None:
    for number, tags in extract.tagged:
        if tags.get("man_made") != "surveillance":
            continue
        kind = tags.get("surveillance:type", tags.get("surveillance", ""))
        if kind in _NO_CAMERA:
            found.lost.append((f"node/{number}", f"surveillance by {kind}", "left out: no camera"))
            continue
        found.add(f"node/{number}", tags, shapely.Point(extract.places(np.array([number]))[0][0]))


def _add_obstacles(found: _Found, extract: Extract) -> None:
    for number, tags in extract.tagged:
        if tags.get("natural") == "tree":
            found.add(
                f"node/{number}",
                {**tags, "kind": "tree"},
                shapely.Point(extract.places(np.array([number]))[0][0]),
            )
    for way in extract.ways:
        kind = (
            "tree"
            if way.tags.get("natural") == "tree_row"
            else "wall"
            if way.tags.get("barrier") in ("wall", "city_wall")
            else ""
        )
        if kind:
            places, held = extract.places(way.nodes)
            if held.sum() > 1:
                found.add(f"way/{way.id}", {**way.tags, "kind": kind}, shapely.linestrings(places[held]))


def _military_areas(extract: Extract, ways: dict[int, Way]) -> list[Any]:
    areas = []
    for way in extract.ways:
        if _is_military(way.tags) and len(way.nodes) and way.nodes[0] == way.nodes[-1]:
            places, held = extract.places(way.nodes)
            # Drawn over the nodes that are there: here too much is better than too little.
            if held.sum() >= FEWEST_RING_NODES - 1:
                areas.append(
                    shapely.convex_hull(shapely.multipoints(places[held]))
                    if not held.all()
                    else shapely.Polygon(places)
                )
    for relation in extract.relations:
        if _is_military(relation.tags):
            shape, _ = multipolygon_of(extract, ways, relation)
            if shape is not None:
                areas.append(shape)
    return areas


def _is_military(tags: Tags) -> bool:
    return tags.get("landuse") == "military" or tags.get("military", "no") != "no"


def _drop_military(found: _Found, areas: list[Any]) -> None:
    """Move what is military, or lies in a military area, to what was left out."""
    flags = np.array(
        [_is_military(row) or row.get("building") == "military" for row in found.rows], dtype=bool
    )
    if areas and found.shapes:
        inner = shapely.point_on_surface(np.array(found.shapes, dtype=object))
        hits, _ = shapely.STRtree(np.array(areas, dtype=object)).query(inner, predicate="intersects")
        flags[np.unique(hits)] = True
    if not flags.any():
        return
    found.lost += [
        (str(found.rows[p]["osm_id"]), "a military object", _MILITARY) for p in np.flatnonzero(flags)
    ]
    keep = np.flatnonzero(~flags)
    found.rows, found.shapes = [found.rows[p] for p in keep], [found.shapes[p] for p in keep]
