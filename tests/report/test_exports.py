"""Exports, read back with other readers than wrote them."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import replace
from xml.etree import ElementTree as ET

import geopandas as gpd
import numpy as np
import openpyxl
import pyogrio
import pytest
import shapely

from siting.assess import assess
from siting.coverage.rows import by_day
from siting.errors import OutputError, UsageError
from siting.report.exports import export_dxf, export_gpkg, export_kml, export_plan, export_xlsx
from siting.report.plan_layers import plan_layers
from siting.report.workbook import homes_of
from tests.street import PICTURE, SCRIPT, street

DAY = "2026-03-01"
FORMULA = '=HYPERLINK("http://example.org")'


@pytest.fixture(scope="module")
def plan():
    drawn = street()
    names = [FORMULA, "+1", "住宅\x07一", "@x", None]
    return assess(replace(drawn, buildings=drawn.buildings.assign(name=names)), on=DAY)


def _apart(one, other):
    return max(shapely.distance(np.asarray(one), np.asarray(other)).max(), 0.0)


def test_every_layer_of_a_kml_is_read_back_in_degrees(plan, tmp_path):
    path = export_kml(plan, tmp_path / "plan.kml", lang="zh")
    assert {"摄像机", "可见的受保护窗户", "覆盖：观察"} <= {name for name, _ in pyogrio.list_layers(path)}
    cameras = gpd.read_file(path, layer="摄像机")
    assert cameras.crs.to_epsg() == 4326
    assert list(cameras["Name"]) == list(plan.cameras["id"])
    # A seventh decimal is a centimetre.
    assert _apart(cameras.to_crs(plan.scene.crs).geometry, plan.cameras.geometry) < 0.02
    assert shapely.get_z(cameras.geometry.to_numpy()).tolist() == plan.cameras["height_m"].tolist()


def test_what_is_covered_keeps_its_area_in_a_kml(plan, tmp_path):
    path = export_kml(plan, tmp_path / "plan.kml")
    read = gpd.read_file(path, layer="Coverage: observe").to_crs(plan.scene.crs)
    covered = by_day(plan.coverage)
    assert read.area.sum() == pytest.approx(covered["area_m2"][covered["class"] == "observe"].sum(), rel=1e-3)


def test_names_stay_names_in_a_kml_and_it_says_that_it_is_internal(plan, tmp_path):
    text = export_kml(plan, tmp_path / "plan.kml").read_text(encoding="utf-8")
    root = ET.fromstring(text)
    assert not [node for node in root.iter() if node.tag.endswith("script")]
    said = {node.text for node in root.iter() if node.tag.endswith("}name")}
    assert {SCRIPT, PICTURE} <= said
    assert "confidential" in root[0][1].text
    assert plan.scene.attribution[0] in root[0][1].text


def test_a_drawing_has_layers_in_metres(plan, tmp_path):
    path = export_dxf(plan, tmp_path / "plan.dxf")
    assert path.read_bytes().isascii()
    read = pyogrio.read_dataframe(path)
    layers = {layer.key: layer for layer in plan_layers(plan)}
    assert set(read["Layer"]) == {f"SITING_{key.upper()}" for key in layers}
    cameras = read[(read["Layer"] == "SITING_CAMERAS") & (read.geom_type == "Point") & read["Text"].isna()]
    assert _apart(cameras.geometry, plan.cameras.geometry) < 1e-3
    told = read["Text"][(read["Layer"] == "SITING_CAMERAS") & read["Text"].notna()]
    assert list(told) == list(plan.cameras["id"])
    houses = read[read["Layer"] == "SITING_BUILDINGS"]
    assert len(houses) == len(layers["buildings"].frame)
    assert sorted(houses.length) == pytest.approx(sorted(layers["buildings"].frame.length), abs=1e-2)


def test_a_name_in_chinese_is_read_back_from_a_drawing(tmp_path):
    drawn = street()
    first = replace(drawn.cameras[0], id="东门\n0\nEOF")
    path = export_dxf(assess(replace(drawn, cameras=(first,)), on=DAY), tmp_path / "plan.dxf")
    told = pyogrio.read_dataframe(path)["Text"].dropna()
    # The reader hands the escapes on as they stand; drawing programs show the signs.
    shown = [re.sub(r"\\U\+(\w{4})", lambda found: chr(int(found[1], 16)), text) for text in told]
    assert "东门 0 EOF" in shown


def _table(sheet):
    rows = list(sheet.iter_rows(values_only=True))
    return rows[0], rows[1:]


def test_a_workbook_has_its_sheets_with_numbers_as_numbers(plan, tmp_path):
    book = openpyxl.load_workbook(export_xlsx(plan, tmp_path / "plan.xlsx"))
    assert book.sheetnames == [
        "Cameras 摄像机",
        "Findings 检查结果",
        "Homes in view 可见住宅",
        "Ledger 台账",
        "About 说明",
    ]
    head, rows = _table(book["Cameras 摄像机"])
    at = {name: k for k, name in enumerate(head)}
    assert [row[at["id"]] for row in rows] == list(plan.cameras["id"])
    assert [row[at["height_m"]] for row in rows] == plan.cameras["height_m"].tolist()
    findings, told = _table(book["Findings 检查结果"])
    assert {"message_zh", "message_en"} <= set(findings)
    assert len(told) == len(plan.findings)
    for sheet in book.worksheets[:4]:
        assert sheet.auto_filter.ref.startswith("A1:")
        assert sheet.freeze_panes == "B2"
    homes, seen = _table(book["Homes in view 可见住宅"])
    place = homes.index("worst_px_per_m")
    best = plan.facades.groupby("building_id")["max_px_per_m"].max()
    assert {row[0]: row[place] for row in seen} == pytest.approx(best.to_dict())


def test_nothing_in_a_workbook_is_run(plan, tmp_path):
    book = openpyxl.load_workbook(export_xlsx(plan, tmp_path / "plan.xlsx"))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert [cell for cell in cells if cell.data_type == "f"] == []
    texts = {cell.value: cell for cell in cells if isinstance(cell.value, str)}
    assert texts[FORMULA].quotePrefix
    assert texts["+1"].data_type == "s"


def test_homes_are_told_by_what_is_sharpest_of_them(plan):
    homes = homes_of(plan)
    assert homes["worst_px_per_m"].is_monotonic_decreasing
    best = plan.facades.loc[plan.facades["max_px_per_m"].idxmax()]
    assert (homes["building_id"][0], homes["worst_camera_id"][0]) == (best["building_id"], best["camera_id"])


def test_a_geopackage_carries_styles_that_qgis_takes_up(plan, tmp_path):
    path = export_gpkg(plan, tmp_path / "plan.gpkg", lang="zh")
    layers = {name for name, _ in pyogrio.list_layers(path)}
    assert {"cameras", "coverage_observe", "facades", "homes_in_view", "ledger", "layer_styles"} <= layers
    cameras = gpd.read_file(path, layer="cameras")
    assert cameras.crs == plan.scene.crs
    assert _apart(cameras.geometry, plan.cameras.geometry) == 0.0
    with sqlite3.connect(path) as base:
        columns = dict(base.execute("SELECT table_name, column_name FROM gpkg_geometry_columns").fetchall())
        styles = base.execute(
            "SELECT f_table_name, f_geometry_column, styleName, styleQML, useAsDefault FROM layer_styles"
        ).fetchall()
    base.close()
    assert {name: column for name, column, *_ in styles} == columns
    for _, _, name, qml, is_default in styles:
        assert name
        assert is_default == 1
        assert ET.fromstring(qml).tag == "qgis"


@pytest.mark.parametrize("ending", ["kml", "dxf", "xlsx", "gpkg"])
def test_the_ending_says_the_form_and_a_file_is_replaced_whole(plan, tmp_path, ending):
    path = tmp_path / "deep" / f"plan.{ending.upper()}"
    assert export_plan(plan, path) == path.resolve()
    first = path.stat().st_size
    path.write_bytes(b"old")
    export_plan(plan, path)
    assert path.stat().st_size == pytest.approx(first, rel=0.01)
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_what_cannot_be_written_is_told_and_leaves_the_old_file(plan, tmp_path, monkeypatch):
    with pytest.raises(UsageError, match=r"plan.pdf: found .pdf; allowed .kml, .dxf, .xlsx, .gpkg"):
        export_plan(plan, tmp_path / "plan.pdf")
    (tmp_path / "folder.kml").mkdir()
    with pytest.raises(OutputError, match="found a folder"):
        export_plan(plan, tmp_path / "folder.kml")
    old = tmp_path / "plan.kml"
    old.write_text("old")
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot be written"):
        export_plan(plan, tmp_path / "file" / "plan.kml")

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("siting.report.exports.Path.replace", full)
    with pytest.raises(OutputError, match="No space left"):
        export_plan(plan, old)
    assert old.read_text() == "old"
    assert sorted(each.name for each in tmp_path.iterdir()) == ["file", "folder.kml", "plan.kml"]


def test_a_plan_without_cameras_is_exported_too(tmp_path):
    bare = assess(replace(street(), cameras=()), on=DAY)
    for ending in ("kml", "dxf", "xlsx", "gpkg"):
        assert export_plan(bare, tmp_path / f"plan.{ending}").stat().st_size > 0
