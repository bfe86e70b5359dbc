"""The join of positions and counties, against a slow answer to the same question."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from siting.rules.counties import County, counties_of, join_counties

WEST = County("110102", "West", shapely.box(0, 0, 10, 10))
EAST = County("110101", "East", shapely.box(10, 0, 20, 10))


def test_a_position_lies_in_its_county_and_knows_its_distance_to_the_border() -> None:
    found = join_counties({"C1": shapely.Point(4, 5), "C2": shapely.Point(10, 5)}, [WEST, EAST])
    assert found["C1"] == ((WEST,), 4.0)
    assert found["C2"] == ((WEST, EAST), 0.0)


def test_a_position_outside_has_no_county_but_a_distance() -> None:
    assert join_counties({"C1": shapely.Point(23, 5)}, [WEST, EAST])["C1"] == ((), 3.0)


def test_nothing_is_found_without_counties_or_positions() -> None:
    assert join_counties({"C1": shapely.Point(0, 0)}, []) == {}
    assert join_counties({}, [WEST]) == {}


@pytest.mark.parametrize("seed", range(5))
def test_many_counties_with_holes_and_parts_agree_with_the_slow_answer(seed: int) -> None:
    rng = np.random.default_rng(seed)
    counties = []
    for number in range(12):
        disc = shapely.Point(*rng.uniform(0, 100, 2)).buffer(rng.uniform(5, 30))
        hole = shapely.Point(*rng.uniform(0, 100, 2)).buffer(rng.uniform(2, 15))
        exclave = shapely.Point(*rng.uniform(0, 100, 2)).buffer(3)
        shape = shapely.unary_union([shapely.difference(disc, hole), exclave])
        counties.append(County(str(number), "", shape))
    positions = {f"C{i}": shapely.Point(*rng.uniform(-10, 110, 2)) for i in range(200)}
    found = join_counties(positions, counties)
    for name, point in positions.items():
        inside = tuple(county for county in counties if county.geometry.intersects(point))
        nearest_m = min(county.geometry.boundary.distance(point) for county in counties)
        assert found[name].counties == inside
        assert found[name].outline_m == pytest.approx(nearest_m, abs=1e-9)


def test_a_county_is_called_by_what_it_has() -> None:
    assert (WEST.label.zh, WEST.label.en) == ("West（110102）", "West (110102)")
    frame = gpd.GeoDataFrame({"code": [None, "1"], "name": ["A", None]}, geometry=[WEST.geometry] * 2)
    assert [county.label.en for county in counties_of(frame)] == ["A", "1"]
