"""The other layers: signs, zones, windows, obstacles, walks, counties, and the tables without geometry."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from siting.errors import Fault, InputError
from siting.fields import LAYERS
from siting.io.aliases import canonical_value
from siting.io.cell_faults import faults_of, span_faults, unit_faults
from siting.io.column_notes import tell_columns
from siting.io.door import drop_unread, frame_of, missing, read_columns, tell, texts
from siting.io.doubtful_heights import tall_obstacles
from siting.io.geometry import kind_of, repaired_areas
from siting.io.identity import unique_ids
from siting.io.raw import OSM_ATTRIBUTION

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyproj
    from numpy.typing import NDArray

    from siting.io.door import Columns
    from siting.io.ledger import Ledger
    from siting.io.raw import RawLayer

# Where a row that cannot be used takes nothing from anybody's protection it is left out, with a row of
# the ledger; everywhere else it is a fault.
_LENIENT = ("walks", "counties", "obstacles")
_DIMENSION = {"point": 0, "line": 1, "polygon": 2}
_NO_TOP = "no height is known; it hides nothing"


def empty_frames(crs: pyproj.CRS, layers: Iterable[str]) -> dict[str, pd.DataFrame]:
    """Return by layer a frame without rows, with all its canonical columns.

    Parameters
    ----------
    crs : pyproj.CRS
        The scene's system, which those with geometry are in.
    layers : iterable of str
    """
    blank = _blank_frames(crs)
    return {layer: blank[layer].copy(deep=False) for layer in layers}


# A frame without rows costs pandas a millisecond, and every scene holds ten of them.
@lru_cache(maxsize=8)
def _blank_frames(crs: pyproj.CRS) -> dict[str, pd.DataFrame]:
    frames: dict[str, pd.DataFrame] = {}
    for layer, known in LAYERS.items():
        values = {
            field.name: np.array([], dtype=float if field.kind in ("number", "integer") else object)
            for field in known.fields
        }
        frame = frame_of(values)
        if known.shape != "table":
            frame = gpd.GeoDataFrame(frame, geometry=np.array([], dtype=object), crs=crs)
        frames[layer] = frame
    return frames


def read_table(raw: RawLayer, ledger: Ledger) -> pd.DataFrame:
    """Return a table without geometry in canonical columns.

    Parameters
    ----------
    raw : RawLayer
        The table as read.
    ledger : Ledger
        Receives how odd cells were read.

    Returns
    -------
    pandas.DataFrame
        The index is the row's number in the file.

    Raises
    ------
    InputError
        With every cell that cannot be read, every required one that is empty, every repeated id.
    """
    columns = read_columns(raw, raw.layer)
    tell_columns(ledger, raw, columns, raw.layer)
    faults = faults_of(raw, columns, raw.layer)
    if "id" in columns.values:
        repeated = pd.Series(columns.values["id"], dtype=object).dropna()
        for position in repeated.index[repeated.duplicated()]:
            faults.append(
                Fault(
                    raw.file,
                    "id",
                    repr(repeated[position]),
                    "an id that no other row has",
                    "Give every row an id of its own.",
                    raw.row(position),
                    columns.called("id"),
                )
            )
    if faults:
        raise InputError(faults)
    numbers = [raw.number(position) for position in range(len(raw.frame))]
    tell(
        ledger, raw.layer, columns, columns.values.get("id", np.array(list(map(str, numbers)), dtype=object))
    )
    return frame_of(columns.values).set_axis(pd.Index(numbers), axis=0)


def read_layer(raw: RawLayer, shapes: NDArray[np.object_], ledger: Ledger) -> gpd.GeoDataFrame:
    """Return a layer with geometry in canonical columns.

    Parameters
    ----------
    raw : RawLayer
        The layer as read.
    shapes : ndarray of geometry
        Its shapes in the scene's metric system.
    ledger : Ledger
        Receives repairs and rejections.

    Returns
    -------
    geopandas.GeoDataFrame

    Raises
    ------
    InputError
        With every row that cannot be used, in layers that protect somebody.
    """
    layer = raw.layer
    columns = read_columns(raw, layer, skip=("id",))
    tell_columns(ledger, raw, columns, layer)
    if layer == "zones":
        _read_public(raw, columns, ledger)
    has_id = any(field.name == "id" for field in LAYERS[layer].fields)
    names = np.array([f"{layer}/{raw.number(position)}" for position in range(len(raw.frame))], dtype=object)
    ids = unique_ids(raw, columns, ledger) if has_id else names
    if raw.is_osm and "status" in columns.values:
        # What OpenStreetMap maps is there.
        columns.values["status"][missing(columns.values["status"])] = "existing"
    tell(ledger, layer, columns, ids)
    faults: list[Fault] = []
    if layer in _LENIENT:
        faults += unit_faults(raw, columns)
        drop_unread(ledger, layer, columns, ids)
        _reject_incomplete(raw, columns, ids, ledger, faults)
    else:
        faults = faults_of(raw, columns, layer)
    faults += span_faults(raw, columns)
    if layer == "obstacles":
        faults += _too_tall(raw, columns, ids, ledger)
    shapes = _fitting(raw, shapes, ids, ledger, faults)
    if faults:
        raise InputError(faults)
    if has_id:
        columns.values["id"] = ids
    rejected = ledger.rejected_rows(layer)
    keep = np.array([position not in rejected for position in range(len(shapes))], dtype=bool)
    return gpd.GeoDataFrame(frame_of(columns.values), geometry=shapes)[keep].reset_index(drop=True)


def _read_public(raw: RawLayer, columns: Columns, ledger: Ledger) -> None:
    """Fill `is_public` where the word for a room's kind says it: 公共厕所 is a public toilet."""
    cells = columns.values["is_public"]
    for name in columns.sources.get("kind", []):
        for position, cell in enumerate(texts(raw.frame[name])):
            said = None if cell is None else canonical_value("zones.is_public", cell)
            if said is not None and missing(cells[position]):
                cells[position] = said
                row_id = f"row {raw.row(position)}"
                ledger.note(
                    "zones", row_id=row_id, field="is_public", found=str(cell), done=f"read as {said}"
                )


