"""Cameras that stand too high to be true."""

from __future__ import annotations

import pytest

from siting.errors import InputError
from siting.io.defaults import read_defaults
from tests.io.frames import cameras, houses, scene, square


@pytest.mark.parametrize("height", [450, "450", 101])
def test_a_height_in_centimetres_is_asked_about(height):
    with pytest.raises(InputError, match=r"column called height_cm \(高度\(厘米\)\)") as caught:
        scene(cameras=cameras({}, {"height_m": height}))
    (fault,) = caught.value.faults
    assert (fault.row, fault.field) == ("2", "height_m")


def test_a_height_with_its_unit_is_taken_at_its_word():
    assert scene(cameras=cameras({"height_m": "450 m"})).cameras[0].height_m == 450.0


def test_a_camera_may_stand_on_a_tall_building():
    tower = houses(square(), square(200, 200), height_m=[440, 9])
    assert scene(tower, cameras=cameras({"height_m": 450})).cameras[0].height_m == 450.0
    with pytest.raises(InputError, match="above all buildings within 100 m"):
        scene(tower, cameras=cameras({"height_m": 480}))
    storeys = houses(square(), levels=[50])
    assert scene(storeys, cameras=cameras({"height_m": 160})).cameras[0].height_m == 160.0


def test_a_hundred_metres_are_not_asked_about():
    assert scene(cameras=cameras({"height_m": 100})).cameras[0].height_m == 100.0


def test_a_profile_is_asked_the_same():
    with pytest.raises(InputError, match="height_cm"):
        read_defaults({"height_m": 450})
    assert read_defaults({"height_m": "450 m"}) == {"height_m": 450.0}


def test_records_of_openstreetmap_are_not_refused():
    frame = cameras({"height_m": 450, "man_made": "surveillance"})
    assert scene(cameras=frame).cameras[0].height_m == 450.0
