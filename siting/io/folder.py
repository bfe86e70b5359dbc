"""A folder of files to raw layers: each file by its name, extracts of OpenStreetMap for what is left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.errors import Fault, InputError
from siting.fields import LAYERS
from siting.io import osm
from siting.io.aliases import fold, layer_of
from siting.io.endings import OSM, PARQUET, RASTERS, TABLES, VECTORS, suffix_of
from siting.io.ledger import shortened
from siting.io.one_file import (
    ATTRIBUTION,
    OSM_LAYERS,
    attribution_texts,
    credited,
    layers_of_file,
    layers_of_option,
)

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from siting.io.raw import RawLayer

# A folder is read by the names of these.
_ENDINGS = (*TABLES, *OSM, *VECTORS, *PARQUET)
# These may hold anything, or a copy of what lies beside them.
_PACKED = (".zip", ".sqlite", ".txt")


def layers_of_folder(
    folder: Path, encoding: str | None, *, named: Collection[str]
) -> tuple[list[RawLayer], tuple[str, ...]]:
    """Return the layers of a folder, and the names of its files that were not used.

    A file named like a layer wins over an extract of OpenStreetMap that holds the layer too.

    Parameters
    ----------
    folder : pathlib.Path
        The folder.
    encoding : str or None
        Encoding of CSV and DBF text.
    named : collection of str
        Layers that come from elsewhere and are not asked for here.

    Returns
    -------
    layers : list of RawLayer
    unused : tuple of str

    Raises
    ------
    InputError
        When two files hold one layer, or no file is named like a layer.
    """
    files = sorted(path for path in folder.iterdir() if path.is_file() and not _is_sidecar(path))
    data = [path for path in files if suffix_of(path) in _ENDINGS]
    extracts = [path for path in data if suffix_of(path) in OSM]
    texts = [
        text
        for path in data
        if _stem(path) == ATTRIBUTION and suffix_of(path) in TABLES
        for text in attribution_texts(path, None)
    ]
    chosen = _chosen(folder, data, named)
    taken = {*chosen, *named}
    out = _of_extracts(folder, extracts, taken)
    scenes = [path for path in data if suffix_of(path) == ".gpkg" and path not in chosen.values()]
    if not chosen and not out and len(scenes) == 1:
        return layers_of_file(scenes[0], None, encoding)
    for layer, path in chosen.items():
        if layer not in named:
            out += layers_of_option(layer, path, encoding)
    if not (out or chosen or (extracts and named)):
        names = shortened(path.name for path in data) or "nothing that can be read"
        allowed = "files named like the layers: " + ", ".join(LAYERS)
        remedy = (
            "Call them so, such as buildings.gpkg and cameras.csv, or say which is which: --buildings FILE."
        )
        raise InputError([Fault(folder.name, "", names, allowed, remedy)])
    used = {*chosen.values(), *(extracts if not {*OSM_LAYERS} <= taken else ())}
    unused = [
        path.name
        for path in files
        if path not in used and suffix_of(path) in (*_ENDINGS, *RASTERS) and _stem(path) != ATTRIBUTION
    ]
    return [credited(raw, tuple(texts)) for raw in out], tuple(unused)


def _stem(path: Path) -> str:
    return fold(path.name.split(".")[0])


def _is_sidecar(path: Path) -> bool:
    """Return whether a table is the one of a Shapefile, and so no layer of its own."""
    return suffix_of(path) == ".dbf" and any(path.with_suffix(end).exists() for end in (".shp", ".SHP"))


def _chosen(folder: Path, files: list[Path], named: Collection[str]) -> dict[str, Path]:
    """Return layer -> the file that is named like it; two of them are a fault unless the layer is `named`."""
    chosen: dict[str, Path] = {}
    faults = []
    for path in files:
        layer = layer_of(path.name.split(".")[0])
        if layer is None or suffix_of(path) in (*_PACKED, *OSM):
            continue
        if layer in chosen and layer not in named:
            found = f"{chosen[layer].name} and {path.name}"
            remedy = f"Remove one of them, or say which: {_option(layer)}"
            faults.append(Fault(folder.name, layer, found, "one file for a layer", remedy))
        chosen.setdefault(layer, path)
    if faults:
        raise InputError(faults)
    return chosen


def _of_extracts(folder: Path, extracts: list[Path], taken: Collection[str]) -> list[RawLayer]:
    """Return what extracts of OpenStreetMap give beside the layers that are taken; never one layer twice."""
    gone = {*taken, *(("building_parts",) if "buildings" in taken else ())}
    wanted = tuple(layer for layer in OSM_LAYERS if layer not in gone)
    if not wanted:
        return []
    found = [[raw for raw in osm.read_osm(path, wanted) if _holds(raw)] for path in extracts]
    twice = [layer for layer in wanted if sum(raw.layer == layer for each in found for raw in each) > 1]
    if twice:
        names = [path.name for path, each in zip(extracts, found, strict=True) for raw in each[:1]]
        options = " ".join(f"--{layer} FILE" for layer in twice if layer in LAYERS)
        raise InputError(
            [
                Fault(
                    folder.name,
                    "",
                    f"{len(names)} extracts of OpenStreetMap, {' and '.join(names)}, with {', '.join(twice)}",
                    "one file for a layer",
                    f"Leave one of them in the folder, or say which file to use: {options}.",
                )
            ]
        )
    return [raw for each in found for raw in each]


def _holds(raw: RawLayer) -> bool:
    return bool(len(raw.frame) or raw.lost)


def _option(layer: str) -> str:
    return f"--{layer} FILE." if layer in LAYERS else "by options."
