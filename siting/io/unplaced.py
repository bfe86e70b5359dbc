"""Cameras of a table that gives them no place: read in canonical fields, to be placed by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely

from siting.errors import InputError
from siting.io.cell_faults import faults_of
from siting.io.coordinates import read_points
from siting.io.door import missing, read_columns
from siting.io.identity import unique_ids
from siting.io.ledger import Ledger
from siting.io.one_file import layers_of_option

if TYPE_CHECKING:
    from pathlib import Path

    from siting.io.raw import RawLayer


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
    columns = read_columns(raw, "cameras")
    faults = faults_of(raw, columns, "cameras")
    if faults:
        raise InputError(faults)
    ids = unique_ids(raw, columns, Ledger())
    given = {name: cells for name, cells in columns.values.items() if name != "id"}
    return [
        (
            str(ids[row]),
            {name: cells.tolist()[row] for name, cells in given.items() if not missing(cells)[row]},
        )
        for row in _without_place(raw)
    ]


def _without_place(raw: RawLayer) -> list[int]:
    """Return the numbers of the rows that no column gives a place."""
    if isinstance(raw.frame, gpd.GeoDataFrame):
        shapes = raw.frame.geometry.to_numpy()
    else:
        found = read_points(raw, must=False)
        if found is None:
            return list(range(len(raw.frame)))
        if found.faults:
            raise InputError(list(found.faults))
        shapes = found.geometry
    return [int(row) for row in (shapely.is_missing(shapes) | shapely.is_empty(shapes)).nonzero()[0]]
