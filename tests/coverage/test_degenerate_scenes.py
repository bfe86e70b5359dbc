"""33 scenes that break geometry, each with coverage and facades worked out by hand.

The camera is at the origin, 4 m high, level, and looks north through an image 60 degrees wide unless told:
it sees TAN_H to each side and TAN_V up and down of what lies ahead. Homes have storeys of 3 m, whose windows
are 0.9 to 2.1 m above each floor.
"""

from __future__ import annotations

import math
from typing import Any

import pytest
from shapely.geometry import Polygon

from siting.coverage.table import cover
from tests.coverage.readings import (
    F_PX,
    FAR_M,
    TAN_H,
    TAN_V,
    area_m2,
    camera_row,
    covered,
    lower_edge_m,
    rows_of,
    stretches,
)
from tests.scenes import MERIDIAN, building, camera, home, rect, scene

CLEAR_M = 0.05
STAND_M = 1e-4  # a moved camera may stand this much farther out than it must
NEAR_M = lower_edge_m(2.5)  # where the lower edge of the image meets the plane, 1.5 m up
FREE_M2 = TAN_H * (FAR_M**2 - NEAR_M**2)
ACROSS = rect(-5, 20, 5, 30)  # a house across the street
WINDOWS_M2 = [10 * 1.2] * 3  # its windows, all three storeys


def seen(buildings: list[dict[str, Any]], *, target_height_m: float = 1.5, **options: Any) -> Any:
    return cover(scene(buildings, [camera(**options)]), target_height_m=target_height_m)


def windows(table: Any, building_id: str | None = None) -> dict[int, float]:
    """Return the area of windows seen of each storey [m2]."""
    found: dict[int, float] = {}
    for row in rows_of(table, **({"building_id": building_id} if building_id else {})):
        found[row["storey"]] = found.get(row["storey"], 0.0) + row["area_m2"]
    return found


def about(expected: Any, tolerance: float = 1e-4) -> Any:
    return pytest.approx(expected, abs=tolerance)


def yard_of(outer: Polygon, inner: Polygon) -> Polygon:
    return Polygon(outer.exterior.coords, [inner.exterior.coords[::-1]])


# --- On walls and corners -----------------------------------------------------------------------


def test_01_on_a_wall_looking_out() -> None:
    table = seen([building(rect(-10, -10, 10, 0)), home(ACROSS)])
    # Moved 5 cm out: the street ends at the house, 19.95 m ahead, whose windows all lie in the image.
    assert stretches(table) == [about((CLEAR_M + NEAR_M, 20.0), STAND_M)]
    assert windows(table) == about(dict(enumerate(WINDOWS_M2)))


def test_02_on_a_wall_looking_in() -> None:
    table = seen([home(rect(-10, -10, 10, 0))], azimuth_grid_deg=180.0)
    # 5 cm off the wall the image is 2 x 0.05 TAN_H by 2 x 0.05 TAN_V about 4 m, in storey 1's band from 3.9.
    assert table.coverage.empty
    assert windows(table) == {1: pytest.approx(4 * CLEAR_M**2 * TAN_H * TAN_V, rel=0.005)}


def test_03_on_a_wall_looking_along_it() -> None:
    table = seen([home(rect(-10, -10, 10, 0))], azimuth_grid_deg=90.0)
    # At e metres along, the image shows 4 - e TAN_V to 4 + e TAN_V of the wall; it begins at 0.05 / TAN_H.
    bottom, top = 1.9 / TAN_V, 3.1 / TAN_V
    ground_floor = 0.5 * (top - bottom) * 1.2 + (10 - top) * 1.2
    start, low, high = CLEAR_M / TAN_H, 0.1 / TAN_V, 1.1 / TAN_V
    first = TAN_V * (low**2 - start**2)
    first += 0.5 * TAN_V * (high**2 - low**2) + 0.1 * (high - low) + (10 - high) * 1.2
    third_from = 2.9 / TAN_V
    third = 0.5 * TAN_V * (10 - third_from) ** 2
    assert windows(table) == about({0: ground_floor, 1: first, 2: third}, 0.005)
    # Half the view is the street, but for the wedge between the wall and the edge of the image.
    beyond = covered(table).intersection(rect(0, 0, 10, 200))
    assert beyond.area == about(_half_view_m2(10.0), 0.02)


