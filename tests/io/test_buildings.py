"""Buildings at the door."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from siting.errors import InputError
from siting.io import ledger_counts, read_scene
from tests.io.frames import EPSG, houses, rows_of, scene, square


def test_canonical_columns_in_full_whatever_came():
    found = scene(
        houses(square(), **{"Height (m)": ["12 m"], "楼层": ["4"], "用途": ["住宅"], "名称": ["一号楼"]})
    )
    row = found.buildings.iloc[0]
    assert (row["height_m"], row["levels"], row["use"], row["name"]) == (12.0, 4.0, "residence", "一号楼")
    assert row["base_m"] == 0.0
    assert row["id"] == "buildings/1"
    assert found.buildings.crs.to_epsg() == EPSG


@pytest.mark.parametrize(
    ("tags", "use"),
    [
        ({"building": "yes"}, "unknown"),
        ({"building": "apartments", "amenity": "restaurant"}, "residence"),
        ({"building": "yes", "tourism": "hotel"}, "hotel"),
        ({"building": "commercial", "tourism": "hostel"}, "hotel"),
        ({"building": "yes", "shop": "supermarket"}, "unknown"),
        ({"building": "yes", "amenity": "school"}, "school"),
        ({"building": "dormitory"}, "dormitory"),
        ({"building": "yes", "amenity": "public_bath"}, "bathhouse"),
        ({"building": "nobody_knows"}, "unknown"),
        ({"use": "office", "building": "residential"}, "residence"),
        ({"use": "commercial", "building": "yes"}, "commercial"),
    ],
)
def test_uses_protect_when_in_doubt(tags, use):
    found = scene(houses(square(), **{key: [value] for key, value in tags.items()}))
    assert found.buildings["use"].tolist() == [use]


def test_a_use_that_no_table_knows_is_told():
    found = scene(houses(square(), building=["nobody_knows"]), cameras=None)
    assert (
        not rows_of(found, "buildings", "note").query("field == 'use'").empty
        or found.ledger["found"].str.contains("nobody_knows").any()
    )


def test_heights_of_openstreetmap_are_measured_from_the_base():
    frame = houses(
        *[square(20 * number) for number in range(3)],
        height=["20", "20", None],
        min_height=["5", None, None],
        **{"building:levels": ["6", "6", "6"], "building:min_level": [None, "2", "2"]},
    )
    found = scene(frame).buildings
    np.testing.assert_allclose(found["base_m"], [5, 2 * 20 / 6, 6], atol=1e-9)
    np.testing.assert_allclose(found["height_m"], [15, 20 - 2 * 20 / 6, np.nan], atol=1e-9)
    np.testing.assert_allclose(found["levels"], [6, 4, 4])


def test_our_own_height_over_the_base_is_left_alone():
    found = scene(houses(square(), height_m=[10.0], base_m=[3.0])).buildings
    assert (found["height_m"][0], found["base_m"][0]) == (10.0, 3.0)


def test_an_unreadable_height_is_missing_and_told_never_guessed():
    found = scene(houses(square(), square(20), height=["approx 12", "-3"]))
    assert found.buildings["height_m"].isna().all()
    told = rows_of(found, "buildings", "repaired")
    assert told["found"].tolist() == ["approx 12", "-3"]
    assert ledger_counts(found.ledger).iloc[0].tolist() == ["buildings", 2, 0, 2, 0]


def test_an_estimate_never_stands_for_a_height():
    found = scene(houses(square(), square(20), height_est_m=[9.0, 9.0], height_m=[12.0, None]))
    assert found.buildings["height_m"].iloc[0] == 12
    assert np.isnan(found.buildings["height_m"].iloc[1])


def test_a_second_column_fills_what_the_first_leaves_open():
    found = scene(houses(square(), square(20), height_m=[12.0, None], height=["99", "7"]))
    assert found.buildings["height_m"].tolist() == [12.0, 7.0]


def test_feet_in_the_head_of_a_column():
    assert scene(houses(square(), **{"Height (ft)": [10]})).buildings["height_m"][0] == pytest.approx(3.048)
    assert scene(houses(square(), height_ft=[10])).buildings["height_m"][0] == pytest.approx(3.048)


def test_ids_are_kept_made_and_numbered():
    found = scene(houses(*[square(20 * number) for number in range(4)], id=["a", "a", None, "b"]))
    assert found.buildings["id"].tolist() == ["a", "a/2", "buildings/3", "b"]
    assert len(rows_of(found, "buildings", "repaired")) == 1


def test_one_id_for_all_is_no_id():
    found = scene(houses(square(), square(20), Id=[0, 0]))
    assert found.buildings["id"].tolist() == ["buildings/1", "buildings/2"]


def test_rows_without_a_footprint_are_rejected_and_counted():
    frame = houses(square(), None, shapely.Point(1, 1), shapely.Polygon(), id=["a", "b", "c", "d"])
    found = scene(frame)
    assert found.buildings["id"].tolist() == ["a"]
    assert list(rows_of(found, "buildings", "rejected")["id"]) == ["b", "c", "d"]
    assert ledger_counts(found.ledger).iloc[0].tolist() == ["buildings", 4, 1, 0, 3]


def test_a_layer_without_any_footprint_is_refused():
    with pytest.raises(InputError, match="no footprint; the first"):
        scene(houses(shapely.Point(25496600, 6672900)))


def test_exact_copies_are_kept_for_the_engine_to_merge():
    assert len(scene(houses(square(), square(), id=["a", "b"])).buildings) == 2


@pytest.fixture
def parted(tmp_path):
    path = tmp_path / "city.gpkg"
    outlines = houses(
        square(0, 0, 20), square(100, 0, 20), square(200, 0, 20),
        id=["full", "partly", "whole"], use=["residence", "office", "hotel"], height_m=[20.0, 10.0, 8.0],
    )  # fmt: skip
    halves = [
        shapely.box(*(np.array([0, 0, 20, 10]) + np.tile([25_496_600.0, 6_672_900.0], 2))),
        shapely.box(*(np.array([0, 10, 20, 20]) + np.tile([25_496_600.0, 6_672_900.0], 2))),
    ]
    parts = houses(
        *halves, square(105, 5, 5), square(300, 0, 10),
        osm_id=["p1", "p2", "p3", "p4"], height=["20", None, "30", "4"], min_height=["5", None, None, None],
    )  # fmt: skip
    outlines.to_file(path, layer="buildings")
    parts.to_file(path, layer="building_parts")
    return read_scene(path)


def test_parts_replace_the_outline_they_lie_in_under_its_id(parted):
    frame = parted.buildings.set_index("id")
    assert set(frame.index) == {"full/part/p1", "full/part/p2", "partly/part/p3", "partly", "whole", "p4"}
    assert frame.loc["full/part/p1", ["use", "base_m", "height_m"]].tolist() == ["residence", 5.0, 15.0]
    # A part that says nothing of its height has that of its outline.
    assert frame.loc["full/part/p2", "height_m"] == 20.0
    assert frame.loc["p4", "use"] == "unknown"


def test_what_parts_leave_open_of_an_outline_is_kept(parted):
    frame = parted.buildings.set_index("id")
    assert frame.loc["partly"].geometry.area == pytest.approx(375.0)
    assert frame.geometry.area.sum() == pytest.approx(3 * 400 + 100)


def test_parts_and_outlines_add_up(parted):
    counts = ledger_counts(parted.ledger).set_index("layer")
    assert counts.loc["buildings"].tolist() == [3, 1, 2, 0]
    assert counts.loc["building_parts"].tolist() == [4, 4, 0, 0]


def test_homes_over_an_office_stay_homes(tmp_path):
    path = tmp_path / "city.gpkg"
    houses(square(0, 0, 20), square(40, 0, 20), use=["office", "residence"]).to_file(path, layer="buildings")
    parts = houses(
        square(0, 0, 10), square(10, 0, 10), square(40, 0, 20),
        osm_id=["flats", "shops", "base"], **{"building:part": ["apartments", "yes", "retail"]},
    )  # fmt: skip
    parts.to_file(path, layer="building_parts")
    uses = read_scene(path).buildings.set_index("id")["use"]
    named = {name.rsplit("/")[-1]: use for name, use in uses.items() if "/part/" in name}
    assert named == {"flats": "residence", "shops": "office", "base": "residence"}


def test_a_first_storey_of_dwellings_that_is_no_storey_protects_the_one_below():
    read = scene(
        houses(*[square(20 * k) for k in range(4)], residential_from_level=["1.5", -1, 2, "upstairs"])
    )
    first = read.buildings["residential_from_level"]
    assert first[:3].tolist() == [1, 0, 2]
    assert first.isna().tolist() == [False, False, False, True]
    told = rows_of(read, "buildings", "repaired")
    assert told["done"].tolist()[:2] == ["dwellings from storey 1 on", "dwellings from storey 0 on"]
