"""A first look at files before they are opened: layers, columns, systems, and where things lie."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from siting.crs import LONLAT, crs_name
from siting.errors import InputError
from siting.fields import LAYERS
from siting.io.column_names import known_name, matched
from siting.io.coordinates import read_points
from siting.io.geometry import bounds_of
from siting.io.georeference import located, moved
from siting.io.inputs import Gathered, gather
from siting.io.ledger import Ledger
from siting.io.scene import Told, scene_of_layers
from siting.io.told_systems import told_system
from siting.io.unplaced import Waiting, without_place

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pyproj
    from numpy.typing import NDArray

    from siting.errors import Fault
    from siting.io.inputs import Given
    from siting.io.raw import RawLayer
    from siting.model import Progress, Scene

STATED, TOLD, MISSING = "stated", "told", "missing"
_PLACE = "place"


@dataclass(frozen=True, slots=True)
class LayerSeen:
    """One layer of an input as it would be read.

    Parameters
    ----------
    layer, file : str
    row_count : int
    columns : tuple of (column, field)
        Every column of the file and the field that it is read as; empty where it is not read, ``place``
        where it is a coordinate.
    system : str
        Name of the system that its coordinates are in, or what they look like.
    system_from : {'stated', 'told', 'missing'}
        Whether the file states the system, the user told it, or nobody did.
    shapes : ndarray of geometry
        In longitude and latitude; as they stand where the system is missing; empty for a table.
    """

    layer: str
    file: str
    row_count: int
    columns: tuple[tuple[str, str], ...]
    system: str
    system_from: str
    shapes: NDArray[np.object_] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Looked:
    """An input that was looked at and is not open: its layers, what is at fault, and what would be opened."""

    layers: tuple[LayerSeen, ...]
    faults: tuple[Fault, ...] = ()
    scene: Scene | None = None
    waiting: tuple[Waiting, ...] = ()


def look(
    source: str | Path | None,
    options: Mapping[str, Given],
    *,
    rasters: Mapping[str, Path] | None = None,
    crs: str | None = None,
    columns: Mapping[str, Mapping[str, str]] | None = None,
    progress: Progress | None = None,
) -> Looked:
    """Return what would be opened of an input: its layers, and the scene when nothing is at fault.

    Cameras of a table that gives them no place are no fault: they come back as `Looked.waiting`.

    Parameters
    ----------
    source : path or None
        A scene file, a folder, or an extract of OpenStreetMap.
    options : mapping of str to path
        Layer -> file; these win over `source`.
    rasters : mapping of str to path, or None
        ``terrain`` and ``surface``.
    crs : str or None
        As `siting.read_scene` takes it.
    columns : mapping of str to mapping, or None
        Layer -> column -> field: what the user says that columns hold; an empty field is not read.
    progress : callable or None
        Called with (layers done, layers).
    """
    given = gather(source, options, None)
    told = {layer: tuple(said.items()) for layer, said in (columns or {}).items()}
    given.layers = [replace(raw, told=told.get(raw.layer, ())) for raw in given.layers]
    seen = tuple(_seen(raw, crs) for raw in given.layers)
    waiting: list[Waiting] = []
    kept = Gathered([], list(given.faults), given.unused)
    for raw in given.layers:
        try:
            rest, more = without_place(raw) if raw.layer == "cameras" else (raw, ())
        except InputError as problem:
            kept.faults += problem.faults
            continue
        waiting += more
        # Of a table in which no camera has a place nothing is left to read.
        if len(rest.frame) or not more:
            kept.layers.append(rest)
    said = Told(source, options.get("buildings"), crs=crs, **(rasters or {}))  # type: ignore[arg-type]
    try:
        scene = scene_of_layers(kept, said, progress=progress)
    except InputError as problem:
        return Looked(seen, problem.faults, None, tuple(waiting))
    return Looked(seen, (), scene, tuple(waiting))


def _seen(raw: RawLayer, crs: str | None) -> LayerSeen:
    """Return one layer as it would be read; a place that cannot be read is left to the faults."""
    known = "buildings" if raw.layer == "building_parts" else raw.layer
    fields = {column: each for each, names in matched(raw, known).sources.items() for column in names}
    said = dict(raw.told)
    pairs = []
    for name in map(str, raw.frame.columns):
        if name == "geometry":
            continue
        is_place = name not in fields and name not in said and _is_place(raw, name, known)
        pairs.append((name, fields.get(name, said.get(name) or (_PLACE if is_place else ""))))
    shapes, system, source = _placed(raw, crs)
    return LayerSeen(raw.layer, raw.file, len(raw.frame), tuple(pairs), system, source, shapes)


def _is_place(raw: RawLayer, name: str, layer: str) -> bool:
    has_shapes = isinstance(raw.frame, gpd.GeoDataFrame)
    fields = {each.name for each in LAYERS[layer].fields}
    held = known_name(name, layer)
    return not has_shapes and bool(held) and held not in fields


def _placed(raw: RawLayer, crs: str | None) -> tuple[NDArray[np.object_], str, str]:
    """Return the shapes of a layer, the name of their system, and where that is known from."""
    none = np.array([], dtype=object)
    if LAYERS.get(raw.layer) is not None and LAYERS[raw.layer].shape == "table":
        return none, "", STATED
    stated: pyproj.CRS | None = raw.crs
    try:
        placed = located(raw, Ledger(), crs=told_system(crs, raw.layer), must=False)
    except InputError:
        found = None if isinstance(raw.frame, gpd.GeoDataFrame) else read_points(raw, must=False)
        bare = found.geometry if found is not None else none
        if isinstance(raw.frame, gpd.GeoDataFrame):
            bare = raw.frame.geometry.to_numpy()
        return np.asarray(bare, dtype=object), "" if stated is None else crs_name(stated), MISSING
    if np.isnan(bounds_of(placed.shapes)).all():
        return none, "", STATED
    source = TOLD if crs and stated is None and placed.crs != LONLAT else STATED
    return moved(placed.shapes, placed.crs, LONLAT), crs_name(placed.crs), source


def outlines(seen: LayerSeen, *, most: int) -> NDArray[np.object_]:
    """Return up to `most` shapes of a layer, the largest first, points evenly taken."""
    shapes = seen.shapes[~shapely.is_missing(seen.shapes) & ~shapely.is_empty(seen.shapes)]
    if len(shapes) <= most:
        return shapes
    sizes = shapely.length(shapes)
    if (sizes > 0).any():
        return np.asarray(shapes[np.argsort(-sizes, kind="stable")[:most]])
    return np.asarray(shapes[np.linspace(0, len(shapes) - 1, most).astype(int)])
