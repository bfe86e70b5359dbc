"""Zone numbers before eastings."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
from shapely import box

from siting.errors import InputError
from siting.io import read_scene
from siting.io.zone_numbers import is_north_first, other_code, zone_and_code

WHOLE = {"azimuth_deg": 90, "height_m": 4, "hfov_deg": 84, "image_width_px": 1920}
EAST_M, NORTH_M = 558_000.0, 3_464_000.0


def bounds(east_m, north_m):
    return np.array([east_m, north_m, east_m, north_m])


@pytest.mark.parametrize(
    ("east_m", "north_m", "found"),
    [
        (40_558_000, NORTH_M, (40, 4528)),
        (39_500_123, NORTH_M, (39, 4527)),
        (20_500_000, NORTH_M, (20, 4498)),
        (25_496_600, 6_672_900, (25, 3879)),
        (EAST_M, NORTH_M, None),
    ],
)
def test_the_system_that_a_number_tells_of(east_m, north_m, found):
    assert zone_and_code(bounds(east_m, north_m)) == found
    if found:
        # The code is that of a system whose false easting bears the number.
        operation = pyproj.CRS.from_epsg(found[1]).coordinate_operation
        assert [each.value // 1e6 for each in operation.params if each.name == "False easting"] == [found[0]]


@pytest.mark.parametrize(
    ("epsg", "east_m", "code"),
    [
        (4528, 40_558_000, None),
        (4549, EAST_M, None),
        (4549, 40_558_000, 4528),
        (4528, EAST_M, 4549),
        (4498, EAST_M, 4509),
        (32651, EAST_M, None),
    ],
)
def test_a_number_too_many_or_too_few(epsg, east_m, code):
    crs = pyproj.CRS.from_epsg(epsg)
    assert other_code(crs, bounds(east_m, NORTH_M)) == code
    if code is not None:
        told = pyproj.CRS.from_epsg(code).coordinate_operation.params
        mine = crs.coordinate_operation.params
        central = [[each.value for each in found if "origin" in each.name] for found in (told, mine)]
        assert central[0] == central[1]


def test_northing_first():
    assert is_north_first(bounds(NORTH_M, 40_558_000), in_china=False)
    assert is_north_first(bounds(NORTH_M, EAST_M), in_china=True)
    assert not is_north_first(bounds(NORTH_M, EAST_M), in_china=False)
    assert not is_north_first(bounds(EAST_M, NORTH_M), in_china=True)


@pytest.mark.parametrize(
    ("crs", "east_m", "code"), [("EPSG:4549", 40_558_000, 4528), ("EPSG:4528", EAST_M, 4549)]
)
def test_the_user_is_told_the_other_system(crs, east_m, code):
    table = pd.DataFrame([{"id": "C1", "easting": east_m, "northing": NORTH_M, **WHOLE}])
    with pytest.raises(InputError, match=f"zone number .* --crs EPSG:{code}"):
        read_scene(cameras=table, crs=crs)


def test_single_rows_that_bear_a_number_too_many_are_told_by_row():
    rows = [{"id": f"C{n}", "easting": EAST_M, "northing": NORTH_M, **WHOLE} for n in range(3)]
    rows[1]["easting"] += 4e7
    place = box(EAST_M, NORTH_M, EAST_M + 10, NORTH_M + 10)
    houses = gpd.GeoDataFrame({"id": ["A"]}, geometry=[place], crs=4549)
    with pytest.raises(InputError) as caught:
        read_scene(buildings=houses, cameras=pd.DataFrame(rows), crs="EPSG:4528")
    assert {fault.row for fault in caught.value.faults} == {"1", "3"}
    assert all(
        "cannot hold" in fault.found and "zone number" in fault.remedy for fault in caught.value.faults
    )


def test_single_rows_in_metres_among_degrees_are_told_by_row():
    rows = [{"id": f"C{n}", "lon": 120.6, "lat": 31.3, **WHOLE} for n in range(3)]
    rows[1] |= {"lon": 40_558_000, "lat": NORTH_M}
    with pytest.raises(InputError, match="in degrees like the others") as caught:
        read_scene(cameras=pd.DataFrame(rows))
    assert [fault.row for fault in caught.value.faults] == ["2"]