def _half_view_m2(east: float) -> float:
    """Area between the wall's line and the image's left edge, from where the plane comes into view."""
    return TAN_H / 2 * (east**2 - NEAR_M**2) + CLEAR_M * (east - NEAR_M)


def test_04_on_a_vertex() -> None:
    corner = [home(rect(0, -10, 10, 0)), home(ACROSS)]
    table = seen(corner, azimuth_grid_deg=0.0)
    assert camera_row(table)["moved_m"] == about(CLEAR_M, STAND_M)
    assert stretches(table) == [about((CLEAR_M + NEAR_M, 20.0), STAND_M)]
    assert windows(table, "buildings-0") == {}
    assert windows(table, "buildings-1") == about(dict(enumerate(WINDOWS_M2)))


def test_05_on_a_reflex_vertex() -> None:
    # In the inner corner of an L it stands 5 cm off both wings, and looks out between them.
    wings = Polygon([(0, 0), (0, -10), (10, -10), (10, 10), (-10, 10), (-10, 0)])
    table = seen([home(wings)], azimuth_grid_deg=225.0)
    point = camera_row(table)["geometry"]
    eye = point.x - MERIDIAN.easting_m, point.y - MERIDIAN.northing_m
    assert eye == about((-CLEAR_M, -CLEAR_M), STAND_M)
    # Both wings lie 45 degrees off the axis, the image ends at 30: neither is seen, nor hides anything.
    assert windows(table) == {}
    assert area_m2(table) == pytest.approx(FREE_M2, rel=1e-9)


def test_06_at_the_end_of_a_party_wall_looking_out() -> None:
    pair = [home(rect(-10, -10, 0, 0)), home(rect(0, -10, 10, 0)), home(ACROSS)]
    table = seen(pair)
    assert stretches(table) == [about((CLEAR_M + NEAR_M, 20.0), STAND_M)]
    assert windows(table, "buildings-0") == windows(table, "buildings-1") == {}
    assert windows(table, "buildings-2") == about(dict(enumerate(WINDOWS_M2)))


def test_07_at_the_end_of_a_party_wall_looking_in() -> None:
    pair = [home(rect(-10, -10, 0, 0)), home(rect(0, -10, 10, 0))]
    table = seen(pair, azimuth_grid_deg=180.0)
    assert table.coverage.empty
    half = pytest.approx(2 * CLEAR_M**2 * TAN_H * TAN_V, rel=0.01)
    assert windows(table, "buildings-0") == {1: half}
    assert windows(table, "buildings-1") == {1: half}


# --- In courtyards and buildings ----------------------------------------------------------------


def test_08_in_a_courtyard() -> None:
    table = seen([home(yard_of(rect(-10, -10, 10, 10), rect(-5, -5, 5, 5)))], height_m=3.0)
    assert stretches(table) == [about((lower_edge_m(1.5), 5.0))]
    # The wall 5 m ahead shows 3 - 5 TAN_V to 3 + 5 TAN_V: windows up to 2.1 and from 3.9 m.
    wide = 10 * TAN_H
    assert windows(table) == about({0: wide * (5 * TAN_V - 0.9), 1: wide * (5 * TAN_V - 0.9)})


def test_09_on_the_wall_of_a_courtyard() -> None:
    yard = yard_of(rect(-10, -10, 10, 20), rect(-5, 0, 5, 10))
    table = seen([home(yard)], height_m=3.0)
    # 5 cm into the yard: the far wall is 9.95 m ahead.
    assert stretches(table) == [about((CLEAR_M + lower_edge_m(1.5), 10.0), STAND_M)]
    ahead = 10 - CLEAR_M
    seen_m = {0: 2.1 - max(0.9, 3 - ahead * TAN_V), 1: min(5.1, 3 + ahead * TAN_V) - 3.9}
    side = windows_of_sides(table)
    found = windows(table)
    for storey, height_m in seen_m.items():
        assert found[storey] - side.get(storey, 0.0) == about(10 * height_m, 0.01)


def windows_of_sides(table: Any) -> dict[int, float]:
    """Return the windows on walls that run north."""
    found: dict[int, float] = {}
    for row in rows_of(table):
        west, _, east, _ = row["geometry"].bounds
        if east - west < 1e-6:
            found[row["storey"]] = found.get(row["storey"], 0.0) + row["area_m2"]
    return found


