"""The judge itself on trial: closed forms, and its two ways of looking set against each other."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import shapely
from shapely.geometry import Point, Polygon

from tests.judge import (
    Solids,
    View,
    draw_on_plane,
    exposures,
    footprint,
    homes,
    judge_facades,
    judge_ground,
    seen,
)
from tests.judge.ground import INSIDE_M
from tests.judge.trial import DORI
from tests.scenes import building, camera, convergence_deg, home, obstacle, rect, scene, wall_east_west


def view_of(a_scene, number=0, azimuth_grid_deg=0.0):
    each = a_scene.cameras[number]
    return View.of(each, azimuth_grid_deg, (each.easting_m, each.northing_m))


def lit(a_scene, points):
    view = view_of(a_scene)
    points = np.asarray(points, dtype=float) - [0.0, 0.0, view.eye[2]]
    return seen(Solids.of(a_scene).around(view.eye, 1000.0), points)


def test_shadow_of_a_wall_has_the_length_of_similar_triangles():
    # Eye 10 m, wall 4 m high from 20.0 to 20.3 m, plane 1.5 m: the back edge's shadow ends at 20.3 x 8.5 / 6.
    place = scene([building(wall_east_west(20.0), 4.0)], [camera(height_m=10.0)])
    end_m = 20.3 * 8.5 / 6
    points = [(3.0, north, 1.5) for north in (19.99, 20.01, 20.29, 20.31, end_m - 0.01, end_m + 0.01)]
    assert lit(place, points).tolist() == [True, False, False, False, False, True]


def test_shadow_of_a_floating_billboard_starts_and_ends():
    # Eye 10 m, board from 5 to 7 m at 20.0 to 20.2 m: hides 20 x 8.5 / 5 up to 20.2 x 8.5 / 3.
    board = obstacle(rect(-50, 20, 50, 20.2), 7.0, base_m=5.0, kind="billboard")
    place = scene([], [camera(height_m=10.0)], obstacles=[board])
    start_m, end_m = 20 * 8.5 / 5, 20.2 * 8.5 / 3
    points = [(1.0, n, 1.5) for n in (20.1, start_m - 0.01, start_m + 0.01, end_m - 0.01, end_m + 0.01)]
    assert lit(place, points).tolist() == [True, True, False, False, True]


def test_eye_below_the_plane_sees_under_a_floating_solid_only_behind_it():
    # Eye 1 m, plane 3 m, slab from 2 to 2.5 m over 10 to 11 m: hides k from 2 / 1.5 x 10 to 2 / 1 x 11.
    slab = obstacle(rect(-50, 10, 50, 11), 2.5, base_m=2.0)
    place = scene([], [camera(height_m=1.0)], obstacles=[slab])
    points = [(1.0, n, 3.0) for n in (10.5, 13.3, 13.4, 21.9, 22.1)]
    assert lit(place, points).tolist() == [True, True, False, False, True]


def test_eye_in_the_plane_is_hidden_by_what_stands_across_it():
    blocks = [building(rect(-5, 10, -1, 12), 9.0), building(rect(1, 10, 5, 12), 1.5)]
    place = scene(blocks, [camera(height_m=1.5)])
    assert lit(place, [(-3, 20, 1.5), (3, 20, 1.5), (-3, 9.99, 1.5)]).tolist() == [False, True, True]


def test_a_point_in_a_solid_and_a_point_on_its_wall():
    place = scene([building(rect(-5, 10, 5, 20), 9.0)], [camera(height_m=4.0)])
    assert lit(place, [(0, 10.0, 1.5), (0, 10.01, 1.5), (0, 20.0, 1.5)]).tolist() == [True, False, False]


def test_a_line_that_runs_along_a_wall_or_through_a_corner_touches_only():
    place = scene([building(rect(0, 10, 5, 20), 9.0)], [camera(height_m=4.0)])
    assert lit(place, [(0.0, 30.0, 1.5), (10.0, 20.0, 1.5)]).tolist() == [True, True]


def test_courtyards_are_open():
    ring = Polygon(rect(-10, -10, 10, 10).exterior.coords, [rect(-5, -5, 5, 5).exterior.coords[::-1]])
    place = scene([building(ring, 9.0)], [camera(height_m=4.0)])
    assert lit(place, [(0, 4.9, 1.5), (0, 5.1, 1.5), (0, 10.1, 1.5)]).tolist() == [True, False, False]


def test_footprint_of_a_level_view_is_a_trapezoid():
    # Height 4, plane 1.5: the lower image edge meets the plane at 2.5 / tan(vfov / 2).
    place = scene([], [camera(height_m=4.0, hfov_deg=60.0)])
    view = view_of(place)
    tan_h = math.tan(math.radians(30))
    near_m, far_m = 2.5 / (tan_h * 9 / 16), 1920 / (2 * tan_h) / 12.5
    area = Polygon(footprint(view, 1.5)).area
    assert area == pytest.approx(tan_h * (far_m**2 - near_m**2), rel=1e-9)
    points, drawn = draw_on_plane(view, 1.5, 2000, seed=1)
    assert drawn == pytest.approx(area, rel=1e-9)
    assert view.holds(points).all()


def test_range_cuts_by_plan_distance():
    place = scene([], [camera(height_m=4.0, range_m=20.0)])
    points, area = draw_on_plane(view_of(place), 1.5, 20000, seed=2)
    near_m = 2.5 / (math.tan(math.radians(30)) * 9 / 16)
    expected = math.pi * 20**2 / 6 - near_m**2 * math.tan(math.radians(30))
    assert np.hypot(points[:, 0], points[:, 1]).max() <= 20.0
    assert area == pytest.approx(expected, rel=0.02)


def test_axes_of_a_turned_and_tilted_view():
    place = scene([], [camera(height_m=10.0, tilt_deg=30.0)])
    view = view_of(place, azimuth_grid_deg=90.0)
    assert view.axis == pytest.approx([math.cos(math.radians(30)), 0, -0.5])
    assert np.cross(view.right, view.axis) == pytest.approx(view.up)
    assert view.px_per_m(view.axis[None] * 10) == pytest.approx([view.f_px / 10])


def head_on(**options):
    wall = home(rect(-40, 20, 40, 30), 9.0, levels=3)
    return scene([wall], [camera(height_m=5.0, **options)])


def test_facade_straight_ahead():
    # Level view, wall at 20 m: seen 2 x 20 tan(30), depth 20 everywhere, all three bands whole.
    place = head_on(hfov_deg=60.0)
    rows = exposures(view_of(place), Solids.of(place), homes(place), spacing_m=0.05)
    length = 40 * math.tan(math.radians(30))
    assert [row.storey for row in rows] == [0, 1, 2]
    for row in rows:
        assert row.length_m == pytest.approx(length, abs=0.1)
        assert row.area_m2 == pytest.approx(1.2 * length, rel=0.005)
        assert row.max_px_per_m == pytest.approx(1920 / (2 * math.tan(math.radians(30))) / 20)
    assert rows[1].distance_m == pytest.approx(20.0, abs=0.01)
    assert rows[0].distance_m == pytest.approx(math.hypot(20, 2.9), abs=0.01)
    assert rows[0].incidence_deg == pytest.approx(math.degrees(math.atan2(2.9, 20)), abs=0.2)


def test_a_low_wall_hides_the_lower_part_of_a_band():
    # Eye 5 m; a wall 3 m high whose back edge stands at 10 m hides up to 5 - 2 x 20 / 10 = 1 m at 20 m.
    place = head_on()
    place = scene(
        [home(rect(-40, 20, 40, 30), 9.0, levels=3)],
        [camera(height_m=5.0)],
        obstacles=[obstacle(rect(-50, 9.8, 50, 10), 3.0)],
    )
    rows = exposures(view_of(place), Solids.of(place), homes(place))
    assert rows[0].area_m2 == pytest.approx(rows[1].area_m2 * (2.1 - 1.0) / 1.2, rel=1e-6)


def test_no_wall_is_seen_from_behind_nor_inside_a_neighbour():
    twins = [home(rect(-10, 20, 0, 30), 9.0), home(rect(0, 20, 10, 30), 6.0)]
    place = scene(twins, [camera(height_m=4.0, hfov_deg=90.0)])
    rows = exposures(view_of(place), Solids.of(place), homes(place))
    assert {(row.building_id, row.storey) for row in rows} == {
        ("buildings-0", 0),
        ("buildings-0", 1),
        ("buildings-0", 2),
        ("buildings-1", 0),
        ("buildings-1", 1),
    }
    assert all(row.start[1] == row.end[1] for row in rows)


def test_storeys_and_their_bands():
    rows = [
        home(rect(0, 0, 1, 1), 8.9),
        home(rect(0, 0, 1, 1), 4.0, levels=2.9, base_m=2.0),
        building(rect(0, 0, 1, 1), 12.0, residential_from_level=2),
        home(rect(0, 0, 1, 1), 12.0, levels=3, residential_from_level=1),
        building(rect(0, 0, 1, 1), 12.0),
        home(rect(0, 0, 1, 1), None),
    ]
    place = scene(rows, [])
    by_id = {each.building_id: each for each in homes(place)}
    assert [by_id[f"buildings-{n}"].storeys for n in (0, 1, 2, 3, 5)] == [
        (0, 1),
        (0, 1),
        (2, 3),
        (1, 2),
        (0, 1),
    ]
    assert "buildings-4" not in by_id
    assert by_id["buildings-0"].bands_m == pytest.approx(np.array([[0.9, 2.1], [5.35, 6.55]]))
    assert by_id["buildings-1"].bands_m == pytest.approx(np.array([[2.9, 4.0], [4.9, 6.0]]))
    assert len(homes(place)) == 4 * 5


def random_town(seed, count=25):
    random = np.random.default_rng(seed)
    things, hung = [], []
    for _ in range(count):
        centre = Point(*random.uniform(-60, 60, 2))
        corners = int(random.integers(3, 7))
        angles = np.sort(random.uniform(0, 2 * np.pi, corners))
        shape = Polygon(np.column_stack([np.cos(angles), np.sin(angles)]) * random.uniform(3, 9))
        shape = shapely.affinity.translate(shape, centre.x, centre.y)
        if not shape.is_valid or shape.area < 2 or shape.distance(Point(0, 0)) < 1:
            continue
        if random.random() < 0.3:
            hung.append(obstacle(shape, random.uniform(4, 12), base_m=random.uniform(1, 3.5)))
        else:
            things.append(home(shape, random.uniform(3, 15)))
    options = {"height_m": random.uniform(1, 20), "tilt_deg": random.uniform(-10, 60), "hfov_deg": 80.0}
    return scene(things, [camera(**options)], obstacles=hung)


@pytest.mark.parametrize("seed", range(4))
def test_segments_agree_with_dense_marching(seed):
    place = random_town(seed)
    view = view_of(place)
    near = Solids.of(place).around(view.eye, 200.0)
    points, _ = draw_on_plane(view, 1.5, 60, seed=seed)
    answer = seen(near, points)
    shapes = [*place.buildings.geometry, *place.obstacles.geometry]
    tops = [*place.buildings.height_m, *place.obstacles.top_m]
    bases = [*place.buildings.base_m, *place.obstacles.base_m]
    share = (np.arange(2000) + 0.5) / 2000
    for point, free in zip(points, answer, strict=True):
        steps = point * share[:, None] + view.eye
        longest = 0.0
        for shape, base, top in zip(shapes, bases, tops, strict=True):
            level = (steps[:, 2] > base) & (steps[:, 2] < top)
            inside = shapely.contains_xy(shape, steps[:, 0], steps[:, 1]) & level
            longest = max(longest, inside.mean() * np.linalg.norm(point))
        step_m = np.linalg.norm(point) / 2000
        assert free == (longest <= INSIDE_M) or longest <= step_m


@pytest.mark.parametrize("seed", range(5))
def test_columns_agree_with_single_segments(seed):
    place = random_town(100 + seed)
    view = view_of(place)
    solids = Solids.of(place)
    near = solids.around(view.eye, 300.0)
    rows = {
        (r.building_id, r.wall, r.storey): r for r in exposures(view, solids, homes(place), spacing_m=0.2)
    }
    compared = 0
    for wall in homes(place):
        share = (np.arange(60) + 0.5) / 60
        columns = wall.start + share[:, None] * (wall.end - wall.start) - view.eye[:2]
        for storey, (bottom, top) in zip(wall.storeys, wall.bands_m - view.eye[2], strict=True):
            heights = bottom + (top - bottom) * (np.arange(12) + 0.5) / 12
            points = np.column_stack([np.repeat(columns, 12, axis=0), np.tile(heights, 60)])
            free = seen(near, points) & view.holds(points)
            panel_m2 = float(np.hypot(*(wall.end - wall.start)) * (top - bottom))
            row = rows.get((wall.building_id, wall.wall, storey))
            area_m2 = row.area_m2 if row else 0.0
            assert area_m2 == pytest.approx(free.mean() * panel_m2, abs=0.04 * panel_m2 + 0.05)
            compared += row is not None
    assert compared > 0 or not rows


def test_builder_turns_grid_azimuths_into_true_ones():
    import pyproj

    from tests.scenes import EAST_OF_MERIDIAN as PLACE

    place = scene([], [camera(10.0, 20.0, azimuth_grid_deg=30.0)], place=PLACE)
    to_lonlat = pyproj.Transformer.from_crs(PLACE.epsg, 4258, always_xy=True)
    start = np.array([PLACE.easting_m + 10.0, PLACE.northing_m + 20.0])
    ahead = start + 10 * np.array([math.sin(math.radians(30)), math.cos(math.radians(30))])
    (lon_a, lon_b), (lat_a, lat_b) = to_lonlat.transform(*np.column_stack([start, ahead]))
    true_deg, _, _ = pyproj.Geod(ellps="GRS80").inv(lon_a, lat_a, lon_b, lat_b)
    assert place.cameras[0].azimuth_deg == pytest.approx(true_deg, abs=1e-4)
    assert abs(convergence_deg(PLACE, 10.0, 20.0)) > 1


# --- The verdicts: a right answer passes, each kind of wrong one is charged ------------------------


def wall_case():
    """Return a scene with one wall, its view, solids, and the ground that it leaves (a closed form)."""
    place = scene([building(wall_east_west(40.0), 4.0)], [camera(height_m=10.0)])
    view = view_of(place)
    tan_h = math.tan(math.radians(30))
    near_m, far_m, end_m = 8.5 / (tan_h * 9 / 16), 1920 / (2 * tan_h) / 12.5, 40.3 * 8.5 / 6

    def strip(low, high):
        ring = [(-low * tan_h, low), (low * tan_h, low), (high * tan_h, high), (-high * tan_h, high)]
        return shapely.affinity.translate(Polygon(ring), *view.eye[:2])

    edges = {"monitor": (66.5108, far_m), "detect": (26.6043, 66.5108)}
    lit_m = [(near_m, 40.0), (end_m, far_m)]
    covered = {
        name: shapely.union_all(
            [strip(max(a, low), min(b, high)) for a, b in lit_m if max(a, low) < min(b, high)]
        )
        for name, (low, high) in edges.items()
    }
    covered["observe"] = strip(near_m, 26.6043)
    return view, (Solids.of(place), Solids.of(place, grow_m=0.0005)), covered


def ground(view, solids, covered):
    return judge_ground(view, solids, covered, ladder=DORI, target_height_m=1.5, count=4000, seed=3)


def test_the_right_ground_passes():
    view, solids, covered = wall_case()
    verdict = ground(view, solids, covered)
    assert verdict.count == 5000
    assert (verdict.wrong, verdict.wrong_class) == (0, 0)
    assert abs(sum(shape.area for shape in covered.values()) - verdict.area_m2) < verdict.doubt_m2


def test_wrong_ground_is_charged():
    view, solids, covered = wall_case()
    less = {**covered, "monitor": shapely.box(0, 0, 1, 1)}
    assert ground(view, solids, less).missed.shape[0] > 100
    assert ground(view, solids, less).worst_m > 1
    whole = shapely.union_all(list(covered.values())).convex_hull
    more = {
        **covered,
        "detect": whole.difference(shapely.union_all([covered["monitor"], covered["observe"]])),
    }
    assert ground(view, solids, more).invented.shape[0] > 100
    swapped = {**covered, "monitor": covered["detect"], "detect": covered["monitor"]}
    assert ground(view, solids, swapped).wrong_class > 100
    assert ground(view, solids, {}).worst_m == math.inf


def test_a_covered_sliver_without_reason_is_charged():
    view, solids, _ = wall_case()
    sliver = shapely.affinity.translate(rect(0, 45, 0.01, 55), *view.eye[:2])
    assert ground(view, solids, {"detect": sliver}).invented.shape[0] > 900


def facade_rows(rows):
    """Return the judge's own rows in the form of a coverage table."""
    frame = [
        {
            "building_id": row.building_id,
            "storey": row.storey,
            "wall": row.wall,
            "visible_length_m": row.length_m,
            "area_m2": row.area_m2,
            "max_px_per_m": row.max_px_per_m,
            "in_range_px_per_m": row.in_range_px_per_m,
            "class": DORI.class_of(row.max_px_per_m),
            "distance_m": row.distance_m,
            "incidence_deg": row.incidence_deg,
            "zone_id": None,
            "flags": "windows_assumed",
            "geometry": shapely.LineString([row.start, row.end]),
        }
        for row in rows
    ]
    return pd.DataFrame(frame)


