"""What must hold of any scene: motion changes nothing, more to hide behind never shows more."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from shapely import affinity
from shapely.geometry import Point, Polygon

from siting.coverage.table import cover
from tests.scenes import building, camera, home, obstacle, rect, scene, turned

SAME_RATIO = 1e-6
SLACK_M2 = 1e-5
CLEAR_M = 0.2
FEW = settings(
    max_examples=12,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)

Things = tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]


def metres(low: float, high: float) -> Any:
    """Return lengths on a decimetre grid: walls then touch, cross and coincide often."""
    return st.integers(round(low * 10), round(high * 10)).map(lambda tenths: tenths / 10)


@st.composite
def footprints(draw: Any) -> Polygon:
    """Return a block, an L or a court, perhaps turned, within 40 m."""
    west, south = draw(metres(-40, 35)), draw(metres(-40, 35))
    wide, deep = draw(metres(2, 12)), draw(metres(2, 12))
    block = rect(west, south, west + wide, south + deep)
    kind = draw(st.sampled_from(["block", "block", "ell", "court"]))
    if kind == "ell":
        block = block.difference(rect(west + wide / 2, south + deep / 2, west + wide, south + deep))
    elif kind == "court":
        block = block.difference(rect(west + 0.5, south + 0.5, west + wide - 0.5, south + deep - 0.5))
    return affinity.rotate(block, draw(st.sampled_from([0, 0, 30, 45, 77])), origin=(west, south))


@st.composite
def towns(draw: Any) -> Things:
    """Return buildings, obstacles and cameras that stand clear of all of them."""
    shapes = draw(st.lists(footprints(), min_size=3, max_size=9))
    rows = []
    for number, shape in enumerate(shapes):
        make = draw(st.sampled_from([home, home, building]))
        rows.append(make(shape, draw(metres(2.5, 14)), id=f"b{number}"))
    hung = []
    for number, shape in enumerate(draw(st.lists(footprints(), max_size=3))):
        base = draw(metres(0, 4))
        hung.append(obstacle(shape, base + draw(metres(0.5, 5)), base_m=base, id=f"o{number}"))
    walls = shapely.union_all([row["geometry"] for row in rows + hung])
    cameras = []
    for number in range(3):
        east, north = draw(metres(-30, 30)), draw(metres(-30, 30))
        height_m = draw(metres(1, 9))
        if walls.distance(Point(east, north)) < CLEAR_M:
            height_m = 20.0 + number
        cameras.append(
            camera(
                east,
                north,
                id=f"c{number}",
                height_m=height_m,
                azimuth_grid_deg=draw(st.integers(0, 71)) * 5.0 + 0.5,
                tilt_deg=draw(st.integers(-10, 50)) + 0.25,
                hfov_deg=float(draw(st.integers(25, 95))),
            )
        )
    return rows, hung, cameras


def reading(things: Things) -> tuple[dict[Any, float], dict[Any, tuple[float, ...]]]:
    """Return areas by camera and class, and what each facade row says, of the table of a town."""
    rows, hung, cameras = things
    table = cover(scene(rows, cameras, obstacles=hung))
    assert table.coverage.geometry.is_valid.all()
    areas = {(row["camera_id"], row["class"]): row["area_m2"] for row in table.coverage.to_dict("records")}
    names = ("visible_length_m", "area_m2", "max_px_per_m", "distance_m")
    facades: dict[Any, tuple[float, ...]] = {}
    for row in table.facades.to_dict("records"):
        key = (row["camera_id"], row["building_id"], row["storey"], row["wall"])
        assert key not in facades
        facades[key] = tuple(row[name] for name in names)
    return areas, facades


def assert_same(first: Any, second: Any) -> None:
    """Fail unless two readings agree; what is smaller than the smallest row may come and go."""
    areas, facades = first
    other_areas, other_facades = second
    for key in areas.keys() | other_areas.keys():
        assert areas.get(key, 0.0) == pytest.approx(other_areas.get(key, 0.0), rel=SAME_RATIO, abs=SLACK_M2)
    for key in facades.keys() | other_facades.keys():
        mine, other = facades.get(key), other_facades.get(key)
        if mine is None or other is None:
            length_m, area_m2, *_ = mine or other or ()
            assert min(length_m / 0.001, area_m2 / 1e-4) < 1.01, f"{key}: {mine} is not {other}"
        else:
            assert mine == pytest.approx(other, rel=SAME_RATIO, abs=SLACK_M2), key


@FEW
@given(towns(), st.integers(1, 359), metres(-300, 300), metres(-300, 300))
def test_moving_everything_changes_nothing(town, angle_deg, east, north):
    moved = tuple([turned(thing, float(angle_deg), (east, north)) for thing in things] for things in town)
    assert_same(reading(town), reading(moved))


@FEW
@given(towns(), st.randoms(use_true_random=False))
def test_order_of_input_changes_nothing(town, random):
    shuffled = tuple(random.sample(things, len(things)) for things in town)
    assert_same(reading(town), reading(shuffled))


@FEW
@given(towns())
def test_a_building_far_away_changes_nothing(town):
    rows, hung, cameras = town
    # Farther than the longest of these lenses reaches.
    far = home(rect(5000, 5000, 5040, 5040), 30.0, id="far")
    areas, facades = reading(town)
    far_areas, far_facades = reading(([*rows, far], hung, cameras))
    assert (areas, facades) == (far_areas, far_facades)


def assert_no_more(before: Any, after: Any) -> None:
    """Fail if a camera covers more, or sees more of any wall, after than before."""
    totals = [{}, {}]
    for total, (areas, _) in zip(totals, (before, after), strict=True):
        for (camera_id, _), area in areas.items():
            total[camera_id] = total.get(camera_id, 0.0) + area
    for camera_id, area in totals[1].items():
        assert area <= totals[0].get(camera_id, 0.0) * (1 + SAME_RATIO) + SLACK_M2
    for key, (length, area, px_per_m, distance) in after[1].items():
        assert key in before[1], key
        length_before, area_before, px_before, distance_before = before[1][key]
        assert length <= length_before * (1 + SAME_RATIO) + SLACK_M2, key
        assert area <= area_before * (1 + SAME_RATIO) + SLACK_M2, key
        assert px_per_m <= px_before * (1 + SAME_RATIO), key
        assert distance >= distance_before - SLACK_M2, key


@FEW
@given(towns(), footprints(), metres(0, 6), metres(0.5, 8), st.booleans())
def test_one_more_solid_never_shows_more(town, shape, base_m, tall_m, floats):
    rows, hung, cameras = town
    cameras = [each for each in cameras if shape.distance(Point(each["east"], each["north"])) > CLEAR_M]
    assume(cameras)
    base_m = base_m if floats else 0.0
    more = obstacle(shape, base_m + tall_m, base_m=base_m, id="more")
    assert_no_more(reading((rows, hung, cameras)), reading((rows, [*hung, more], cameras)))


@FEW
@given(towns(), metres(0.1, 12), st.integers(0, 20))
def test_raising_a_solid_never_shows_more(town, rise_m, which):
    rows, hung, cameras = town
    # A higher home has other storeys; offices and obstacles have none.
    offices = [row for row in rows if row["use"] == "office"]
    assume(offices or hung)
    chosen = (offices + hung)[which % (len(offices) + len(hung))]
    cameras = [
        each for each in cameras if chosen["geometry"].distance(Point(each["east"], each["north"])) > CLEAR_M
    ]

    assume(cameras)

    def raised(thing: dict[str, Any]) -> dict[str, Any]:
        name = "top_m" if "top_m" in thing else "height_m"
        return {**thing, name: thing[name] + rise_m} if thing is chosen else thing

    before = reading((rows, hung, cameras))
    after = reading(([raised(row) for row in rows], [raised(each) for each in hung], cameras))
    assert_no_more(before, after)


def split(thing: dict[str, Any], share: float) -> dict[str, Any]:
    """Return a building with one more corner in the middle of nowhere on every wall."""

    def ring(xy: Any) -> Any:
        between = xy[:-1] + share * (xy[1:] - xy[:-1])
        return np.vstack([np.stack([xy[:-1], between], axis=1).reshape(-1, 2), xy[:1]])

    shape = thing["geometry"]
    parts = [
        Polygon(
            ring(np.asarray(part.exterior.coords)), [ring(np.asarray(each.coords)) for each in part.interiors]
        )
        for part in shapely.get_parts(shape)
    ]
    return {**thing, "geometry": parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)}


@FEW
@given(towns(), st.sampled_from([0.5, 0.25, 0.618]))
def test_a_corner_in_the_middle_of_a_wall_changes_no_sum(town, share):
    rows, hung, cameras = town
    first, second = reading(town), reading(([split(row, share) for row in rows], hung, cameras))
    assert_same((first[0], {}), (second[0], {}))
    sums: list[dict[Any, np.ndarray]] = [{}, {}]
    for total, (_, facades) in zip(sums, (first, second), strict=True):
        for (camera_id, building_id, storey, _), (length, area, *_) in facades.items():
            key = camera_id, building_id, storey
            total[key] = total.get(key, np.zeros(2)) + np.array([length, area])
    for key in sums[0].keys() | sums[1].keys():
        one, other = (total.get(key, np.zeros(2)) for total in sums)
        # Every piece may lose what is below the smallest row: 1 mm, 1e-4 m2.
        assert one == pytest.approx(other, rel=SAME_RATIO, abs=0.004), key


@FEW
@given(towns())
def test_rows_are_plausible(town):
    rows, hung, cameras = town
    place = scene(rows, cameras, obstacles=hung)
    table = cover(place)
    for row in table.facades.to_dict("records"):
        each = next(c for c in place.cameras if c.id == row["camera_id"])
        assert row["max_px_per_m"] >= 12.5 * (1 - 1e-9)
        assert row["visible_length_m"] >= 0.001
        assert 1e-4 <= row["area_m2"] <= 1.2 * row["visible_length_m"] * (1 + 1e-6)
        assert 0 <= row["incidence_deg"] <= 90
        assert row["geometry"].length >= row["visible_length_m"] * (1 - 1e-6) - 1e-6
        eye = Point(each.easting_m, each.northing_m)
        assert row["distance_m"] >= eye.distance(row["geometry"]) - 1e-6


@FEW
@given(towns(), st.sampled_from([0.0, 0.7, 3.0, 8.0]))
def test_target_planes_do_not_touch_facades(town, target_height_m):
    rows, hung, cameras = town
    place = scene(rows, cameras, obstacles=hung)
    low, high = cover(place), cover(place, target_height_m=target_height_m)
    assert len(low.facades) == len(high.facades)
    assert low.facades["area_m2"].sum() == pytest.approx(high.facades["area_m2"].sum())


@FEW
@given(towns(), metres(5, 60))
def test_a_shorter_range_cuts_ground_but_no_home(town, range_m):
    rows, hung, cameras = town
    short = [{**each, "range_m": range_m} for each in cameras]
    free, cut = reading(town), reading((rows, hung, short))
    assert_no_more((free[0], {}), (cut[0], {}))
    assert free[1] == cut[1]
    for (camera_id, _), area in cut[0].items():
        assert area <= math.pi * range_m**2 + SLACK_M2, camera_id


def test_the_same_scene_gives_the_same_bytes():
    rows = [home(rect(-5, 20, 5, 30), id="a"), building(rect(-20, 10, -8, 40), id="b")]
    place = scene(rows, [camera(), camera(3.0, 1.0, azimuth_grid_deg=20.0)])
    first, second = cover(place), cover(replace(place))
    assert first.coverage.to_wkb().equals(second.coverage.to_wkb())
    assert first.facades.to_wkb().equals(second.facades.to_wkb())
