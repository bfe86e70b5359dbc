"""One file: its layers, its sheets, and whose ids it bears."""

from __future__ import annotations

import pandas as pd
import pytest

from siting.io import read_scene
from tests.io.frames import cameras, houses


@pytest.mark.parametrize("named", ["id", "camera_id"])
def test_the_ids_of_kml_are_the_owners(tmp_path, named):
    path = tmp_path / "cameras.kml"
    frame = cameras({}, {}).to_crs(4326).rename(columns={"id": named})
    frame.to_file(path, driver="KML")
    assert "cameras.1" in path.read_text(encoding="utf-8")
    read = read_scene(buildings=houses(), cameras=path)
    assert [camera.id for camera in read.cameras] == ["C1", "C2"]
    frame.to_file(path, driver="LIBKML")
    assert [camera.id for camera in read_scene(buildings=houses(), cameras=path).cameras] == ["C1", "C2"]


def test_a_workbook_is_read_by_the_names_of_its_sheets(tmp_path):
    path = tmp_path / "plan.xlsx"
    with pd.ExcelWriter(path) as book:
        pd.DataFrame({"note": ["read me"]}).to_excel(book, sheet_name="说明", index=False)
        pd.DataFrame({"编号": ["S1"], "投入使用日期": ["2025-05-06"]}).to_excel(
            book, sheet_name="系统", index=False
        )
    read = read_scene(buildings=houses(), systems=path)
    assert read.systems["in_use_date"].tolist() == ["2025-05-06"]
    told = read.ledger.query("layer == 'systems'")
    assert told["found"].str.contains("说明").any()
    with_layers = read_scene(path, buildings=houses())
    assert with_layers.systems["id"].tolist() == ["S1"]
    assert with_layers.ledger.query("layer == 'scene'")["found"].tolist() == ["说明"]


def test_a_workbook_without_known_sheets_gives_its_first(tmp_path):
    path = tmp_path / "systems.xlsx"
    with pd.ExcelWriter(path) as book:
        pd.DataFrame({"id": ["S1"]}).to_excel(book, sheet_name="Sheet1", index=False)
        pd.DataFrame({"id": ["S2"]}).to_excel(book, sheet_name="Sheet2", index=False)
    for read in (read_scene(path, buildings=houses()), read_scene(buildings=houses(), systems=path)):
        assert read.systems["id"].tolist() == ["S1"]
        assert read.ledger["done"].str.contains("choose another as systems.xlsx:Sheet2").any()
