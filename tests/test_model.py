"""Values refuse nonsense at birth."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from siting.errors import InputError
from siting.model import Camera, Ladder, Lens

WHOLE = {"id": "C1", "easting_m": 0.0, "northing_m": 0.0, "height_m": 4.0, "azimuth_deg": 90.0}


def test_a_whole_camera_is_frozen():
    camera = Camera(**WHOLE)
    assert (camera.tilt_deg, camera.lens, camera.assumed) == (0.0, None, ())
    with pytest.raises(FrozenInstanceError):
        camera.height_m = 5.0  # type: ignore[misc]
    assert replace(camera, height_m=5.0).height_m == 5.0


@pytest.mark.parametrize(
    ("field", "value", "allowed"),
    [
        ("height_m", 0.0, "above 0"),
        ("height_m", -1.0, "above 0"),
        ("height_m", float("nan"), "above 0"),
        ("height_m", "4", "a number"),
        ("azimuth_deg", 361.0, "from 0 to 360"),
        ("azimuth_deg", -1.0, "from 0 to 360"),
        ("tilt_deg", 91.0, "from -90 to 90"),
        ("roll_deg", 181.0, "from -180 to 180"),
        ("kind", "toaster", "fixed, ptz, panoramic, multi"),
        ("status", "gone", "proposed, existing"),
        ("has_audio", "maybe", "yes or no"),
        ("easting_m", float("inf"), "a finite number"),
        ("northing_m", None, "a finite number"),
        ("bitrate_kbps", 0.0, "above 0"),
        ("consent_date", 20250401, "YYYY-MM-DD"),
    ],
)
def test_a_camera_refuses_what_is_outside_its_limits(field, value, allowed):
    with pytest.raises(InputError) as caught:
        Camera(**{**WHOLE, field: value})
    fault = caught.value.faults[0]
    assert (fault.field, fault.row) == (field, "C1")
    assert allowed in fault.allowed


def test_all_faults_of_a_camera_come_at_once():
    with pytest.raises(InputError) as caught:
        Camera(**{**WHOLE, "height_m": -1.0, "tilt_deg": 100.0})
    assert {fault.field for fault in caught.value.faults} == {"height_m", "tilt_deg"}


def test_regimes_of_a_pack_are_kept():
    assert Camera(**WHOLE, regime="of_a_pack").regime == "of_a_pack"


@pytest.mark.parametrize(
    "lens",
    [
        {"image_width_px": 1920, "hfov_deg": 90.0},
        {"image_width_px": 1920, "focal_length_mm": 4.0, "sensor_width_mm": 5.37},
        {"image_width_px": 16, "hfov_deg": 360.0, "vfov_deg": 40.0, "image_height_px": 16},
    ],
)
def test_lenses(lens):
    assert Lens(**lens).image_width_px == lens["image_width_px"]


@pytest.mark.parametrize(
    "lens",
    [
        {"image_width_px": 1920},
        {"image_width_px": 1920, "focal_length_mm": 4.0},
        {"image_width_px": 0, "hfov_deg": 90.0},
        {"image_width_px": 1920, "hfov_deg": 0.0},
        {"image_width_px": 1920, "hfov_deg": 400.0},
        {"image_width_px": 1920, "hfov_deg": 90.0, "focal_length_mm": -4.0},
    ],
)
def test_a_lens_refuses_what_gives_no_view(lens):
    with pytest.raises(InputError, match="cameras"):
        Lens(**lens)


def test_a_ladder_names_densities():
    ladder = Ladder("l", (("detect", 25.0), ("identify", 250.0)))
    assert [ladder.class_of(value) for value in (24.9, 25.0, 249.9, 250.0, 1e9)] == [
        "below",
        "detect",
        "detect",
        "identify",
        "identify",
    ]


@pytest.mark.parametrize("classes", [(), (("a", 2.0), ("b", 1.0)), (("a", 1.0), ("b", 1.0)), (("a", 0.0),)])
def test_a_ladder_ascends(classes):
    with pytest.raises(InputError, match="ascending"):
        Ladder("l", classes)
