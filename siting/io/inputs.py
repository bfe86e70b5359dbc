"""Which file or frame gives which layer: a scene file, a folder, or single files by option."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from siting.errors import Fault, InputError
from siting.io.files import check_exists, split_layer
from siting.io.folder import layers_of_folder
from siting.io.one_file import layers_of_file, layers_of_option

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from siting.io.raw import RawLayer

Given = str | Path | pd.DataFrame


@dataclass
class Gathered:
    """The raw layers of a scene, every fault met while opening them, and what was left lying."""

    layers: list[RawLayer] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unused: tuple[str, ...] = ()


def gather(source: str | Path | None, options: Mapping[str, Given | None], encoding: str | None) -> Gathered:
    """Return the raw layers of a scene, and what could not or was not used.

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
    Gathered
    """
    named = {layer: given for layer, given in options.items() if given is not None}
    out = Gathered()
    if source is not None:
        try:
            layers, out.unused = _from_source(Path(source), encoding, named)
            out.layers += [
                raw for raw in layers if raw.layer not in named and not _parts_of_named(raw, named)
            ]
        except InputError as problem:
            out.faults += problem.faults
    for layer, given in named.items():
        try:
            out.layers += layers_of_option(layer, given, encoding)
        except InputError as problem:
            out.faults += problem.faults
    return out


def _parts_of_named(raw: RawLayer, named: Mapping[str, Given]) -> bool:
    return raw.layer == "building_parts" and "buildings" in named


def _from_source(
    path: Path, encoding: str | None, named: Collection[str]
) -> tuple[list[RawLayer], tuple[str, ...]]:
    path, layer = split_layer(str(path))
    check_exists(path)
    if path.is_dir():
        return layers_of_folder(path, encoding, named=named)
    return layers_of_file(path, layer, encoding)
