"""Large GeoPackage and FlatGeobuf layers of buildings: first the bounds of all rows, then those asked for."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from siting.io.files import stated_crs
from siting.io.large import MANY_ROWS, boxes_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    import pyproj
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class LargeVector:
    """A layer whose rows are found by number, opened and not read.

    Parameters
    ----------
    path : pathlib.Path
    layer : str or None
        None is the only one.
    columns : tuple of str
        Names of its attributes.
    crs : pyproj.CRS or None
    """

    path: Path
    layer: str | None
    columns: tuple[str, ...]
    crs: pyproj.CRS | None

    def boxes(self) -> NDArray[np.object_]:
        """Return the bounds of every row as a rectangle, None where it has none."""
        _, sides = _quietly(pyogrio.read_bounds, self.path, layer=self.layer)
        return boxes_of(np.array(sides.T))

    def attributes(self, names: Sequence[str]) -> pd.DataFrame:
        """Return some attributes of every row."""
        meta, _, _, columns = self._read(columns=list(names), read_geometry=False)
        return pd.DataFrame(dict(zip(meta["fields"], columns, strict=True)))

    def rows(self, chosen: NDArray[np.int64]) -> gpd.GeoDataFrame:
        """Return the rows of some numbers, ascending, with all their attributes.

        Parameters
        ----------
        chosen : int array (n,)
        """
        keys, _ = _quietly(pyogrio.read_bounds, self.path, layer=self.layer)
        whole = len(chosen) == len(keys)
        meta, _, shapes, columns = self._read() if whole else self._read(fids=keys[chosen])
        frame = pd.DataFrame(dict(zip(meta["fields"], columns, strict=True)), index=range(len(chosen)))
        return gpd.GeoDataFrame(frame, geometry=shapely.from_wkb(shapes, on_invalid="ignore"))

    def _read(self, **options: Any) -> Any:
        return _quietly(pyogrio.raw.read, self.path, layer=self.layer, **options)


def large_vector(path: Path, layer: str | None) -> LargeVector | None:
    """Return a layer to be read in parts; None for a small one, and where the file does not say how many.

    Parameters
    ----------
    path : pathlib.Path
        A GeoPackage or a FlatGeobuf file.
    layer : str or None
    """
    try:
        about = _quietly(pyogrio.read_info, path, layer=layer)
    except (OSError, ValueError, pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError):
        # Who reads it whole says why it cannot be read.
        return None
    if about["features"] <= MANY_ROWS or about["geometry_type"] is None:
        return None
    return LargeVector(path, layer, tuple(map(str, about["fields"])), stated_crs(about["crs"]))


def _quietly(call: Callable[..., Any], *args: Any, **options: Any) -> Any:
    """Return what a reader gives; what it warns of is looked at when the shapes are."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return call(*args, **options)
