"""Cameras as a scene holds them: every row becomes one or more cameras, or the input is refused."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.errors import Fault, InputError
from siting.fields import LAYERS
from siting.io.aliases import fold, names_told, table
from siting.io.camera_fields import read_kinds, read_resolutions, read_sensors, read_views
from siting.io.camera_kinds import note_kinds
from siting.io.cell_faults import faults_of
from siting.io.column_notes import tell_columns
from siting.io.defaults import apply_defaults
from siting.io.door import drop_unread, missing, read_columns, tell
from siting.io.faults import row_number
from siting.io.geometry import kind_of
from siting.io.identity import given_ids, unique_ids
from siting.io.lens_ranges import use_long_ends, with_wide_ends
from siting.io.project_schema import ASSUMED
from siting.model import FOCAL_RANGE, FULL_TURN, SENSOR_FORMAT, Camera, Lens

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from siting.io.camera_fields import View
    from siting.io.door import Columns
    from siting.io.ledger import Ledger
    from siting.io.raw import RawLayer

_LENS = tuple(field.name for field in fields(Lens))
_INTEGERS = tuple(field.name for field in LAYERS["cameras"].fields if field.kind == "integer")
_OWN = ("id", "azimuth_deg", "kind", "sensor_width_mm")
_MADE = ("lens", "assumed")
_PLACE = "Give the camera's place, or, if this row is no camera, delete it."
_PROFILE = "Fill it in, or give a profile for all cameras: --defaults FILE."
# What stands in records of OpenStreetMap and in no plan.
_OSM_COLUMNS = ("surveillance", "surveillance_type", "surveillance_zone", "camera_direction", "camera_mount")
_AIMED_OTHERWISE = ("panoramic", "ptz", "multi")
_FULL_TURN_DEG = 360.0
_ASSUMABLE = frozenset((SENSOR_FORMAT, *(field.name for field in LAYERS["cameras"].fields)))


def is_osm_record(frame: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which rows are records of OpenStreetMap, which never have optics."""
    folded = {fold(name): name for name in frame.columns}
    out = np.zeros(len(frame), dtype=bool)
    if "man_made" in folded:
        out |= frame[folded["man_made"]].astype(str).str.strip().eq("surveillance").to_numpy()
    if sum(name in folded for name in _OSM_COLUMNS) > 1:
        out[:] = True
    return out


def read_cameras(
    raw: RawLayer,
    shapes: NDArray[np.object_],
    ledger: Ledger,
    *,
    profile: Mapping[str, Any],
    azimuth_zero: str,
) -> tuple[Camera, ...]:
    """Return the cameras of a layer.

    Parameters
    ----------
    raw : RawLayer
        The layer as read.
    shapes : ndarray of geometry
        Its places in the scene's metric system.
    ledger : Ledger
        Receives what was put right.
    profile : mapping
        Camera field -> value for cameras that lack it.
    azimuth_zero : {'north', 'east'}
        Where azimuths of the file count from; clockwise either way.

    Returns
    -------
    tuple of Camera

    Raises
    ------
    InputError
        With every fault of every row; nothing is dropped.
    """
    raw, ranges = with_wide_ends(raw)
    columns = read_columns(raw, "cameras", skip=_OWN)
    tell_columns(ledger, raw, columns, "cameras")
    is_osm = np.full(len(raw.frame), raw.is_osm) | is_osm_record(raw.frame)
    faults = _east_zero_faults(raw, azimuth_zero)
    ids = _ids(raw, columns, is_osm, ledger, faults)
    columns.values["id"] = ids
    places, place_faults = _places(raw, shapes, is_osm, ids, ledger)
    faults += place_faults
    views = read_views(raw, columns, azimuth_zero=azimuth_zero)
    nominal = read_sensors(raw, columns)
    read_resolutions(raw, columns)
    read_kinds(raw, columns, ids, is_osm, ledger)
    problems = columns.problems
    told = {(position, name) for position, name, *_ in problems}
    columns.problems = [each for each in problems if not is_osm[each[0]]]
    faults += faults_of(raw, columns, "cameras")
    columns.problems = [each for each in problems if is_osm[each[0]]]
    _take_first_view(columns, views, ids, ledger)
    tell(ledger, "cameras", columns, ids)
    drop_unread(ledger, "cameras", columns, ids)
    filled = apply_defaults(columns, profile, len(raw.frame))
    still = use_long_ends(ranges, columns, ids, ledger)
    note_kinds(ledger, columns, ids)
    faults += _missing_faults(raw, columns, is_osm, told)
    if faults:
        raise InputError(sorted(faults, key=row_number))
    cameras: list[Camera] = []
    told_assumed = _told_assumed(raw)
    for position in range(len(raw.frame)):
        row = {name: _plain(name, cells[position]) for name, cells in columns.values.items()}
        row |= {
            "id": str(ids[position]),
            "easting_m": float(places[position, 0]),
            "northing_m": float(places[position, 1]),
        }
        assumed = tuple(dict.fromkeys((*filled[position], *told_assumed[position])))
        if row["status"] is None and not is_osm[position]:
            assumed = (*assumed, "status")
        # The image of a round lens does not follow from focal length and sensor as a flat one does.
        is_flat = row["kind"] != "panoramic" and row["is_fisheye"] != "yes"
        if position in nominal and row["focal_length_mm"] is not None and is_flat:
            assumed = (*assumed, SENSOR_FORMAT)
        if position in still:
            assumed = (*assumed, FOCAL_RANGE)
        if row["kind"] is None:
            assumed = (*assumed, "kind")
        # What OpenStreetMap maps is there; a plan that says nothing is taken to propose.
        row["status"] = row["status"] or ("existing" if is_osm[position] else "proposed")
        cameras += _cameras_of(row, views.get(position, ()), assumed)
    return tuple(cameras)


