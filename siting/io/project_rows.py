"""Rows of a project file: cameras and frames as they stand in its tables, and back without loss."""

from __future__ import annotations

import math
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from siting.fields import LAYERS
from siting.io.geometry_blob import blobs_of, shapes_of
from siting.io.layers import empty_frames
from siting.io.project_schema import ASSUMED, GEOMETRY, columns_of
from siting.model import Camera, Lens

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

    import pyproj

Row = dict[str, Any]
"""Canonical fields of one row, None where nothing is given; the shape in ``geometry``."""

_LENS = tuple(field.name for field in fields(Lens))
_OWN = tuple(
    field.name for field in fields(Camera) if field.name not in ("easting_m", "northing_m", "lens", ASSUMED)
)
_SHAPE = "geometry"


def row_of_camera(camera: Camera) -> Row:
    """Return a camera as a row: fields of the lens beside the others, `assumed` as a tuple."""
    lens = {name: None if camera.lens is None else getattr(camera.lens, name) for name in _LENS}
    row = {name: getattr(camera, name) for name in _OWN} | lens
    row = {field.name: row[field.name] for field in LAYERS["cameras"].fields}
    place = shapely.Point(camera.easting_m, camera.northing_m)
    return row | {ASSUMED: tuple(camera.assumed), _SHAPE: place}


def camera_of_row(row: Mapping[str, Any]) -> Camera:
    """Return the camera of a row.

    Raises
    ------
    InputError
        When a value is outside its limits.
    """
    lens = None
    if row["image_width_px"] is not None:
        lens = Lens(**{name: row[name] for name in _LENS})
    given = {name: row[name] for name in _OWN if row[name] is not None or name in _MAY_MISS}
    place = row[_SHAPE]
    return Camera(
        easting_m=place.x, northing_m=place.y, lens=lens, assumed=tuple(row.get(ASSUMED) or ()), **given
    )


# Where a file leaves these empty, a Camera has its own value.
_MAY_MISS = frozenset(_OWN) - {"tilt_deg", "roll_deg", "kind", "status"}


def rows_of_frame(layer: str, frame: pd.DataFrame) -> list[Row]:
    """Return the rows of a frame of a scene, missing numbers as None."""
    columns = cells_of_frame(layer, frame)
    return [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]


def cells_of_frame(layer: str, frame: pd.DataFrame) -> dict[str, list[Any]]:
    """Return the columns of a frame of a scene as lists, missing numbers as None."""
    columns = {field.name: _plain(frame[field.name]) for field in LAYERS[layer].fields}
    if LAYERS[layer].shape != "table":
        columns[_SHAPE] = list(frame["geometry"].to_numpy())
    return columns


def frame_of_rows(layer: str, rows: Sequence[Mapping[str, Any]], crs: pyproj.CRS) -> pd.DataFrame:
    """Return rows as a frame of a scene: numbers as float, all else as object with None where missing."""
    names = columns_of_frame(layer)
    return frame_of_columns(layer, {name: [row[name] for row in rows] for name in names}, crs)


def columns_of_frame(layer: str) -> tuple[str, ...]:
    """Return the columns of a layer's frame, its shape the last."""
    names = tuple(field.name for field in LAYERS[layer].fields)
    return names if LAYERS[layer].shape == "table" else (*names, _SHAPE)


def frame_of_columns(layer: str, columns: Mapping[str, list[Any]], crs: pyproj.CRS) -> pd.DataFrame:
    """Return columns of cells as a frame of a scene, all of one length."""
    count = len(next(iter(columns.values())))
    if not count:
        return empty_frames(crs, [layer])[layer]
    index = pd.RangeIndex(count)
    series = {}
    for field in LAYERS[layer].fields:
        is_number = field.kind in ("number", "integer")
        series[field.name] = pd.Series(columns[field.name], index, dtype=float if is_number else object)
    frame = pd.DataFrame(series, index=index)
    if LAYERS[layer].shape == "table":
        return frame
    shapes = np.empty(count, dtype=object)
    shapes[:] = columns[_SHAPE]
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=crs)


def read_rows(connection: sqlite3.Connection, layer: str) -> list[Row]:
    """Return all rows of a layer in their order.

    Raises
    ------
    ValueError
        When a shape cannot be read.
    """
    columns = columns_of(layer)
    asked = f'SELECT {_quoted(columns)} FROM "{layer}" ORDER BY fid'
    found = connection.execute(asked).fetchall()
    rows = [dict(zip(columns, cells, strict=True)) for cells in found]
    if GEOMETRY in columns:
        for row, shape in zip(rows, shapes_of([row.pop(GEOMETRY) for row in rows]), strict=True):
            row[_SHAPE] = shape
    if layer == "cameras":
        for row in rows:
            row[ASSUMED] = tuple((row[ASSUMED] or "").split(",")) if row[ASSUMED] else ()
    return rows


def insert_rows(
    connection: sqlite3.Connection,
    layer: str,
    rows: Iterable[Mapping[str, Any]],
    *,
    srs_id: int,
    first: int = 1,
) -> None:
    """Return nothing; write rows into the table of a layer.

    Parameters
    ----------
    connection : sqlite3.Connection
    layer : str
    rows : iterable of mapping
    srs_id : int
        Number of the scene's system in the file.
    first : int
        Key of the first row; the others follow.
    """
    columns = columns_of(layer)
    marks = ", ".join("?" * (len(columns) + 1))
    connection.executemany(
        f'INSERT INTO "{layer}" (fid, {_quoted(columns)}) VALUES ({marks})',
        ((first + number, *cells) for number, cells in enumerate(_cells(layer, list(rows), srs_id))),
    )


def update_row(
    connection: sqlite3.Connection, layer: str, key: int, row: Mapping[str, Any], *, srs_id: int
) -> None:
    """Return nothing; put a row in the place of the one with a key."""
    columns = columns_of(layer)
    told = ", ".join(f'"{name}" = ?' for name in columns)
    connection.execute(f'UPDATE "{layer}" SET {told} WHERE fid = ?', (*_cells(layer, [row], srs_id)[0], key))


def _cells(layer: str, rows: Sequence[Mapping[str, Any]], srs_id: int) -> list[tuple[Any, ...]]:
    names = [name for name in columns_of(layer) if name not in (ASSUMED, GEOMETRY)]
    columns = [[row[name] for row in rows] for name in names]
    if layer == "cameras":
        columns.append([",".join(row.get(ASSUMED) or ()) for row in rows])
    if LAYERS[layer].shape != "table":
        columns.append(blobs_of([row[_SHAPE] for row in rows], srs_id))
    return list(zip(*columns, strict=True))


def _plain(column: pd.Series) -> list[Any]:
    return [None if isinstance(cell, float) and math.isnan(cell) else cell for cell in column.tolist()]


def _quoted(columns: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)
