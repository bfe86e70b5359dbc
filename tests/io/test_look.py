from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from siting.io import demo_path
from siting.io.look import MISSING, look

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "编号,经度,纬度,朝向,安装高度,水平视场角,水平像素\n"


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "cameras.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_rows_without_coordinates_wait_and_the_others_are_read(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + "A,24.94,60.17,90,4,80,1920\nB,,,45,4,80,1920\nC,,,,,,\n")
    seen = look(None, {"cameras": path})
    assert seen.faults == ()
    assert seen.scene is not None
    assert [camera.id for camera in seen.scene.cameras] == ["A"]
    assert [each.id for each in seen.waiting] == ["B", "C"]
    assert seen.waiting[0].fields == {
        "azimuth_deg": 45.0,
        "height_m": 4.0,
        "hfov_deg": 80.0,
        "image_width_px": 1920.0,
    }
    assert "2 cameras without coordinates" in set(seen.scene.ledger["found"])


def test_a_table_without_columns_of_coordinates_waits_as_a_whole(tmp_path: Path) -> None:
    seen = look(None, {"cameras": written(tmp_path, "编号,朝向,安装高度\nA,90,4\nB,0,4\n")})
    assert seen.faults == ()
    assert seen.scene is not None
    assert seen.scene.cameras == ()
    assert [each.id for each in seen.waiting] == ["A", "B"]


def test_half_a_place_is_a_fault_as_ever(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD + "A,24.94,60.17,90,4,80,1920\nB,24.94,,45,4,80,1920\n")
    seen = look(None, {"cameras": path})
    assert seen.scene is None
    assert [(fault.row, fault.column) for fault in seen.faults] == [("3", "纬度")]


def test_cells_of_waiting_cameras_must_be_readable_and_their_ids_their_own(tmp_path: Path) -> None:
    seen = look(
        None, {"cameras": written(tmp_path, HEAD + "A,24.94,60.17,90,4,80,1920\nB,,,north-ish,4,80,1920\n")}
    )
    assert [fault.row for fault in seen.faults] == ["3"]
    seen = look(None, {"cameras": written(tmp_path, HEAD + "A,24.94,60.17,90,4,80,1920\nA,,,9,4,80,1920\n")})
    assert "'A'" in seen.faults[0].found


def test_what_the_user_says_of_a_column_is_heeded(tmp_path: Path) -> None:
    text = "编号,P1,P2,朝向,安装高度,水平视场角,水平像素\nA,24.94,60.17,90,4,80,1920\n"
    path = written(tmp_path, text)
    assert [each.id for each in look(None, {"cameras": path}).waiting] == ["A"]
    said = {"cameras": {"P1": "lon", "P2": "lat", "安装高度": ""}}
    seen = look(None, {"cameras": path}, columns=said)
    assert seen.waiting == ()
    assert [fault.field for fault in seen.faults] == ["height_m"]
    assert dict(seen.layers[0].columns)["P1"] == "lon"
    said["cameras"]["安装高度"] = "height_m"
    seen = look(None, {"cameras": path}, columns=said)
    assert seen.scene is not None
    assert seen.scene.cameras[0].height_m == 4.0


def test_where_the_system_is_missing_the_places_are_shown_as_they_stand(tmp_path: Path) -> None:
    path = written(
        tmp_path, "id,x,y,azimuth_deg,height_m,hfov_deg,image_width_px\nA,385123,6672123,0,4,80,1920\n"
    )
    seen = look(None, {"cameras": path})
    assert seen.layers[0].system_from == MISSING
    assert seen.layers[0].shapes[0].x == pytest.approx(385123)
    assert seen.scene is None
    assert look(None, {"cameras": path}, crs="EPSG:3067").scene is not None


def test_the_demo_is_seen_as_it_is_read() -> None:
    seen = look(demo_path(), {})
    assert seen.scene is not None
    assert len(seen.scene.cameras) == 40
    assert {each.layer: each.row_count for each in seen.layers}["buildings"] == 441
    assert all(24 < each.shapes[0].centroid.x < 26 for each in seen.layers if len(each.shapes))