def _told_assumed(raw: RawLayer) -> list[tuple[str, ...]]:
    """Return by row the fields that nobody gave, as the cameras of a project file say."""
    if ASSUMED not in raw.frame.columns:
        return [()] * len(raw.frame)
    cells = [cell if isinstance(cell, str) else "" for cell in raw.frame[ASSUMED]]
    return [tuple(name for name in cell.split(",") if name in _ASSUMABLE) for cell in cells]


def _cameras_of(row: dict[str, Any], views: tuple[View, ...], filled: tuple[str, ...]) -> list[Camera]:
    """Return the cameras of one row: one for each direction that it names."""
    assumed = list(filled)
    if row["tilt_deg"] is None:
        row["tilt_deg"] = 0.0
        assumed.append("tilt_deg")
    row["roll_deg"] = row["roll_deg"] or 0.0
    row["kind"] = row["kind"] or "fixed"
    # Of a fisheye no angle follows from focal length and sensor, by whatever kind it goes.
    is_round = row["kind"] == "panoramic" or (row["kind"] == "fixed" and row["is_fisheye"] == "yes")
    if is_round and row["hfov_deg"] is None:
        row["hfov_deg"] = _FULL_TURN_DEG
        assumed += ["hfov_deg", FULL_TURN]
    out = []
    for number, view in enumerate(views or (None,), start=1):
        one = dict(row)
        if view is not None:
            one["azimuth_deg"] = view.azimuth_deg
        if len(views) > 1:
            one["id"] = f"{row['id']}/{number}"
            if view is not None and view.width_deg is not None and row["focal_length_mm"] is None:
                one["hfov_deg"] = row["hfov_deg"] or view.width_deg
        known = {field.name: one[field.name] for field in fields(Camera) if field.name not in _MADE}
        out.append(Camera(lens=_lens(one), assumed=tuple(assumed), **known))
    return out


def _lens(row: Mapping[str, Any]) -> Lens | None:
    """Return the lens of a row; None when the row does not give one in full."""
    has_angle = row["hfov_deg"] is not None
    has_focal = row["focal_length_mm"] is not None and row["sensor_width_mm"] is not None
    if row["image_width_px"] is None or not (has_angle or has_focal):
        return None
    return Lens(**{name: row[name] for name in _LENS})


def _plain(name: str, value: Any) -> Any:
    """Return a cell as a Camera takes it: None, text, int or float."""
    if missing(value):
        return None
    if name in _INTEGERS:
        return int(value)
    return float(value) if isinstance(value, (float, np.floating)) else value


def _ids(
    raw: RawLayer, columns: Columns, is_osm: NDArray[np.bool_], ledger: Ledger, faults: list[Fault]
) -> NDArray[np.object_]:
    ids = given_ids(raw, columns)
    seen: dict[str, str] = {}
    own = columns.called("id")
    for position, name in enumerate(ids):
        if name is None:
            continue
        if name in seen:
            remedy = "Give every camera an id of its own."
            found = f"{name!r}, which row {seen[name]} has"
            faults.append(
                Fault(raw.file, "id", found, "an id that no other camera has", remedy, raw.row(position), own)
            )
        seen.setdefault(str(name), raw.row(position))
    named = columns.sources.get("id")
    if named is None:
        return unique_ids(raw, columns, ledger)
    open_cells = missing(ids)
    if is_osm[open_cells].all() and open_cells.any():
        return unique_ids(raw, columns, ledger)
    for position in map(int, np.flatnonzero(open_cells)):
        ids[position] = f"cameras/{raw.number(position)}"
        ledger.note("cameras", row_id=ids[position], field="id", found="nothing", done="called by row number")
    return ids


