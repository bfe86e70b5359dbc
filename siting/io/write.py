"""Writing an assessment: one folder, all of it or nothing, the same bytes for the same inputs."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyogrio

from siting.errors import OutputError
from siting.io.formats import findings_csv

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

GEOPACKAGE, TABLE, SUMMARY, MAP = "assessment.gpkg", "findings.csv", "summary.json", "map.html"
# Files that other programs leave beside ours: QGIS and SQLite while reading, desktops everywhere.
_LITTER = (f"{GEOPACKAGE}-wal", f"{GEOPACKAGE}-shm", f"{GEOPACKAGE}-journal", ".DS_Store", "Thumbs.db")


@dataclass(frozen=True, slots=True)
class FolderKind:
    """What a folder of ours holds: in words, its files, and the one that says `made_by` Siting."""

    noun: str
    files: tuple[str, ...]
    marker: str


ASSESSMENT = FolderKind("an assessment", (GEOPACKAGE, TABLE, SUMMARY, MAP), SUMMARY)
"""What a folder may hold to be replaced by an assessment."""

_GEOMETRY_OF = {
    "buildings": "MultiPolygon",
    "walks": "MultiLineString",
    "signs": "Point",
    "zones": "MultiPolygon",
    "cameras": "Point",
    "coverage": "MultiPolygon",
    "facades": "MultiLineString",
    "findings": "Unknown",
    "sign_proposals": "Point",
    "overlap": "Polygon",
    "lost": "MultiPolygon",
    "gained": "MultiPolygon",
    "homes": "MultiLineString",
}
_BYTES_END = "_wkb_z"
# A GeoPackage notes when it was written; a fixed instant keeps equal content equal in bytes.
_INSTANT = "2000-01-01T00:00:00.000Z"


def write_folder(
    directory: str | Path,
    layers: Mapping[str, pd.DataFrame],
    summary: Mapping[str, Any],
    *,
    draw_map: Callable[[Path], None] | None,
) -> Path:
    """Return the folder, once everything stands in it; on any fault what stood there stays as it was.

    Parameters
    ----------
    directory : str or pathlib.Path
        New, empty, or holding an assessment, which is replaced.
    layers : mapping of str to DataFrame
        Layers of the GeoPackage; ``findings`` also becomes the CSV.
    summary : mapping
        What JSON can carry.
    draw_map : callable or None
        Writes the map to the path it is given; None leaves the map out.

    Raises
    ------
    OutputError
        When the folder holds something else, or cannot be written.
    """

    def fill(fresh: Path) -> None:
        write_geopackage(fresh / GEOPACKAGE, layers, description=_description(summary))
        # Excel in China takes a file without a byte order mark for GBK.
        (fresh / TABLE).write_bytes(findings_csv(layers["findings"]).encode("utf-8-sig"))
        text = json.dumps(summary, ensure_ascii=False, indent=2, allow_nan=False)
        (fresh / SUMMARY).write_text(text + "\n", encoding="utf-8", newline="\n")
        if draw_map is not None:
            draw_map(fresh / MAP)

    refuse_foreign_folder(directory)
    return put_folder(directory, fill)


def put_folder(directory: str | Path, fill: Callable[[Path], None]) -> Path:
    """Return the folder, once `fill` has filled a fresh one that takes its place.

    Parameters
    ----------
    directory : str or pathlib.Path
        What stands there is replaced; on any fault it stays as it was.
    fill : callable
        Writes into the folder it is given.

    Raises
    ------
    OutputError
        When it cannot be written.
    """
    target = Path(directory).expanduser().resolve()
    fresh = target.parent / f".{target.name}.{os.getpid()}.new"
    try:
        fresh.mkdir(parents=True)
        fill(fresh)
        _put_in_place(fresh, target)
    except OSError as problem:
        why = f"{target.name} cannot be written: {problem.strerror or problem}"
        remedy = "give a folder in which you may write, such as one in your home folder"
        raise OutputError(f"{why}; {remedy}") from problem
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return target


def refuse_foreign_folder(directory: str | Path, *, kind: FolderKind = ASSESSMENT) -> None:
    """Return nothing; raise OutputError when a folder holds anything but what would replace it.

    Parameters
    ----------
    directory : str or pathlib.Path
        Need not exist.
    kind : FolderKind
        What would be written.
    """
    target = Path(directory).expanduser().resolve()
    remedy = "Name a new folder, or an empty one"
    if not target.exists():
        return
    if not target.is_dir():
        raise OutputError(f"{target.name}: found a file; allowed a folder. {remedy}")
    names = sorted(path.name for path in target.iterdir())
    foreign = [name for name in names if name not in (*kind.files, *_LITTER)]
    if foreign:
        some = ", ".join(foreign[:5]) + (" ..." if len(foreign) > 5 else "")
        raise OutputError(f"{target.name}: found {some}; allowed nothing but {kind.noun}. {remedy}")
    if names and not _is_ours(target / kind.marker):
        raise OutputError(f"{target.name}: found no {kind.marker} made by Siting. {remedy}")


def write_geopackage(path: Path, layers: Mapping[str, pd.DataFrame], *, description: str = "") -> None:
    """Return nothing; write layers and tables to a GeoPackage, empty ones too.

    Parameters
    ----------
    path : pathlib.Path
        Must not exist.
    layers : mapping of str to DataFrame
        A frame without geometry becomes an attribute table.
    description : str
        What every layer and table says of itself (`gpkg_contents`), nothing when empty.
    """
    options = {"DESCRIPTION": description} if description else {}
    with _fixed_instant():
        for name, frame in layers.items():
            if isinstance(frame, gpd.GeoDataFrame):
                kind = _GEOMETRY_OF.get(name, "Unknown")
                pyogrio.write_dataframe(
                    _writable(frame),
                    path,
                    layer=name,
                    driver="GPKG",
                    geometry_type=kind,
                    promote_to_multi=kind.startswith("Multi"),
                    append=path.exists(),
                    use_arrow=True,
                    layer_options=options,
                )
            else:
                pyogrio.write_dataframe(
                    _writable(frame),
                    path,
                    layer=name,
                    driver="GPKG",
                    append=path.exists(),
                    layer_options=options,
                )


def _description(summary: Mapping[str, Any]) -> str:
    """Return the marks that travel with the layers: that they are internal, and whose data they rest on."""
    marks = summary.get("confidential", {})
    return " ".join(
        [*(marks[lang] for lang in ("en", "zh") if lang in marks), *summary.get("attribution", ())]
    )


def _is_ours(marker: Path) -> bool:
    try:
        summary = json.loads(marker.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(summary, dict) and summary.get("made_by") == "siting"


def _put_in_place(fresh: Path, target: Path) -> None:
    """Swap folders by renaming, so that at no time a half-written one has the name."""
    if not target.exists():
        fresh.rename(target)
        return
    old = target.parent / f".{target.name}.{os.getpid()}.old"
    target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


@contextlib.contextmanager
def _fixed_instant() -> Iterator[None]:
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _INSTANT})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _writable(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame with NaN in texts as missing, and shapes inside columns as bytes, empty ones too."""
    binary = pd.ArrowDtype(pa.binary())
    changed: dict[str, Any] = {
        name: pd.Series(frame[name].tolist(), index=frame.index, dtype=binary)
        if name.endswith(_BYTES_END)
        else frame[name].astype(object).where(frame[name].notna(), None)
        for name in frame.columns
        if frame[name].dtype == object
    }
    return frame.assign(**changed).reset_index(drop=True)
