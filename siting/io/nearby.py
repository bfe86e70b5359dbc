"""Of very many buildings only those in reach: around cameras, and around whatever else asks about them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from siting.crs import LONLAT, in_cgcs2000_area, lonlat, transformed
from siting.fields import ids_in
from siting.io import gcj02
from siting.io.bounds import metric_bounds, outermost, rows_in_reach, widened
from siting.io.column_names import matched
from siting.io.door import Columns, missing
from siting.io.geometry import repaired_areas
from siting.io.georeference import located, moved
from siting.io.identity import unique_ids
from siting.io.large import boxes_hold
from siting.io.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pyproj
    from numpy.typing import NDArray

    from siting.io.georeference import Placed
    from siting.io.large import LargeFile
    from siting.io.raw import RawLayer
    from siting.model import Camera

    Shapes = NDArray[np.object_]
    Boxes = NDArray[np.float64]

AROUND_M = 200.0
"""Buildings are read this far around every camera, sign, zone, door and window, whatever cameras see [m]."""
# What hangs on a wall is nearer to it [m].
_AT_WALL_M = 10.0
# Layers that ask what stands around them, and those that name buildings.
_ASKING, _NAMING = ("signs", "zones", "entrances", "windows"), ("entrances", "windows")


@dataclass(frozen=True, eq=False)
class Rows:
    """The rows of a large layer, to be read when they are asked for.

    Parameters
    ----------
    raw : RawLayer
        Holds the bounds of all rows.
    crs : str or None
        The system that the user names for files that state none or state it wrongly.
    """

    raw: RawLayer
    crs: str | None

    @property
    def file(self) -> LargeFile:
        """Return the file that holds them."""
        assert self.raw.large is not None
        return self.raw.large

    def read(self, numbers: NDArray[np.int64] | None) -> tuple[RawLayer, Placed]:
        """Return the rows of some numbers, ascending, and where they are; None reads all."""
        every = np.arange(len(self.raw.frame))
        held = replace(self.raw, frame=self.file.rows(every if numbers is None else numbers), large=None)
        # What is to be told of its system was told of the bounds.
        return held, located(held, Ledger(), crs=self.crs, must=False)


@dataclass(frozen=True, eq=False)
class Near:
    """What was read of a large layer: the rows in reach, where they are, and what is known of the others.

    Parameters
    ----------
    raw : RawLayer
    placed : Placed
    outermost : shapely.Polygon
        Convex hull of all its buildings.
    beyond_count : int
        Rows that were not read.
    """

    raw: RawLayer
    placed: Placed
    outermost: Any
    beyond_count: int


def only_near(
    rows: Rows,
    bounds: Placed,
    system: pyproj.CRS,
    cameras: Sequence[Camera],
    frames: Mapping[str, Any],
    *,
    seen: Boxes,
    ledger: Ledger,
) -> Near | None:
    """Return the buildings that a plan asks about; None where the bounds in the file are not theirs.

    Parameters
    ----------
    rows : Rows
    bounds : Placed
        The bounds of all rows.
    system : pyproj.CRS
        The scene's.
    cameras : sequence of Camera
    frames : mapping of str to DataFrame
        The other layers as read, None where one could not be.
    seen : float array (n, 4)
        Bounds of what cameras reach: west, south, east, north [m].
    ledger : Ledger
        Receives what was done about the ids of the rows in reach, and that bounds are not trusted.
    """
    boxes = metric_bounds(bounds, system)
    ids, told = settled_ids(rows.raw, rows.file)
    # People come into view from farther off, and signs are read there.
    ways = frames.get("walks")
    beyond_m = 0.0 if ways is None or ways.empty else AROUND_M
    asked = np.vstack([asked_boxes(cameras, frames, system), widened(seen, beyond_m)])
    wanted = named_buildings(frames)
    named = np.flatnonzero([name in wanted for name in ids] if wanted else [])
    chosen = np.union1d(rows_in_reach(boxes, asked, places_of(cameras)), named)
    raw, placed = rows.read(chosen)
    if not boxes_hold(rows.raw.frame.geometry.to_numpy()[chosen], raw.frame.geometry.to_numpy()):
        found = "bounds of rows that are not theirs"
        ledger.note(raw.layer, field="bounds", found=found, done="not trusted: the whole file is read")
        return None

    def footprints_of(numbers: NDArray[np.int64]) -> Shapes:
        found = rows.read(numbers)[1]
        sound = repaired_areas(moved(found.shapes, found.crs, system)).shapes
        return sound[~shapely.is_missing(sound)]

    hull = outermost(boxes, footprints_of)
    tell_ids(ledger, told, ids[chosen])
    return Near(replace(raw, ids=ids[chosen]), placed, hull, len(boxes) - len(chosen))


def asked_boxes(cameras: Sequence[Camera], frames: Mapping[str, Any], system: pyproj.CRS) -> Boxes:
    """Return the bounds around what asks about buildings in a plan, but for what cameras see, (n, 4).

    Parameters
    ----------
    cameras : sequence of Camera
    frames : mapping of str to DataFrame
        Layers as read, None where a layer could not be.
    system : pyproj.CRS
        The scene's.
    """
    places = places_of(cameras)
    heard = np.array([each.audio_range_m or 0.0 for each in cameras]).reshape(-1, 1)
    held = [frames[layer] for layer in _ASKING if frames.get(layer) is not None]
    others = [shapely.bounds(frame.geometry.to_numpy()).reshape(-1, 4) for frame in held]
    around = widened(np.tile(places, 2), np.maximum(heard, AROUND_M))
    return np.vstack([around, *(widened(each, AROUND_M) for each in others), _shifted(places, system)])


def places_of(cameras: Sequence[Camera]) -> NDArray[np.float64]:
    """Return easting and northing of cameras, (n, 2) [m]."""
    return np.array([(each.easting_m, each.northing_m) for each in cameras]).reshape(-1, 2)


def named_buildings(frames: Mapping[str, Any]) -> frozenset[str]:
    """Return the ids of buildings that other layers of a plan name."""
    held = [frames[layer]["building_id"] for layer in _NAMING if frames.get(layer) is not None]
    return frozenset(name for cells in held for cell in cells[~missing(cells)] for name in ids_in(str(cell)))


def settled_ids(raw: RawLayer, file: LargeFile) -> tuple[NDArray[np.object_], Ledger]:
    """Return the ids of all rows of a large layer, as if it were read whole, and what was done about them.

    Parameters
    ----------
    raw : RawLayer
    file : LargeFile
    """
    heads = replace(raw, frame=pd.DataFrame(columns=list(file.columns)))
    found = matched(heads, raw.layer).sources.get("id", [])
    frame = file.attributes(found) if found else pd.DataFrame(index=raw.frame.index)
    told = Ledger()
    return unique_ids(replace(raw, frame=frame), Columns({}, {"id": found}), told), told


def tell_ids(ledger: Ledger, told: Ledger, ids: Iterable[str]) -> None:
    """Add to the ledger what was done about the ids of all rows, repairs only of the rows in reach."""
    places = {name: place for place, name in enumerate(ids)}
    for entry in told.entries:
        if entry.outcome == "note":
            ledger.note(entry.layer, found=entry.found, done=entry.done, field=entry.field, row_id=entry.id)
        elif entry.id in places:
            row = places[entry.id]
            ledger.repaired(entry.layer, row, entry.id, field=entry.field, found=entry.found, done=entry.done)


def _shifted(places: NDArray[np.float64], system: pyproj.CRS) -> Boxes:
    """Return the bounds around where cameras stand if they or the buildings are in a shifted system."""
    lon, lat = lonlat(system, places[:, 0], places[:, 1]) if len(places) else (np.empty(0), np.empty(0))
    if not len(places) or not in_cgcs2000_area(float(lon.mean()), float(lat.mean())):
        return np.empty((0, 4))
    shifts = [gcj02.gcj02(lon, lat), gcj02.bd09(lon, lat)]
    shifts += [gcj02.wgs84(name, lon, lat) for name in gcj02.SYSTEMS]
    moved = [np.column_stack(transformed(LONLAT, system, *shift)) for shift in shifts]
    return widened(np.tile(np.vstack(moved), 2), _AT_WALL_M)