def _places(
    raw: RawLayer,
    shapes: NDArray[np.object_],
    is_osm: NDArray[np.bool_],
    ids: NDArray[np.object_],
    ledger: Ledger,
) -> tuple[NDArray[np.float64], list[Fault]]:
    """Return easting and northing of every row, and a fault for every row that has no place."""
    places = np.full((len(shapes), 2), np.nan)
    faults = []
    for position, shape in enumerate(shapes):
        kind = kind_of(shape)
        if kind == "a point" or (kind == "a multipoint" and len(shape.geoms) == 1):
            point = shape if kind == "a point" else shape.geoms[0]
        elif is_osm[position] and shape is not None and not shape.is_empty:
            point = shapely.point_on_surface(shape)
            ledger.repaired(
                "cameras",
                position,
                str(ids[position]),
                field="geometry",
                found=kind,
                done="a point of it taken",
            )
        else:
            faults.append(Fault(raw.file, "geometry", kind, "a point", _PLACE, raw.row(position)))
            continue
        places[position] = point.x, point.y
    return places, faults


def _take_first_view(
    columns: Columns, views: Mapping[int, tuple[View, ...]], ids: NDArray[np.object_], ledger: Ledger
) -> None:
    """Put the first direction of every row into its column, and tell of ranges and of several directions."""
    for position, several in views.items():
        columns.values["azimuth_deg"][position] = several[0].azimuth_deg
        name = str(ids[position])
        if len(several) > 1:
            done = f"{len(several)} cameras, {name}/1 to {name}/{len(several)}"
            ledger.repaired(
                "cameras", position, name, field="azimuth_deg", found="several directions", done=done
            )
        widths = [view.width_deg for view in several if view.width_deg is not None]
        if widths:
            told = "its middle is the azimuth, "
            told += _use_widths(columns.values, position, widths, is_one=len(several) == 1)
            ledger.note("cameras", row_id=name, field="azimuth_deg", found="a range of directions", done=told)


def _use_widths(
    values: Mapping[str, NDArray[Any]], position: int, widths_deg: Sequence[float], *, is_one: bool
) -> str:
    """Return what becomes of the widths of a row's ranges; a single one may fill its field of view."""
    told = " and ".join(f"{width_deg:g}" for width_deg in widths_deg)
    for known in ("focal_length_mm", "hfov_deg"):
        if not missing(values[known][position]):
            return f"its width of {told} degrees not used: {known} says {values[known][position]:g}"
    if is_one:
        values["hfov_deg"][position] = widths_deg[0]
    return f"its width of {told} degrees the field of view"


def _missing_faults(
    raw: RawLayer, columns: Columns, is_osm: NDArray[np.bool_], told: set[tuple[int, str]]
) -> list[Fault]:
    """Return a fault for every value that a plan needs and a row, or the whole file, lacks."""
    gone = {name: missing(cells) for name, cells in columns.values.items()}
    panoramic = columns.values["kind"] == "panoramic"
    # What turns is judged by all that it can reach, several sensors by their own rows of the presets.
    aimed = ~np.isin(columns.values["kind"].astype(str), _AIMED_OTHERWISE)
    need = {
        "azimuth_deg": gone["azimuth_deg"] & aimed,
        "height_m": gone["height_m"],
        "hfov_deg": gone["hfov_deg"] & (gone["focal_length_mm"] | gone["sensor_width_mm"]) & ~panoramic,
        "image_width_px": gone["image_width_px"],
    }
    out = []
    for name, lacking in need.items():
        allowed = LAYERS["cameras"].field(name).allowed()
        if name == "hfov_deg":
            allowed += ", or focal_length_mm with sensor_width_mm"
        rows = [row for row in map(int, np.flatnonzero(lacking & ~is_osm)) if (row, name) not in told]
        if len(rows) == len(raw.frame) and name not in columns.sources:
            known = names_told("cameras", name)
            remedy = (
                f"Add a column called one of {known}, or give a profile for all cameras: --defaults FILE."
            )
            out.append(Fault(raw.file, name, "no such column", allowed, remedy))
            continue
        own = columns.called(name)
        out += [Fault(raw.file, name, "nothing", allowed, _PROFILE, raw.row(row), own) for row in rows]
    return out


def _east_zero_faults(raw: RawLayer, azimuth_zero: str) -> list[Fault]:
    names = [str(name) for name in raw.frame.columns if fold(name) in table()["east_zero_fields"]]
    if not names or azimuth_zero == "east":
        return []
    remedy = (
        'If 0 is east, say azimuth_zero="east" (--azimuth-zero east); '
        "if 0 is north, call the column azimuth_deg."
    )
    found = "a column that counts from east in the lists where it is known"
    return [Fault(raw.file, names[0], found, "degrees clockwise from true north", remedy)]
