"""What hides from everywhere within a tolerance: eroded solids, rows of houses as one."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from siting.coverage.shrunk_solids import shrunk
from siting.coverage.solids import prepare_solids
from tests.scenes import building, obstacle, rect, scene


def _shrunk(buildings, *, plan_m=0.5, rise_m=0.2, top_m=1.0, floor_m=0.0, obstacles=()):
    solids = prepare_solids(scene(buildings, obstacles=obstacles), np.arange(len(buildings)))
    tops = np.where(solids.kind == "building", top_m, 0.0)
    return shrunk(
        solids, np.arange(len(solids.kind)), plan_m=plan_m, rise_m=rise_m, tops_m=tops, floor_m=floor_m
    )


def test_a_house_loses_its_rim_and_its_top():
    left = _shrunk([building(rect(0, 0, 10, 8), 9.0)])
    assert left.span.tolist() == [[0.0, 7.8]]
    assert left.footprints[0].area == pytest.approx(9.0 * 7.0, rel=3e-3)
    assert left.footprints[0].area <= 9.0 * 7.0


def test_what_floats_loses_its_underside_too():
    left = _shrunk([building(rect(0, 0, 10, 8), 4.0, base_m=3.0)])
    assert left.span.tolist() == [[3.2, pytest.approx(5.8)]]


def test_a_thin_wall_vanishes():
    assert len(_shrunk([], obstacles=[obstacle(rect(0, 0, 10, 0.6), 3.0)]).row) == 0


def test_no_slit_opens_between_houses_in_a_row():
    left = _shrunk([building(rect(0, 0, 10, 8), 9.0), building(rect(10, 0, 20, 8), 6.0)])
    whole = shapely.union_all(left.footprints)
    assert whole.area == pytest.approx(19.0 * 7.0, rel=3e-3)
    # The seam is as high as the lower house.
    seam = left.span[left.kind == "seam"]
    assert seam.tolist() == [[0.0, pytest.approx(4.8)]]


def test_a_gap_of_two_millimetres_stays_open():
    left = _shrunk([building(rect(0, 0, 10, 8)), building(rect(10.002, 0, 20, 8))])
    assert not (left.kind == "seam").any()


def test_what_the_shifted_camera_sees_the_planned_one_sees_past_the_eroded_solids():
    rng = np.random.default_rng(7)
    houses = [rect(0, 0, 10, 8), rect(10, 0, 20, 6), rect(14, 12, 15.5, 20), rect(-9, 3, -4, 14)]
    heights = [9.0, 6.0, 7.0, 4.0]
    left = _shrunk(
        [building(h, t) for h, t in zip(houses, heights, strict=True)], plan_m=0.5, rise_m=0.3, top_m=0.0
    )
    here = shapely.get_coordinates(scene([building(houses[0])]).buildings.geometry.iloc[0])[:4].min(axis=0)
    eroded = [
        (shapely.transform(f, lambda c: c - here), s) for f, s in zip(left.footprints, left.span, strict=True)
    ]
    solid = [(f, (0.0, t)) for f, t in zip(houses, heights, strict=True)]
    seen = 0
    for _ in range(600):
        start, end = rng.uniform([-12, -8, 1], [24, 24, 12]), rng.uniform([-12, -8, 0], [24, 24, 10])
        way, far = rng.uniform(0, 2 * np.pi), 0.5 * np.sqrt(rng.random())
        shift = np.array([far * np.cos(way), far * np.sin(way), rng.uniform(-0.3, 0.3)])
        moved = start + shift
        if not _hidden(moved, end, solid):
            seen += 1
            assert not _hidden(start, end, eroded)
    assert seen > 100


def _hidden(start, end, solids):
    """March along a sight line: slow, and blind to what is thinner than a step."""
    share = np.linspace(0.0, 1.0, 1500)[1:-1, None]
    points = start + share * (end - start)
    places = shapely.points(points[:, :2])
    return any(
        (shapely.contains_properly(footprint, places) & (points[:, 2] > low) & (points[:, 2] < high)).any()
        for footprint, (low, high) in solids
    )
