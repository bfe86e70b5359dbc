"""What differs between two scenes, on each side of every tolerance."""

from __future__ import annotations

from typing import Any

import pytest

from siting.change.compare import compare_scenes
from siting.model import Lens
from siting.rules.changes import BEYOND, UNKNOWN, WITHIN, Change
from siting.rules.tolerances import load_tolerances
from tests.rules.scenes import scene_of

LENS = {"image_width_px": 1920}


def changes(plan: dict[str, Any] | list[Any], built: dict[str, Any] | list[Any]) -> tuple[Change, ...]:
    """Return the changes between two scenes given by one camera each, or by lists of cameras."""
    scenes = []
    for given in (plan, built):
        rows = given if isinstance(given, list) else [given]
        scenes.append(scene_of({"cameras": [{"id": "C1", "at": [0, 0], **row} for row in rows]}))
    return compare_scenes(*scenes, load_tolerances())


def lens(**angles: float) -> dict[str, Any]:
    return {"lens": Lens(image_width_px=1920, **angles)}


@pytest.mark.parametrize(
    ("plan", "built", "change", "field", "deviation", "extent"),
    [
        ({}, {"at": [3, 4]}, "moved", "position_m", 5.0, BEYOND),
        ({}, {"at": [0.6, 0.8]}, "moved", "position_m", 1.0, WITHIN),
        ({}, {"at": [0.61, 0.8]}, "moved", "position_m", 1.006, BEYOND),
        ({"height_m": 5}, {"height_m": 5.5}, "raised", "height_m", 0.5, WITHIN),
        ({"height_m": 5}, {"height_m": 4.4}, "raised", "height_m", 0.6, BEYOND),
        ({"azimuth_deg": 10}, {"azimuth_deg": 15}, "re_aimed", "azimuth_deg", 5.0, WITHIN),
        ({"azimuth_deg": 357}, {"azimuth_deg": 3}, "re_aimed", "azimuth_deg", 6.0, BEYOND),
        ({"azimuth_deg": 3}, {"azimuth_deg": 358}, "re_aimed", "azimuth_deg", 5.0, WITHIN),
        ({"azimuth_deg": 0}, {"azimuth_deg": 180}, "re_aimed", "azimuth_deg", 180.0, BEYOND),
        ({"tilt_deg": 10}, {"tilt_deg": 13}, "re_aimed", "tilt_deg", 3.0, WITHIN),
        ({"tilt_deg": 10}, {"tilt_deg": 6.5}, "re_aimed", "tilt_deg", 3.5, BEYOND),
        (lens(hfov_deg=60), lens(hfov_deg=65), "refocused", "hfov_deg", 5.0, WITHIN),
        (lens(hfov_deg=60), lens(hfov_deg=54), "refocused", "hfov_deg", 6.0, BEYOND),
    ],
)
def test_measured(
    plan: dict[str, Any], built: dict[str, Any], change: str, *, field: str, deviation: float, extent: str
) -> None:
    (found,) = changes(plan, built)
    assert (found.change, found.field, found.extent) == (change, field, extent)
    assert found.deviation == pytest.approx(deviation, abs=1e-3)
    assert found.tolerance == load_tolerances()[field].value


def test_a_focal_length_is_compared_by_its_angle() -> None:
    # 4 mm before 4 mm: 53.13 degrees; before 3.2 mm: 43.60.
    plan = lens(focal_length_mm=4.0, sensor_width_mm=4.0)
    (found,) = changes(plan, lens(focal_length_mm=4.0, sensor_width_mm=3.2))
    assert found.deviation == pytest.approx(53.130 - 43.603, abs=1e-3)
    assert changes(plan, lens(hfov_deg=53.13)) == ()


def test_rounding_is_no_change() -> None:
    assert changes({"azimuth_deg": 10}, {"at": [0.0009, 0], "azimuth_deg": 10.009}) == ()


@pytest.mark.parametrize(
    ("plan", "built", "change"),
    [
        ({"kind": "fixed"}, {"kind": "ptz"}, "retyped"),
        ({"brand": "A"}, {"brand": "B"}, "replaced"),
        ({"model": "A"}, {"model": "B"}, "replaced"),
        ({"has_audio": "no"}, {"has_audio": "yes"}, "refitted"),
        ({"has_face_recognition": "no"}, {"has_face_recognition": "yes"}, "refitted"),
        ({"regime": "gov"}, {"regime": "other_public"}, "reassigned"),
        ({"system_id": "S1"}, {"system_id": "S2"}, "reassigned"),
        ({"social_public_area": "yes"}, {"social_public_area": "no"}, "reassigned"),
    ],
)
def test_declared(plan: dict[str, str], built: dict[str, str], change: str) -> None:
    (found,) = changes(plan, built)
    (name,) = plan
    assert (found.change, found.field, found.plan, found.built) == (change, name, plan[name], built[name])
    assert found.extent == BEYOND


