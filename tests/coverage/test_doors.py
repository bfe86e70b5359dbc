"""Doors: where they stand on walls, and what is seen of them, against closed forms and a slow judge."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from shapely.geometry import Polygon

from siting.coverage.doors import door_panels, unplaced_entrances
from siting.coverage.solids import prepare_solids
from siting.coverage.table import cover
from tests.coverage.readings import F_PX
from tests.judge import Solids, View, exposures
from tests.judge.walls import Home
from tests.scenes import MERIDIAN, building, camera, entrance, home, obstacle, rect, scene

HOUSE = home(rect(-10.0, 40.0, 10.0, 50.0), id="H")
HERE = np.array([MERIDIAN.easting_m, MERIDIAN.northing_m])


def rows_of(entrances, buildings=(HOUSE,), cameras=None, **layers):
    table = cover(scene(buildings, cameras or [camera(height_m=4.0)], entrances=entrances, **layers))
    return table.places.doors.to_dict("records")


def ends_of(entrances, buildings=(HOUSE,)):
    plan = scene(buildings, [], entrances=entrances)
    doors = door_panels(plan, prepare_solids(plan, np.arange(len(plan.buildings))))
    return doors, doors.walls.ends - np.tile(HERE, 2)


def test_a_door_straight_ahead():
    (row,) = rows_of([entrance(0.0, 40.0, "H", id="D")])
    depth_m = 40.0
    assert (row["camera_id"], row["entrance_id"], row["building_id"]) == ("cam-0", "D", "H")
    assert (row["use"], row["view"], row["flags"]) == ("residence", "main", "")
    assert row["max_px_per_m"] == pytest.approx(F_PX / depth_m, rel=1e-9)
    assert (row["area_m2"], row["visible_length_m"]) == pytest.approx((2.1, 1.0), rel=1e-9)
    assert row["distance_m"] == pytest.approx(np.hypot(40.0, 4.0 - 2.1), rel=1e-9)


def test_the_lower_part_is_hidden_by_a_low_wall():
    wall = obstacle(rect(-20.0, 20.0, 20.0, 20.2), 2.0)
    (row,) = rows_of([entrance(0.0, 40.0, "H")], obstacles=[wall])
    # The sight line over the far top edge of the wall meets the door's plane at this height.
    hidden_m = 4.0 - (4.0 - 2.0) * 40.0 / 20.2
    assert row["area_m2"] == pytest.approx(2.1 - hidden_m, rel=1e-9)


def test_a_door_behind_its_own_house_is_not_seen():
    assert rows_of([entrance(0.0, 50.0, "H")]) == []


def test_a_range_does_not_hide_a_door_but_is_told():
    (row,) = rows_of([entrance(0.0, 40.0, "H")], cameras=[camera(height_m=4.0, range_m=30.0)])
    assert row["flags"] == "beyond_range"
    assert np.isnan(row["in_range_px_per_m"])


def test_a_door_stands_on_the_nearest_wall_and_keeps_to_it():
    doors, ends = ends_of(
        [entrance(0.0, 39.0, "H"), entrance(9.9, 40.2, "H"), entrance(-9.8, 45.0, "H"), entrance(0.0, 30.0)]
    )
    assert doors.entrance_id.tolist() == ["entrances-0", "entrances-1", "entrances-2"]
    # Outside on the right: the southern wall runs east, the eastern north, the western south.
    assert ends.tolist() == [
        pytest.approx([-0.5, 40.0, 0.5, 40.0]),
        pytest.approx([10.0, 40.0, 10.0, 41.0]),
        pytest.approx([-10.0, 45.5, -10.0, 44.5]),
    ]
    assert doors.walls.bands.tolist() == [pytest.approx([0.0, 2.1])] * 3


def test_a_wall_shorter_than_a_door_is_all_door():
    bay = home(Polygon([(0, 40), (0.6, 40), (0.6, 45), (0, 45)]), id="B")
    _, ends = ends_of([entrance(0.3, 39.9, "B")], [bay])
    assert ends.tolist() == [pytest.approx([0.0, 40.0, 0.6, 40.0])]


def test_a_door_of_a_raised_or_low_building_stands_on_its_floor():
    low = home(rect(-10, 40, 10, 50), 1.8, id="L")
    raised = home(rect(-10, 60, 10, 70), 9.0, id="R", base_m=3.0)
    doors, _ = ends_of([entrance(0, 40, "L"), entrance(0, 60, "R")], [low, raised])
    assert doors.walls.bands.tolist() == [pytest.approx([0.0, 1.8]), pytest.approx([3.0, 5.1])]


def test_an_entrance_without_building_belongs_to_the_one_it_touches():
    doors, _ = ends_of([entrance(0.0, 39.5), entrance(0.0, 38.9)])
    assert doors.entrance_id.tolist() == ["entrances-0"]


def test_the_use_is_that_of_the_building():
    flats = building(rect(20, 40, 30, 50), id="F", residential_from_level=1, use="commercial")
    doors, _ = ends_of(
        [entrance(25, 40, "F"), entrance(0, 40, "H"), entrance(45, 40, "O")],
        [HOUSE, flats, building(rect(40, 40, 50, 50), id="O")],
    )
    assert dict(zip(doors.entrance_id, doors.use, strict=True)) == {
        "entrances-0": "residence",
        "entrances-1": "residence",
        "entrances-2": "office",
    }


def test_a_copy_of_a_building_counts_as_the_one_it_is_a_copy_of():
    office = building(rect(-10.0, 40.0, 10.0, 50.0), id="O")
    doors, _ = ends_of([entrance(0.0, 40.0, "H")], [office, HOUSE])
    assert doors.use.tolist() == ["residence"]


def test_entrances_of_no_building_are_told():
    plan = scene(
        [HOUSE], [camera()], entrances=[entrance(0, 40, "H"), entrance(0, 39.2, "X"), entrance(0, 30, "X")]
    )
    assert unplaced_entrances(plan).tolist() == ["entrances-2"]
    table = cover(plan)
    assert table.places.unplaced_doors == ("entrances-2",)
    assert table.ledger[table.ledger["layer"] == "entrances"]["id"].tolist() == ["entrances-2"]


@pytest.mark.parametrize("seed", range(6))
def test_against_a_slow_judge(seed):
    rng = np.random.default_rng(seed)
    blocks = [
        building(rect(e, n, e + 3.0, n + 2.0), float(rng.uniform(1.0, 6.0)))
        for e, n in rng.uniform((-12, 8), (9, 30), (8, 2))
    ]
    places = [(e, 40.0) for e in rng.uniform(-9, 9, 6)]
    plan = scene(
        [HOUSE, *blocks],
        [camera(2.0, 0.0, height_m=5.0, tilt_deg=4.0)],
        entrances=[entrance(*place, "H") for place in places],
    )
    table = cover(plan)
    used = table.cameras.iloc[0]
    view = View.of(plan.cameras[0], used["azimuth_grid_deg"], (used["easting_m"], used["northing_m"]))
    found = {row["entrance_id"]: row for row in table.places.doors.to_dict("records")}
    for number, (east, north) in enumerate(places):
        west, right = HERE + np.array([[east - 0.5, north], [east + 0.5, north]])
        panel = Home("H", 0, west, right, (0,), np.array([[0.0, 2.1]]))
        judged = exposures(view, Solids.of(plan), [panel], spacing_m=0.005)
        row = found.get(f"entrances-{number}")
        if not judged:
            assert row is None or row["area_m2"] < 0.03
            continue
        assert row is not None
        assert row["area_m2"] == pytest.approx(judged[0].area_m2, abs=0.03)
        assert row["max_px_per_m"] == pytest.approx(judged[0].max_px_per_m, rel=2e-3)
        assert shapely.length(row["geometry"]) == pytest.approx(judged[0].length_m, abs=0.02)
