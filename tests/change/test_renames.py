"""Which camera is the same under another id: one that does all the plan says, and no other could be it."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from siting.change.compare import compare_scenes
from siting.change.renames import renames
from siting.rules.changes import RENAMED, WITHIN
from siting.rules.tolerances import load_tolerances
from tests.rules.scenes import scene_of

LIMITS = load_tolerances()


def found(
    plan: list[dict[str, Any]],
    built: list[dict[str, Any]],
    *,
    presets: tuple[list[dict[str, Any]], list[dict[str, Any]]] = ([], []),
) -> dict[str, str]:
    """Return the renames between cameras at one place, where their rows say nothing else."""
    scenes = [
        scene_of({"cameras": [{"at": [0, 0], **row} for row in rows], "presets": aims})
        for rows, aims in zip((plan, built), presets, strict=True)
    ]
    return renames(*scenes, LIMITS)


@pytest.mark.parametrize(
    ("built", "is_same"),
    [
        ({}, True),
        ({"at": [1, 0]}, True),
        ({"at": [1.01, 0]}, False),
        ({"azimuth_deg": 5}, True),
        ({"azimuth_deg": 5.1}, False),
        ({"height_m": 5.6}, False),
        ({"model": "Y"}, False),
        ({"model": None}, False),
        ({"system_id": "S2"}, False),
        ({"assumed": ("tilt_deg",)}, False),
        ({"kind": "ptz"}, False),
    ],
)
def test_everything_that_the_plan_says_must_hold(built: dict[str, Any], *, is_same: bool) -> None:
    plan = {"id": "old", "model": "X", "system_id": "S1"}
    assert found([plan], [{**plan, "id": "new", **built}]) == ({"old": "new"} if is_same else {})


def test_without_an_aim_in_the_plan_nobody_can_tell() -> None:
    for bare in ({"azimuth_deg": None}, {"assumed": ("azimuth_deg",)}):
        assert found([{"id": "old", **bare}], [{"id": "new"}]) == {}
    assert found(
        [{"id": "old", "kind": "panoramic", "azimuth_deg": None}], [{"id": "new", "kind": "panoramic"}]
    )


def test_sensors_of_one_housing_are_told_by_their_presets() -> None:
    one = {"id": "old", "kind": "multi", "azimuth_deg": None}
    aims = [{"camera_id": "old", "name": str(k), "azimuth_deg": 90.0 * k, "tilt_deg": 0.0} for k in (0, 1)]
    same = [{**row, "camera_id": "new"} for row in aims]
    other = [same[0], {**same[1], "azimuth_deg": 180.0}]
    for built, wanted in ((same, {"old": "new"}), (other, {}), (same[:1], {})):
        assert found([one], [{**one, "id": "new"}], presets=(aims, built)) == wanted


def test_a_mast_of_four_is_matched_by_aim_in_whatever_order() -> None:
    plan = [{"id": f"old{k}", "azimuth_deg": 90.0 * k} for k in range(4)]
    for order in permutations(range(4)):
        built = [{"id": f"new{k}", "azimuth_deg": 90.0 * k} for k in order]
        assert found(plan, built) == {f"old{k}": f"new{k}" for k in range(4)}


def test_where_two_could_be_it_neither_is() -> None:
    assert found([{"id": "old"}], [{"id": "new"}, {"id": "newer"}]) == {}
    assert found([{"id": "old"}, {"id": "older"}], [{"id": "new"}]) == {}


def test_an_id_that_both_have_is_no_new_name() -> None:
    # The old camera is gone and its neighbour turned to where it looked.
    plan = [{"id": "A"}, {"id": "B", "azimuth_deg": 90}]
    assert found(plan, [{"id": "B"}]) == {}


def test_it_is_told_as_renamed_and_neither_as_gone_nor_as_new() -> None:
    rows = [{"id": "old", "at": [0, 0]}], [{"id": "new", "at": [0.5, 0]}]
    told = compare_scenes(*(scene_of({"cameras": each}) for each in rows), LIMITS)
    assert [(each.change, each.subject_id, each.extent) for each in told] == [
        (RENAMED, "old", WITHIN),
        ("moved", "old", WITHIN),
    ]
    assert (told[0].plan, told[0].built) == ("old", "new")
    assert told[0].said().en == "renamed (id old -> new)"