def test_10_deep_inside_a_building() -> None:
    table = seen([home(rect(-20, -20, 20, 20)), home(rect(-5, 30, 5, 40))])
    assert camera_row(table)["why_empty"] == "indoor"
    assert table.coverage.empty
    assert windows(table) == {}


def test_11_a_centimetre_inside_a_building() -> None:
    table = seen([home(rect(-10, -10, 10, 0.01)), home(ACROSS)])
    assert camera_row(table)["moved_m"] == about(0.01 + CLEAR_M, STAND_M)
    assert stretches(table) == [about((0.01 + CLEAR_M + NEAR_M, 20.0), STAND_M)]
    assert windows(table) == about(dict(enumerate(WINDOWS_M2)))


def test_12_a_building_around_the_camera_overhead() -> None:
    # It begins at 5 m: the camera stands under it, and sees its walls from behind, which is not at all.
    table = seen([home(rect(-10, -10, 10, 10), 6.0, base_m=5.0), home(ACROSS)])
    assert camera_row(table)["standing"] == "under"
    assert stretches(table) == [about((NEAR_M, 20.0))]
    # Its far lower edge, 10 m ahead and 5 m up, hides of the house 20 m ahead what lies above 6 m.
    assert windows(table, "buildings-0") == {}
    assert windows(table, "buildings-1") == about({0: 12.0, 1: 12.0})


def test_13_a_building_around_the_camera_below_it() -> None:
    # On a roof 9 m high, 10 m from its edge, at 12 m: the edge hides the plane up to 10 x 10.5 / 3 m.
    table = seen([home(rect(-10, -10, 10, 10)), home(rect(-5, 60, 5, 70))], height_m=12.0)
    assert stretches(table) == [about((35.0, 60.0))]
    assert windows(table, "buildings-0") == {}
    # 60 m ahead the edge hides what lies below 12 - 3 x 6, which is nothing.
    assert windows(table, "buildings-1") == about(dict(enumerate(WINDOWS_M2)))


def test_14_on_the_edge_of_the_roof_it_stands_over() -> None:
    table = seen([home(rect(-10, -10, 10, 0)), home(rect(-5, 60, 5, 70))], height_m=12.0)
    # Its own edge is at its foot and hides nothing; nothing moves it.
    assert camera_row(table)["moved_m"] == 0.0
    assert stretches(table) == [about((lower_edge_m(10.5), 60.0))]
    assert windows(table, "buildings-1") == about(dict(enumerate(WINDOWS_M2)))


# --- Gaps, corners, spikes, doubled points ------------------------------------------------------


@pytest.mark.parametrize("gap_m", [1e-7, -1e-7])
def test_15_and_16_a_rounding_gap_or_overlap_at_a_party_wall(gap_m: float) -> None:
    row = [home(rect(-40, 20, 0, 30)), home(rect(gap_m, 20, 40, 30)), home(rect(-5, 50, 5, 60), 30.0)]
    table = seen(row)
    # As one wall 20 m ahead: 20 TAN_H to each side, all of 9 m in the image; what stands behind is hidden up
    # to 4 + 5 x 50 / 20 m by the front edge, less by the back one: 4 + 5 x 50 / 30.
    assert stretches(table) == [about((NEAR_M, 20.0))]
    assert area_m2(table) == about(TAN_H * (20**2 - NEAR_M**2), 1e-3)
    half = 20 * TAN_H * 1.2
    for each in ("buildings-0", "buildings-1"):
        assert windows(table, each) == about({0: half, 1: half, 2: half})
    behind = windows(table, "buildings-2")
    low_m = 4 + 5 * 50 / 20
    assert min(behind) == next(k for k in range(10) if 3 * k + 2.1 > low_m)
    assert behind[min(behind)] == about(10 * (3 * min(behind) + 2.1 - max(low_m, 3 * min(behind) + 0.9)))


def test_17_touching_at_one_vertex() -> None:
    blocks = [building(rect(-300, 20, 0, 30), 30.0), building(rect(0, 30, 300, 40), 30.0)]
    table = seen([*blocks, home(rect(-1, 60, 1, 70), 9.0)])
    assert area_m2(table) == about(TAN_H / 2 * (20**2 + 30**2 - 2 * NEAR_M**2))
    assert windows(table) == {}


