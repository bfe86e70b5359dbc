"""The shifted systems against published pairs, and there and back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from siting.io import gcj02

# Test pairs of github.com/googollee/eviltransform: WGS-84 -> GCJ-02, latitude first.
PAIRS = [
    ((31.1774276, 121.5272106), (31.17530398364597, 121.531541859215)),
    ((22.543847, 113.912316), (22.540796131694766, 113.9171764808363)),
    ((39.911954, 116.377817), (39.91334545536069, 116.38404722455657)),
]
# WGS-84 -> BD-09 of the package prcoords 1.0.2 (github.com/Artoria2e5/PRCoords), latitude first.
BD_PAIRS = [((29.2, 120.0), (29.203615980666065, 120.01102799553082))]


@pytest.mark.parametrize(("wgs", "gcj"), PAIRS)
def test_published_pairs(wgs, gcj):
    lon, lat = gcj02.gcj02(np.array([wgs[1]]), np.array([wgs[0]]))
    assert (lat[0], lon[0]) == pytest.approx(gcj, abs=1e-9)
    back_lon, back_lat = gcj02.wgs84("GCJ-02", np.array([gcj[1]]), np.array([gcj[0]]))
    assert (back_lat[0], back_lon[0]) == pytest.approx(wgs, abs=2e-9)


@pytest.mark.parametrize(("wgs", "bd"), BD_PAIRS)
def test_published_pairs_of_baidu(wgs, bd):
    lon, lat = gcj02.bd09(np.array([wgs[1]]), np.array([wgs[0]]))
    assert (lat[0], lon[0]) == pytest.approx(bd, abs=1e-9)
    back_lon, back_lat = gcj02.wgs84("BD-09", np.array([bd[1]]), np.array([bd[0]]))
    assert (back_lat[0], back_lon[0]) == pytest.approx(wgs, abs=2e-9)


@given(st.floats(75, 134), st.floats(18, 53), st.sampled_from(gcj02.SYSTEMS))
def test_there_and_back_is_less_than_a_millimetre(lon, lat, system):
    forward = gcj02.gcj02 if system == "GCJ-02" else gcj02.bd09
    east, north = forward(np.array([lon]), np.array([lat]))
    found = gcj02.wgs84(system, east, north)
    assert abs(found[0][0] - lon) < 1e-8
    assert abs(found[1][0] - lat) < 1e-8


def test_outside_china_nothing_moves():
    lon, lat = gcj02.gcj02(np.array([24.94]), np.array([60.17]))
    assert (lon[0], lat[0]) == (24.94, 60.17)
