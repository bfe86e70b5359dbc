"""The widest image that a plan does not exclude: what only it sees is flagged and never passed over."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from siting.assess import assess
from siting.coverage.aim import Aim
from siting.coverage.optics import resolve, widest
from siting.coverage.sights import eyes_of
from siting.coverage.table import cover
from siting.coverage.used import grid_azimuths_deg
from siting.coverage.wall_table import table_of_walls
from siting.coverage.wider_images import walls_gained
from siting.model import SENSOR_FORMAT, Lens
from tests.coverage.readings import area_m2, camera_row, rows_of
from tests.coverage.test_against_judge import invented_town
from tests.scenes import camera, entrance, home, rect, scene

PUBLIC: dict[str, Any] = {"social_public_area": "yes", "regime": "gov", "status": "proposed"}
UNTOLD: dict[str, Any] = {"image_height_px": None, "hfov_deg": 90.0, **PUBLIC}
SHAPE = "image_shape_assumed"
# Ten metres away an image of 90 degrees shows 5.63 m up and down at 16:9, 7.5 m at 4:3, 8 m at 5:4. The
# windows of the fifth storey of 3 m begin 12.9 m above ground, those of the fourth at 9.9 m.
TALL = home(rect(-5, 10, 5, 15), 15.0, levels=5)


def storeys(table: Any, view: str, camera_id: str = "cam-0") -> set[int]:
    return {row["storey"] for row in rows_of(table, camera_id, view=view, wall=0)}


# --- What the sheet does not exclude ------------------------------------------------------------


def test_without_a_height_the_tallest_usual_image_is_5_to_4() -> None:
    lens = Lens(image_width_px=1920, hfov_deg=90.0)
    assert widest(lens).vfov_deg == pytest.approx(2 * math.degrees(math.atan(0.8)))
    assert widest(lens).f_px == resolve(lens).f_px


@pytest.mark.parametrize("told", [{"image_height_px": 1440}, {"vfov_deg": 55.0}])
def test_a_told_shape_leaves_nothing_open(told: dict[str, Any]) -> None:
    lens = Lens(image_width_px=1920, hfov_deg=90.0, **told)
    assert widest(lens) == resolve(lens)


def test_a_wide_lens_sees_at_least_as_high_as_a_flat_one_of_100_degrees() -> None:
    flat = widest(Lens(image_width_px=1920, hfov_deg=100.0))
    assert widest(Lens(image_width_px=1920, hfov_deg=101.0)).vfov_deg == pytest.approx(flat.vfov_deg)
    assert widest(Lens(image_width_px=1920, hfov_deg=150.0)).vfov_deg == pytest.approx(120.0)


def test_a_nominal_format_is_9_percent_wider_or_sharper() -> None:
    # Of one diagonal a 16:9 sensor is 0.8716 wide, one of 4:3 0.8.
    lens = Lens(image_width_px=1920, focal_length_mm=4.0, sensor_width_mm=4.8, image_height_px=1080)
    most = widest(lens, is_nominal=True)
    ratio = (16 / math.sqrt(337)) / 0.8
    assert ratio == pytest.approx(1.0895, abs=1e-4)
    assert most.f_px == pytest.approx(1600 * ratio)
    assert most.hfov_deg == pytest.approx(2 * math.degrees(math.atan(0.6 * ratio)))
    assert widest(lens) == resolve(lens)


# --- Homes, doors, rooms ------------------------------------------------------------------------


def test_a_storey_that_only_a_taller_image_shows_is_a_row_of_its_own() -> None:
    table = cover(scene([TALL], [camera(**UNTOLD)]))
    assert storeys(table, "main") == {0, 1, 2}
    (row,) = rows_of(table, view="possible:main", wall=0)
    assert row["storey"] == 3
    assert SHAPE in row["flags"]
    assert SHAPE in camera_row(table)["flags"]
    # At 5:4 the image ends 12 m up, right at the upper edge of that storey's windows and more: seen whole.
    assert row["area_m2"] == pytest.approx(10.0 * 1.2)


@pytest.mark.parametrize("told", [{"image_height_px": 1080}, {"image_height_px": None, "vfov_deg": 58.7}])
def test_a_told_shape_is_not_flagged_and_sees_what_it_says(told: dict[str, Any]) -> None:
    table = cover(scene([TALL], [camera(**{**UNTOLD, **told})]))
    assert storeys(table, "possible:main") == set()
    assert SHAPE not in camera_row(table)["flags"]


def test_a_4_to_3_image_sees_no_window_that_the_untold_one_does_not_know_of() -> None:
    untold = cover(scene([TALL], [camera(**UNTOLD)]))
    told = cover(scene([TALL], [camera(**{**UNTOLD, "image_height_px": 1440})]))
    assert storeys(told, "main") <= storeys(untold, "main") | storeys(untold, "possible:main")


def test_coverage_stays_that_of_16_to_9() -> None:
    untold, told = (
        cover(scene([TALL], [camera(**{**UNTOLD, "image_height_px": px})])) for px in (None, 1080)
    )
    assert area_m2(untold) == pytest.approx(area_m2(told))
    assert SHAPE in untold.coverage["flags"].iloc[0]


def test_of_a_window_partly_in_the_image_the_whole_is_possible() -> None:
    # 16:9 ends 9.625 m up: of the band from 9 to 10.2 m it shows 0.625 m, 5:4 all.
    half = home(rect(-5, 10, 5, 15), 3.0, base_m=8.1, levels=1)
    table = cover(scene([half], [camera(**UNTOLD)]))
    (sure,), (possible,) = (rows_of(table, view=view, wall=0) for view in ("main", "possible:main"))
    assert sure["area_m2"] == pytest.approx(10.0 * 0.625)
    assert possible["area_m2"] == pytest.approx(10.0 * 1.2)
    assert SHAPE not in sure["flags"]


def outcomes(case: Any, duty: str) -> dict[str, str]:
    found = assess(case, packs=["cn_2016_draft"]).findings
    mine = found[found["duty_id"].str.endswith(duty)]
    return dict(zip(mine["object_id"], mine["outcome"], strict=True))


def test_a_home_that_only_a_taller_image_shows_is_undecided() -> None:
    # Looking up by 45 degrees 16:9 begins 15.6 degrees above the horizon, 5:4 6.3 degrees: between lie the
    # windows of a narrow house 8 m ahead, 0.8 to 2 m above the eye, at 5.7 to 14 degrees.
    low = home(rect(-0.5, 8, 0.5, 10), 3.0, base_m=3.9, levels=1)
    found = outcomes(scene([low], [camera(tilt_deg=-45.0, **UNTOLD)]), "view_into_residence")
    assert set(found.values()) == {"undecided"}
    told = scene([low], [camera(**{**UNTOLD, "tilt_deg": -45.0, "image_height_px": 1080})])
    assert set(outcomes(told, "view_into_residence").values()) == {"pass"}


def test_a_home_that_no_usual_image_shows_passes() -> None:
    behind = home(rect(-3, -10, 3, -8), 3.0, levels=1)
    found = outcomes(scene([behind], [camera(**UNTOLD)]), "view_into_residence")
    assert set(found.values()) == {"pass"}


def test_a_home_that_16_to_9_shows_fails_all_the_same() -> None:
    found = outcomes(scene([TALL], [camera(**UNTOLD)]), "view_into_residence")
    assert set(found.values()) == {"fail"}


def test_a_door_that_only_a_taller_image_shows_is_a_row_of_its_own() -> None:
    # Straight ahead 3 m off: 16:9 reaches 1.69 m down from 4 m, so the door of 2.1 m is out; 5:4 2.4 m.
    house = home(rect(-5, 3, 5, 8), 9.0)
    case = scene([house], [camera(**UNTOLD)], entrances=[entrance(0.0, 3.0, "b-0")])
    doors = cover(case).places.doors
    assert doors["view"].tolist() == ["possible:main"]
    assert SHAPE in doors["flags"].iloc[0]
    told = replace(case, cameras=tuple(with_height(each, 1080) for each in case.cameras))
    assert cover(told).places.doors.empty


def with_height(each: Any, height_px: int) -> Any:
    return replace(each, lens=replace(each.lens, image_height_px=height_px))


# --- Other kinds --------------------------------------------------------------------------------


def test_of_a_turning_head_the_capability_has_the_wider_image() -> None:
    limits = {"pan_min_deg": -10.0, "pan_max_deg": 10.0, "tilt_min_deg": 0.0, "tilt_max_deg": 10.0}
    head = camera(kind="ptz", zoom_hfov_deg=30.0, **limits, **UNTOLD)
    table = cover(scene([home(rect(-1, 10, 1, 15), 15.0, levels=5)], [head]))
    assert 3 in storeys(table, "possible:capability")
    assert 3 not in storeys(table, "capability")


def test_a_wide_lens_of_unknown_height_has_it_too() -> None:
    table = cover(scene([TALL], [camera(image_height_px=None, hfov_deg=101.0, tilt_deg=5.0)]))
    assert SHAPE in camera_row(table)["flags"]
    assert storeys(table, "possible:main") - storeys(table, "main")


def test_a_nominal_sensor_is_asked_with_the_wider_view_and_the_sharper_image() -> None:
    side = home(rect(6.2, 10, 9, 15), 3.0, levels=1)
    lens = {"hfov_deg": None, "focal_length_mm": 4.0, "sensor_width_mm": 4.8}
    one = camera(**lens, image_height_px=1080, assumed=(SENSOR_FORMAT,))
    table = cover(scene([side], [one]))
    assert rows_of(table, view="main", wall=0) == []
    (row,) = rows_of(table, view="possible:main", wall=0)
    assert "sensor_format_assumed" in row["flags"]
    assert row["max_px_per_m"] == pytest.approx(1600 * 1.0895 / 10.0, rel=1e-4)
    assert "sensor_format_assumed" in camera_row(table)["flags"]
    assert "optics_assumed" not in camera_row(table)["flags"]


# --- Which walls are asked ----------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 2])
def test_walls_that_are_not_asked_gain_nothing(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked wall by wall without leaving any out, the rows are the same."""
    town = invented_town(seed)
    random = np.random.default_rng(seed)
    cameras = tuple(
        replace(
            each,
            tilt_deg=float(random.uniform(-30, 60)),
            roll_deg=float(random.choice([0.0, 17.0, 90.0])),
            lens=replace(each.lens, image_height_px=None, vfov_deg=None),
        )
        for each in town.cameras
        if each.lens is not None
    )
    case = replace(town, cameras=cameras)
    some = cover(case).facades
    monkeypatch.setattr("siting.coverage.looks.walls_gained", lambda _aims, rows, _walls: rows)
    every = cover(case).facades
    assert (some["view"] == "possible:main").any()
    assert some["panel_wkb_z"].tolist() == every["panel_wkb_z"].tolist()
    assert some["flags"].tolist() == every["flags"].tolist()


def test_without_a_wall_there_is_nothing_to_ask() -> None:
    case = scene([TALL], [camera(**UNTOLD)])
    (eye,) = eyes_of(case, grid_azimuths_deg(case))
    aim = Aim(eye.camera, (0.0, 0.0), eye.sights[0])
    (rows,) = walls_gained([aim], [np.empty(0, np.int64)], table_of_walls(()))
    assert len(rows) == 0
