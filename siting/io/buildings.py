"""Buildings as a scene holds them: ids, heights over their base, uses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from siting.errors import Fault, InputError
from siting.fields import LAYERS
from siting.io.aliases import canonical_value, fold, table
from siting.io.door import drop_unread, frame_of, missing, read_columns, tell, tell_columns, texts
from siting.io.geometry import repaired_areas
from siting.io.identity import unique_ids
from siting.io.ledger import shortened
from siting.io.quantities import read_numbers

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.io.door import Columns
    from siting.io.ledger import Ledger
    from siting.io.raw import RawLayer

# DESIGN section 4: a storey of unknown height is 3 m.
_STOREY_M = 3.0
_BASE_M = LAYERS["buildings"].field("base_m")
_ESTIMATES = ("height_est_m", "height_p90_m")
_PROTECTED = ("residence", "dormitory", "hotel")


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
        When there are rows and none has a footprint.
    """
    layer = raw.layer
    columns = read_columns(raw, "buildings", skip=("id", "use"))
    tell_columns(ledger, raw, columns)
    ids = unique_ids(raw, columns, ledger)
    tell(ledger, layer, columns, ids)
    drop_unread(ledger, layer, columns, ids)
    _raise_by_base(raw, columns, ids, ledger)
    columns.values["use"] = _uses(raw, columns, ledger)
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
    return frame[~shapely.is_missing(repair.shapes)]


@dataclass(frozen=True, slots=True)
class _Words:
    """Uses by column, and the words that no table knows."""

    uses: NDArray[np.object_]
    strange: dict[str, int]


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
    name = folded.get("building_min_level", folded.get("min_level"))
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


def _uses(raw: RawLayer, columns: Columns, ledger: Ledger) -> NDArray[np.object_]:
    """Return the use of every building: protected uses win, what no table knows is unknown."""
    folded = {fold(name): name for name in raw.frame.columns}
    own = raw.words.get("use", ())
    listed = [_worded(texts(raw.frame[name]), own) for name in columns.sources.get("use", [])]
    if "building" in folded:
        listed.append(_worded(texts(raw.frame[folded["building"]]), own))
    strange = {word: count for each in listed for word, count in each.strange.items()}
    votes = [each.uses for each in listed]
    for tag, meanings in table()["use_tags"].items():
        if tag in folded:
            votes.append(
                pd.Series(texts(raw.frame[folded[tag]]), dtype=object).map(meanings).to_numpy(dtype=object)
            )
    if strange:
        ledger.note(
            raw.layer,
            field="use",
            found=shortened(f"{word} ({count})" for word, count in strange.items()),
            done="not a use that is known; read as unknown, which is protected",
        )
    uses = np.full(len(raw.frame), None, dtype=object)
    for vote in votes:
        known = ~missing(vote) & (vote != "unknown")
        take = known & missing(uses)
        uses[take] = vote[take]
    for vote in votes:
        protected = np.isin(vote.astype(str), _PROTECTED) & ~np.isin(uses.astype(str), _PROTECTED)
        uses[protected] = vote[protected]
    uses[missing(uses)] = "unknown"
    return uses


def _worded(words: NDArray[np.object_], own: tuple[str, ...]) -> _Words:
    series = pd.Series(words, dtype=object)
    counts = series.dropna().value_counts()
    meanings = {str(word): canonical_value("buildings.use", word) for word in counts.index}
    meanings |= {word: word for word in own if word in meanings}
    strange = {word: int(counts[word]) for word, meaning in meanings.items() if meaning is None}
    return _Words(series.map(meanings).to_numpy(dtype=object), strange)


def _no_footprint(raw: RawLayer, found: str) -> Fault:
    return Fault(
        raw.file,
        "geometry",
        f"{len(raw.frame)} rows and no footprint among them; the first is {found}",
        "polygons",
        "Give the layer that holds the buildings' outlines.",
    )
