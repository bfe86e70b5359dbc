"""Rasters of heights inside a project file: kept byte by byte, laid out in a folder while they are read.

A path would break when the project is moved and tell whose folder it lay in; a copy in the file goes where
the project goes. A folder in which a raster is laid out lasts as long as what reads it.
"""

from __future__ import annotations

import atexit
import hashlib
import shutil
import tempfile
import weakref
from pathlib import Path
from typing import TYPE_CHECKING

from siting.errors import Fault, InputError
from siting.io.files import sha256_of
from siting.io.raster_reader import open_raster
from siting.io.rasters import RasterFile

if TYPE_CHECKING:
    import sqlite3

# SQLite refuses values of a gigabyte; pieces of this size are moved one by one [bytes].
_PIECE_BYTES = 8 << 20
_READ = "terrain"


def keep_raster(connection: sqlite3.Connection, layer: str, raster: RasterFile) -> None:
    """Return nothing; store a raster in a project file.

    Parameters
    ----------
    connection : sqlite3.Connection
    layer : {'terrain', 'surface'}
    raster : RasterFile
        A file that is whole in itself is stored as it is; what has companions, or is one of several in a
        GeoPackage, is stored as a GeoTIFF of the same cells.
    """
    with tempfile.TemporaryDirectory(prefix="siting-") as folder:
        path = _whole(raster, Path(folder))
        row = (layer, raster.name, sha256_of(path))
        connection.execute("INSERT INTO siting_rasters VALUES (?, ?, ?)", row)
        with path.open("rb") as file:
            for number, piece in enumerate(iter(lambda: file.read(_PIECE_BYTES), b"")):
                connection.execute(
                    "INSERT INTO siting_raster_pieces VALUES (?, ?, ?)", (layer, number, piece)
                )


def lay_out_raster(connection: sqlite3.Connection, layer: str, *, file: str) -> RasterFile | None:
    """Return a raster of a project file, laid out in a folder of its own; None when it has none.

    Parameters
    ----------
    connection : sqlite3.Connection
    layer : {'terrain', 'surface'}
    file : str
        Name of the project, for messages.

    Raises
    ------
    InputError
        When its bytes are not those that were stored.
    """
    asked = "SELECT name, sha256 FROM siting_rasters WHERE layer = ?"
    row = connection.execute(asked, (layer,)).fetchone()
    if row is None:
        return None
    # A name from a file that somebody sent never leads out of the folder.
    name, told = Path(str(row[0])).name or layer, str(row[1])
    folder = tempfile.mkdtemp(prefix="siting-")
    path, digest = Path(folder) / name, hashlib.sha256()
    asked = "SELECT piece FROM siting_raster_pieces WHERE layer = ? ORDER BY number"
    with path.open("wb") as out:
        for (piece,) in connection.execute(asked, (layer,)):
            digest.update(piece)
            out.write(piece)
    if digest.hexdigest() != told:
        shutil.rmtree(folder, ignore_errors=True)
        remedy = "The project is damaged: take the last copy of it."
        raise InputError([Fault(file, layer, "other bytes than were stored", "the raster as stored", remedy)])
    raster = RasterFile(path, str(path))
    if layer == _READ:
        weakref.finalize(raster, shutil.rmtree, folder, ignore_errors=True)
    else:
        # A scene names it and holds nothing that reads it.
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return raster


def _whole(raster: RasterFile, folder: Path) -> Path:
    import rasterio.shutil

    with open_raster(raster.path, raster.dataset) as opened:
        if [Path(each) for each in opened.files] == [raster.path]:
            return raster.path
    out = folder / "raster.tif"
    rasterio.shutil.copy(raster.dataset, out, driver="GTiff", compress="DEFLATE")
    return out
