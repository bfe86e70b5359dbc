"""Which file or frame gives which layer: a scene file, a folder, or single files by option."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from siting.errors import Fault, InputError
from siting.fields import LAYERS
from siting.io import osm
from siting.io.aliases import fold, layer_of, table
from siting.io.files import (
    OSM,
    PARQUET,
    TABLES,
    VECTORS,
    check_exists,
    layer_names,
    read_file,
    sha256_of,
    split_layer,
    suffix_of,
)
from siting.io.raw import OSM_ATTRIBUTION, RawLayer

if TYPE_CHECKING:
    from collections.abc import Mapping

Given = str | Path | pd.DataFrame

# Sidecar files and single-layer formats: a folder is read by the names of these.
_FOLDER_ENDINGS = (*TABLES, *OSM, *VECTORS, *PARQUET)
_SIDECARS = (".dbf", ".zip", ".sqlite", ".txt")
_MANY_LAYERS = (".gpkg", ".kml", ".kmz", ".sqlite", ".gml", ".dxf", ".gpx")
_ATTRIBUTION = "attribution"
_OSM_LAYERS = ("buildings", "building_parts", "walks", "cameras", "obstacles")


def gather(
    source: str | Path | None, options: Mapping[str, Given | None], encoding: str | None
) -> tuple[list[RawLayer], list[Fault]]:
    """Return the raw layers of a scene, and every fault met while opening them.

    Parameters
    ----------
    source : path or None
        A GeoPackage, a folder, or an extract of OpenStreetMap.
    options : mapping
        Layer -> path, ``file:layer``, or frame; these win over `source`.
    encoding : str or None
        Encoding of CSV and DBF text.

    Returns
    -------
    layers : list of RawLayer
    faults : list of Fault
    """
    named = {layer: given for layer, given in options.items() if given is not None}
    out: list[RawLayer] = []
    faults: list[Fault] = []
    if source is not None:
        try:
            found = _from_source(Path(source), encoding)
            out += [raw for raw in found if raw.layer not in named and not _parts_of_named(raw, named)]
        except InputError as problem:
            faults += problem.faults
    for layer, given in named.items():
        try:
            out += _from_option(layer, given, encoding)
        except InputError as problem:
            faults += problem.faults
    return out, faults


def _parts_of_named(raw: RawLayer, named: Mapping[str, Given]) -> bool:
    return raw.layer == "building_parts" and "buildings" in named


def _from_source(path: Path, encoding: str | None) -> list[RawLayer]:
    path, layer = split_layer(str(path))
    check_exists(path)
    if path.is_dir():
        return _from_folder(path, encoding)
    if suffix_of(path) in OSM:
        return osm.read_osm(path, _OSM_LAYERS)
    if suffix_of(path) not in _MANY_LAYERS or layer is not None:
        known = layer_of(layer or path.name.split(".")[0])
        if known is None:
            raise InputError([_not_a_scene(path, [layer or path.stem])])
        return [_read(path, layer, known, encoding)]
    names = layer_names(path)
    found = _by_layer(names)
    if not found:
        raise InputError([_not_a_scene(path, names)])
    texts = _attribution_of(path, names)
    return [_credited(_read(path, name, known, encoding), texts) for known, name in found.items()]


def _from_folder(folder: Path, encoding: str | None) -> list[RawLayer]:
    files = sorted(path for path in folder.iterdir() if path.is_file() and suffix_of(path) in _FOLDER_ENDINGS)
    chosen: dict[str, Path] = {}
    faults: list[Fault] = []
    extracts = [path for path in files if suffix_of(path) in OSM]
    texts: list[str] = []
    for path in files:
        stem = path.name.split(".")[0]
        if fold(stem) == _ATTRIBUTION and suffix_of(path) in TABLES:
            texts += _texts_of(path, None)
            continue
        layer = layer_of(stem)
        if layer is None or suffix_of(path) in (*_SIDECARS, *OSM):
            continue
        if layer in chosen:
            found = f"{chosen[layer].name} and {path.name}"
            faults.append(Fault(folder.name, layer, found, "one file for a layer", "Remove one of them."))
        chosen.setdefault(layer, path)
    if faults:
        raise InputError(faults)
    out: list[RawLayer] = []
    for extract in extracts:
        out += [raw for raw in osm.read_osm(extract, _OSM_LAYERS) if raw.layer not in chosen]
    scenes = [path for path in files if suffix_of(path) == ".gpkg" and path not in chosen.values()]
    if not chosen and not out and len(scenes) == 1:
        return _from_source(scenes[0], encoding)
    for layer, path in chosen.items():
        out += _from_option(layer, path, encoding)
    if not out:
        names = ", ".join(path.name for path in files) or "nothing that can be read"
        raise InputError([Fault(folder.name, "", names, "files named like the layers: " + ", ".join(LAYERS))])
    return [_credited(raw, tuple(texts)) for raw in out]


def _from_option(layer: str, given: Given, encoding: str | None) -> list[RawLayer]:
    """Return the layer that one option gives, with the building parts that stand beside buildings."""
    if isinstance(given, pd.DataFrame):
        crs = given.crs if isinstance(given, gpd.GeoDataFrame) else None
        frame = given.reset_index(drop=True)
        if isinstance(frame, gpd.GeoDataFrame) and frame.geometry.name != "geometry":
            frame = frame.rename_geometry("geometry")
        return [RawLayer(layer=layer, file=f"{layer} (frame)", frame=frame, crs=crs)]
    path, name = split_layer(str(given))
    check_exists(path)
    if path.is_dir():
        raise InputError(
            [Fault(path.name, layer, "a folder", "a file", "Give a folder as the scene itself.")]
        )
    if suffix_of(path) in OSM:
        wanted = (layer, "building_parts") if layer == "buildings" else (layer,)
        return osm.read_osm(path, wanted)
    if suffix_of(path) not in _MANY_LAYERS or name is not None:
        return [_read(path, name, layer, encoding)]
    names = layer_names(path)
    found = _by_layer(names)
    if layer in found:
        chosen = found[layer]
    elif len(names) == 1:
        chosen = names[0]
    else:
        held = "layers " + ", ".join(names) if names else "no layers"
        remedy = f"Choose one: {path.name}:{names[0]}" if names else ""
        raise InputError([Fault(path.name, layer, held, f"a layer called {layer}", remedy)])
    texts = _attribution_of(path, names)
    out = [_credited(_read(path, chosen, layer, encoding), texts)]
    if layer == "buildings" and "building_parts" in found:
        out.append(_read(path, found["building_parts"], "building_parts", encoding))
    return out


def _read(path: Path, name: str | None, layer: str, encoding: str | None) -> RawLayer:
    frame, crs, remarks = read_file(path, name, encoding)
    title = path.name if name is None or suffix_of(path) not in _MANY_LAYERS else f"{path.name}:{name}"
    preset = table()["layer_values"].get(fold(name or path.name.split(".")[0]), {})
    folded = {fold(column) for column in frame.columns}
    is_osm_data = "osm_id" in folded or "osm_node" in folded
    return RawLayer(
        layer=layer,
        file=title,
        frame=frame,
        crs=crs,
        preset=tuple(preset.items()),
        remarks=tuple(remarks),
        sha256=sha256_of(path),
        attribution=(OSM_ATTRIBUTION,) if is_osm_data else (),
    )


def _credited(raw: RawLayer, texts: tuple[str, ...]) -> RawLayer:
    return replace(raw, attribution=(*raw.attribution, *texts))


def _by_layer(names: list[str]) -> dict[str, str]:
    """Return canonical layer -> name in the file; an exact name wins over an alias."""
    out: dict[str, str] = {}
    for name in sorted(names, key=lambda each: layer_of(each) != fold(each)):
        layer = layer_of(name)
        if layer is not None:
            out.setdefault(layer, name)
    return {layer: out[layer] for layer in (*LAYERS, "building_parts") if layer in out}


def _attribution_of(path: Path, names: list[str]) -> tuple[str, ...]:
    held = [name for name in names if fold(name) == _ATTRIBUTION]
    return tuple(_texts_of(path, held[0])) if held else ()


def _texts_of(path: Path, name: str | None) -> list[str]:
    frame, _, _ = read_file(path, name)
    columns = [column for column in frame.columns if fold(column) == "text"]
    return [str(cell) for column in columns for cell in frame[column] if cell]


def _not_a_scene(path: Path, names: list[str]) -> Fault:
    held = ", ".join(names) or "no layers"
    remedy = "Name the layer's role: --buildings FILE or --cameras FILE."
    return Fault(path.name, "", held, "layers called " + ", ".join(LAYERS), remedy)
