"""One file to raw frames, whatever its format."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pyogrio
import pyogrio.errors
import pyproj
import shapely
from pyproj.exceptions import CRSError

from siting.errors import Fault, InputError
from siting.io.dbase_text import as_utf8, holds_chinese, is_garbled, mended, mended_cells
from siting.io.endings import DBASE, FORMATS, OSM, PARQUET, RASTERS, TABLES, VECTORS, WORKBOOKS, suffix_of
from siting.io.table_rows import refuse_unclear
from siting.io.tabular import read_csv
from siting.io.unreadable import unreadable
from siting.io.workbook import read_xlsx, sheet_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.io.table_rows import Table

_CHUNK_BYTES = 1 << 20
# What to do with formats that are near to those that are read.
_OTHERWISE = dict.fromkeys(
    (".xls", ".et", ".ods", ".numbers", ".docx", ".doc", ".pdf"), "Save the table as .xlsx or .csv."
) | dict.fromkeys((".dwg", ".skp", ".ifc"), "Export the layer as .dxf or, from a GIS program, as .gpkg.")


def split_layer(text: str) -> tuple[Path, str | None]:
    """Return path and layer of ``file.gpkg:layer``; a path that exists has no layer."""
    path = Path(text)
    if not path.exists() and ":" in text:
        head, tail = text.rsplit(":", 1)
        if Path(head).exists() and tail:
            return Path(head), tail
    return path, None


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file; empty for a folder."""
    if not path.is_file():
        return ""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def check_exists(path: Path) -> None:
    """Raise InputError when there is no such file, or it is of no kind that can be read."""
    if not path.exists():
        raise InputError([Fault(path.name, "", "no such file", "a file that exists", "Check the path.")])
    suffix = suffix_of(path)
    if path.is_dir() or suffix in (*TABLES, *OSM, *VECTORS, *PARQUET):
        return
    found = "a raster" if suffix in RASTERS else f"a file ending in {suffix or 'nothing'}"
    remedy = _OTHERWISE.get(suffix, "Export it in one of these formats.")
    remedy = "Give rasters as terrain or surface (--terrain)." if suffix in RASTERS else remedy
    raise InputError([Fault(path.name, "", found, FORMATS, remedy)])


def layer_names(path: Path) -> list[str]:
    """Return the names of the layers and tables of a vector file, or of the sheets of a workbook.

    Parameters
    ----------
    path : pathlib.Path
        The file.

    Returns
    -------
    list of str

    Raises
    ------
    InputError
        When the file cannot be opened.
    """
    if suffix_of(path) in WORKBOOKS:
        return sheet_names(path)
    with _readable(path) as opened:
        return [str(name) for name in _guarded(path, pyogrio.list_layers, opened)[:, 0]]


@dataclass(frozen=True, slots=True)
class Content:
    """One layer of a file as it stands.

    Parameters
    ----------
    frame : pandas.DataFrame or geopandas.GeoDataFrame
    crs : pyproj.CRS or None
        The system that the file states.
    remarks : tuple of (field, found, done)
        Notes for the ledger.
    numbers, lines : tuple of int
        Of the rows of a table, as its owner sees them; empty where there is no such table.
    left_out : tuple of (row, found, done)
        Lines of a table that are no rows.
    name : str
        Of the sheet that was read; empty where there are none.
    """

    frame: pd.DataFrame
    crs: pyproj.CRS | None = None
    remarks: tuple[tuple[str, str, str], ...] = ()
    numbers: tuple[int, ...] = ()
    lines: tuple[int, ...] = ()
    left_out: tuple[tuple[str, str, str], ...] = ()
    name: str = ""


def read_file(
    path: Path, name: str | None = None, encoding: str | None = None, *, layer: str | None = None
) -> Content:
    """Return one layer of a file as it stands, with its stated system and remarks for the ledger.

    Parameters
    ----------
    path : pathlib.Path
        The file (not OpenStreetMap's own formats).
    name : str or None
        Layer or sheet; None takes the first, of a workbook that which holds the most known names.
    encoding : str or None
        Encoding of CSV and DBF text; found out when None.
    layer : str or None
        The canonical layer that it is read as: the head of a table is known by its names.

    Raises
    ------
    InputError
        When it cannot be read.
    """
    suffix = suffix_of(path)
    if suffix in WORKBOOKS:
        return _of_table(path, read_xlsx(path, name, layer))
    if suffix in TABLES:
        return _of_table(path, read_csv(path, encoding, layer))
    if suffix in PARQUET:
        return _read_parquet(path)
    return _read_vector(path, name, encoding)


