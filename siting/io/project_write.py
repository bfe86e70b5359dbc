"""Writing a project file: a scene into a new GeoPackage, all of it or nothing."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pyproj.exceptions import CRSError

from siting.errors import Fault, InputError, OutputError
from siting.fields import LAYERS
from siting.io.kept_raster import keep_raster
from siting.io.project_file import put_value
from siting.io.project_rows import insert_rows, row_of_camera, rows_of_frame
from siting.io.project_schema import (
    EDITABLE,
    GEOMETRY,
    GEOPACKAGE,
    PROJECT,
    VERSION,
    layer_table,
    layer_triggers,
)
from siting.io.rasters import RasterFile
from siting.model import LEDGER_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pyproj

    from siting.io.project_rows import Row
    from siting.model import Scene

# OGC 12-128r18, 1.1.1.1.1: "GPKG" in ASCII, and version 1.3.
_APPLICATION_ID, _USER_VERSION = 0x47504B47, 10300
_OWN_SRS_ID = 100000
_WGS84 = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],'
    'AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",'
    '0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]'
)
_SYSTEMS = (
    ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined", None),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined", None),
    ("WGS 84 geodetic", 4326, "EPSG", 4326, _WGS84, None),
)
_PLAIN_TYPE = {"point": "POINT", "line": "LINESTRING", "polygon": "POLYGON"}
_ANY = "GEOMETRY"


def write_project(
    path: Path, scene: Scene, *, variant: str, fill: Callable[[sqlite3.Connection], None]
) -> None:
    """Return nothing; write a new project file of a scene.

    Parameters
    ----------
    path : pathlib.Path
        Must not exist.
    scene : Scene
    variant : str
        Name of the plan as it is.
    fill : callable
        Writes what belongs to the project beside the scene, in the same transaction.

    Raises
    ------
    OutputError
        When something stands there already, or it cannot be written; nothing is left behind.
    """
    path = path.expanduser().resolve()
    fresh = path.with_name(f".{path.name}.{os.getpid()}.new")
    _refuse_existing(path)
    try:
        with closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
            connection.execute(f"PRAGMA application_id = {_APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {_USER_VERSION}")
            connection.execute("BEGIN")
            _write(connection, scene, variant)
            fill(connection)
            connection.execute("COMMIT")
        _put_in_place(fresh, path)
    except (OSError, sqlite3.Error) as problem:
        raise OutputError(f"{path.name} cannot be written: {problem}") from problem
    finally:
        for left in (fresh, fresh.with_name(f"{fresh.name}-journal")):
            left.unlink(missing_ok=True)


def geometry_type_of(layer: str, rows: list[Row]) -> str:
    """Return the type of geometry that a layer's table declares for its rows."""
    types = {row["geometry"].geom_type.upper() for row in rows}
    if not types:
        return _PLAIN_TYPE.get(LAYERS[layer].shape, _ANY)
    return types.pop() if len(types) == 1 else _ANY


def _refuse_existing(path: Path) -> None:
    if path.exists():
        remedy = "Open it if it is a project, or name a new file"
        raise OutputError(f"{path.name}: found a file of this name; allowed a new one. {remedy}")


def _put_in_place(fresh: Path, path: Path) -> None:
    """Give a file its name, never over another."""
    try:
        os.link(fresh, path)
    except FileExistsError:
        _refuse_existing(path)
        raise
    except OSError:
        # A file system without links, such as that of a stick.
        _refuse_existing(path)
        fresh.rename(path)
    with contextlib.suppress(OSError):
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _write(connection: sqlite3.Connection, scene: Scene, variant: str) -> None:
    for script in (GEOPACKAGE, PROJECT):
        _run(connection, script)
    connection.executemany("INSERT INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", _SYSTEMS)
    srs_id = _put_system(connection, scene.crs)
    for name, value in _single_values(scene, variant, srs_id).items():
        put_value(connection, name, value)
    for layer in LAYERS:
        _put_layer(connection, layer, _rows(scene, layer), srs_id)
    ledger = zip(*(scene.ledger[name].tolist() for name in LEDGER_COLUMNS), strict=True)
    connection.executemany(
        "INSERT INTO siting_ledger (layer, id, field, found, done, outcome) VALUES (?, ?, ?, ?, ?, ?)", ledger
    )
    connection.executemany(
        "INSERT INTO siting_sources (name, layer, row_count, sha256, fields) VALUES (?, ?, ?, ?, ?)",
        [
            (each.name, each.layer, each.row_count, each.sha256, json.dumps(each.fields))
            for each in scene.sources
        ],
    )
    _put_rasters(connection, scene)


