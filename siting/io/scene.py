"""From files to a scene: everything is read, or the whole input is refused with all its faults."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from siting.crs import crs_name, local_crs, lonlat, metric_crs
from siting.errors import Fault, InputError, UsageError
from siting.fields import LAYERS
from siting.io.building_parts import with_parts
from siting.io.buildings import read_buildings
from siting.io.cameras import is_osm_record, read_cameras
from siting.io.column_names import matched
from siting.io.defaults import read_defaults
from siting.io.doubtful_heights import HIGHEST_M, high_faults
from siting.io.faults import condensed
from siting.io.files import sha256_of
from siting.io.geometry import heart_of
from siting.io.georeference import located, lost_faults, moved
from siting.io.inputs import gather
from siting.io.layers import empty_frames, read_layer, read_table
from siting.io.ledger import Ledger, shortened
from siting.io.nearby import AROUND_M, Rows, only_near
from siting.io.odd_heights import ask_heights
from siting.io.project_file import is_project
from siting.io.project_read import read_project_scene, refuse_beside_project
from siting.io.rasters import checked_raster, raster_beside, refuse_elsewhere
from siting.io.raw import OSM_ATTRIBUTION
from siting.io.references import note_lost_references
from siting.io.suspicion import ask_about_offset, far_faults
from siting.io.told_systems import told_system
from siting.model import Scene, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pyproj
    from numpy.typing import NDArray

    from siting.io.georeference import Placed
    from siting.io.inputs import Gathered, Given
    from siting.io.rasters import RasterFile
    from siting.io.raw import RawLayer
    from siting.model import Camera, Progress, Reach

_TABLES = tuple(name for name, layer in LAYERS.items() if layer.shape == "table")
_AZIMUTH_ZEROS = ("north", "east")
# A ground raster that has nothing within this of any camera is of another place [m].
_AROUND_M = 100.0


@dataclass
class _Reading:
    """What one call of `read_scene` was told, and gathers on its way."""

    crs: str | None
    azimuth_zero: str
    profile: Mapping[str, Any] = field(default_factory=dict)
    ledger: Ledger = field(default_factory=Ledger)
    faults: list[Fault] = field(default_factory=list)
    frames: dict[str, Any] = field(default_factory=dict)
    cameras: tuple[Camera, ...] = ()
    places: NDArray[np.float64] | None = None
    outermost: Any = None
    beyond_count: int = 0


def read_scene(
    source: str | Path | None = None,
    *,
    buildings: Given | None = None,
    cameras: Given | None = None,
    presets: Given | None = None,
    systems: Given | None = None,
    documents: Given | None = None,
    signs: Given | None = None,
    zones: Given | None = None,
    entrances: Given | None = None,
    windows: Given | None = None,
    obstacles: Given | None = None,
    walks: Given | None = None,
    counties: Given | None = None,
    terrain: str | Path | None = None,
    surface: str | Path | None = None,
    crs: str | None = None,
    encoding: str | None = None,
    defaults: Mapping[str, object] | str | Path | None = None,
    azimuth_zero: str = "north",
    words: Mapping[str, Iterable[str]] | None = None,
    reach: Reach | None = None,
    progress: Progress | None = None,
) -> Scene:
    """Return a scene: all layers with canonical names and units in one metric system.

    Parameters
    ----------
    source : path or None
        A GeoPackage with layers named as DESIGN section 2 names them, a folder of files so named, or an
        extract of OpenStreetMap (.osm, .osm.pbf, .osm.bz2).
    buildings, cameras, ... : path, GeoDataFrame, DataFrame or None
        One layer each; wins over the same layer of `source`. ``file.gpkg:layer`` picks a layer.
    terrain, surface : path or None
        Rasters of bare ground and of the surface [m]; None takes those of `source`. The surface is not used.
    crs : str or None
        System of files that state none: ``EPSG:...``, ``GCJ-02`` or ``BD-09``; or by layer, as
        ``buildings=GCJ-02,EPSG:4326``.
    encoding : str or None
        Encoding of CSV and DBF text; found out when None.
    defaults : mapping, path or None
        Values for cameras that lack them, such as ``{"hfov_deg": 90}``; noted in `Camera.assumed`.
    azimuth_zero : {'north', 'east'}
        Where the cameras' azimuths count from.
    words : mapping or None
        Further words of open choices, such as ``{"zones.kind": ["throne_room"]}``: a rule pack may know its
        own kinds of zone and uses of building (`siting.rules.applicability.words_of_plans`).
    reach : callable or None
        From a scene without its buildings to what its cameras reach, west, south, east, north, (n, 4) [m]
        (`siting.coverage.reach.optical_reach`): of a GeoParquet file of more than 200,000 buildings only
        those in reach are read, and those within 200 m of a camera, sign, zone, door or window. None
        reads all.
    progress : callable or None
        Called with (layers done, layers).

    Returns
    -------
    Scene

    Raises
    ------
    InputError
        With every fault of every file.
    UsageError
        When nothing is given, or `azimuth_zero` is neither north nor east.
    """
    options = {
        "buildings": buildings, "cameras": cameras, "presets": presets, "systems": systems,
        "documents": documents, "signs": signs, "zones": zones, "entrances": entrances,
        "windows": windows, "obstacles": obstacles, "walks": walks, "counties": counties,
    }  # fmt: skip
    if azimuth_zero not in _AZIMUTH_ZEROS:
        raise UsageError(f"azimuth_zero: found {azimuth_zero!r}; allowed north or east")
    if source is None and all(given is None for given in options.values()):
        raise UsageError("nothing to read: give a scene, or at least buildings")
    if source is not None and is_project(source):
        beside = {"terrain": terrain, "surface": surface, "defaults": defaults, **options}
        refuse_beside_project(source, beside)
        return read_project_scene(Path(source))
    said = Told(source, buildings, terrain, surface, crs, defaults, azimuth_zero, words or {})
    return scene_of_layers(gather(source, options, encoding), said, reach=reach, progress=progress)


@dataclass(frozen=True)
class Told:
    """What is said of the layers of a scene beside what their files hold; as `read_scene` takes it."""

    source: str | Path | None = None
    buildings: Given | None = None
    terrain: str | Path | None = None
    surface: str | Path | None = None
    crs: str | None = None
    defaults: Mapping[str, object] | str | Path | None = None
    azimuth_zero: str = "north"
    words: Mapping[str, Iterable[str]] = field(default_factory=dict)


def scene_of_layers(
    given: Gathered, told: Told, *, reach: Reach | None = None, progress: Progress | None = None
) -> Scene:
    """Return the scene of layers that are opened but not understood yet.

    Parameters
    ----------
    given : Gathered
        From `siting.io.inputs.gather`.
    told : Told
    reach, progress : callable or None
        As `read_scene` takes them.

    Raises
    ------
    InputError
        With every fault of every layer.
    """
    reading = _Reading(told.crs, told.azimuth_zero)
    reading.profile = _caught(reading, read_defaults, told.defaults) or {}
    reading.faults += given.faults
    layers = [replace(raw, words=_words_of(raw.layer, told.words)) for raw in given.layers]
    ground, top = (
        _caught(reading, _raster, told.source, layer, named)
        for layer, named in (("terrain", told.terrain), ("surface", told.surface))
    )
    unused = _without_rasters(given.unused, ground, top)
    if unused:
        done = "not used: not called like a layer; to use one, say which, such as --buildings FILE"
        reading.ledger.note("scene", field="files", found=shortened(unused), done=done)
    system = _read_all(layers, reading, reach, progress)
    _place_rasters(reading, system, ground, top)
    if reading.faults:
        raise InputError(condensed(reading.faults))
    return _scene(layers, reading, system, _name(told.source, told.buildings), terrain=ground, surface=top)


def _raster(source: str | Path | None, layer: str, told: str | Path | None) -> RasterFile | None:
    return checked_raster(raster_beside(source, layer) if told is None else told)


def _without_rasters(unused: Iterable[str], *used: RasterFile | None) -> list[str]:
    """Return the names of unused files but those of rasters, which are read on their own."""
    names = {raster.name for raster in used if raster is not None}
    return [name for name in unused if name not in names]


def _place_rasters(
    reading: _Reading, system: pyproj.CRS, ground: RasterFile | None, top: RasterFile | None
) -> None:
    """Refuse a ground raster of another place; say that a surface is not used."""
    if top is not None:
        done = "not used: what hides is asked of buildings, obstacles and bare ground"
        reading.ledger.note("surface", found=f"a raster of the surface, {top.name}", done=done)
    places = reading.places
    if ground is None or places is None or not np.isfinite(places).all(axis=1).any():
        return
    places = places[np.isfinite(places).all(axis=1)]
    bounds = (*(places.min(axis=0) - _AROUND_M), *(places.max(axis=0) + _AROUND_M))
    _caught(reading, refuse_elsewhere, ground, system, bounds)


def _words_of(layer: str, words: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """The further words of a layer by field; parts of buildings are buildings."""
    prefix = "buildings." if layer == "building_parts" else f"{layer}."
    return {name.removeprefix(prefix): tuple(more) for name, more in words.items() if name.startswith(prefix)}


def _read_all(
    layers: list[RawLayer], reading: _Reading, reach: Reach | None, progress: Progress | None
) -> pyproj.CRS:
    """Read every layer into `reading`; return the scene's system."""
    found: dict[str, Placed | None] = {}
    for raw in layers:
        for name, what, done in raw.remarks:
            reading.ledger.note(raw.layer, field=name, found=what, done=done)
        if raw.layer not in _TABLES:
            crs = told_system(reading.crs, raw.layer)
            must = raw.layer == "cameras" and not is_osm_record(raw.frame).all()
            found[raw.layer] = _caught(reading, located, raw, reading.ledger, crs=crs, must=must)
    system = _scene_crs(found, layers, reading)
    # What of a large file is needed is known when all else is read.
    for number, raw in enumerate(sorted(layers, key=lambda each: each.large is not None)):
        held, placed = raw, found.get(raw.layer)
        if raw.large is not None and placed is not None:
            held, placed = _of_large(raw, placed, system, reading, layers=layers, reach=reach)
        _read_one(held, placed, system, reading)
        if progress is not None:
            progress(number + 1, len(layers))
    _finish(layers, reading, system)
    return system


