"""Coverage on a ground raster: against exact lines, against the exact engine, and against formulas."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from shapely import affinity

from siting.coverage._shade_kernels import shade_cells
from siting.coverage._terrain_kernels import hide_cells
from siting.coverage.table import cover
from tests.coverage.readings import F_PX, FAR_M, TAN_H, TAN_V, TARGET_M, area_m2, camera_row, covered
from tests.ground import ground, standing_on
from tests.scenes import building, camera, obstacle, rect, scene

CELL_M = 1.0


def on_ground(
    path, height_m, cameras, buildings=(), *, cell_m=CELL_M, half_m=200.0, target_m=TARGET_M, **layers
):
    """Return the table of a scene on a ground that a formula gives."""
    raster = ground(path / "terrain.tif", height_m, half_m=half_m, cell_m=cell_m)
    return cover(standing_on(scene(buildings, cameras, **layers), raster), target_height_m=target_m)


def cells(*, half_m=200.0, cell_m=CELL_M):
    """Return the middles of all cells, local (n, 2) [m]."""
    at = (np.arange(round(2 * half_m / cell_m)) + 0.5) * cell_m - half_m
    east, north = np.meshgrid(at, at)
    return np.column_stack([east.ravel(), north.ravel()])


def seen_cells(table, middles, camera_id="cam-0"):
    return shapely.contains_xy(covered(table, camera_id), middles[:, 0], middles[:, 1])


# --- Against the exact engine on level ground ------------------------------------------------------


def streets(seed):
    """Return a handful of prisms, some that float, and cameras of several kinds among them."""
    rng = np.random.default_rng(seed)
    houses = []
    for _ in range(9):
        east, north = rng.uniform(-60, 60), rng.uniform(8, 110)
        box = rect(0, 0, rng.uniform(3, 14), rng.uniform(3, 14))
        turned = affinity.rotate(box, rng.uniform(0, 90))
        base = rng.choice([0.0, 0.0, 3.0])
        houses.append(building(affinity.translate(turned, east, north), rng.uniform(1.0, 9.0), base_m=base))
    cameras = [
        camera(height_m=rng.uniform(3, 11), tilt_deg=rng.uniform(0, 35), hfov_deg=80.0),
        camera(
            height_m=5.0,
            kind="panoramic",
            hfov_deg=360.0,
            vfov_deg=70.0,
            tilt_deg=20.0,
            range_m=60.0,
            image_width_px=8000,
        ),
        camera(height_m=4.0, tilt_deg=8.0, roll_deg=20.0, range_m=70.0),
    ]
    return houses, cameras


@pytest.mark.parametrize("seed", range(4))
def test_level_ground_answers_as_the_exact_engine_at_every_cell(tmp_path, seed):
    houses, cameras = streets(seed)
    exact = cover(scene(houses, cameras))
    table = on_ground(tmp_path, lambda _: 812.4, cameras, houses)
    middles = cells()
    for k in range(len(cameras)):
        name = f"cam-{k}"
        border = shapely.boundary(covered(exact, name))
        clear = shapely.distance(border, shapely.points(middles)) > 1e-3
        expected = seen_cells(exact, middles, name)
        assert expected.sum() > 100
        assert (seen_cells(table, middles, name) == expected)[clear].all()
        assert covered(table, name).area == pytest.approx(covered(exact, name).area, rel=0.03)


def test_classes_are_disjoint_and_as_sharp_as_depth_says(tmp_path):
    table = on_ground(tmp_path, lambda at: 0.02 * at.east, [camera(height_m=6.0, tilt_deg=10.0)])
    rows = table.coverage
    assert len(rows) > 2
    assert rows.geometry.is_valid.all()
    assert shapely.area(shapely.union_all(rows.geometry.to_numpy())) == pytest.approx(rows["area_m2"].sum())
    middles = cells()
    tilt = math.radians(10.0)
    z = 0.02 * middles[:, 0] + TARGET_M - 6.0
    px_per_m = F_PX / (middles[:, 1] * math.cos(tilt) - z * math.sin(tilt))
    limits = [12.5, 25.0, 62.5, 125.0, 250.0, 1000.0, math.inf]
    for row in rows.to_dict("records"):
        shape = affinity.translate(row["geometry"], -500_000.0, -5_500_000.0)
        mine = px_per_m[shapely.contains_xy(shape, middles[:, 0], middles[:, 1])]
        assert row["min_px_per_m"] <= mine.min()
        assert mine.max() <= limits[limits.index(row["min_px_per_m"]) + 1]
        assert "on_terrain" in row["flags"].split(",")


# --- Against exact lines on rough ground ------------------------------------------------------------


def exact_line_hides(heights, eye, target):
    """Return whether the ground, linear along grid lines, rises above a line; places are (column, row, z)."""
    eye, target = np.array(eye), np.array(target)
    run = target - eye
    for axis in (0, 1):
        if run[axis] == 0.0:
            continue
        low, high = sorted((eye[axis], target[axis]))
        for line in range(math.ceil(low), math.floor(high) + 1):
            t = (line - eye[axis]) / run[axis]
            if not 0.0 < t < 1.0:
                continue
            across = eye[1 - axis] + t * run[1 - axis]
            first = math.floor(across)
            share = across - first
            along = heights[:, line] if axis == 0 else heights[line]
            here = along[first] * (1.0 - share) + (along[first + 1] * share if share else 0.0)
            if here > eye[2] + t * run[2] + 1e-6:
                return True
    return False


@pytest.mark.parametrize(("seed", "rough_m"), [(1, 0.4), (2, 2.0), (3, 8.0)])
def test_every_cell_agrees_with_its_own_exact_line(tmp_path, seed, rough_m):
    half = 40.0
    rng = np.random.default_rng(seed)
    heights = rng.normal(0.0, rough_m, (80, 80)).astype(np.float32)
    east, north = rng.uniform(-5, 5, 2)
    lens = {"kind": "panoramic", "hfov_deg": 360.0, "vfov_deg": 179.0, "image_width_px": 4000}
    eye = camera(east, north, height_m=3.0 * rough_m + 1.0, range_m=36.0, **lens)
    table = on_ground(tmp_path, lambda _: heights[::-1], [eye], half_m=half)
    column, row = east + half - 0.5, north + half - 0.5
    i, j = math.floor(column), math.floor(row)
    a, b = column - i, row - j
    corner = heights[j : j + 2, i : i + 2].astype(float)
    foot = (corner * np.outer((1 - b, b), (1 - a, a))).sum()
    middles = cells(half_m=half)
    seen = seen_cells(table, middles)
    far = np.hypot(middles[:, 0] - east, middles[:, 1] - north)
    assert not seen[far > 36.0].any()
    # Straight down it does not look.
    reached = (far < 36.0) & (far > 1.0)
    eye = (column, row, foot + 3.0 * rough_m + 1.0)
    for k in np.flatnonzero(reached):
        i, j = k % 80, k // 80
        assert seen[k] != exact_line_hides(heights, eye, (i, j, float(heights[j, i]) + TARGET_M)), (i, j)
    assert 0.1 < seen[reached].mean() < 1.0


# --- Formulas -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("slope", [-0.1, 0.0, 0.15, 0.25])
def test_an_inclined_plane_is_a_trapezoid(tmp_path, slope):
    # At depth y the target stands slope y + 1.5 - height over the axis, and the image tan_v y high.
    table = on_ground(tmp_path, lambda at: 50.0 + slope * at.north, [camera(height_m=6.0)])
    near_m = 4.5 / (TAN_V + slope)
    assert area_m2(table) == pytest.approx(TAN_H * (FAR_M**2 - near_m**2), rel=0.01)
    middles = cells()
    expected = (np.abs(middles[:, 0]) < TAN_H * middles[:, 1]) & (middles[:, 1] < FAR_M)
    expected &= middles[:, 1] > near_m
    assert (seen_cells(table, middles) == expected).all()


def test_a_plane_steeper_than_the_image_leaves_its_upper_part_out(tmp_path):
    # slope y - 4.5 <= tan_v y
    slope = 0.5
    table = on_ground(tmp_path, lambda at: slope * at.north, [camera(height_m=6.0)])
    middles = cells()
    rise = slope * middles[:, 1] - 4.5
    expected = (np.abs(middles[:, 0]) < TAN_H * middles[:, 1]) & (np.abs(rise) < TAN_V * middles[:, 1])
    assert (seen_cells(table, middles) == (expected & (middles[:, 1] < FAR_M))).all()
    # The widest is not the plane's end but the image's upper edge.
    assert middles[expected, 1].max() < 4.5 / (slope - TAN_V) + CELL_M


@pytest.mark.parametrize(("target_m", "far_m"), [(0.0, 80.0), (1.5, 125.0)])
def test_behind_a_ridge_the_ground_is_hidden_up_to_where_the_line_over_it_comes_down(
    tmp_path, target_m, far_m
):
    # A ridge of 3 m at northing 50.5 (the middle of a row): the line over it from 4 + 4 m comes down at
    # (8 - h) / (8 - 3) x 50.5 m.
    def ridge(at):
        return np.maximum(0.0, 3.0 - np.abs(at.north - 50.5))

    table = on_ground(tmp_path, ridge, [camera(height_m=8.0)], target_m=target_m)
    far_m = (8.0 - target_m) / 5.0 * 50.5
    middles = cells()
    middle = middles[np.abs(middles[:, 0]) < 3.0]
    behind = middle[(middle[:, 1] > 54.0) & (middle[:, 1] < FAR_M - 1.0)]
    seen = seen_cells(table, behind)
    assert not seen[behind[:, 1] < far_m - CELL_M].any()
    assert seen[behind[:, 1] > far_m + CELL_M].all()


def round_view(**options):
    return camera(
        kind="panoramic", hfov_deg=360.0, vfov_deg=178.0, tilt_deg=0.0, image_width_px=16000, **options
    )


@pytest.mark.parametrize("azimuth_deg", [0.0, 37.0, 90.0, 181.0, 315.0])
def test_below_a_cliff_all_is_hidden_up_to_the_same_distance_in_every_direction(tmp_path, azimuth_deg):
    # From 4 m over a round table of 10 m and radius 20 the line over its rim comes down to 1.5 m at
    # 12.5 / 4 x 20 = 62.5 m; the rim of the raster is a ramp one cell wide.
    table = on_ground(
        tmp_path,
        lambda at: np.where(np.hypot(at.east, at.north) < 20.0, 10.0, 0.0),
        [round_view(height_m=4.0)],
    )
    angle = math.radians(azimuth_deg)
    ray = shapely.LineString([(0.0, 0.0), (150.0 * math.sin(angle), 150.0 * math.cos(angle))])
    pieces = shapely.get_parts(shapely.line_merge(covered(table).intersection(ray)))
    far = sorted(shapely.distance(shapely.Point(0, 0), piece) for piece in pieces if piece.length > 2.0)
    assert len(far) == 2
    assert far[0] < 2.0
    # A rim off by up to 0.75 cells in 20 puts the end off by as much of 62.5.
    assert far[1] == pytest.approx(62.5, abs=1.0 * 62.5 / 20.0 + CELL_M)


def test_below_a_roof_edge_all_is_hidden_up_to_the_derived_distance_in_every_direction(tmp_path):
    # On a roof of 9 m, 10 m square, on a hill of 300 m: from 12 m the line over the edge at 5 m comes down
    # to 1.5 m at 10.5 / 3 x 5 = 17.5 m. The roof is a prism: exact, the ground answers to the cell.
    table = on_ground(
        tmp_path,
        lambda _: 300.0,
        [round_view(height_m=12.0)],
        [building(rect(-5, -5, 5, 5), 9.0)],
        cell_m=0.5,
        half_m=60.0,
    )
    hidden = rect(-17.5, -17.5, 17.5, 17.5)
    assert covered(table).intersection(hidden).area < 0.1
    around = rect(-40, -40, 40, 40).difference(hidden.buffer(0.5, join_style="mitre"))
    assert around.difference(covered(table)).area < 0.1
    assert camera_row(table)["standing"] == "on_roof"


def test_behind_a_cone_lies_the_shadow_of_a_point(tmp_path):
    # At a share t of the way a line is at height 5 + t (z - 5), and inside the cone where twice what is
    # missing to its top of 20 m is more than the distance to its axis: L > d, and L^2 - d^2 is a quadratic
    # in t, negative at both ends.
    table = on_ground(
        tmp_path,
        lambda at: np.maximum(0.0, 20.0 - 0.5 * np.hypot(at.east, at.north - 60.0)),
        [camera(height_m=5.0, hfov_deg=90.0, image_width_px=4000, image_height_px=2250)],
        half_m=170.0,
    )
    middles = cells(half_m=170.0)
    east, north = middles.T
    rise = np.maximum(0.0, 20.0 - 0.5 * np.hypot(east, north - 60.0)) + TARGET_M - 5.0
    in_view = (np.abs(east) < north) & (np.abs(rise) < 9 / 16 * north) & (north < 2000.0 / 12.5)
    square = 4.0 * rise**2 - east**2 - north**2
    linear = 120.0 * (north - rise)
    share = -linear / (2.0 * square)
    highest = 900.0 - 3600.0 + linear * share / 2.0
    hidden = (square < 0.0) & (share > 0.0) & (share < 1.0) & (highest > 0.0) & (share * rise < 15.0)
    expected = in_view & ~hidden
    assert hidden[in_view].mean() > 0.1
    seen = seen_cells(table, middles)
    wrong = seen != expected
    assert wrong[in_view].mean() < 0.02
    # What differs lies within a cell of the shadow's own border.
    shadow = shapely.union_all(shapely.box(*(middles[expected] - 0.5).T, *(middles[expected] + 0.5).T))
    assert shapely.distance(shapely.boundary(shadow), shapely.points(middles[wrong])).max() < 1.5 * CELL_M


def test_a_hill_hides_and_a_hollow_does_not(tmp_path):
    def rolling(at):
        return np.where(at.north > 100, -6.0, 0.0) + np.where((at.north > 60) & (at.north < 70), 7.0, 0.0)

    assert area_m2(on_ground(tmp_path, rolling, [camera(height_m=5.0)])) < area_m2(
        on_ground(tmp_path, lambda _: 0.0, [camera(height_m=5.0)])
    )


def test_an_obstacle_on_a_hill_hides_from_there(tmp_path):
    # A wall of 2 m on a terrace of 10 m, seen from below at 4 m: what lies behind it on the terrace.
    def terrace(at):
        return np.where(at.north > 40.0, 10.0, 0.0)

    wall = [obstacle(rect(-30, 60, 30, 60.4), 2.0, base_m=0.0)]
    eye = camera(height_m=16.0)
    bare = covered(on_ground(tmp_path, terrace, [eye]))
    table = on_ground(tmp_path, terrace, [eye], obstacles=wall)
    # From 6 m over the terrace the line over the wall's top comes down to 1.5 m at 4.5 / 4 x 60.4.
    lost = bare.difference(covered(table)).intersection(rect(-5, 60.4, 5, 150))
    assert lost.bounds[3] == pytest.approx(4.5 / 4.0 * 60.4, abs=CELL_M)


# --- What is not known ----------------------------------------------------------------------------------


def test_a_camera_on_a_void_is_undecided_and_others_are_not(tmp_path):
    def holed(at):
        return np.where(np.hypot(at.east - 60.0, at.north) < 5.0, np.nan, 3.0)

    table = on_ground(tmp_path, holed, [camera(), camera(60.0, 0.0), camera(0.0, 500.0)])
    assert camera_row(table)["view_computed"]
    for name in ("cam-1", "cam-2"):
        row = camera_row(table, name)
        assert not row["view_computed"]
        assert row["why_empty"] == "no_ground"
    assert set(table.coverage["camera_id"]) == {"cam-0"}
    told = table.ledger[table.ledger["id"] == "cam-1"]
    assert told["found"].tolist() == ["the ground raster has no height where it stands"]


def test_voids_in_view_are_not_covered_hide_nothing_and_are_told(tmp_path):
    def holed(at):
        return np.where((np.abs(at.east) < 5.0) & (at.north > 40.0) & (at.north < 50.0), np.nan, 0.0)

    table = on_ground(tmp_path, holed, [camera(height_m=6.0, tilt_deg=5.0)])
    whole = on_ground(tmp_path, lambda _: 0.0, [camera(height_m=6.0, tilt_deg=5.0)])
    missing = covered(whole).difference(covered(table))
    assert missing.area == pytest.approx(100.0)
    assert missing.within(rect(-5, 40, 5, 50))
    assert set(table.coverage["flags"]) == {"ground_unknown,on_terrain"}
    assert "ground_unknown" in camera_row(table)["flags"]
    rows = table.ledger[table.ledger["layer"] == "terrain"]
    assert "ground not known in the view of 1 camera" in rows["found"].tolist()


def test_a_view_that_leaves_the_raster_is_told(tmp_path):
    table = on_ground(tmp_path, lambda _: 0.0, [camera(height_m=6.0)], half_m=60.0)
    assert "ground_unknown" in camera_row(table)["flags"]
    assert covered(table).bounds[3] == pytest.approx(60.0, abs=1e-6)


@pytest.mark.parametrize(
    ("slope", "tilt_deg", "why"),
    [(0.0, -30.0, "looks_up"), (-0.6, 0.0, "looks_up")],
)
def test_why_nothing_is_covered(tmp_path, slope, tilt_deg, why):
    table = on_ground(tmp_path, lambda at: slope * at.north, [camera(height_m=6.0, tilt_deg=tilt_deg)])
    assert table.coverage.empty
    assert camera_row(table)["why_empty"] == why


def test_a_wall_of_ground_hides_everything(tmp_path):
    table = on_ground(
        tmp_path, lambda at: np.where((at.north > 3.0) & (at.north < 5.0), 30.0, 0.0), [camera()]
    )
    assert camera_row(table)["why_empty"] == "all_hidden"


def test_cells_coarser_than_the_buildings_are_told(tmp_path):
    houses = [building(rect(-5, 20, 5, 30), 6.0)]
    table = on_ground(tmp_path, lambda _: 0.0, [camera()], houses, cell_m=10.0)
    assert "ground_coarse" in camera_row(table)["flags"]
    assert "cell" in set(table.ledger.loc[table.ledger["layer"] == "terrain", "field"])
    fine = on_ground(tmp_path, lambda _: 0.0, [camera()], houses, cell_m=2.0)
    assert "ground_coarse" not in camera_row(fine)["flags"]


# --- Shading first changes nothing -----------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
def test_what_is_shaded_first_is_hidden_when_every_line_is_tried_to_its_end(seed):
    rng = np.random.default_rng(seed)
    rows, columns = rng.integers(30, 70, 2)
    heights = rng.normal(0.0, 1.0, (rows, columns)).astype(np.float32)
    heights[rng.random(heights.shape) < 0.05] += 6.0
    heights[rng.random(heights.shape) < 0.02] = np.nan
    # A camera between middles, and one off the grid; a view with holes.
    x0, y0 = -rng.uniform(-3.0, columns), -rng.uniform(0.0, rows)
    band = np.where(np.isnan(heights) | (rng.random(heights.shape) < 0.1), 1, 0).astype(np.int16)
    nothing = (np.empty(0, np.int64), np.empty((0, 2)), np.empty((0, 3), np.int64))
    solids = (*nothing, np.zeros(1, np.int64), np.empty((0, 2)))
    for target_m in (0.0, 1.5):
        whole, shaded = band.copy(), band.copy()
        hidden = hide_cells(whole, 1, heights, x0, y0, 1.0, 0.0, 0.0, 4.0, target_m, *solids)
        first = shade_cells(shaded, 1, heights, x0, y0, 1.0, 4.0, target_m)
        assert np.isin(whole[shaded == 2], 2).all()
        rest = hide_cells(shaded, 1, heights, x0, y0, 1.0, 0.0, 0.0, 4.0, target_m, *solids)
        assert np.array_equal(whole, shaded)
        assert first + rest == hidden
        assert first > hidden / 3 or x0 > 0.0