def _run(connection: sqlite3.Connection, script: str) -> None:
    """Run statements one by one: `executescript` would end the transaction."""
    statement = ""
    for part in script.split(";"):
        statement += part + ";"
        if sqlite3.complete_statement(statement):
            if statement.strip(" \n;"):
                connection.execute(statement)
            statement = ""


def _single_values(scene: Scene, variant: str, srs_id: int) -> dict[str, Any]:
    return {
        "version": VERSION,
        "revision": 0,
        "name": scene.name,
        "variant": variant,
        "crs": scene.crs.srs,
        "srs_id": srs_id,
        "attribution": list(scene.attribution),
        "profile": dict(scene.profile),
        # JSON knows no infinity.
        "known_within_m": repr(scene.known_within_m),
        "outermost": None if scene.outermost is None else shapely.to_wkb(scene.outermost, hex=True),
    }


def _rows(scene: Scene, layer: str) -> list[Row]:
    if layer == "cameras":
        return [row_of_camera(camera) for camera in scene.cameras]
    return rows_of_frame(layer, getattr(scene, layer))


def _put_layer(connection: sqlite3.Connection, layer: str, rows: list[Row], srs_id: int) -> None:
    is_table = LAYERS[layer].shape == "table"
    geometry_type = "" if is_table else geometry_type_of(layer, rows)
    _run(connection, layer_table(layer, geometry_type))
    # Programs take these bounds for the layer's: of one that is edited they find out themselves.
    bounds: list[float | None] = [None] * 4
    if rows and not is_table and layer not in EDITABLE:
        found = shapely.total_bounds(np.array([row["geometry"] for row in rows], dtype=object))
        bounds = [float(each) for each in found]
    connection.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, min_x, min_y, max_x, max_y, srs_id) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (layer, "attributes" if is_table else "features", layer, *bounds, None if is_table else srs_id),
    )
    if not is_table:
        row = (layer, GEOMETRY, geometry_type, srs_id)
        connection.execute("INSERT INTO gpkg_geometry_columns VALUES (?, ?, ?, ?, 0, 0)", row)
    insert_rows(connection, layer, rows, srs_id=srs_id)
    connection.execute("INSERT INTO siting_layers (layer) VALUES (?)", (layer,))
    _run(connection, layer_triggers(layer))


def _put_system(connection: sqlite3.Connection, crs: pyproj.CRS) -> int:
    """Return the number under which the scene's system is written down."""
    authority = crs.to_authority(min_confidence=100)
    name, code = authority if authority and authority[1].isdigit() else ("NONE", str(_OWN_SRS_ID))
    try:
        definition = crs.to_wkt("WKT1_GDAL")
    except CRSError:
        definition = crs.to_wkt()
    row = (crs.name, int(code), name, int(code), definition, None)
    connection.execute("INSERT OR IGNORE INTO gpkg_spatial_ref_sys VALUES (?, ?, ?, ?, ?, ?)", row)
    return int(code)


def _put_rasters(connection: sqlite3.Connection, scene: Scene) -> None:
    ground = scene.ground
    if ground is not None and not isinstance(ground, RasterFile):
        remedy = "Write it to a file and read the scene with it."
        found = "heights of the ground that are in no file"
        raise InputError([Fault(scene.name, "terrain", found, "a raster in a file", remedy)])
    if ground is not None:
        keep_raster(connection, "terrain", ground)
    if scene.surface is not None:
        keep_raster(connection, "surface", RasterFile(scene.surface, str(scene.surface)))
