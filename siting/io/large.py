"""Large files of buildings, GeoParquet first: the bounds of all rows, then the rows that are asked for."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import geopandas as gpd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj
import shapely

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

MANY_ROWS = 200_000
"""Files of no more rows are read whole at once."""
# So many shapes are looked at a time for their bounds.
_BATCH_ROWS = 50_000
_SIDES = ("xmin", "ymin", "xmax", "ymax")
# CRS of a file that names none (GeoParquet 1.1, "crs").
_NO_CRS = "OGC:CRS84"
# Bounds may be rounded to single precision.
_ROUNDING_RATIO = 1e-6


class LargeFile(Protocol):
    """A file of very many rows, opened and not read."""

    @property
    def path(self) -> Path:
        """Return where it is."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the names of its attributes."""

    @property
    def crs(self) -> pyproj.CRS | None:
        """Return the system that it states."""

    def boxes(self) -> NDArray[np.object_]:
        """Return the bounds of every row as a rectangle, None where it has none."""

    def attributes(self, names: Sequence[str]) -> pd.DataFrame:
        """Return some attributes of every row."""

    def rows(self, chosen: NDArray[np.int64]) -> gpd.GeoDataFrame:
        """Return the rows of some numbers, ascending, with all their attributes."""


@dataclass(frozen=True, slots=True)
class LargeParquet:
    """A GeoParquet file, opened and not read.

    Parameters
    ----------
    path : pathlib.Path
    columns : tuple of str
        Names of its attributes.
    geometry : str
        Column of the shapes.
    bounds : str
        Column of their bounds; empty where the file states none.
    crs : pyproj.CRS or None
    """

    path: Path
    columns: tuple[str, ...]
    geometry: str
    bounds: str
    crs: pyproj.CRS | None

    def boxes(self) -> NDArray[np.object_]:
        """Return the bounds of every row as a rectangle, stated or of its shape; None where it has none."""
        return boxes_of(self._stated() if self.bounds else self._of_shapes())

    def _stated(self) -> NDArray[np.float64]:
        held = pq.read_table(self.path, columns=[self.bounds]).column(0).combine_chunks()
        sides = [held.field(side).to_numpy(zero_copy_only=False).astype(float) for side in _SIDES]
        out = np.column_stack(sides)
        out[held.is_null().to_numpy(zero_copy_only=False)] = np.nan
        return out

    def _of_shapes(self) -> NDArray[np.float64]:
        batches = pq.ParquetFile(self.path).iter_batches(_BATCH_ROWS, columns=[self.geometry])
        held = [batch.column(0).to_numpy(zero_copy_only=False) for batch in batches]
        return np.vstack([shapely.bounds(shapely.from_wkb(shapes, on_invalid="ignore")) for shapes in held])

    def attributes(self, names: Sequence[str]) -> pd.DataFrame:
        """Return some attributes of every row."""
        frame: pd.DataFrame = pq.read_table(self.path, columns=list(names)).to_pandas(ignore_metadata=True)
        return frame

    def rows(self, chosen: NDArray[np.int64]) -> gpd.GeoDataFrame:
        """Return the rows of some numbers, ascending, with all their attributes; groups without any are left.

        Parameters
        ----------
        chosen : int array (n,)
        """
        file = pq.ParquetFile(self.path)
        sizes = [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)]
        ends = np.cumsum(sizes)
        parts = []
        for group, end in enumerate(ends):
            low, high = np.searchsorted(chosen, [end - sizes[group], end])
            if high > low:
                held = file.read_row_group(group, columns=[*self.columns, self.geometry])
                held = held.take(chosen[low:high] - (end - sizes[group]))
                parts.append(held.to_pandas(ignore_metadata=True))
        if not parts:
            empty = file.schema_arrow.empty_table().select([*self.columns, self.geometry])
            parts = [empty.to_pandas(ignore_metadata=True)]
        frame = parts[0] if len(parts) == 1 else _joined(parts)
        shapes = shapely.from_wkb(frame[self.geometry].to_numpy(object), on_invalid="ignore")
        return gpd.GeoDataFrame(frame.drop(columns=self.geometry), geometry=shapes)


def large_parquet(path: Path) -> LargeParquet | None:
    """Return a GeoParquet file to be read in parts; None for a small one, or shapes in another form.

    Parameters
    ----------
    path : pathlib.Path
    """
    try:
        file = pq.ParquetFile(path)
    except (OSError, pa.ArrowException):
        # Who reads it whole says why it cannot be read.
        return None
    told = (file.schema_arrow.metadata or {}).get(b"geo")
    if file.metadata.num_rows <= MANY_ROWS or told is None:
        return None
    about: Mapping[str, Any] = json.loads(told)
    name = about["primary_column"]
    column = about["columns"][name]
    if column.get("encoding") != "WKB":
        return None
    bounds = _holder(column.get("covering", {}).get("bbox", {}))
    stated = column.get("crs", _NO_CRS)
    crs = None if stated is None else pyproj.CRS.from_user_input(stated)
    columns = tuple(each for each in file.schema_arrow.names if each not in (name, bounds))
    return LargeParquet(path, columns, name, bounds, crs)


def _holder(covering: Mapping[str, Sequence[str]]) -> str:
    """Return the column that holds the four sides of bounds under their own names, empty when none does."""
    paths = [tuple(covering.get(side, ())) for side in _SIDES]
    holders = {path[0] for path in paths if len(path) == 2}
    plain = len(holders) == 1 and [path[1:] for path in paths] == [(side,) for side in _SIDES]
    return holders.pop() if plain else ""


def boxes_of(sides: NDArray[np.float64]) -> NDArray[np.object_]:
    """Return rectangles of west, south, east, north (n, 4), None where any is no number."""
    none = np.asarray(np.isnan(sides).any(axis=1))
    out: NDArray[np.object_] = np.asarray(shapely.box(*np.where(none[:, None], 0.0, sides).T), dtype=object)
    out[none] = None
    return out


def boxes_hold(boxes: NDArray[np.object_], shapes: NDArray[np.object_]) -> bool:
    """Return whether every shape lies in its box, but for rounding to single precision."""
    stated, true = shapely.bounds(boxes), shapely.bounds(shapes)
    known = ~np.isnan(true).any(axis=1)
    slack = _ROUNDING_RATIO * np.abs(true[known])
    low = (stated[known, :2] <= true[known, :2] + slack[:, :2]).all()
    return bool(low and (stated[known, 2:] >= true[known, 2:] - slack[:, 2:]).all())


def _joined(parts: list[pd.DataFrame]) -> pd.DataFrame:
    import pandas as pd

    return pd.concat(parts, ignore_index=True)