def _of_table(path: Path, table: Table) -> Content:
    refuse_unclear(table, f"{path.name}:{table.name}" if table.name else path.name)
    return Content(table.frame, None, table.remarks, table.numbers, table.lines, table.left_out, table.name)


def _read_parquet(path: Path) -> Content:
    try:
        frame: pd.DataFrame = gpd.read_parquet(path)
    except ValueError:
        frame = _guarded(path, pd.read_parquet, path)
    except Exception as problem:
        raise unreadable(path, problem) from problem
    crs = frame.crs if isinstance(frame, gpd.GeoDataFrame) else None
    return Content(frame.reset_index(drop=True), crs)


def _read_vector(path: Path, layer: str | None, encoding: str | None) -> Content:
    remarks: list[tuple[str, str, str]] = []
    with _readable(path) as opened:
        table, crs = _read_arrays(path, opened, layer, encoding)
        if encoding is None and suffix_of(path) in (".shp", ".dbf") and is_garbled(table):
            # What is no UTF-8 by its bytes is GB18030, which takes almost any bytes for Chinese.
            trial, name = as_utf8(table), "UTF-8"
            if trial is None:
                (trial, _), name = _read_arrays(path, opened, layer, "GB18030"), "GB18030"
            if holds_chinese(trial) or name == "UTF-8":
                table = trial
                done = f"read as {name}; --encoding names another"
                remarks.append(("", "text that no .cpg file explains", done))
    return Content(table, crs, tuple(remarks))


def _read_arrays(
    path: Path, opened: Path, layer: str | None, encoding: str | None
) -> tuple[pd.DataFrame, pyproj.CRS | None]:
    options: dict[str, Any] = {"layer": layer} if layer is not None else {}
    if encoding is not None and suffix_of(path) in DBASE:
        options["encoding"] = encoding
    try:
        meta, _, geometry, columns = _guarded(path, pyogrio.raw.read, opened, **options)
        data = {str(name): column for name, column in zip(meta["fields"], columns, strict=True)}
    except InputError as problem:
        if not isinstance(problem.__cause__, UnicodeDecodeError) or suffix_of(path) not in DBASE:
            raise
        # dBASE cuts names and texts by bytes, within a character of UTF-8 if need be.
        options["encoding"] = "ISO-8859-1"
        meta, _, geometry, columns = _guarded(path, pyogrio.raw.read, opened, **options)
        data = {
            mended(name): mended_cells(column) for name, column in zip(meta["fields"], columns, strict=True)
        }
    frame = pd.DataFrame(data, index=pd.RangeIndex(len(columns[0])) if columns else None)
    if geometry is None:
        return frame, None
    # Damaged rings become None here and are rejected by name at the door.
    shapes = shapely.from_wkb(geometry, on_invalid="ignore")
    crs = stated_crs(meta.get("crs"))
    out = gpd.GeoDataFrame(frame, geometry=shapes) if columns else gpd.GeoDataFrame(geometry=shapes)
    return out.reset_index(drop=True), crs


def stated_crs(text: str | None) -> pyproj.CRS | None:
    """Return the system that a file states, None where it states none or an undefined one."""
    if not text:
        return None
    try:
        crs = pyproj.CRS.from_user_input(text)
    except CRSError:
        return None
    # GeoPackage's "undefined" systems say nothing.
    return None if crs.name.lower().startswith(("undefined", "unknown")) or crs.is_engineering else crs


@contextmanager
def _readable(path: Path) -> Iterator[Path]:
    """Give a path that GDAL opens: a copy of a .shp that lacks its .shx, as GDAL writes one beside it."""
    if path.suffix.lower() != ".shp" or any(path.with_suffix(end).exists() for end in (".shx", ".SHX")):
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        for part in path.parent.glob(path.stem + ".*"):
            shutil.copy(part, folder)
        yield Path(folder) / path.name


def _guarded(path: Path, call: Any, *args: Any, **options: Any) -> Any:
    """Return what `call` gives; any failure of the reader is one clear error."""
    pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": "YES"})
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return call(*args, **options)
    except InputError:
        raise
    except Exception as problem:
        raise unreadable(path, problem) from problem
