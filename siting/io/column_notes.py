"""What the ledger says of a layer's columns: which were taken for which field, and which for none."""

from __future__ import annotations

import difflib
from functools import cache
from typing import TYPE_CHECKING

from siting.io.aliases import field_aliases, fold, table
from siting.io.column_units import split_name
from siting.io.identity import same_of_all
from siting.io.ledger import shortened
from siting.io.raw import OSM_ATTRIBUTION

if TYPE_CHECKING:
    from collections.abc import Collection

    from siting.io.door import Columns
    from siting.io.ledger import Ledger
    from siting.io.raw import RawLayer

UNUSED = "unused columns"
"""Field of the ledger's row that names the columns of a layer which nothing was read from."""

ELEVATION = "elevations asked about"
"""Field of the ledger's row that names columns which may count from the sea and not from the ground."""

_FROM_WHERE = (
    "not used: heights above a datum (the sea, a building's own zero) are none above ground; if they are "
    "above ground, call the columns {names}; else take the elevation of the ground off"
)
_HEIGHTS = ("base_m", "top_m", "height_m", "mount_m")
# How like a name must be to be asked about.
_ALIKE = 0.8
_BACKGROUND = ("walks", "counties")
# Columns that programs keep for themselves, or from which another module reads.
_HOUSEKEEPING = (
    "fid",
    "ogc_fid",
    "shape_leng",
    "shape_length",
    "shape_area",
    "geometry",
    "building_part",
    "assumed",
)


def tell_columns(ledger: Ledger, raw: RawLayer, columns: Columns, layer: str) -> None:
    """Add to the ledger which columns were taken for which field, and which for none.

    Parameters
    ----------
    ledger : Ledger
    raw : RawLayer
        The layer as read.
    columns : Columns
        Its canonical columns.
    layer : str
        The canonical layer whose fields were looked for.
    """
    taken = [(each, name) for each, names in columns.sources.items() for name in names]
    read = [(each, name) for each, name in taken if each != "id" or same_of_all(raw, name) is None]
    pairs = [_pair(each, name, columns.sources[each][0]) for each, name in read if name != each]
    if pairs:
        ledger.note(raw.layer, field="columns", found=", ".join(pairs), done="read so")
    for each, name in taken:
        if name in columns.units:
            unit, factor = columns.units[name]
            done = f"numbers times {factor:.6g} are {each}; a cell with a unit of its own is read by that"
            ledger.note(raw.layer, field=each, found=f"{name}: the name says {unit}", done=done)
    for name, fields in columns.doubtful.items():
        done = (
            f"not used: cut short, it may be {' or '.join(fields)}; give the layer in a format of long names"
        )
        ledger.note(raw.layer, field="columns", found=name, done=done)
    known = _read_elsewhere(layer) | {fold(name) for _, name in taken}
    unused = [name for name in map(str, raw.frame.columns) if fold(name) not in known]
    unused = [name for name in unused if name not in columns.doubtful and not raw.frame[name].isna().all()]
    elevations = [name for name in unused if _is_elevation(name)]
    if elevations:
        names = [each for each in _HEIGHTS if each in columns.values]
        if names:
            done = _FROM_WHERE.format(names=" or ".join(names))
            ledger.note(raw.layer, field=ELEVATION, found=shortened(elevations), done=done)
            unused = [name for name in unused if name not in elevations]
    named = {name: _meant(name, layer, columns.sources) for name in unused}
    if raw.is_osm or OSM_ATTRIBUTION in raw.attribution or layer in _BACKGROUND:
        # Maps have columns of all kinds; only a slip of the pen is worth telling.
        named = {name: meant for name, meant in named.items() if meant}
    if named:
        found = shortened(f"{name} ({meant}?)" if meant else name for name, meant in named.items())
        done = "not used; with a name in brackets: did you mean that?" if any(named.values()) else "not used"
        ledger.note(raw.layer, field=UNUSED, found=found, done=done)


def _is_elevation(name: str) -> bool:
    """Return whether a column's name is one for heights above a datum."""
    folded = fold(name)
    return not {folded, split_name(folded)[0]}.isdisjoint(_elevation_names())


@cache
def _elevation_names() -> frozenset[str]:
    return frozenset(map(fold, table()["elevation_columns"]))


def _pair(each: str, name: str, first: str) -> str:
    return f"{name} as {each}" + ("" if name == first else f" where {first} is empty")


@cache
def _read_elsewhere(layer: str) -> frozenset[str]:
    """Return the folded names of columns that are read, or known for nothing to read, but hold no field."""
    lists = table()
    names = [*_HOUSEKEEPING, *lists["osm_tags"].get(layer, ())]
    names += [alias for aliases in lists["coordinates"].values() for alias in aliases]
    if layer == "buildings":
        names += [*lists["use_tags"], *lists["osm_tags"]["building_parts"], "min_level", "min_height_m"]
        names += ["height_est_m", "height_p90_m"]
    if layer == "cameras":
        names += lists["east_zero_fields"]
    return frozenset(map(fold, names))


def _meant(name: str, layer: str, taken: Collection[str]) -> str:
    """Return the field that a column's name was perhaps meant to be; empty when none is near."""
    near = {
        alias: each
        for each, aliases in field_aliases(layer).items()
        if each not in taken
        for alias in aliases
    }
    found = difflib.get_close_matches(fold(name), near, n=1, cutoff=_ALIKE)
    return near[found[0]] if found else ""
