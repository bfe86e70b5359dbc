"""What a file holds before anything is understood: a frame, its reference system, where it came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    import pandas as pd
    import pyproj
    from numpy.typing import NDArray

    from siting.io.large import LargeFile


OSM_ATTRIBUTION = "© OpenStreetMap contributors, ODbL 1.0"


@dataclass(frozen=True, kw_only=True)
class RawLayer:
    """One layer as a file or frame gives it.

    Parameters
    ----------
    layer : str
        The canonical layer that it is read as, or ``building_parts``.
    file : str
        What messages call it; never a folder.
    frame : pandas.DataFrame
        Attributes under their own names, RangeIndex; a GeoDataFrame when it has geometry.
    crs : pyproj.CRS or None
        The system that the file states; None when it states none.
    is_osm : bool
        True for records of OpenStreetMap, which never have optics.
    preset : dict
        Canonical values that the layer's very name gives, such as ``kind: tree``.
    remarks : tuple of (field, found, done)
        Notes for the ledger from reading the file.
    large : LargeFile or None
        The file of which only the bounds of the rows are read so far: they are its geometry.
    lost : tuple of (row or id, found, done)
        What of the file is in no row of the frame.
    ids : object array or None
        Ids of the rows where they are settled already, among rows that are not held.
    words : mapping of str to tuple of str
        Further words of its open choices by field, such as a rule pack knows.
    numbers : tuple of int
        Number of each row as its owner sees it in a table; empty where rows are features, counted from 1.
    lines : tuple of int
        Line of the text where each row begins; empty where the file is no text.
    told : tuple of (column, field)
        What somebody said that columns hold; an empty field is a column that is not to be read.
    """

    layer: str
    file: str
    frame: pd.DataFrame
    crs: pyproj.CRS | None = None
    is_osm: bool = False
    preset: tuple[tuple[str, str], ...] = ()
    remarks: tuple[tuple[str, str, str], ...] = ()
    lost: tuple[tuple[str, str, str], ...] = ()
    sha256: str = ""
    attribution: tuple[str, ...] = ()
    large: LargeFile | None = None
    ids: NDArray[np.object_] | None = None
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: tuple[int, ...] = ()
    lines: tuple[int, ...] = ()
    told: tuple[tuple[str, str], ...] = ()

    def number(self, position: int) -> int:
        """Return the number of a row as its owner sees it; `position` counts from 0."""
        return self.numbers[position] if self.numbers else int(position) + 1

    def row(self, position: int) -> str:
        """Return how messages call a row: its number, and its line where text runs over several."""
        number = self.number(position)
        line = self.lines[position] if self.lines else number
        return str(number) if line == number else f"{number} (line {line})"

    @property
    def lost_field(self) -> str:
        """What the ledger calls at fault in `lost`: the shape of an element, or the row of a table."""
        return "geometry" if self.is_osm else "row"

    @property
    def is_dbase(self) -> bool:
        """Whether its columns bear names of at most ten bytes, as in a Shapefile."""
        return self.file.lower().endswith((".shp", ".dbf", ".zip"))