def _read_one(
    raw: RawLayer,
    placed: Placed | None,
    system: pyproj.CRS,
    reading: _Reading,
) -> None:
    ledger = reading.ledger
    told = {"profile": reading.profile, "azimuth_zero": reading.azimuth_zero}
    if raw.layer in _TABLES:
        table = _caught(reading, read_table, raw, ledger)
        reading.frames[raw.layer] = table
        return
    if placed is None:
        if raw.layer == "cameras":
            # Its places are at fault already; say what else is, in one go.
            shapes = shapely.points(np.zeros((len(raw.frame), 2)))
            _caught(reading, read_cameras, raw, shapes, ledger, **told)
        return
    reading.faults += placed.faults
    shapes = moved(placed.shapes, placed.crs, system)
    if len(shapes) and placed.crs != system:
        ledger.note(
            raw.layer, field="crs", found=crs_name(placed.crs), done=f"transformed to {crs_name(system)}"
        )
    if raw.layer in ("buildings", "building_parts"):
        reading.frames[raw.layer] = _caught(reading, read_buildings, raw, shapes, ledger)
    elif raw.layer == "cameras":
        reading.places = _places(shapes)
        # Rows whose place is told already get any place, so that they are not told twice.
        lost = lost_faults(raw, placed, shapes)
        reading.faults += lost
        told_rows = {fault.row for fault in (*placed.faults, *lost)}
        gone = [position for position in range(len(shapes)) if raw.row(position) in told_rows]
        shapes[gone] = shapely.Point(0.0, 0.0)
        reading.cameras = _caught(reading, read_cameras, raw, shapes, ledger, **told) or ()
    else:
        reading.frames[raw.layer] = _caught(reading, read_layer, raw, shapes, ledger)


