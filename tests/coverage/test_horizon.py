"""What the ground hides of windows: never one that is seen, and all that surely is not."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from siting.coverage.table import cover
from tests.coverage.readings import rows_of
from tests.ground import ground, standing_on
from tests.scenes import MERIDIAN, camera, home, rect, scene

FRONT_M = 60.0


def ridge(top_m):
    return lambda at: np.maximum(0.0, top_m - np.abs(at.north - 30.5) * 0.5)


def storeys(tmp_path, height_m, **options):
    raster = ground(tmp_path / "t.tif", height_m, **options)
    things = [home(rect(-6, FRONT_M, 6, FRONT_M + 10), 12.0)]
    return cover(standing_on(scene(things, [camera(height_m=4.0)]), raster))


def test_behind_a_ridge_only_what_rises_over_its_horizon_is_seen(tmp_path):
    # Over 7 m at 30.5 m from 4 m high: the line comes to 4 + 3 x 60 / 30.5 = 9.9 m at the wall. Of storeys
    # of 3 m the windows of the fourth (9.9 to 11.1 m) are just free.
    table = storeys(tmp_path, ridge(7.0))
    rows = rows_of(table, building_id="buildings-0")
    assert 3 in {row["storey"] for row in rows}
    assert not {0, 1} & {row["storey"] for row in rows}
    assert rows_of(storeys(tmp_path, ridge(0.0)), storey=0)


def test_a_ridge_that_hides_all_leaves_no_row(tmp_path):
    assert storeys(tmp_path, ridge(12.0)).facades.empty


def test_a_row_that_is_cut_says_so_and_is_smaller(tmp_path):
    level = {row["storey"]: row for row in rows_of(storeys(tmp_path, ridge(0.0)))}
    cut = {row["storey"]: row for row in rows_of(storeys(tmp_path, ridge(5.2)))}
    flagged = [row for row in cut.values() if "cut_by_ground" in row["flags"].split(",")]
    assert flagged
    for row in flagged:
        assert row["area_m2"] < level[row["storey"]]["area_m2"]
        assert row["geometry"].length == pytest.approx(row["visible_length_m"])
        z = shapely.get_coordinates(shapely.from_wkb(row["panel_wkb_z"]), include_z=True)[:, 2]
        # The horizon, less than the ridge's top by its fall within three cells.
        assert z.min() > 4.0 + (5.2 - 1.5 - 4.0) * FRONT_M / 30.5


def test_voids_on_the_way_hide_nothing_and_are_told(tmp_path):
    def holed(at):
        return np.where((at.north > 25) & (at.north < 36), np.nan, 0.0)

    rows = rows_of(storeys(tmp_path, holed), building_id="buildings-0")
    assert {row["storey"] for row in rows} == {0, 1, 2, 3}
    assert all("ground_unknown" in row["flags"].split(",") for row in rows)


def sees(heights, half_m, cell_m, eye, point):
    """Return whether the bilinear ground leaves a line free, tried every tenth of a cell."""
    away = point - eye
    count = int(np.hypot(*away[:2]) / cell_m * 10)
    t = np.arange(1, count) / count
    line = eye + t[:, None] * away
    column, row = ((line[:, k] + half_m) / cell_m - 0.5 for k in (0, 1))
    i, j = np.floor(column).astype(int), np.floor(row).astype(int)
    a, b = column - i, row - j
    ground_m = (heights[j, i] * (1 - a) + heights[j, i + 1] * a) * (1 - b)
    ground_m += (heights[j + 1, i] * (1 - a) + heights[j + 1, i + 1] * a) * b
    return bool((ground_m < line[:, 2]).all())


def front_of(row):
    """Return what is seen of a wall that runs east, in local easting and height."""
    parts = shapely.get_parts(shapely.from_wkb(row["panel_wkb_z"]))
    rings = [shapely.get_coordinates(part.exterior, include_z=True)[:, [0, 2]] for part in parts]
    return shapely.union_all([shapely.Polygon(ring - (MERIDIAN.easting_m, 0.0)) for ring in rings])


@pytest.mark.parametrize("seed", range(6))
def test_no_window_that_any_line_reaches_is_missed(tmp_path, seed):
    rng = np.random.default_rng(seed)
    half, cell = 60.0, 1.0
    at = np.arange(120) + 0.5 - half
    east, north = np.meshgrid(at, at)
    heights = (
        rng.uniform(1.0, 4.0) * np.sin(east / rng.uniform(4, 15) + seed) * np.sin(north / rng.uniform(3, 9))
    )
    heights = (heights + rng.normal(0, 0.3, heights.shape)).astype(np.float32).astype(float)
    # Level ground under the house, so that its windows stand where they are told.
    heights[(np.abs(east) < 12) & (np.abs(north - 40) < 9)] = 0.0
    raster = ground(tmp_path / "t.tif", lambda _: heights[::-1], half_m=half)
    things = [home(rect(-8, 35, 8, 45), 9.0)]
    table = cover(standing_on(scene(things, [camera(0.0, -20.0, height_m=3.0, hfov_deg=50.0)]), raster))
    foot = heights[39:41, 59:61].mean()
    eye = np.array([0.0, -20.0, foot + 3.0])
    panels = {row["storey"]: front_of(row) for row in rows_of(table, wall=0)}
    for storey in range(3):
        for z in storey * 3.0 + np.array([0.95, 1.5, 2.05]):
            for x in np.arange(-7.9, 8.0, 0.37):
                if sees(heights, half, cell, eye, np.array([x, 35.0, z])):
                    place = shapely.Point(x, z)
                    assert storey in panels, (storey, x, z)
                    assert panels[storey].distance(place) < 1e-6, (storey, x, z)
