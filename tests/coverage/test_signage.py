from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from siting.coverage.legibility import Reading
from siting.coverage.signage import Signage
from tests.coverage.streets import covered, walks
from tests.scenes import building, rect, scene

if TYPE_CHECKING:
    from collections.abc import Mapping

READING = Reading(distance_factor=40.0, eye_height_m=1.6, mount_m=1.6, largest_side_mm=1000.0)
BOX = shapely.box(-20, 0, 20, 40)
STREET = {"W": [(-100, 20), (100, 20)]}


def signage(
    lines: Mapping[str, Any], *, signs: Mapping[str, tuple[float, float]] = {}, buildings: Any = ()
) -> Signage:
    """Return the signage of a camera that covers `BOX`; signs of 400 mm face south at eye height."""
    # Drawn about (0, 0) itself, where streets and areas of these tests stand.
    drawn = scene(buildings)
    rows = pd.DataFrame({"id": list(signs)}).assign(
        camera_ids="C", facing_deg=180.0, width_mm=600.0, height_mm=400.0, mount_m=1.6
    )
    places = [shapely.Point(place) for place in signs.values()]
    moved = drawn.buildings.set_geometry(drawn.buildings.translate(-500_000.0, -5_500_000.0))
    plan = replace(
        drawn,
        walks=walks(lines).set_crs(drawn.crs),
        buildings=moved,
        signs=gpd.GeoDataFrame(rows, geometry=places, crs=drawn.crs),
    )
    return Signage(scene=plan, coverage=covered({"C": BOX}))


def test_the_approach_is_the_last_stretch_of_every_way_in() -> None:
    found = signage(STREET)
    made = found.stretches(found.entries(approach_m=20.0)["C"])
    assert made.tolist() == [[-40.0, 20.0, -20.0, 20.0], [20.0, 20.0, 40.0, 20.0]]
    assert found.stretches(()).shape == (0, 4)


def test_walk_in_a_zone_is_measured_before_and_behind_what_hides_it() -> None:
    # Disc of diameter 16 m touching the face at (0, 22): the street cuts a chord 2 m from its edge.
    open_m = 2.0 * (8.0**2 - 6.0**2) ** 0.5
    found = signage(STREET, signs={"S": (0, 22)})
    assert found.walked_m("S", READING) == pytest.approx((open_m, open_m), abs=0.05)
    hidden = signage(STREET, signs={"S": (0, 22)}, buildings=[building(rect(-50, 20.5, 50, 21.5), 9.0)])
    assert hidden.walked_m("S", READING) == pytest.approx((open_m, 0.0), abs=0.05)


def test_signs_are_found_by_the_pieces_on_which_they_are_read() -> None:
    found = signage(STREET, signs={"near": (0, 22), "far": (0, 90)})
    assert found.read_at(READING) == {0: (0,)}


@pytest.mark.parametrize(
    ("house", "expected"),
    [
        (rect(20, 10, 50, 30), {("C", "W@120.0")}),
        (rect(20.6, 10, 50, 30), set()),
        (rect(20, 20, 50, 30), {("C", "W@120.0")}),
        (rect(20, 20.1, 50, 30), set()),
    ],
)
def test_a_way_out_of_a_building_or_on_its_wall_is_told(house: Any, expected: set[Any]) -> None:
    found = signage(STREET, buildings=[building(house, 9.0)])
    assert found.out_of_buildings(approach_m=20.0, eye_height_m=1.6) == expected


def test_a_passage_under_a_building_is_in_the_open() -> None:
    found = signage(STREET, buildings=[building(rect(20, 10, 50, 30), 9.0, base_m=3.0)])
    assert found.out_of_buildings(approach_m=20.0, eye_height_m=1.6) == set()


def test_the_same_question_is_worked_out_once() -> None:
    found = signage(STREET, signs={"S": (0, 22)})
    assert found.zones(READING) is found.zones(READING)
    assert found.entries(approach_m=20.0) is found.entries(approach_m=20.0)
