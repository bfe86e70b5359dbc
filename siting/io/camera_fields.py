"""Fields of cameras that need more than a number: views, sensor formats, picture sizes, kinds."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import numpy as np

from siting.fields import LAYERS
from siting.io.aliases import canonical_value, fold, table
from siting.io.directions import Direction as View
from siting.io.directions import read_directions
from siting.io.door import missing, texts
from siting.io.quantities import is_nothing, read_number

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.io.door import Columns
    from siting.io.ledger import Ledger
    from siting.io.raw import RawLayer

__all__ = ["View", "read_kinds", "read_resolutions", "read_sensors", "read_views"]

_SIZE = re.compile(r"(\d{3,5})\s*[x×*]\s*(\d{3,5})(?:\s*(?:px|pixels|像素))?", re.IGNORECASE)
_FORMAT_TAIL = re.compile(r"\s*(?:\"|''|''|inch(?:es)?|in|英寸|寸|型)?\s*$", re.IGNORECASE)
_EAST_TURN_DEG = 90.0
_FISHEYE = "fisheye"
# What a fisheye may be called beside its name.
_FISHEYE_BESIDE = frozenset({_FISHEYE, "panoramic", "fixed", "dome"})


def read_views(raw: RawLayer, columns: Columns, *, azimuth_zero: str) -> dict[int, tuple[View, ...]]:
    """Return the directions of every row that names one; what is no direction becomes a problem.

    Parameters
    ----------
    raw : RawLayer
        The cameras as read.
    columns : Columns
        Their columns; problems and remarks are added.
    azimuth_zero : {'north', 'east'}
        Where the file's azimuths count from.

    Returns
    -------
    dict
        Row position -> directions, clockwise from true north.
    """
    names = list(columns.sources.get("azimuth_deg", []))
    names += [name for name in raw.frame.columns if fold(name) in table()["east_zero_fields"]]
    out: dict[int, tuple[View, ...]] = {}
    problems: dict[int, tuple[str, str]] = {}
    for name in names:
        for position, cell in enumerate(raw.frame[name].to_numpy(dtype=object)):
            if is_nothing(cell):
                continue
            try:
                views = read_directions(cell, columns.factor(name))
            except ValueError as problem:
                problems.setdefault(position, (str(cell), str(problem)))
                continue
            if position in out:
                # The same way said once as a range and once as its middle is no conflict.
                ways = {_from_north(view, azimuth_zero).azimuth_deg for view in views}
                if ways.isdisjoint(view.azimuth_deg for view in out[position]):
                    columns.conflicts.append((position, "azimuth_deg", str(cell), name))
                continue
            for remark in (view.remark for view in views if view.remark):
                columns.remarks.append((position, "azimuth_deg", str(cell), remark))
            out[position] = tuple(_from_north(view, azimuth_zero) for view in views)
    columns.problems += [
        (position, "azimuth_deg", *told) for position, told in problems.items() if position not in out
    ]
    return out


def read_sensors(raw: RawLayer, columns: Columns) -> set[int]:
    """Fill `sensor_width_mm` from widths and from formats such as ``1/2.7``; return the rows of formats."""
    nominal: set[int] = set()
    field = LAYERS["cameras"].field("sensor_width_mm")
    formats = table()["sensor_formats_mm"]
    cells = columns.values["sensor_width_mm"]
    for key in ("sensor_width_mm", "sensor_format"):
        for name in columns.sources.get(key, []):
            for position, cell in enumerate(raw.frame[name].to_numpy(dtype=object)):
                if not missing(cells[position]) or is_nothing(cell):
                    continue
                plain = _FORMAT_TAIL.sub("", unicodedata.normalize("NFKC", str(cell)).strip())
                if plain in formats and (key == "sensor_format" or "/" in plain):
                    cells[position] = formats[plain]
                    nominal.add(position)
                    continue
                try:
                    if key == "sensor_format" and "mm" not in plain.lower():
                        raise ValueError("a format such as " + ", ".join(formats) + ", or a width in mm")
                    cells[position] = read_number(plain, field, columns.factor(name)).value
                except ValueError as problem:
                    columns.problems.append((position, "sensor_width_mm", str(cell), str(problem)))
    return nominal


def read_resolutions(raw: RawLayer, columns: Columns) -> None:
    """Fill the image width and height from texts such as ``1920x1080`` or ``1080p``."""
    known = {fold(name): size for name, size in table()["resolutions_px"].items()}
    width, height = columns.values["image_width_px"], columns.values["image_height_px"]
    for name in columns.sources.get("resolution", []):
        for position, cell in enumerate(texts(raw.frame[name])):
            if cell is None or not missing(width[position]):
                continue
            match = _SIZE.fullmatch(cell)
            size = (int(match[1]), int(match[2])) if match else known.get(fold(cell))
            if size is None:
                allowed = "a size such as 1920x1080"
                columns.problems.append((position, "image_width_px", cell, allowed))
                continue
            width[position] = size[0]
            if missing(height[position]):
                height[position] = size[1]


def read_kinds(
    raw: RawLayer,
    columns: Columns,
    ids: NDArray[np.object_],
    is_osm: NDArray[np.bool_],
    ledger: Ledger,
) -> None:
    """Fill `kind` and `is_fisheye`; a dome is fixed when aimed, else it may turn anywhere and counts as ptz.

    A fisheye is panoramic, and the word is kept: what its round image shows is no sector of azimuths.
    """
    cells = columns.values["kind"]
    aimed = {
        name: ~missing(raw.frame[name].to_numpy(dtype=object))
        for name in columns.sources.get("azimuth_deg", [])
    }
    has_azimuth = np.any(list(aimed.values()), axis=0) if aimed else np.zeros(len(cells), dtype=bool)
    for name in columns.sources.get("kind", []):
        for position, cell in enumerate(texts(raw.frame[name])):
            if cell is None:
                continue
            words = [canonical_value("cameras.kind", word) for word in re.split(r"[;,/]", cell)]
            if _FISHEYE in words:
                columns.values["is_fisheye"][position] = "yes"
            if cells[position] is not None:
                continue
            kinds = {word for word in words if word is not None}
            kind = kinds.pop() if len(kinds) == 1 and None not in words else None
            if kind == "dome" or (kinds | {kind}) >= {"dome", "fixed"}:
                kind = "fixed" if has_azimuth[position] else "ptz"
                done = f"read as {kind}: " + (
                    "it has a direction" if kind == "fixed" else "it may look anywhere"
                )
                ledger.note("cameras", row_id=str(ids[position]), field="kind", found=cell, done=done)
            if kind == _FISHEYE or (_FISHEYE in kinds and kinds <= _FISHEYE_BESIDE):
                kind = "panoramic"
            if kind is None and is_osm[position]:
                ledger.repaired(
                    "cameras", position, str(ids[position]), field="kind", found=cell, done="read as fixed"
                )
                continue
            if kind is None:
                columns.problems.append((position, "kind", cell, "not understood"))
            cells[position] = kind


def _from_north(view: View, azimuth_zero: str) -> View:
    if azimuth_zero == "north":
        return view
    return View((view.azimuth_deg + _EAST_TURN_DEG) % 360, view.width_deg, view.remark)
