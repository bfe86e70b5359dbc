"""Signs whose column of camera ids was not read are not said to name nobody."""

from __future__ import annotations

from datetime import date

import geopandas as gpd
import pytest

from siting.assess import assess
from tests.io.frames import EPSG, cameras, houses, point, scene, square

GIVEN = {"tilt_deg": 5, "kind": "fixed", "status": "existing", "regime": "gov", "social_public_area": "yes"}


def found_of(column, *, cell="C1", east_m=21.0):
    signs = gpd.GeoDataFrame({"id": ["S1"], column: [cell]}, geometry=[point(east_m)], crs=EPSG)
    plan = scene(houses(square(200, 200), height=[9]), cameras=cameras(**GIVEN), signs=signs)
    made = assess(plan, on=date(2025, 9, 1), packs=["cn_2025"])
    (row,) = made.findings[made.findings["duty_id"] == "cn_2025/13/has_sign"].to_dict("records")
    return row, {each["id"]: each for each in made.summary["hints"]}


@pytest.mark.parametrize("column", ["摄像机", "点位编号", "camera_ids", "摄像机编号"])
def test_columns_of_camera_ids_are_read(column):
    row, hints = found_of(column)
    assert row["outcome"] == "pass"
    assert "signs.cameras_not_read" not in hints


@pytest.mark.parametrize("east_m", [21.0, 5000.0])
def test_a_column_that_is_not_known_is_named_with_the_remedy(east_m):
    # However far: one of the signs may name the camera in a column that was not read.
    row, hints = found_of("看这里", east_m=east_m)
    assert (row["outcome"], row["flags"].split(",")[0]) == ("undecided", "sign_cameras_not_read")
    assert "看这里" in row["message_en"]
    assert "camera_ids (摄像机编号)" in row["message_en"]
    assert "names no camera" not in row["message_en"]
    assert "看这里" in row["message_zh"]
    assert "看这里" in hints["signs.cameras_not_read"]["zh"]


def test_a_cell_that_is_empty_still_names_no_camera():
    row, hints = found_of("camera_ids", cell=None)
    assert "names no camera" in row["message_en"]
    assert "signs.cameras_not_read" not in hints


@pytest.mark.parametrize("cell", ["C1, C9", "C9"])
def test_a_sign_that_names_an_unknown_camera_reaches_the_summary(cell):
    _, hints = found_of("camera_ids", cell=cell)
    assert hints["signs.lost"]["count"] == 1
    assert "S1: C9" in hints["signs.lost"]["en"]
    assert "signs.lost" not in found_of("camera_ids")[1]
