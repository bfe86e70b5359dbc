"""In which system a layer's coordinates are: taken from the file, checked, asked about, never guessed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from siting.crs import LONLAT, crs_name, horizontal, in_cgcs2000_area, parse_crs, transformed
from siting.errors import Fault, InputError
from siting.io import gcj02
from siting.io.coordinates import read_points
from siting.io.geometry import bounds_of
from siting.io.zone_numbers import is_north_first, is_of_china, other_code, zone_and_code
from siting.words import counted

if TYPE_CHECKING:
    import pyproj
    from numpy.typing import NDArray

    from siting.io.ledger import Ledger
    from siting.io.raw import RawLayer

# No footprint is smaller: polygons under this size in "metres" are degrees.
_LEAST_EXTENT_M = 0.05
# How else a file of a format can say its system.
_BY_FORMAT = {
    ".shp": ", or add the .prj file",
    ".csv": ", or give the columns lon and lat",
    ".xlsx": ", or give the columns lon and lat",
}
_SWAP = "Put longitude (or easting) first; the file has latitude (or northing) first."


@dataclass(frozen=True, slots=True)
class Placed:
    """Shapes of a layer, some perhaps null or broken, the system that they are in, and faulty cells."""

    shapes: NDArray[np.object_]
    crs: pyproj.CRS
    faults: tuple[Fault, ...] = ()


def located(raw: RawLayer, ledger: Ledger, *, crs: str | None, must: bool) -> Placed:
    """Return the shapes of a layer in a system that is known.

    Parameters
    ----------
    raw : RawLayer
        The layer as read; a plain table gets points from its columns.
    ledger : Ledger
        Receives what was noted.
    crs : str or None
        The system that the user names for files that state none or state it wrongly.
    must : bool
        True when a row without a position is a fault.

    Returns
    -------
    Placed

    Raises
    ------
    InputError
        When there are no positions, or their system is not known.
    """
    faults: tuple[Fault, ...] = ()
    if isinstance(raw.frame, gpd.GeoDataFrame):
        shapes, stated = raw.frame.geometry.to_numpy(), raw.crs
    else:
        found = read_points(raw, must=must)
        if found is None:
            if len(raw.frame) == 0:
                return Placed(np.array([], dtype=object), LONLAT)
            raise InputError([_no_geometry(raw)])
        if found.decimal_commas:
            ledger.note(
                raw.layer,
                field=", ".join(found.columns),
                found=f"{counted(found.decimal_commas, 'coordinate')} with a decimal comma",
                done="read as decimals",
            )
        faults = found.faults
        shapes, stated = found.geometry, LONLAT if found.is_lonlat else None
    shapes = _finite(shapes)
    if np.isnan(bounds_of(shapes)).all():
        known = stated or (parse_crs(crs) if crs and crs.upper() not in gcj02.SYSTEMS else LONLAT)
        return Placed(shapes, horizontal(known), faults)
    try:
        shapes, known = _system(raw, shapes, stated, crs, ledger)
    except InputError as problem:
        # Cells that are no coordinates are the cause; what the others look like would mislead.
        raise (InputError(list(faults)) if faults else problem) from problem
    return Placed(shapes, known, faults)


def lost_faults(raw: RawLayer, placed: Placed, shapes: NDArray[np.object_]) -> list[Fault]:
    """Return a fault for every row whose place its system cannot hold, so that it is lost on the way.

    Parameters
    ----------
    raw : RawLayer
    placed : Placed
        Where its rows are.
    shapes : ndarray of geometry
        The same in the scene's system, as `moved` gives them.
    """
    lost = shapely.is_missing(shapes) & ~shapely.is_missing(placed.shapes)
    found, allowed = f"a place that {crs_name(placed.crs)} cannot hold", f"a place of {crs_name(placed.crs)}"
    remedy = (
        "Check its coordinates (a zone number too many, or one that lacks?), and the system (--crs EPSG:...)."
    )
    return [
        Fault(raw.file, "geometry", found, allowed, remedy, raw.row(row))
        for row in map(int, np.flatnonzero(lost))
    ]


def moved(shapes: NDArray[np.object_], source: pyproj.CRS, target: pyproj.CRS) -> NDArray[np.object_]:
    """Return 2D shapes of `source` in `target`; shapes that it cannot hold become None."""
    flat = _flat(shapes)
    if source == target:
        return flat

    def step(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transformed(source, target, coordinates[:, 0], coordinates[:, 1]))

    return _finite(np.asarray(shapely.transform(flat, step)))


def _finite(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the shapes, those with coordinates that are no number replaced by None."""
    out = np.array(shapes, dtype=object, copy=True)
    finite = np.isfinite(shapely.get_coordinates(out))
    if not finite.all():
        owners = np.repeat(np.arange(len(out)), shapely.get_num_coordinates(out))
        out[owners[~finite.all(axis=1)]] = None
    return out


