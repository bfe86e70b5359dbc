"""When two scenes are the same: every frame cell for cell, every shape byte for byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import shapely

from siting.fields import LAYERS

if TYPE_CHECKING:
    import pandas as pd

    from siting.model import Scene

FRAMES = tuple(name for name in LAYERS if name != "cameras")


def assert_same_frame(one: pd.DataFrame, other: pd.DataFrame, name: str) -> None:
    """Raise AssertionError unless two frames are the same in all that can be asked of them."""
    assert list(one.columns) == list(other.columns), name
    assert one.dtypes.to_dict() == other.dtypes.to_dict(), name
    assert one.index.equals(other.index), name
    for column in one.columns:
        first, second = one[column].tolist(), other[column].tolist()
        if column == "geometry":
            first, second = ([shapely.to_wkb(shape) for shape in cells] for cells in (first, second))
        assert [type(cell) for cell in first] == [type(cell) for cell in second], (name, column)
        # By their words, as two that are not a number are not equal.
        assert list(map(repr, first)) == list(map(repr, second)), (name, column)
    if isinstance(one, gpd.GeoDataFrame):
        assert isinstance(other, gpd.GeoDataFrame), name
        assert one.crs == other.crs, name


def assert_same_layers(one: Scene, other: Scene) -> None:
    """Raise AssertionError unless two scenes hold the same cameras and the same rows in the same order."""
    assert one.cameras == other.cameras
    for name in FRAMES:
        assert_same_frame(getattr(one, name), getattr(other, name), name)


def assert_same_scene(one: Scene, other: Scene) -> None:
    """Raise AssertionError unless two scenes are the same but for where their rasters lie."""
    assert_same_layers(one, other)
    assert_same_frame(one.ledger, other.ledger, "ledger")
    assert one.crs == other.crs
    assert one.crs.srs == other.crs.srs
    for name in ("name", "sources", "attribution", "known_within_m", "outermost"):
        assert getattr(one, name) == getattr(other, name), name
    assert dict(one.profile) == dict(other.profile)
    for name in ("terrain", "surface"):
        first, second = getattr(one, name), getattr(other, name)
        assert (first is None) == (second is None), name
        assert first is None or first.name == second.name, name
