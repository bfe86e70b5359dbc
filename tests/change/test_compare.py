"""What differs between two scenes, on each side of every tolerance."""

from __future__ import annotations

import ast
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

import siting.coverage
from siting.change.cameras import COMPARED
from siting.change.compare import compare_scenes
from siting.model import Camera, Lens
from siting.rules.changes import BEYOND, UNKNOWN, WITHIN, Change
from siting.rules.tolerances import load_tolerances
from tests.rules.scenes import scene_of

LENS = {"image_width_px": 1920}


def changes(plan: dict[str, Any] | list[Any], built: dict[str, Any] | list[Any]) -> tuple[Change, ...]:
    """Return the changes between two scenes given by one camera each, or by lists of cameras."""
    return compare_scenes(*map(scene_with, (plan, built)), load_tolerances())


def scene_with(given: dict[str, Any] | list[Any], presets: list[Any] | None = None) -> Any:
    rows = given if isinstance(given, list) else [given]
    cameras = [{"id": "C1", "at": [0, 0], **row} for row in rows]
    return scene_of({"cameras": cameras, **({"presets": presets} if presets else {})})


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
    turned = {"id": "new", "azimuth_deg": 90.0}
    went, came = changes([{"id": "old"}], [{**turned, "at": [1, 0]}])
    assert (went.perhaps_id, came.perhaps_id) == ("new", "old")
    went, came = changes([{"id": "old"}], [{**turned, "at": [1.01, 0]}])
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


# --- All that decides what a camera sees --------------------------------------------------------

COVERAGE = Path(siting.coverage.__file__).parent
# Who a camera is and by whom, where nothing was given, and what is worked out from the plan by itself.
NOT_SEEING = {"id", "lens", "assumed", "status", "regime"}
TOLERANCES = {"position_tolerance_m", "aim_tolerance_deg", "height_tolerance_m"}


def fields_that_the_engine_reads() -> set[str]:
    """Return the fields of cameras and lenses that any module of the coverage takes off one."""
    known = {each.name for kind in (Camera, Lens) for each in fields(kind)}
    found = set()
    for path in COVERAGE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and node.attr in known:
                owner = node.value
                name = owner.id if isinstance(owner, ast.Name) else getattr(owner, "attr", "")
                if name in ("camera", "lens", "c"):
                    found.add(node.attr)
    return found


def test_every_field_that_the_optics_use_is_compared() -> None:
    used = fields_that_the_engine_reads()
    assert {"roll_deg", "is_fisheye", "zoom_hfov_deg", "image_height_px", "range_m"} <= used
    # A field that the engine newly reads must be compared, or be none that decides what is seen.
    assert used - NOT_SEEING - TOLERANCES <= COMPARED


FULL = {
    "azimuth_deg": 10.0, "height_m": 5.0, "tilt_deg": 10.0, "roll_deg": 0.0, "pan_min_deg": -90.0,
    "pan_max_deg": 90.0, "tilt_min_deg": 0.0, "tilt_max_deg": 90.0, "zoom_hfov_deg": 5.0, "range_m": 60.0,
    "ir_range_m": 30.0, "is_fisheye": "no", "kind": "ptz",
}  # fmt: skip
FULL_LENS = {
    "image_width_px": 1920, "image_height_px": 1080, "hfov_deg": 60.0, "vfov_deg": 35.0,
    "focal_length_mm": 4.0, "sensor_width_mm": 4.8,
}  # fmt: skip
OTHER = {
    "azimuth_deg": 40.0, "height_m": 8.0, "tilt_deg": 30.0, "roll_deg": 90.0, "pan_min_deg": -60.0,
    "pan_max_deg": 120.0, "tilt_min_deg": 10.0, "tilt_max_deg": 60.0, "zoom_hfov_deg": 15.0, "range_m": 80.0,
    "ir_range_m": 50.0, "is_fisheye": "yes", "kind": "multi", "image_width_px": 3840, "image_height_px": 1440,
    "hfov_deg": 90.0, "vfov_deg": 50.0, "focal_length_mm": 2.8, "sensor_width_mm": 5.37,
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(OTHER))
def test_a_change_of_any_of_them_is_heard(name: str) -> None:
    plan = {**FULL, "lens": Lens(**FULL_LENS)}
    if name in FULL_LENS:
        built = {**FULL, "lens": Lens(**{**FULL_LENS, name: OTHER[name]})}
    else:
        built = {**plan, name: OTHER[name]}
    found = changes(plan, built)
    assert [(each.field, each.extent) for each in found] == [(name, BEYOND)]
    assert changes(plan, plan) == ()


def test_a_sector_that_became_a_fisheye_is_told() -> None:
    plan = {"kind": "panoramic", "tilt_deg": 90.0}
    (found,) = changes(plan, {**plan, "is_fisheye": "yes"})
    assert (found.change, found.field, found.plan, found.built) == ("retyped", "is_fisheye", "no", "yes")
    (back,) = changes({**plan, "is_fisheye": "yes"}, plan)
    assert (back.plan, back.built, back.extent) == ("yes", "no", BEYOND)


def test_the_same_pan_written_otherwise_is_no_change() -> None:
    head = {"kind": "ptz", "tilt_min_deg": 0.0, "tilt_max_deg": 90.0}
    for one, other in (((-90, 90), (270, 90)), ((0, 360), (-180, 180)), ((170, 190), (-190, -170))):
        ends = [{**head, "pan_min_deg": float(low), "pan_max_deg": float(high)} for low, high in (one, other)]
        assert changes(*ends) == ()
    whole, none = ({**head, "pan_min_deg": 0.0, "pan_max_deg": end} for end in (360.0, 0.0))
    assert [each.field for each in changes(whole, none)] == ["pan_max_deg"]


def test_an_angle_that_follows_from_another_is_told_once() -> None:
    plan, built = (lens(hfov_deg=angle, image_height_px=1080) for angle in (60.0, 90.0))
    assert [each.field for each in changes(plan, built)] == ["hfov_deg"]


def preset(name: str, azimuth_deg: float, tilt_deg: float | None = 10.0) -> dict[str, Any]:
    return {
        "camera_id": "C1",
        "name": name,
        "azimuth_deg": azimuth_deg,
        "tilt_deg": tilt_deg,
        "hfov_deg": 60.0,
    }


def test_presets_are_compared_by_their_names() -> None:
    plan = scene_with({"kind": "multi"}, [preset("N", 0.0), preset("E", 90.0), preset("S", 180.0)])
    built = scene_with({"kind": "multi"}, [preset("N", 3.0), preset("E", 120.0), preset("W", 270.0)])
    found = {each.field: each for each in compare_scenes(plan, built, load_tolerances())}
    assert {name: each.extent for name, each in found.items()} == {
        "preset:N": WITHIN, "preset:E": BEYOND, "preset:S": BEYOND, "preset:W": BEYOND,
    }  # fmt: skip
    assert found["preset:E"].deviation == 30.0
    assert (found["preset:S"].plan, found["preset:S"].built) == ("180 / 10 / 60", "")
    assert found["preset:W"].change == "re_aimed"