def _of_large(
    raw: RawLayer,
    placed: Placed,
    system: pyproj.CRS,
    reading: _Reading,
    *,
    layers: list[RawLayer],
    reach: Reach | None,
) -> tuple[RawLayer, Placed]:
    """Return a layer of which the bounds were read with the rows that are needed, and where they are."""
    rows = Rows(raw, told_system(reading.crs, raw.layer))
    has_parts = any(each.layer == "building_parts" for each in layers)
    if reach is None or has_parts or reading.faults or not reading.cameras:
        return rows.read(None)
    seen = reach(_scene(layers, reading, system, "", terrain=None, surface=None))
    if seen is None:
        return rows.read(None)
    near = only_near(rows, placed, system, reading.cameras, reading.frames, seen=seen, ledger=reading.ledger)
    if near is None:
        return rows.read(None)
    reading.outermost, reading.beyond_count = near.outermost, near.beyond_count
    return near.raw, near.placed


def _finish(layers: list[RawLayer], reading: _Reading, system: pyproj.CRS) -> None:
    """Put parts in place of outlines, ask what the layers together raise, and close the ledger."""
    frames, ledger = reading.frames, reading.ledger
    houses, parts = frames.get("buildings"), frames.pop("building_parts", None)
    if houses is not None and parts is not None:
        houses = with_parts(houses, parts, ledger)
    elif parts is not None:
        houses = parts
    frames["buildings"] = houses
    if houses is not None and reading.places is not None:
        held = {raw.layer: raw for raw in layers}
        file = held[next(name for name in ("buildings", "building_parts") if name in held)].file
        reading.faults += far_faults(reading.places, houses, system, raw=held["cameras"], buildings_file=file)
        ask_about_offset(reading.places, houses, system, ledger)
    if reading.places is not None and any((each.height_m or 0.0) > HIGHEST_M for each in reading.cameras):
        raw = next(raw for raw in layers if raw.layer == "cameras")
        reading.faults += high_faults(raw, reading.places, houses, is_osm=is_osm_record(raw.frame))
    if reading.places is not None and reading.cameras:
        raw = next(raw for raw in layers if raw.layer == "cameras")
        ask_heights(raw, reading.places, houses, ledger, is_osm=is_osm_record(raw.frame))
    note_lost_references(frames, reading.cameras, ledger)
    for raw in layers:
        ledger.leave_out(raw.layer, len(raw.frame), raw.lost, field=raw.lost_field)
        beyond = reading.beyond_count if raw.large is not None else 0
        ledger.close(raw.layer, len(raw.frame) + len(raw.lost), beyond_count=beyond)
    for layer, count, meaning in (
        ("buildings", 0 if houses is None else len(houses), "nothing hides anything, and no home is known"),
        ("cameras", len(reading.cameras), "there is nothing to check"),
    ):
        if count == 0:
            ledger.note(layer, found=f"no {layer}", done=meaning)


