"""Solids that stand at the plane of a wall: annexes, party walls, flush corners, seen along the wall.

At grazing rays a micrometre before the plane is millimetres along it, so what is in the plane must
count as exactly there.
"""

from __future__ import annotations

import pytest

from siting.coverage.table import cover
from tests.coverage.readings import rows_of
from tests.scenes import building, camera, home, rect, scene


@pytest.mark.parametrize("off_plane_m", [0.05, 0.01, 0.001])
@pytest.mark.parametrize("far_m", [30.0, 60.0])
def test_a_party_wall_seen_along_its_plane_shows_nothing(off_plane_m: float, far_m: float) -> None:
    houses = [
        home(rect(10, 8, 20, 16), 6.0, id="home"),
        building(rect(0, 8, 10, 16), 6.0),
        building(rect(10, 0, 20, 8), 6.0),
    ]
    eye = camera(10.0 - off_plane_m, 8.0 - far_m, hfov_deg=20.0, image_width_px=2000)
    assert rows_of(cover(scene(houses, [eye])), building_id="home") == []


@pytest.mark.parametrize("off_wall_m", [0.1, 0.5])
def test_an_annex_as_high_as_the_band_hides_all_of_it_from_above(off_wall_m: float) -> None:
    houses = [home(rect(20, 5, 50, 13), 12.0, id="home"), building(rect(0, 0, 70, 5), 2.1)]
    eye = camera(
        22.0,
        5.0 - off_wall_m,
        height_m=9.0,
        azimuth_grid_deg=90.0,
        tilt_deg=30.0,
        hfov_deg=90.0,
        image_width_px=2000,
    )
    seen = rows_of(cover(scene(houses, [eye])), building_id="home")
    assert {row["storey"] for row in seen} == {1, 2}


def test_a_flush_corner_is_no_nearest_point() -> None:
    """The annex covers the near half of the wall; what is seen begins where it ends, by similar triangles."""
    houses = [home(rect(0, 0, 60, 6), 6.0, id="home"), building(rect(0, 6, 30, 6.5), 6.0)]
    eye = camera(-14.0, 13.0, height_m=6.0, azimuth_grid_deg=120.0, hfov_deg=90.0, image_width_px=2000)
    rows = [
        row
        for row in rows_of(cover(scene(houses, [eye])), building_id="home")
        if row["visible_length_m"] > 10
    ]
    # The ray over the annex's outer corner (30, 6.5) meets the wall at 30 + 44 * 0.5 / 6.5.
    begin_m = 30.0 + 44.0 * 0.5 / 6.5
    assert rows
    for row in rows:
        assert row["visible_length_m"] == pytest.approx(60.0 - begin_m, abs=1e-6)
        depth_m = (begin_m + 14.0) * 3**0.5 / 2 + 7.0 / 2
        assert row["max_px_per_m"] == pytest.approx(1000.0 / depth_m, rel=1e-6)


def test_an_annex_as_high_as_the_band_leaves_only_what_stands_beside_it() -> None:
    houses = [home(rect(0, 5, 8, 11), 6.0, id="home"), building(rect(0, 0, 7, 8), 2.1)]
    eye = camera(10.0, 0.0, height_m=18.0, tilt_deg=90.0, hfov_deg=90.0, vfov_deg=90.0, image_width_px=1000)
    seen = rows_of(cover(scene(houses, [eye])), building_id="home", storey=0)
    # The east wall is free; of the south wall one metre is not behind the annex.
    assert sorted(row["visible_length_m"] for row in seen) == pytest.approx([1.0, 6.0], abs=1e-6)