def facades(rows):
    place = head_on()
    return judge_facades(place, view_of(place), rows, solids=Solids.of(place), ladder=DORI)


def own_rows():
    place = head_on()
    return facade_rows(exposures(view_of(place), Solids.of(place), homes(place)))


def test_its_own_rows_pass():
    verdict = facades(own_rows())
    assert not verdict, str(verdict)
    assert verdict.compared == 3


def test_a_missed_and_an_invented_home_are_charged():
    rows = own_rows()
    assert len(facades(rows.iloc[1:]).missed) == 1
    moved = rows.assign(storey=rows["storey"] + 1)
    assert len(facades(moved).missed) == 1
    assert len(facades(moved).invented) == 1


@pytest.mark.parametrize(
    ("column", "factor"),
    [
        ("visible_length_m", 1.02),
        ("area_m2", 1.1),
        ("max_px_per_m", 1.05),
        ("distance_m", 1.05),
        ("incidence_deg", 1.5),
        ("in_range_px_per_m", 0.9),
    ],
)
def test_each_wrong_number_is_charged(column, factor):
    rows = own_rows()
    assert facades(rows.assign(**{column: rows[column] * factor})).different


def test_a_wrong_class_is_charged():
    assert len(facades(own_rows().assign(**{"class": "monitor"})).different) == 3
