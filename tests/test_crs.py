"""The metric system of a scene, and true north in it, against geodesics."""

from __future__ import annotations

import numpy as np
import pyproj
import pytest

from siting.crs import (
    LONLAT,
    crs_name,
    grid_azimuth_deg,
    horizontal,
    is_true_to_scale,
    local_crs,
    lonlat,
    metric_crs,
    parse_crs,
    transformed,
)
from siting.errors import InputError

PLACES = {
    "EPSG:3879": (24.94, 60.17),
    "EPSG:32635": (24.10, 60.17),
    "EPSG:4549": (121.3, 31.3),
    "EPSG:28992": (4.36, 52.01),
    "EPSG:32756": (151.2, -33.87),
    "EPSG:3007": (11.96, 57.7),
}


@pytest.mark.parametrize(("code", "place"), PLACES.items())
@pytest.mark.parametrize("azimuth_deg", [0.0, 37.0, 90.0, 181.5, 300.0])
def test_grid_azimuth_agrees_with_a_short_geodesic(code, place, azimuth_deg):
    crs = pyproj.CRS(code)
    geographic = crs.geodetic_crs
    start = transformed(geographic, crs, [place[0]], [place[1]])
    end_lon, end_lat, _ = crs.get_geod().fwd(place[0], place[1], azimuth_deg, 10.0)
    end = transformed(geographic, crs, [end_lon], [end_lat])
    walked_deg = np.degrees(np.arctan2(end[0] - start[0], end[1] - start[1])) % 360
    found_deg = grid_azimuth_deg(crs, start[0], start[1], azimuth_deg)
    assert abs((found_deg - walked_deg + 180) % 360 - 180)[0] < 1e-4


def test_grid_azimuth_keeps_nan_and_shape():
    found = grid_azimuth_deg(pyproj.CRS(32635), [5e5, 5e5, 6e5], [6.6e6] * 3, [10.0, np.nan, 359.9])
    assert found.shape == (3,)
    assert found[0] == pytest.approx(10.0, abs=1e-9)
    assert np.isnan(found[1])
    assert 0 <= found[2] < 360


@pytest.mark.parametrize(
    ("given", "lon", "lat", "expected"),
    [
        (3879, 24.94, 60.17, 3879),
        (4326, 24.94, 60.17, 32635),
        (3857, 24.94, 60.17, 32635),
        (3857, 120.6, 31.3, 4549),
        (4490, 116.4, 39.9, 4548),
        (4326, 114.1, 22.5, 4547),
        (4326, 121.52, 25.03, 32651),
        (28992, 4.36, 52.01, 28992),
        (2269, -122.6, 45.5, 32610),
        (2193, 174.8, -41.3, 2193),
        (32635, 12.0, 60.17, 32633),
        (4326, 179.9999, -17.0, 32760),
        (4326, 180.0, 10.0, 32660),
    ],
)
def test_metric_crs(given, lon, lat, expected):
    assert metric_crs(pyproj.CRS(given), [lon], [lat]).to_epsg() == expected


def test_all_zones_of_cgcs2000_have_the_meridian_they_say():
    for lon in (76.0, 90.1, 105.2, 117.0, 131.0):
        lat = 38.5 if lon < 88 else 30.0 if lon < 100 else 33.0 if lon < 120 else 47.0
        crs = local_crs(lon, lat)
        meridian = crs.coordinate_operation.params[1].value
        assert abs(lon - meridian) <= 1.5
        assert "CGCS2000" in crs.name


def test_south_and_west_up_systems_are_not_kept():
    assert not is_true_to_scale(pyproj.CRS(2048), 19.0, -33.9)


def test_compound_and_3d_systems_are_flattened():
    assert horizontal(pyproj.CRS("EPSG:7415")).to_epsg() == 28992
    assert len(horizontal(pyproj.CRS("EPSG:4979")).axis_info) == 2


def test_lonlat_goes_there_and_back():
    crs = pyproj.CRS(4549)
    east, north = transformed(LONLAT, crs, [120.6], [31.3])
    lon, lat = lonlat(crs, east, north)
    assert lon[0] == pytest.approx(120.6, abs=1e-9)
    assert lat[0] == pytest.approx(31.3, abs=1e-9)


def test_an_unknown_system_is_one_clear_error():
    with pytest.raises(InputError, match=r"--crs EPSG") as caught:
        parse_crs("EPSG:999999")
    assert caught.value.faults[0].field == "crs"
    assert crs_name(parse_crs("EPSG:3879")) == "EPSG:3879"
