"""Heights too great to be true."""

from __future__ import annotations

import pytest

from siting.errors import InputError
from siting.io.defaults import read_defaults
from siting.io.layers import read_layer
from siting.io.ledger import Ledger
from siting.io.raw import OSM_ATTRIBUTION, RawLayer
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


def test_trees_and_walls_in_centimetres_would_hide_all_homes():
    trees = houses(square(50), square(80), kind=["tree", "structure"], top_m=[500, 500])
    with pytest.raises(InputError, match="'500', 500 m above ground, of a tree") as caught:
        scene(obstacles=trees)
    assert [fault.row for fault in caught.value.faults] == ["1"]
    assert scene(obstacles=trees.assign(top_m=[120, 500])).obstacles["top_m"].tolist() == [120, 500]
    told = scene(obstacles=trees.assign(top_m=["130 m", "500"])).obstacles["top_m"].tolist()
    assert told == [130, 500]


def test_trees_of_openstreetmap_that_are_too_tall_hide_nothing():
    trees = houses(square(50), square(80), kind=["tree", "tree"], top_m=[500, 5], osm_id=["1", "2"])
    raw = RawLayer(layer="obstacles", file="f", frame=trees, crs=trees.crs, attribution=(OSM_ATTRIBUTION,))
    ledger = Ledger()
    assert read_layer(raw, trees.geometry.to_numpy(), ledger)["id"].tolist() == ["2"]
    assert [entry.outcome for entry in ledger.entries if entry.field == "top_m"] == ["rejected"]


def test_a_district_of_towers_is_asked_about_unless_its_levels_say_so():
    squares = [square(20 * number) for number in range(6)]
    # Above 1000 m a height is outside all limits, but in centimetres it is one.
    cm = [900, 1200, 1500, 600, 450, 1800]
    with pytest.raises(InputError, match=r"above 200 m in 6 of 6 rows.*height_cm") as caught:
        scene(houses(*squares, 高度=cm))
    assert caught.value.faults[0].place == "column '高度' (height_m)"
    assert scene(houses(*squares, height_cm=cm)).buildings["height_m"].tolist() == [h / 100 for h in cm]
    towers = [210, 220, 230, 240, 250, 12]
    assert len(scene(houses(*squares, height_m=towers, levels=[60] * 6)).buildings) == 6
    assert len(scene(houses(*squares[:4], height_m=towers[:4])).buildings) == 4
