"""Where a camera may stand: anywhere within its tolerance but in a building."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from siting.coverage.leeway import leeway_of
from siting.coverage.solids import prepare_solids
from siting.tolerance import Tolerance
from tests.scenes import MERIDIAN, building, rect, scene


def _leeway(buildings, east=0.0, north=0.0, *, radius_m=0.5, height_m=4.0):
    solids = prepare_solids(scene(buildings), np.arange(len(buildings)))
    return leeway_of(
        (MERIDIAN.easting_m + east, MERIDIAN.northing_m + north),
        height_m,
        solids=solids,
        tree=shapely.STRtree(solids.footprints),
        tops_m=np.zeros(len(solids.kind)),
        tolerance=Tolerance(position_m=radius_m, height_m=0.3),
    )


def test_in_the_open_it_is_a_circle():
    leeway = _leeway([building(rect(10, 10, 20, 20))])
    assert len(leeway.fences) == 0
    distance = np.hypot(*leeway.offsets_m.T)
    assert (distance >= 0.5).all()
    assert (distance <= 0.52).all()


def test_on_a_wall_it_is_the_half_before_the_wall():
    leeway = _leeway([building(rect(-10, -8, 10, -0.1))])
    assert leeway.offsets_m[:, 1].min() == pytest.approx(-0.1 + 0.025, abs=1e-6)
    assert leeway.offsets_m[:, 1].max() >= 0.5
    assert leeway.fences[:, :2].tolist() == [[pytest.approx(0.0), pytest.approx(1.0)]]


def test_at_a_corner_it_is_more_than_the_half():
    leeway = _leeway([building(rect(-10, -8, 0.2, -0.1))])
    assert leeway.offsets_m[:, 1].min() < -0.3
    assert len(leeway.fences) == 0


def test_above_a_low_wall_nothing_is_in_the_way():
    assert len(_leeway([building(rect(-10, -8, 10, -0.1), 4.2)]).fences) == 0


def test_without_a_tolerance_there_is_one_place():
    assert _leeway([], radius_m=0.0).offsets_m.tolist() == [[0.0, 0.0]]
