"""Whether cameras stand among buildings as cameras do: towns of the test's own, moved and not moved."""

from __future__ import annotations

from functools import cache

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely

from siting.crs import LONLAT, lonlat, transformed
from siting.io import gcj02
from siting.io.ledger import Ledger
from siting.io.shift_evidence import Town, few
from siting.io.suspicion import SHIFT_ASKED, ask_about_offset

SUZHOU = pyproj.CRS.from_epsg(4549)
SYSTEMS = {"GCJ-02": gcj02.gcj02, "BD-09": gcj02.bd09}


@cache
def town() -> gpd.GeoDataFrame:
    """Return houses of many sizes at odd places over 2 km, so that no shift fits them onto others."""
    random = np.random.default_rng(5)
    (east,), (north,) = transformed(LONLAT, SUZHOU, [120.61], [31.30])
    places = np.stack(np.meshgrid(np.arange(40), np.arange(40)), axis=-1).reshape(-1, 2) * 50.0
    corners = places + random.uniform(0, 12, places.shape) + (east - 1000.0, north - 1000.0)
    sizes = random.uniform(20, 38, places.shape)
    return gpd.GeoDataFrame(geometry=shapely.box(*corners.T, *(corners + sizes).T), crs=SUZHOU)


def moved(shapes: np.ndarray, system: str) -> np.ndarray:
    def step(places: np.ndarray) -> np.ndarray:
        return np.column_stack(
            transformed(LONLAT, SUZHOU, *SYSTEMS[system](*lonlat(SUZHOU, places[:, 0], places[:, 1])))
        )

    return shapely.transform(shapes, step)


@cache
def shifted_town(system: str) -> np.ndarray:
    return moved(town().geometry.to_numpy(), system)


def at_walls(count: int, seed: int = 0, off_m: float = 0.3) -> np.ndarray:
    random = np.random.default_rng(seed)
    walls = shapely.boundary(shapely.buffer(town().geometry.to_numpy(), off_m, join_style="mitre"))
    chosen = random.choice(walls, count, replace=False)
    return shapely.get_coordinates(
        shapely.line_interpolate_point(chosen, random.uniform(size=count), normalized=True)
    )


def in_streets(count: int, seed: int = 0) -> np.ndarray:
    random = np.random.default_rng(seed)
    west, south, east, north = town().total_bounds
    # So far from the rim that they stay in town when shifted.
    west, south, east, north = west + 600.0, south + 600.0, east - 600.0, north - 600.0
    places = random.uniform((west, south), (east, north), (20 * count, 2))
    tree = shapely.STRtree(town().geometry.to_numpy())
    _, away_m = tree.query_nearest(shapely.points(places), return_distance=True, all_matches=False)
    return places[away_m > 2.5][:count]


def asked(places: np.ndarray, shapes: np.ndarray) -> list[str]:
    ledger = Ledger()
    ask_about_offset(places, gpd.GeoDataFrame(geometry=shapes, crs=SUZHOU), SUZHOU, ledger)
    frame = ledger.frame()
    return [str(text) for text in frame["done"][frame["field"] == SHIFT_ASKED]]


@pytest.mark.parametrize("count", [5, 40])
@pytest.mark.parametrize("system", list(SYSTEMS))
def test_cameras_at_walls_of_shifted_buildings_are_asked_about(system: str, count: int) -> None:
    shapes = shifted_town(system)
    for seed in range(2):
        (text,) = asked(at_walls(count, seed), shapes)
        assert f"--crs buildings={system}" in text


@pytest.mark.parametrize("count", [5, 40])
@pytest.mark.parametrize("system", list(SYSTEMS))
def test_shifted_cameras_are_asked_about(system: str, count: int) -> None:
    for seed in range(2):
        points = moved(shapely.points(at_walls(count, seed)), system)
        (text,) = asked(shapely.get_coordinates(points), town().geometry.to_numpy())
        assert f"--crs cameras={system}" in text


def test_two_cameras_that_would_hang_at_walls_and_stand_deep_in_houses_are_asked_about() -> None:
    shapes = shifted_town("GCJ-02")
    tree = shapely.STRtree(shapes)
    deep = [
        place
        for place in at_walls(200)
        if len(tree.query(shapely.Point(place).buffer(2.2), predicate="covered_by"))
    ]
    assert len(deep) >= 4
    for k in (0, 2):
        (text,) = asked(np.array(deep[k : k + 2]), shapes)
        assert "--crs buildings=GCJ-02" in text


@pytest.mark.parametrize("off_m", [-1.5, -1.0, -0.5])
def test_cameras_drawn_a_little_into_their_houses_are_not_asked_about(off_m: float) -> None:
    for seed in range(2):
        assert asked(at_walls(10, seed, off_m), town().geometry.to_numpy()) == []


@pytest.mark.parametrize("count", [1, 3, 40])
def test_cameras_in_their_place_are_not_asked_about(count: int) -> None:
    shapes = town().geometry.to_numpy()
    for seed in range(2):
        half = at_walls(count, seed)[: (count + 1) // 2]
        for places in (at_walls(count, seed), in_streets(count, seed), [*half, *in_streets(count, seed)]):
            assert asked(np.array(places), shapes) == []


def test_a_camera_indoors_among_others_in_their_place_is_not_asked_about() -> None:
    inside = shapely.get_coordinates(shapely.centroid(town().geometry.to_numpy()[100]))
    assert asked(np.vstack([at_walls(9), inside]), town().geometry.to_numpy()) == []


def test_street_cameras_of_a_shifted_plan_are_asked_about_once_several_are_inside() -> None:
    shapes = shifted_town("GCJ-02")
    for seed in range(2):
        (text,) = asked(in_streets(80, seed), shapes)
        assert "--crs buildings=GCJ-02" in text


def test_without_a_camera_or_outside_china_nothing_is_asked() -> None:
    assert asked(np.empty((0, 2)), town().geometry.to_numpy()) == []
    assert len(few(np.empty((0, 2)))) == 0


def test_evidence_is_for_cameras_at_walls_and_against_strewn_points() -> None:
    places = at_walls(20)
    there = Town(town().geometry.to_numpy(), places)
    strewn = there.fit(places + np.array([9.0, 7.0]))
    assert there.fit(places).evidence > 20.0
    assert strewn.evidence < 0.0
    assert there.fit(places).near == 1.0