def test_18_a_spike_towards_the_camera() -> None:
    spike = Polygon([(-5, 20), (-1e-7, 20), (0, 8), (1e-7, 20), (5, 20), (5, 30), (-5, 30)])
    table = seen([home(spike)])
    plain = seen([home(ACROSS)])
    assert area_m2(table) == about(area_m2(plain), 1e-3)
    assert windows(table) == about(dict(enumerate(WINDOWS_M2)), 1e-3)


def test_19_a_spike_into_the_building() -> None:
    slit = Polygon([(-5, 20), (-1e-7, 20), (0, 28), (1e-7, 20), (5, 20), (5, 30), (-5, 30)])
    table = seen([home(slit)])
    assert area_m2(table) == about(area_m2(seen([home(ACROSS)])), 1e-3)
    assert windows(table) == about(dict(enumerate(WINDOWS_M2)), 1e-3)


def test_20_duplicate_vertices() -> None:
    doubled = Polygon([point for point in ACROSS.exterior.coords for _ in range(3)])
    table = seen([home(doubled)])
    assert area_m2(table) == area_m2(seen([home(ACROSS)]))
    assert windows(table) == about(dict(enumerate(WINDOWS_M2)))


def test_21_vertices_on_a_straight_wall() -> None:
    dotted = Polygon([(-5, 20), (-2, 20), (0, 20), (0.5, 20), (5, 20), (5, 30), (-5, 30)])
    table = seen([home(dotted)])
    assert area_m2(table) == pytest.approx(area_m2(seen([home(ACROSS)])), rel=1e-9)
    assert windows(table) == about(dict(enumerate(WINDOWS_M2)))


# --- Overlapping, nested, thin ------------------------------------------------------------------


def test_22_overlapping_footprints() -> None:
    table = seen([home(rect(-10, 20, 4, 30)), home(rect(-3, 18, 15, 40), 30.0)])
    # The second begins 2 m nearer: past its corner (-3, 18) the first shows from -10 to -3 x 20 / 18.
    assert windows(table, "buildings-0") == about(dict.fromkeys(range(3), (10 - 60 / 18) * 1.2))
    # Its own front ends at the image's edge, 18 TAN_H east, and its lowest three storeys lie in the image.
    wide = 3 + 18 * TAN_H
    assert {k: each for k, each in windows(table, "buildings-1").items() if k < 3} == about(
        {0: wide * 1.2, 1: wide * 1.2, 2: wide * 1.2}
    )
    # Up to the second's front, the gap beside it to -10 at the first's, and past that free to FAR_M.
    one, other = 3 / 18, 10 / 20
    expected = 0.5 * 18**2 * (TAN_H + one) + 0.5 * 20**2 * (other - one) + 0.5 * FAR_M**2 * (TAN_H - other)
    assert area_m2(table) == about(expected - TAN_H * NEAR_M**2, 1e-3)


def test_23_nested_footprints() -> None:
    table = seen([building(rect(-10, 20, 10, 40)), home(rect(-5, 25, 5, 30))])
    assert windows(table) == {}
    assert area_m2(table) == pytest.approx(area_m2(seen([building(rect(-10, 20, 10, 40))])), rel=1e-9)


def test_24_a_tower_nested_in_a_lower_block() -> None:
    table = seen([building(rect(-10, 20, 10, 40), 3.0), home(rect(-5, 25, 5, 30), 9.0)])
    # The block's front edge, 3 m up and 20 m off, hides the tower's wall below 4 - 25 / 20 = 2.75, and the
    # block itself all that is below 3 m: storeys 1 and 2 are whole.
    assert windows(table) == about({1: 12.0, 2: 12.0})


def test_25_a_copy_of_a_footprint() -> None:
    table = seen([building(ACROSS), home(ACROSS)])
    assert {row["building_id"] for row in rows_of(table)} == {"buildings-0"}
    assert windows(table) == about(dict(enumerate(WINDOWS_M2)))
    assert area_m2(table) == pytest.approx(area_m2(seen([home(ACROSS)])), rel=1e-9)


def test_26_a_sliver_hides_and_is_seen() -> None:
    table = seen([home(rect(-5, 20, 5, 20.002)), home(rect(-4, 40, 4, 50))])
    # Behind a wall of 9 m, 5 m above the eye at 20 m, the home at 40 m shows nothing: it is hidden to 14 m.
    assert windows(table, "buildings-0") == about(dict(enumerate(WINDOWS_M2)))
    assert windows(table, "buildings-1") == {}
    assert stretches(table) == [about((NEAR_M, 20.0), 0.003)]


