"""Uploads: files from a browser laid down in a folder of their own, and what layer each is."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Protocol

from siting.errors import Fault, InputError
from siting.fields import LAYERS

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
ACCEPTED = (*READABLE, *COMPANIONS, *_RASTERS)
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
    """Return where each file was written, by the name it came with.

    Parameters
    ----------
    files : iterable of Upload
        Files as the browser sent them.
    folder : Path
        An empty folder; nothing is written outside it.

    Raises
    ------
    InputError
        When a name leads out of the folder, occurs twice, or has an ending that is not read.
    """
    written: dict[str, Path] = {}
    wrong = []
    for file in files:
        name = PurePosixPath(file.name.replace("\\", "/")).name
        if name != file.name or name in ("", ".", "..") or "\x00" in name:
            wrong.append(
                Fault(file.name[-80:], "", "a name with a path in it", "a plain file name", "Rename it.")
            )
        elif Path(name).suffix.lower().lstrip(".") not in ACCEPTED:
            found, remedy = f"a {Path(name).suffix or 'nameless'} file", "Export it in one of these formats."
            wrong.append(Fault(name, "", found, ", ".join(ACCEPTED), remedy))
        elif name in written:
            wrong.append(Fault(name, "", "two files of this name", "one", "Rename one of them."))
        else:
            written[name] = folder / name
            written[name].write_bytes(file.getvalue())
    if wrong:
        raise InputError(wrong)
    return written


def layer_names(names: Iterable[str]) -> list[str]:
    """Return the names that are layers or scenes: all but the companions of shapefiles."""
    return [name for name in names if Path(name).suffix.lower().lstrip(".") not in COMPANIONS]


def guess_layer(name: str) -> str:
    """Return the layer that a file's name points to, ``scene`` for a whole scene, else empty.

    >>> guess_layer("cctv_points.csv"), guess_layer("district.gpkg"), guess_layer("misc.csv")
    ('cameras', 'scene', '')
    """
    stem, suffix = Path(name).stem.lower(), Path(name).suffix.lower().lstrip(".")
    if suffix in _RASTERS:
        return "surface" if "dsm" in stem or "surface" in stem else "terrain"
    if stem in LAYERS:
        return stem
    for layer, hint in _HINTS.items():
        if re.search(hint, stem):
            return layer
    return SCENE if suffix in _WHOLE_SCENES else ""