def _too_tall(raw: RawLayer, columns: Columns, ids: NDArray[np.object_], ledger: Ledger) -> list[Fault]:
    """Return a fault for obstacles too tall to be true; those that OpenStreetMap tells of are left out."""
    found = tall_obstacles(raw, columns)
    if not (raw.is_osm or OSM_ATTRIBUTION in raw.attribution):
        return [*found.values()]
    for position, fault in found.items():
        done = "left out: nothing of the kind is so tall; it hides nothing"
        ledger.rejected(raw.layer, position, str(ids[position]), field="top_m", found=fault.found, done=done)
    return []


def _reject_incomplete(
    raw: RawLayer, columns: Columns, ids: NDArray[np.object_], ledger: Ledger, faults: list[Fault]
) -> None:
    """Leave out rows without a required value; a column that is not there at all is a fault."""
    for field in LAYERS[raw.layer].fields:
        if not field.required:
            continue
        lacking = np.flatnonzero(missing(columns.values[field.name]))
        if len(lacking) == len(raw.frame) > 0 and not raw.is_osm and not raw.preset:
            faults += faults_of(raw, columns, raw.layer)
            return
        for position in lacking:
            done = f"left out: {_NO_TOP}" if field.name == "top_m" else "left out"
            ledger.rejected(
                raw.layer, int(position), str(ids[position]), field=field.name, found="nothing", done=done
            )


def _fitting(
    raw: RawLayer,
    shapes: NDArray[np.object_],
    ids: NDArray[np.object_],
    ledger: Ledger,
    faults: list[Fault],
) -> NDArray[np.object_]:
    """Return shapes of the kind that the layer holds; others are rejected, or are faults."""
    shape = LAYERS[raw.layer].shape
    bad: dict[int, str] = {}
    if shape == "polygon":
        repair = repaired_areas(shapes)
        for position, (found, done) in repair.repaired.items():
            ledger.repaired(raw.layer, position, str(ids[position]), field="geometry", found=found, done=done)
        bad, shapes = {position: found for position, (found, _) in repair.rejected.items()}, repair.shapes
    else:
        want = _DIMENSION.get(shape)
        gone = shapely.is_missing(shapes) | shapely.is_empty(shapes)
        odd = gone if want is None else gone | (shapely.get_dimensions(shapes) != want)
        bad = {int(position): kind_of(shapes[position]) for position in np.flatnonzero(odd)}
    for position, found in bad.items():
        if raw.layer in _LENIENT:
            ledger.rejected(
                raw.layer, position, str(ids[position]), field="geometry", found=found, done="left out"
            )
        else:
            faults.append(
                Fault(raw.file, "geometry", found, f"a {shape}", "Draw it again.", row=raw.row(position))
            )
    return shapes