def test_27_a_slit_of_five_centimetres_between_two_blocks() -> None:
    pair = [building(rect(-300, 20, 0, 30), 30.0), building(rect(0.05, 20, 300, 30), 30.0)]
    table = seen([*pair, home(rect(-2, 60, 2, 70))])
    # The slit opens a wedge: from due north, along x = 0, to the right by 0.05 / 30 per metre.
    expected = 0.05 / 30 * 60 * 1.2
    assert windows(table) == about({0: expected, 1: expected, 2: expected}, 1e-6)
    beyond = covered(table).intersection(rect(-50, 30, 50, 200))
    assert beyond.area == about(0.5 * 0.05 / 30 * (60**2 - 30**2), 1e-6)


# --- Angles -------------------------------------------------------------------------------------


def test_28_an_image_half_a_degree_wide() -> None:
    table = seen([home(rect(-5, 100, 5, 110))], hfov_deg=0.5)
    tan_h = math.tan(math.radians(0.25))
    tan_v = tan_h * 9 / 16
    # The plane comes into view only beyond the house: nothing of it is covered.
    assert 2.5 / tan_v > 100
    assert table.coverage.empty
    assert windows(table) == about({1: 2 * 100 * tan_h * (4 + 100 * tan_v - 3.9)}, 1e-6)


def test_29_a_panorama_of_359_degrees() -> None:
    options = {"kind": "panoramic", "hfov_deg": 359.0, "vfov_deg": 180.0}
    table = seen([home(rect(-5, -30, 5, -20))], **options)
    # One degree is missing, due south: 20 tan(0.5 degrees) to each side of the wall's middle.
    gap = 2 * 20 * math.tan(math.radians(0.5))
    found = windows(table)
    assert {k: each / 1.2 for k, each in found.items()} == about(dict.fromkeys(range(3), 10 - gap), 1e-3)
    reach = 1920 / math.radians(359.0) / 12.5
    outer = math.sqrt(reach**2 - 2.5**2)
    # The house is in the way of a sector of the disc, but for what lies before its front.
    half = math.atan(5 / 20) - math.radians(0.5)
    lost = half * outer**2 - 20**2 * (5 / 20 - math.tan(math.radians(0.5)))
    assert area_m2(table) == about(math.pi * outer**2 * 359 / 360 - lost, 2 * math.pi * outer * 0.006)


# --- Heights that are the same ------------------------------------------------------------------


def test_30_level_with_the_roof_it_stands_over() -> None:
    table = seen([home(rect(-10, -10, 10, 10), 4.0), home(ACROSS)])
    assert camera_row(table)["why_empty"] == "at_roof_level"
    assert table.coverage.empty
    assert windows(table) == {}


def test_31_level_with_a_roof_ahead() -> None:
    table = seen([building(rect(-300, 20, 300, 30), 4.0), home(rect(-5, 40, 5, 50))])
    # What is level hides all of the ground behind it, and of the home all below 4 m.
    assert stretches(table) == [about((NEAR_M, 20.0))]
    assert windows(table) == about({1: 10 * 1.1, 2: 12.0})


def test_32_a_roof_in_the_target_plane() -> None:
    table = seen([building(rect(-300, 20, 300, 30), 1.5), home(rect(-5, 40, 5, 50))])
    # It hides nothing of its own plane, and of the home below 4 - 2.5 x 40 / 30 m, which is no window.
    assert stretches(table) == [about((NEAR_M, 40.0))]
    assert windows(table) == about(dict(enumerate(WINDOWS_M2)))


def test_33_the_eye_in_the_target_plane() -> None:
    table = seen([home(ACROSS)], height_m=1.5)
    # The plane is a line in the image, all of it in view from the camera's foot on.
    assert stretches(table) == [about((0.0, 20.0))]
    expected = TAN_H * FAR_M**2 - 0.25 * (FAR_M**2 - 20**2)
    assert area_m2(table) == about(expected, 1e-3)
    # 20 m ahead the image shows 1.5 m up and down by 20 TAN_V, 6.5 m: to 8 m, not all of storey 2.
    top = 1.5 + 20 * TAN_V
    assert windows(table) == about({0: 12.0, 1: 12.0, 2: 10 * (min(top, 8.1) - 6.9)})
    assert camera_row(table)["f_px"] == pytest.approx(F_PX)
