"""Uploads: files from a browser laid down in a folder of their own, and what layer each is."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from siting.errors import Fault, InputError
from siting.fields import LAYERS
from siting.ui import archives, limits

if TYPE_CHECKING:
    from collections.abc import Iterable

SCENE = "scene"
READABLE = (
    "gpkg",
    "geojson",
    "json",
    "shp",
    "csv",
    "xlsx",
    "kml",
    "parquet",
    "fgb",
    "osm",
    "pbf",
    "bz2",
    "gpx",
)
COMPANIONS = ("shx", "dbf", "prj", "cpg", "qix", "sbn", "sbx")
"""Parts of a shapefile that stand beside its ``.shp`` and are no layer themselves."""

_WHOLE_SCENES = ("gpkg", "osm", "pbf", "bz2")
_RASTERS = ("tif", "tiff")
ARCHIVE = "zip"
ACCEPTED = (*READABLE, *COMPANIONS, *_RASTERS, ARCHIVE)
# The singular, and the words that city offices use, lead to the layer as well.
_HINTS = {
    "buildings": r"build|footprint|house|建筑|房屋|楼",
    "cameras": r"cam|cctv|surveil|摄像|监控|点位",
    "signs": r"sign|标识|标志|提示",
    "zones": r"zone|room|区域|房间",
    "obstacles": r"obstacle|tree|障碍|树",
    "walks": r"walk|path|道路|步行",
    "systems": r"system|系统",
    "documents": r"document|文件|材料",
    "presets": r"preset|预置",
    "entrances": r"entrance|door|入口|门",
    "windows": r"window|窗",
    "counties": r"count(y|ies)|区县|行政",
}


class Upload(Protocol):
    """What a browser sends: a name and bytes."""

    name: str

    def getvalue(self) -> bytes:
        """Return the bytes of the file."""
        ...


def lay_down(files: Iterable[Upload], folder: Path) -> dict[str, Path]:
    """Return where each file was written, by the name it came with; archives are unpacked.

    Parameters
    ----------
    files : iterable of Upload
        Files as the browser sent them.
    folder : Path
        An empty folder; nothing is written outside it.

    Raises
    ------
    InputError
        When a name leads out of the folder, occurs twice, or has an ending that is not read, when there are
        more files or bytes than `siting.ui.limits` allows, or an archive holds what it must not.
    """
    sent = list(files)
    if len(sent) > limits.UPLOAD_COUNT:
        found, allowed = f"{len(sent)} files", f"up to {limits.UPLOAD_COUNT} files"
        raise InputError([Fault("upload", "", found, allowed, "Send fewer at once.")])
    written: dict[str, Path] = {}
    wrong: list[Fault] = []
    for file in sent:
        fault = _fault_of(file, written)
        if fault is not None:
            wrong.append(fault)
            continue
        try:
            written |= _written(file, folder)
        except InputError as problem:
            wrong += problem.faults
    total = sum(path.stat().st_size for path in written.values())
    if total > limits.UNPACKED_BYTES:
        allowed = f"up to {limits.UNPACKED_BYTES / 1024**2:,.0f} MB in all"
        wrong.append(Fault("upload", "", f"{total / 1024**2:,.0f} MB", allowed, "Send less at once."))
    if wrong:
        for path in written.values():
            path.unlink(missing_ok=True)
        raise InputError(wrong)
    return written


def _fault_of(file: Upload, written: dict[str, Path]) -> Fault | None:
    """Return why a file as it came cannot be used, None when it can."""
    shown, suffix = file.name[-80:], suffix_of(file.name)
    if odd := archives.odd_name(file.name):
        return Fault(shown, "", odd, "a plain file name", "Rename it.")
    if suffix not in ACCEPTED:
        found = f"a {Path(file.name).suffix or 'nameless'} file"
        return Fault(shown, "", found, ", ".join(ACCEPTED), "Export it in one of these formats.")
    if file.name.casefold() in {name.casefold() for name in written}:
        return Fault(shown, "", "two files of this name", "one", "Rename one of them.")
    if len(file.getvalue()) > limits.UPLOAD_BYTES:
        return Fault(shown, "", "a larger file", f"up to {limits.UPLOAD_MB} MB", "Cut it to the district.")
    return None


def _written(file: Upload, folder: Path) -> dict[str, Path]:
    """Return where a file, or each file of an archive, was written."""
    content = file.getvalue()
    if suffix_of(file.name) != ARCHIVE:
        path = folder / file.name
        path.write_bytes(content)
        try:
            archives.refuse_packed_bomb(path, file.name)
        except InputError:
            path.unlink()
            raise
        return {path.name: path}

    def is_read(name: str) -> bool:
        return suffix_of(name) in ACCEPTED and suffix_of(name) != ARCHIVE

    paths = archives.unpack(io.BytesIO(content), file.name, folder, is_read)
    if not paths:
        raise InputError(
            [
                Fault(
                    file.name,
                    "",
                    "an archive without a file that is read",
                    ", ".join(ACCEPTED),
                    "Pack others.",
                )
            ]
        )
    return {path.name: path for path in paths}


def suffix_of(name: str) -> str:
    """Return the ending of a name without its dot, in small letters."""
    return Path(name).suffix.lower().lstrip(".")


def layer_names(names: Iterable[str]) -> list[str]:
    """Return the names that are layers or scenes: all but the companions of shapefiles."""
    return [name for name in names if suffix_of(name) not in COMPANIONS]


def guess_layer(name: str) -> str:
    """Return the layer that a file's name points to, ``scene`` for a whole scene, else empty.

    >>> guess_layer("cctv_points.csv"), guess_layer("district.gpkg"), guess_layer("misc.csv")
    ('cameras', 'scene', '')
    """
    stem, suffix = Path(name).stem.lower(), suffix_of(name)
    if suffix in _RASTERS:
        return "surface" if "dsm" in stem or "surface" in stem else "terrain"
    if stem in LAYERS:
        return stem
    for layer, hint in _HINTS.items():
        if re.search(hint, stem):
            return layer
    return SCENE if suffix in _WHOLE_SCENES else ""
