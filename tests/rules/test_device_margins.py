"""Margins of distances and of rooms, against a ruler."""

from __future__ import annotations

import pytest

import siting
from tests.scenes import building, camera, home, rect, scene, zone

DISTANCE = "cn_2016_draft/11/distance_from_residence"
ROOM = "cn_2025/8/device_in_washing_room"
PUBLIC = {"social_public_area": "yes", "regime": "gov"}


def _margin(duty_id, tolerance, *, north=0.0, height_m=2.0, room=None):
    plan = scene(
        [home(rect(-5, 20, 5, 30), 6.0), building(rect(100, 0, 140, 40), 9.0)],
        [camera(room[0] if room else 0.0, room[1] if room else north, height_m=height_m, id="c", **PUBLIC)],
        zones=[zone(rect(110, 10, 120, 20), "bath", id="bath", base_m=0.0, top_m=3.0)],
    )
    told = siting.assess(plan, on="2025-09-01", tolerance=tolerance)
    (row,) = told.margins[told.margins["duty_id"] == duty_id].to_dict("records")
    return row


@pytest.mark.parametrize(
    ("north", "position_m", "verdict", "margin"),
    [
        (0.4, 0.5, "depends", 0.4),
        (1.0, 0.5, "fails", 0.5),
        (-0.4, 0.5, "depends", 0.4),
        (-1.0, 0.5, "passes", 0.5),
        # The limit itself is kept.
        (-0.5, 0.5, "passes", 0.0),
    ],
)
def test_distance(north, position_m, verdict, margin):
    row = _margin(DISTANCE, {"position_m": position_m}, north=north)
    assert row["verdict"] == verdict
    assert row["margin"] == pytest.approx(margin)
    assert row["unit"] == "m"
    assert (row["lowest"], row["highest"]) == pytest.approx((20 - north - 0.5, 20 - north + 0.5))
    assert row["depends_on"] == ("position_m" if verdict == "depends" else "")


@pytest.mark.parametrize(
    ("east", "height_m", "tolerance", "verdict", "depends_on"),
    [
        # Inside the room, deep inside the building: 2 m from the room's edge.
        (112.0, 2.0, {"position_m": 0.5}, "fails", ""),
        (112.0, 2.0, {"position_m": 2.5}, "depends", "position_m"),
        (112.0, 2.8, {"position_m": 0.5, "height_m": 0.3}, "depends", "height_m"),
        # Outside: 2 m from the room, or above it.
        (108.0, 2.0, {"position_m": 0.5}, "passes", ""),
        (108.0, 2.0, {"position_m": 2.5}, "depends", "position_m"),
        (112.0, 3.2, {"position_m": 0.5}, "passes", ""),
        (112.0, 3.2, {"position_m": 0.5, "height_m": 0.3}, "depends", "height_m"),
        (108.0, 3.2, {"position_m": 2.5, "height_m": 0.1}, "passes", ""),
        # Into the room only by both.
        (108.0, 3.2, {"position_m": 2.5, "height_m": 0.3}, "depends", ""),
    ],
)
def test_room(east, height_m, tolerance, verdict, depends_on):
    row = _margin(ROOM, tolerance, height_m=height_m, room=(east, 15.0))
    assert (row["verdict"], row["depends_on"]) == (verdict, depends_on)


def test_a_device_at_a_wall_may_be_moved_out_of_its_room():
    """Within the tolerance it may come so near to the outer wall that its place says nothing."""
    plan = scene(
        [building(rect(100, 0, 140, 40), 9.0)],
        [camera(103.0, 15.0, height_m=2.0, id="c", **PUBLIC)],
        zones=[zone(rect(100, 10, 120, 20), "bath", id="bath", base_m=0.0, top_m=3.0)],
    )
    for position_m, verdict in ((1.0, "fails"), (2.5, "depends")):
        told = siting.assess(plan, on="2025-09-01", tolerance={"position_m": position_m})
        (row,) = told.margins[told.margins["duty_id"] == ROOM].to_dict("records")
        assert row["verdict"] == verdict