def _scene_crs(found: dict[str, Placed | None], layers: list[RawLayer], reading: _Reading) -> pyproj.CRS:
    """Return the metric system of the scene: that of the buildings, else of the first layer with places.

    A layer whose places its system cannot hold is at fault and taken out of `found`.
    """
    order = ["buildings", *(raw.layer for raw in layers)]
    for layer in order:
        placed = found.get(layer)
        if placed is None:
            continue
        bounds = heart_of(placed.shapes)
        if not np.isfinite(bounds).all():
            if layer == "buildings" and placed.crs.is_projected and len(found) == 1:
                return placed.crs
            continue
        west, south, east, north = bounds
        lon, lat = lonlat(placed.crs, [west, east, west, east], [south, south, north, north])
        if np.isfinite([lon, lat]).all():
            return metric_crs(placed.crs, lon, lat)
        found_text = f"places that {crs_name(placed.crs)} cannot hold"
        file = next(raw.file for raw in layers if raw.layer == layer)
        remedy = "Name the system they are in: --crs EPSG:..."
        reading.faults.append(Fault(file, "crs", found_text, f"places of {crs_name(placed.crs)}", remedy))
        found[layer] = None
        break
    return local_crs(0.0, 0.0)


def _scene(
    layers: list[RawLayer],
    reading: _Reading,
    system: pyproj.CRS,
    name: str,
    *,
    terrain: RasterFile | None,
    surface: RasterFile | None,
) -> Scene:
    frames: dict[str, Any] = {}
    for layer, frame in reading.frames.items():
        if frame is not None:
            frames[layer] = frame.reset_index(drop=True)
            if isinstance(frame, gpd.GeoDataFrame):
                frames[layer].crs = system
    frames |= empty_frames(system, [name for name in LAYERS if name not in (*frames, "cameras")])
    is_osm = any(raw.layer == "cameras" and is_osm_record(raw.frame).any() for raw in layers)
    credits_due = [text for raw in layers for text in raw.attribution] + [OSM_ATTRIBUTION] * is_osm
    sources = tuple(_source(raw) for raw in layers)
    if terrain is not None:
        sources = (*sources, Source(terrain.name, "terrain", 1, sha256_of(terrain.path)))
    return Scene(
        crs=system,
        cameras=reading.cameras,
        ledger=reading.ledger.frame(),
        name=name,
        sources=sources,
        attribution=tuple(dict.fromkeys(credits_due)),
        outermost=reading.outermost,
        known_within_m=math.inf if reading.outermost is None else AROUND_M,
        profile=dict(reading.profile),
        terrain=None if terrain is None else terrain.path,
        surface=None if surface is None else surface.path,
        ground=terrain,
        **frames,
    )


def _source(raw: RawLayer) -> Source:
    known = "buildings" if raw.layer == "building_parts" else raw.layer
    row_count = len(raw.frame) + len(raw.lost)
    return Source(raw.file, raw.layer, row_count, raw.sha256, tuple(matched(raw, known).sources))


def _caught(reading: _Reading, call: Any, *args: Any, **options: Any) -> Any:
    """Return what `call` gives; None when it refuses its input, whose faults are kept."""
    try:
        return call(*args, **options)
    except InputError as problem:
        reading.faults += problem.faults
        return None


def _places(shapes: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return easting and northing of points; NaN where there is none."""
    points = shapes.copy()
    points[shapely.get_type_id(shapes) != 0] = None
    return np.column_stack([shapely.get_x(points), shapely.get_y(points)])


def _name(source: str | Path | None, buildings: object) -> str:
    """Return what the scene is called: its file or folder without endings."""
    for given in (source, buildings):
        if given is not None and not isinstance(given, pd.DataFrame):
            path = Path(str(given))
            stem = path.name.split(".")[0]
            # A file called scene says less than the folder it lies in.
            return (path.parent.name if stem == "scene" else stem) or "scene"
    return "scene"
