"""Buildings as a scene holds them: ids, heights over their base, uses."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import shapely

from siting.errors import Fault, InputError
from siting.fields import LAYERS
from siting.io.aliases import fold
from siting.io.building_uses import uses_of
from siting.io.cell_faults import unit_faults
from siting.io.column_notes import tell_columns
from siting.io.door import drop_unread, frame_of, read_columns, tell
from siting.io.doubtful_heights import tall_buildings
from siting.io.geometry import repaired_areas
from siting.io.identity import unique_ids
from siting.io.ledger import shortened
from siting.io.quantities import read_numbers
from siting.words import counted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.io.door import Columns
    from siting.io.ledger import Ledger
    from siting.io.raw import RawLayer

# DESIGN section 4: a storey of unknown height is 3 m.
_STOREY_M = 3.0
_BASE_M = LAYERS["buildings"].field("base_m")
_ESTIMATES = ("height_est_m", "height_p90_m")


def read_buildings(raw: RawLayer, shapes: NDArray[np.object_], ledger: Ledger) -> gpd.GeoDataFrame:
    """Return the buildings of a layer, one row for each that has a footprint.

    Parameters
    ----------
    raw : RawLayer
        The layer as read.
    shapes : ndarray of geometry
        Its footprints in the scene's metric system.
    ledger : Ledger
        Receives repairs and rejections.

    Returns
    -------
    geopandas.GeoDataFrame
        Canonical columns, without a reference system; the index is the row's number in the file.

    Raises
    ------
    InputError
        When there are rows and none has a footprint, a column is in a unit that is not understood, or
        the heights are hardly in metres.
    """
    layer = raw.layer
    columns = read_columns(raw, "buildings", skip=("id", "use"))
    tell_columns(ledger, raw, columns, "buildings")
    refused = unit_faults(raw, columns) or tall_buildings(raw, columns)
    if refused:
        raise InputError(refused)
    ids = unique_ids(raw, columns, ledger)
    _count_dwellings_from_below(columns)
    tell(ledger, layer, columns, ids)
    drop_unread(ledger, layer, columns, ids)
    _raise_by_base(raw, columns, ids, ledger)
    columns.values["use"] = uses_of(raw, columns, ledger)
    columns.values["base_m"] = np.nan_to_num(columns.values["base_m"], nan=0.0)
    estimates = [name for name in raw.frame.columns if fold(name) in _ESTIMATES]
    if estimates:
        ledger.note(layer, field="height_m", found=shortened(estimates), done="estimates; not used")
    repair = repaired_areas(shapes)
    for position, (found, done) in repair.repaired.items():
        ledger.repaired(layer, position, str(ids[position]), field="geometry", found=found, done=done)
    for position, (found, done) in repair.rejected.items():
        ledger.rejected(layer, position, str(ids[position]), field="geometry", found=found, done=done)
    if len(ids) and len(repair.rejected) == len(ids):
        raise InputError([_no_footprint(raw, repair.rejected[0][0])])
    columns.values["id"] = ids
    frame = gpd.GeoDataFrame(frame_of(columns.values), geometry=repair.shapes)
    return frame[~shapely.is_missing(repair.shapes)] if repair.rejected else frame


def _count_dwellings_from_below(columns: Columns) -> None:
    """Read a first storey of dwellings that is no storey (1.5, -1) as the one below it: no home is lost."""
    field = "residential_from_level"
    still: list[tuple[int, str, str, str]] = []
    for position, name, cell, why in columns.problems:
        try:
            first = math.floor(float(cell)) if name == field else None
        except (ValueError, OverflowError):
            first = None
        if first is None:
            still.append((position, name, cell, why))
            continue
        columns.values[field][position] = max(0, first)
        columns.remarks.append((position, name, cell, f"dwellings from storey {max(0, first)} on"))
    columns.problems[:] = still


def _raise_by_base(raw: RawLayer, columns: Columns, ids: NDArray[np.object_], ledger: Ledger) -> None:
    """Turn OpenStreetMap's heights and levels above ground into those above the base."""
    folded = {fold(name): name for name in raw.frame.columns}
    height, levels, base = (columns.values[name] for name in ("height_m", "levels", "base_m"))
    count = len(raw.frame)
    low_m, low_level = np.full(count, np.nan), np.full(count, np.nan)
    if "min_height" in folded or "min_height_m" in folded:
        low_m, _, _ = read_numbers(
            raw.frame[folded.get("min_height_m", folded.get("min_height", ""))], _BASE_M
        )
    cut = folded.get("building_m") if raw.is_dbase else None
    name = folded.get("building_min_level", folded.get("min_level", cut))
    if name is not None:
        low_level, _, _ = read_numbers(raw.frame[name], _BASE_M)
    storey_m = np.where((height > 0) & (levels > 0), height / levels, _STOREY_M)
    guessed = np.isnan(low_m) & (low_level > 0)
    low_m = np.where(guessed, low_level * storey_m, low_m)
    raised = np.isnan(base) & (low_m > 0)
    base[raised] = low_m[raised]
    height[raised] -= low_m[raised]
    levels[low_level > 0] -= low_level[low_level > 0]
    for position in np.flatnonzero(raised & guessed):
        done = f"base at {low_m[position]:g} m"
        ledger.repaired(
            raw.layer,
            int(position),
            str(ids[position]),
            field="base_m",
            found=f"min_level {low_level[position]:g}",
            done=done,
        )
    for cells, field in ((height, "height_m"), (levels, "levels")):
        for position in np.flatnonzero(cells <= 0):
            ledger.repaired(
                raw.layer,
                int(position),
                str(ids[position]),
                field=field,
                found="a top not above its base",
                done="treated as not given",
            )
            cells[position] = np.nan


def _no_footprint(raw: RawLayer, found: str) -> Fault:
    return Fault(
        raw.file,
        "geometry",
        f"{counted(len(raw.frame), 'row')} and no footprint; the first is {found}",
        "polygons",
        "Give the layer that holds the buildings' outlines.",
    )
