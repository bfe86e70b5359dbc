"""A scene in another system is the same place."""

from __future__ import annotations

import math

import pyproj
import pytest

from siting.change.reproject import scene_in
from siting.crs import lonlat
from tests.scenes import camera, home, obstacle, rect, scene

TOWN = scene(
    [home(rect(-20, 20, 20, 30))],
    [camera(0, 0), camera(30, -7)],
    obstacles=[obstacle(rect(0, 5, 1, 6), 3.0)],
)
OTHER = pyproj.CRS.from_epsg(25833)


def test_every_place_stays_on_the_globe() -> None:
    moved = scene_in(TOWN, OTHER)
    assert moved.crs.equals(OTHER)
    for first, second in zip(TOWN.cameras, moved.cameras, strict=True):
        here = lonlat(TOWN.crs, [first.easting_m], [first.northing_m])
        there = lonlat(OTHER, [second.easting_m], [second.northing_m])
        assert math.dist((here[0][0], here[1][0]), (there[0][0], there[1][0])) < 1e-9
        assert (first.azimuth_deg, first.height_m) == (second.azimuth_deg, second.height_m)
    for name in ("buildings", "obstacles", "zones", "walks"):
        assert getattr(moved, name).crs.equals(OTHER)
    back = scene_in(moved, TOWN.crs)
    assert back.buildings.geometry.iloc[0].hausdorff_distance(TOWN.buildings.geometry.iloc[0]) < 1e-6
    assert back.cameras[1].easting_m == pytest.approx(TOWN.cameras[1].easting_m, abs=1e-6)


def test_the_same_system_is_the_same_scene() -> None:
    assert scene_in(TOWN, pyproj.CRS.from_epsg(25832)) is TOWN