def _flat(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return shapes without heights and measures; those that have none as they are."""
    flat = np.array(shapes, dtype=object, copy=True)
    # Of empty ones nobody can tell.
    solid = shapely.has_z(flat) | shapely.is_empty(flat)
    if hasattr(shapely, "has_m"):
        solid |= shapely.has_m(flat)
    flat[solid] = shapely.force_2d(flat[solid])
    return flat


def _system(
    raw: RawLayer,
    shapes: NDArray[np.object_],
    stated: pyproj.CRS | None,
    given: str | None,
    ledger: Ledger,
) -> tuple[NDArray[np.object_], pyproj.CRS]:
    """Return the shapes and their system; a shifted system is turned into WGS-84."""
    bounds = bounds_of(shapes)
    if given is not None and given.upper() in gcj02.SYSTEMS and (stated is None or stated.is_geographic):
        if not _fits_degrees(bounds):
            raise InputError([_not_degrees(raw, bounds, "degrees of " + given.upper())])
        ledger.note(raw.layer, field="crs", found=f"{given.upper()}, as told", done="turned into WGS-84")
        return _unshifted(shapes, given.upper()), LONLAT
    named = None if given is None or given.upper() in gcj02.SYSTEMS else parse_crs(given)
    if stated is None:
        if named is None:
            raise InputError([_missing(raw, bounds)])
        if named.is_projected and is_north_first(bounds, in_china=is_of_china(named)):
            raise InputError([_north_first(raw, bounds, given)])
        other = other_code(named, bounds) if named.is_projected and is_of_china(named) else None
        if other is not None:
            raise InputError([_other_zone(raw, bounds, crs_name(named), other)])
        ledger.note(raw.layer, field="crs", found="no system in the file", done=f"{crs_name(named)}, as told")
    elif not _fits(stated, shapes, bounds):
        if named is None or not _fits(named, shapes, bounds):
            raise InputError(_misfits(raw, shapes, bounds, stated))
        ledger.note(
            raw.layer,
            field="crs",
            found=f"{crs_name(stated)}, which the coordinates cannot be",
            done=f"{crs_name(named)}, as told",
        )
    else:
        if named is not None and not named.equals(stated):
            ledger.note(
                raw.layer, field="crs", found=f"{crs_name(stated)} in the file", done="the file's system used"
            )
        named = stated
    assert named is not None
    if not _fits(named, shapes, bounds):
        raise InputError(_misfits(raw, shapes, bounds, named))
    if named.is_geographic:
        _ask_about_shift(raw, bounds, ledger)
    return shapes, horizontal(named)


def _fits_degrees(bounds: NDArray[np.float64]) -> bool:
    return bool(max(abs(bounds[0]), abs(bounds[2])) <= 180 and max(abs(bounds[1]), abs(bounds[3])) <= 90)


def _fits(crs: pyproj.CRS, shapes: NDArray[np.object_], bounds: NDArray[np.float64]) -> bool:
    """Return whether coordinates can be of `crs`: degrees in range, or polygons not absurdly small."""
    if crs.is_geographic:
        return _fits_degrees(bounds)
    if not _fits_degrees(bounds):
        return True
    polygons = shapes[shapely.get_dimensions(shapes) == 2]
    if not len(polygons):
        return True
    box = shapely.bounds(polygons)
    return float(np.nanmedian(np.maximum(box[:, 2] - box[:, 0], box[:, 3] - box[:, 1]))) > _LEAST_EXTENT_M


def _unshifted(shapes: NDArray[np.object_], system: str) -> NDArray[np.object_]:
    def step(coordinates: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(gcj02.wgs84(system, coordinates[:, 0], coordinates[:, 1]))

    return np.asarray(shapely.transform(shapely.force_2d(shapes), step))


def _ask_about_shift(raw: RawLayer, bounds: NDArray[np.float64], ledger: Ledger) -> None:
    lon, lat = float(bounds[[0, 2]].mean()), float(bounds[[1, 3]].mean())
    if in_cgcs2000_area(lon, lat):
        ledger.note(
            raw.layer,
            field="crs",
            found="degrees in China; nothing in the file says whether they are WGS-84, GCJ-02 or BD-09",
            done="read as WGS-84; if they come from a Chinese web map, say "
            f"--crs {raw.layer}=GCJ-02 or --crs {raw.layer}=BD-09",
        )


def _looks_like(bounds: NDArray[np.float64]) -> tuple[str, str]:
    """Return in words what coordinates look like, and the code to name: one that stands out, else dots."""
    if _fits_degrees(bounds):
        return "degrees", "EPSG:4326"
    east, north = float(bounds[0]), float(bounds[1])
    where = f"metres (easting about {_rough_m(east)}, northing about {_rough_m(north)})"
    borne = zone_and_code(bounds)
    if borne is None:
        return where, "EPSG:..."
    zone, code = borne
    return f"{where} that bear the zone number {zone}, as in EPSG:{code}", f"EPSG:{code}"


def _rough_m(coordinate_m: float) -> str:
    """Return a coordinate to three figures: enough to know a system by, too little to find a place."""
    return f"{float(f'{coordinate_m:.3g}'):.0f}"


def _north_first(raw: RawLayer, bounds: NDArray[np.float64], given: str | None) -> Fault:
    _, code = _looks_like(bounds[[1, 0, 3, 2]])
    found = "northings where eastings stand, as X and Y of Chinese survey tables"
    remedy = "Call the column of northings (X) northing_m and that of eastings (Y) easting_m"
    remedy += "." if given else f", and name the system, such as --crs {code}."
    return Fault(raw.file, "geometry", found, "easting before northing", remedy)


def _other_zone(raw: RawLayer, bounds: NDArray[np.float64], told: str, code: int) -> Fault:
    bears = "that bear" if zone_and_code(bounds) else "without"
    found = f"eastings {bears} a zone number (about {_rough_m(float(bounds[0]))})"
    remedy = f"Name the system they are in, such as --crs EPSG:{code}."
    return Fault(raw.file, "crs", found, f"metres of {told}", remedy)


def _missing(raw: RawLayer, bounds: NDArray[np.float64]) -> Fault:
    if is_north_first(bounds, in_china=False):
        return _north_first(raw, bounds, None)
    looks, code = _looks_like(bounds)
    if is_north_first(bounds, in_china=True):
        looks += "; if X is north, as in Chinese survey tables, call the columns northing_m and easting_m"
    return Fault(
        raw.file,
        "crs",
        f"no reference system; the coordinates look like {looks}",
        "a layer that states its system",
        f"Name it, such as --crs {code}{_BY_FORMAT.get(Path(raw.file).suffix.lower(), '')}.",
    )


def _misfits(
    raw: RawLayer, shapes: NDArray[np.object_], bounds: NDArray[np.float64], crs: pyproj.CRS
) -> list[Fault]:
    """Return the faults of coordinates that cannot be of the system that the file, or its owner, states."""
    if not crs.is_geographic:
        return [_degrees(raw, crs)]
    allowed = f"degrees of {crs_name(crs)}"
    return _strays(raw, shapes, allowed) or [_not_degrees(raw, bounds, allowed)]


def _strays(raw: RawLayer, shapes: NDArray[np.object_], allowed: str) -> list[Fault]:
    """Return a fault for every row that is not in degrees, where most are."""
    boxes = shapely.bounds(shapes)
    good = (np.abs(boxes[:, [0, 2]]) <= 180).all(axis=1) & (np.abs(boxes[:, [1, 3]]) <= 90).all(axis=1)
    bad = np.flatnonzero(~good & np.isfinite(boxes).all(axis=1))
    if len(bad) >= good.sum():
        return []
    remedy = "Give this place in degrees like the others."
    return [
        Fault(
            raw.file,
            "geometry",
            f"a place at {_rough_m(boxes[row, 0])}, {_rough_m(boxes[row, 1])}",
            allowed,
            remedy,
            raw.row(row),
        )
        for row in map(int, bad)
    ]


def _not_degrees(raw: RawLayer, bounds: NDArray[np.float64], allowed: str) -> Fault:
    swapped = _fits_degrees(bounds[[1, 0, 3, 2]])
    if swapped:
        found = f"latitude up to {max(abs(bounds[1]), abs(bounds[3])):.4f}: the axes look swapped"
        return Fault(raw.file, "geometry", found, allowed, _SWAP)
    looks, code = _looks_like(bounds)
    remedy = f"Name the system they are in, such as --crs {code}."
    return Fault(raw.file, "crs", f"coordinates that look like {looks}", allowed, remedy)


def _degrees(raw: RawLayer, stated: pyproj.CRS) -> Fault:
    return Fault(
        raw.file,
        "crs",
        f"coordinates that look like degrees in a file that says {crs_name(stated)}",
        f"metres of {crs_name(stated)}",
        "Name the system they are in: --crs EPSG:4326.",
    )


def _no_geometry(raw: RawLayer) -> Fault:
    return Fault(
        raw.file,
        "",
        "a table without positions; its columns are " + ", ".join(map(str, raw.frame.columns)),
        "geometry, or columns lon and lat, easting_m and northing_m, or wkt",
        "Add the positions, or name the columns so (经度, 纬度; 东坐标, 北坐标).",
    )
