"""Cameras of a table that gives them no place: told apart from the others, read as far as they go."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from siting.errors import Fault, InputError
from siting.io.camera_fields import read_resolutions, read_sensors, read_views
from siting.io.cell_faults import faults_of
from siting.io.coordinates import read_points
from siting.io.door import missing, read_columns
from siting.io.identity import given_ids
from siting.io.one_file import layers_of_option
from siting.io.quantities import is_nothing
from siting.words import counted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from siting.io.door import Columns
    from siting.io.raw import RawLayer

_SKIPPED = ("id", "azimuth_deg", "kind", "sensor_width_mm")
_NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A camera without a place: its id, and the canonical fields that its row gives."""

    id: str
    fields: Mapping[str, Any]


def without_place(raw: RawLayer, *, azimuth_zero: str = "north") -> tuple[RawLayer, tuple[Waiting, ...]]:
    """Return the rows of a table of cameras that have a place, and the cameras that have none.

    A row has none when all its cells of coordinates are empty, or the table has no such columns. Half a place
    stays with the others, so that it is told as the fault that it is.

    Parameters
    ----------
    raw : RawLayer
        Cameras as read; a layer with shapes comes back as it is.
    azimuth_zero : {'north', 'east'}

    Raises
    ------
    InputError
        With every cell of a row without a place that cannot be read, and every id that two rows have.
    """
    if isinstance(raw.frame, gpd.GeoDataFrame) or raw.is_osm or raw.frame.empty:
        return raw, ()
    empty = _empty_places(raw)
    if not empty.any():
        return raw, ()
    waiting = _waiting(_rows(raw, empty), azimuth_zero)
    rest = _rows(raw, ~empty)
    told = (
        "geometry",
        f"{counted(len(waiting), 'camera')} without coordinates",
        "kept in the list of cameras to be placed",
    )
    _refuse_same_ids(raw, empty)
    return replace(rest, remarks=(*rest.remarks, told)), waiting


def read_unplaced_rows(path: str | Path, *, encoding: str | None = None) -> list[tuple[str, dict[str, Any]]]:
    """Return id and canonical fields of every row of a table of cameras that has no place.

    Parameters
    ----------
    path : str or pathlib.Path
        A table, or ``file:sheet``.
    encoding : str or None
        Encoding of CSV text; found out when None.

    Raises
    ------
    InputError
        With every cell that cannot be read.
    """
    raw = layers_of_option("cameras", path, encoding)[0]
    return [(each.id, dict(each.fields)) for each in without_place(raw)[1]]


def _empty_places(raw: RawLayer) -> NDArray[np.bool_]:
    """Return which rows have nothing in any column of coordinates."""
    found = read_points(raw, must=False)
    if found is None:
        return np.ones(len(raw.frame), dtype=bool)
    # Of a column that holds both, the parts are called like it with a word behind.
    names = {name if name in raw.frame else name.rpartition(" (")[0] for name in found.columns}
    cells = [raw.frame[name].to_numpy(dtype=object) for name in names]
    return np.array([all(is_nothing(cell) for cell in row) for row in zip(*cells, strict=True)], dtype=bool)


def _rows(raw: RawLayer, kept: NDArray[np.bool_]) -> RawLayer:
    """Return some rows of a layer under the numbers that their owner knows."""
    places = np.flatnonzero(kept)
    return replace(
        raw,
        frame=raw.frame.iloc[places].reset_index(drop=True),
        numbers=tuple(raw.number(int(place)) for place in places),
        lines=tuple(raw.lines[place] for place in places) if raw.lines else (),
    )


def _waiting(raw: RawLayer, azimuth_zero: str) -> tuple[Waiting, ...]:
    columns = read_columns(raw, "cameras", skip=_SKIPPED)
    ids = given_ids(raw, columns)
    for place in map(int, np.flatnonzero(missing(ids))):
        ids[place] = f"cameras/{raw.number(place)}"
    columns.values["id"] = ids
    for place, views in read_views(raw, columns, azimuth_zero=azimuth_zero).items():
        columns.values["azimuth_deg"][place] = views[0].azimuth_deg
    read_sensors(raw, columns)
    read_resolutions(raw, columns)
    _read_plain_kinds(raw, columns)
    # What a row lacks is asked for when the camera is placed; what it says must be readable now.
    faults = [fault for fault in faults_of(raw, columns, "cameras") if fault.row and fault.found != _NOTHING]
    if faults:
        raise InputError(faults)
    rows = []
    for place, name in enumerate(ids):
        cells = {field: values[place] for field, values in columns.values.items() if field != "id"}
        rows.append(Waiting(str(name), {field: _plain(cell) for field, cell in cells.items() if _told(cell)}))
    return tuple(rows)


def _read_plain_kinds(raw: RawLayer, columns: Columns) -> None:
    """Fill in the kind where its cell is one of the words for it."""
    kinds = read_columns(replace(raw, ids=None), "cameras").values["kind"]
    columns.values["kind"] = kinds


def _refuse_same_ids(raw: RawLayer, empty: NDArray[np.bool_]) -> None:
    """Raise InputError for every row without a place whose id another row has."""
    ids = pd.Series(given_ids(raw, read_columns(raw, "cameras", skip=_SKIPPED)), dtype=object)
    repeated = ids.notna() & ids.duplicated(keep=False) & empty
    faults = [
        Fault(
            raw.file,
            "id",
            repr(ids[place]),
            "an id that no other camera has",
            "Give every camera an id of its own.",
            raw.row(int(place)),
        )
        for place in np.flatnonzero(repeated)
    ]
    if faults:
        raise InputError(faults)


def _told(cell: object) -> bool:
    return not bool(missing(cell))


def _plain(cell: Any) -> Any:
    """Return a cell as JSON can carry it."""
    return cell.item() if isinstance(cell, np.generic) else cell