def test_a_kind_that_stands_by_default_is_not_known_as_built() -> None:
    (found,) = changes({"kind": "ptz"}, {"kind": "fixed"})
    assert (found.change, found.extent) == ("retyped", UNKNOWN)


def test_another_resolution_is_another_device() -> None:
    wider = {"lens": Lens(image_width_px=3840, hfov_deg=60.0)}
    (found,) = changes({}, wider)
    assert (found.change, found.field, found.plan, found.built) == (
        "replaced", "image_width_px", "1920", "3840",
    )  # fmt: skip


def test_what_the_plan_leaves_open_cannot_be_deviated_from() -> None:
    assert changes({"height_m": None}, {"height_m": 9, "model": "A", "regime": "gov"}) == ()
    assert changes({"tilt_deg": 0.0, "assumed": ("tilt_deg",)}, {"tilt_deg": 30.0}) == ()
    assert changes({"assumed": ("hfov_deg",)}, lens(hfov_deg=90)) == ()


@pytest.mark.parametrize(
    ("plan", "built", "field"),
    [
        ({"height_m": 5}, {"height_m": None}, "height_m"),
        ({"tilt_deg": 10}, {"assumed": ("tilt_deg",)}, "tilt_deg"),
        ({}, {"azimuth_deg": None}, "azimuth_deg"),
        ({}, {"assumed": ("hfov_deg",)}, "hfov_deg"),
        ({"model": "A"}, {}, "model"),
        ({"regime": "gov"}, {}, "regime"),
    ],
)
def test_what_only_the_plan_gives_is_unknown(plan: dict[str, Any], built: dict[str, Any], field: str) -> None:
    (found,) = changes(plan, built)
    assert (found.field, found.built, found.extent) == (field, "", UNKNOWN)


def test_cameras_that_came_and_went() -> None:
    went, came = changes([{}, {"id": "C2", "at": [9, 0]}], [{}, {"id": "C3", "at": [0, 9]}])
    assert (went.change, went.subject_id, went.perhaps_id) == ("removed", "C2", "")
    assert (came.change, came.subject_id, came.perhaps_id) == ("added", "C3", "")


def test_one_gone_and_one_come_at_the_same_place_name_each_other() -> None:
    went, came = changes([{"id": "old"}], [{"id": "new", "at": [1, 0]}])
    assert (went.perhaps_id, came.perhaps_id) == ("new", "old")
    went, came = changes([{"id": "old"}], [{"id": "new", "at": [1.01, 0]}])
    assert (went.perhaps_id, came.perhaps_id) == ("", "")


def test_each_bears_the_name_of_one_only() -> None:
    went, *came = changes([{"id": "old"}], [{"id": "new", "at": [0.1, 0]}, {"id": "newer", "at": [0.2, 0]}])
    assert sorted(each.perhaps_id for each in came) == ["", "old"]
    assert went.perhaps_id in ("new", "newer")


def test_the_geometry_of_a_move_leads_from_plan_to_built() -> None:
    (found,) = changes({}, {"at": [3, 4]})
    assert found.geometry is not None
    assert found.geometry.length == pytest.approx(5.0)


def test_systems_that_differ() -> None:
    plan = scene_of({"systems": [{"id": "S1", "unit_name": "Streets", "retention_days": 30.0}, {"id": "S2"}]})
    built = scene_of({"systems": [{"id": "S1", "unit_name": "Parks", "retention_days": 60.0}]})
    found = compare_scenes(plan, built, load_tolerances())
    assert [(each.change, each.plan, each.built) for each in found] == [
        ("unit_changed", "Streets", "Parks"),
        ("retention_changed", "30", "60"),
    ]
    (unknown, _) = compare_scenes(plan, scene_of({"systems": [{"id": "S1"}]}), load_tolerances())
    assert unknown.extent == UNKNOWN


def test_own_tolerances_decide() -> None:
    scenes = (
        scene_of({"cameras": [{"id": "C1", "at": [0, 0]}]}),
        scene_of({"cameras": [{"id": "C1", "at": [3, 0]}]}),
    )
    (found,) = compare_scenes(*scenes, load_tolerances({"position_m": "3"}))
    assert (found.extent, found.tolerance) == (WITHIN, 3.0)
