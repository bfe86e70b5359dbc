"""One file or frame to raw layers: a layer given by option, or the layers of a scene file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from siting.errors import Fault, InputError
from siting.fields import LAYERS
from siting.io import osm
from siting.io.aliases import field_aliases, fold, layer_of, table
from siting.io.endings import OSM, PARQUET, WORKBOOKS, suffix_of
from siting.io.files import check_exists, layer_names, read_file, sha256_of, split_layer
from siting.io.large import large_parquet
from siting.io.large_vector import large_vector
from siting.io.raw import OSM_ATTRIBUTION, RawLayer

if TYPE_CHECKING:
    from pathlib import Path

    from siting.io.large import LargeFile


MANY_LAYERS = (*WORKBOOKS, ".gpkg", ".kml", ".kmz", ".sqlite", ".gml", ".dxf", ".gpx")
ATTRIBUTION = "attribution"
_OSM_COLUMNS = frozenset(("osm_id", "osm_node"))
OSM_LAYERS = ("buildings", "building_parts", "walks", "cameras", "obstacles")
_KML = (".kml", ".kmz")
# Formats that find a row by its number.
_BY_NUMBER = (".gpkg", ".fgb")
# What GDAL makes of every placemark, whether it says so or not.
_KML_COLUMNS = (
    *("description", "timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude"),
    *("visibility", "drawOrder", "icon", "snippet"),
)
# Tables in which programs keep their own things, and a download what it left out.
_NO_LAYERS = ("layer_styles", "qgis_projects", "ledger")


def layers_of_option(layer: str, given: str | Path | pd.DataFrame, encoding: str | None) -> list[RawLayer]:
    """Return the layer that one option gives, with the building parts that stand beside buildings.

    Parameters
    ----------
    layer : str
        The canonical layer.
    given : path or DataFrame
        A file, ``file.gpkg:layer``, or a frame.
    encoding : str or None
        Encoding of CSV and DBF text.

    Returns
    -------
    list of RawLayer

    Raises
    ------
    InputError
        When there is no such file, or no such layer in it.
    """
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
        if layer not in OSM_LAYERS:
            held = "an extract of OpenStreetMap, from which no such layer is read"
            allowed = "a file of another format, or one of " + ", ".join(OSM_LAYERS)
            remedy = f"Draw the {layer} in a layer of their own, such as {layer}.gpkg."
            raise InputError([Fault(path.name, layer, held, allowed, remedy)])
        wanted = (layer, "building_parts") if layer == "buildings" else (layer,)
        return osm.read_osm(path, wanted)
    if suffix_of(path) not in MANY_LAYERS or name is not None:
        return [_read(path, name, layer, encoding)]
    names = layer_names(path)
    found = _by_layer(names)
    chosen: str | None
    if layer in found:
        chosen = found[layer]
    elif suffix_of(path) in WORKBOOKS:
        # Which sheet holds the layer is known by the names of its columns.
        chosen = None
    elif len(names) == 1:
        chosen = names[0]
    else:
        held = "layers " + ", ".join(names) if names else "no layers"
        remedy = f"Choose one: {path.name}:{names[0]}." if names else "Give a file that holds the layer."
        raise InputError([Fault(path.name, layer, held, f"a layer called {layer}", remedy)])
    texts = _attribution_of(path, names)
    out = [credited(_read(path, chosen, layer, encoding), texts)]
    others = [name for name in names if name != chosen]
    if suffix_of(path) in WORKBOOKS and chosen and others:
        remark = ("", f"sheets {', '.join(others)}", f"not used; choose one as {path.name}:{others[0]}")
        out[0] = replace(out[0], remarks=(*out[0].remarks, remark))
    if layer == "buildings" and "building_parts" in found:
        out.append(_read(path, found["building_parts"], "building_parts", encoding))
    return out


def layers_of_file(
    path: Path, layer: str | None, encoding: str | None
) -> tuple[list[RawLayer], tuple[str, ...]]:
    """Return the layers of a scene file that is no folder, and the names of those that are none of ours.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    layer : str or None
        The one layer to take; None takes all.
    encoding : str or None
        Encoding of CSV and DBF text.

    Returns
    -------
    layers : list of RawLayer
    unused : tuple of str

    Raises
    ------
    InputError
        When it holds no layer called like one of a scene.
    """
    if suffix_of(path) in OSM:
        return osm.read_osm(path, OSM_LAYERS), ()
    if suffix_of(path) not in MANY_LAYERS or layer is not None:
        known = layer_of(layer or path.name.split(".")[0])
        if known is None:
            raise InputError([_not_a_scene(path, [layer or path.stem])])
        return [_read(path, layer, known, encoding)], ()
    names = layer_names(path)
    found = _by_layer(names)
    known = layer_of(path.name.split(".")[0])
    if not found and suffix_of(path) in WORKBOOKS and known is not None:
        return layers_of_option(known, path, encoding), ()
    if not found:
        raise InputError([_not_a_scene(path, names)])
    texts = _attribution_of(path, names)
    layers = [credited(_read(path, name, known, encoding), texts) for known, name in found.items()]
    known_names = {*found.values(), *_NO_LAYERS}
    unused = [name for name in names if name not in known_names and fold(name) != ATTRIBUTION]
    return layers, tuple(unused)


def credited(raw: RawLayer, texts: tuple[str, ...]) -> RawLayer:
    """Return a layer with the texts that must stand on its maps."""
    return replace(raw, attribution=(*raw.attribution, *texts))


def attribution_texts(path: Path, name: str | None) -> list[str]:
    """Return the texts of a table of attributions."""
    frame = read_file(path, name).frame
    columns = [column for column in frame.columns if fold(column) == "text"]
    return [str(cell) for column in columns for cell in frame[column] if cell]


def _read(path: Path, name: str | None, layer: str, encoding: str | None) -> RawLayer:
    large = _large(path, name) if layer == "buildings" else None
    if large is not None:
        return _bounds_of(large, layer, _title(path, name))
    content = read_file(path, name, encoding, layer=layer)
    frame = content.frame
    if suffix_of(path) in _KML:
        frame = _with_own_ids(frame, layer)
    preset = table()["layer_values"].get(fold(name or path.name.split(".")[0]), {})
    folded = {fold(column) for column in frame.columns}
    return RawLayer(
        layer=layer,
        file=_title(path, content.name or name),
        frame=frame,
        crs=content.crs,
        preset=tuple(preset.items()),
        remarks=content.remarks,
        lost=content.left_out,
        numbers=content.numbers,
        lines=content.lines,
        sha256=sha256_of(path),
        attribution=(OSM_ATTRIBUTION,) if folded & _OSM_COLUMNS else (),
    )


def _title(path: Path, name: str | None) -> str:
    return path.name if not name or suffix_of(path) not in MANY_LAYERS else f"{path.name}:{name}"


def _large(path: Path, name: str | None) -> LargeFile | None:
    """Return a file of very many rows that can be read in parts."""
    if suffix_of(path) in PARQUET:
        return large_parquet(path)
    return large_vector(path, name) if suffix_of(path) in _BY_NUMBER else None


def _bounds_of(large: LargeFile, layer: str, title: str) -> RawLayer:
    """Return a layer that holds the bounds of its rows and no more."""
    folded = {fold(column) for column in large.columns}
    return RawLayer(
        layer=layer,
        file=title,
        frame=gpd.GeoDataFrame(geometry=large.boxes()),
        crs=large.crs,
        sha256=sha256_of(large.path),
        attribution=(OSM_ATTRIBUTION,) if folded & _OSM_COLUMNS else (),
        large=large,
    )


def _with_own_ids(frame: pd.DataFrame, layer: str) -> pd.DataFrame:
    """Return the frame of a KML file with the owner's ids in `id`, not those of the placemarks.

    GDAL writes ``<Placemark id="cameras.1">``, and reads the owner's column of that name as ``id2``.
    """
    frame = frame.drop(columns=[name for name in _KML_COLUMNS if name in frame.columns])
    if "id" not in frame.columns:
        return frame
    others = {fold(name) for name in frame.columns if name != "id"}
    if "id2" in frame.columns and not frame["id2"].isna().all():
        return frame.drop(columns="id").rename(columns={"id2": "id"})
    if others.intersection(field_aliases(layer).get("id", ())):
        return frame.drop(columns="id")
    return frame


def _by_layer(names: list[str]) -> dict[str, str]:
    """Return canonical layer -> name in the file; an exact name wins over an alias."""
    out: dict[str, str] = {}
    for name in sorted(names, key=lambda each: layer_of(each) != fold(each)):
        layer = layer_of(name)
        if layer is not None:
            out.setdefault(layer, name)
    return {layer: out[layer] for layer in (*LAYERS, "building_parts") if layer in out}


def _attribution_of(path: Path, names: list[str]) -> tuple[str, ...]:
    held = [name for name in names if fold(name) == ATTRIBUTION]
    return tuple(attribution_texts(path, held[0])) if held else ()


def _not_a_scene(path: Path, names: list[str]) -> Fault:
    held = ", ".join(names) or "no layers"
    remedy = "Name the layer's role: --buildings FILE or --cameras FILE."
    return Fault(path.name, "", held, "layers called " + ", ".join(LAYERS), remedy)
