"""Writing: all of it or nothing, the same bytes for the same content, nobody's folder overwritten."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely
from shapely.geometry import LineString, Point, Polygon

from siting.errors import OutputError
from siting.io.write import refuse_foreign_folder, write_folder

if TYPE_CHECKING:
    from pathlib import Path

CRS = "EPSG:3879"
# The railway station of Helsinki, in ETRS-GK25.
EASTING_M, NORTHING_M = 25_496_724.0, 6_673_119.0
SUMMARY = {"made_by": "siting", "scene": "东区"}


def findings(rows: int = 2) -> gpd.GeoDataFrame:
    data: dict[str, Any] = {
        "finding_id": [f"f{k}" for k in range(rows)],
        "subject_id": ["=cmd|' /C calc'!A0", "cam-2"][:rows],
        "observed": ["-83.138", ""][:rows],
        "margin": np.array([-20.6, np.nan][:rows], dtype=float),
        "liability": ['[{"article": 8}]', "[]"][:rows],
        "message_zh": ["可见住宅", "没有标识"][:rows],
        "waived": np.zeros(rows, dtype=bool),
    }
    shapes = [Point(EASTING_M, NORTHING_M), None][:rows]
    return gpd.GeoDataFrame(data, geometry=gpd.GeoSeries(shapes, crs=CRS))


def layers(*, empty: bool = False) -> dict[str, pd.DataFrame]:
    square = Polygon([(0, 0), (4, 0), (4, 4), (0, 4)])
    wall = LineString([(0, 0), (4, 0)])
    frames = {
        "cameras": gpd.GeoDataFrame({"id": ["cam-1"], "model": [None]}, geometry=[Point(1, 1)], crs=CRS),
        "coverage": gpd.GeoDataFrame({"camera_id": ["cam-1"], "area_m2": [16.0]}, geometry=[square], crs=CRS),
        "facades": gpd.GeoDataFrame(
            {"camera_id": ["cam-1"], "panel_wkb_z": [shapely.to_wkb(square)]}, geometry=[wall], crs=CRS
        ),
        "findings": findings(),
        "ledger": pd.DataFrame({"layer": ["cameras"], "done": ["used 1, repaired 0, rejected 0"]}),
    }
    return {name: frame.iloc[:0] for name, frame in frames.items()} if empty else frames


def write(folder: Path, *, empty: bool = False, scene: str = "东区") -> Path:
    return write_folder(folder, layers(empty=empty), {**SUMMARY, "scene": scene}, draw_map=None)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("empty", [False, True])
def test_geopackage_has_every_layer_with_type_and_system(tmp_path: Path, *, empty: bool) -> None:
    write(tmp_path / "out", empty=empty)
    file = tmp_path / "out" / "assessment.gpkg"
    kinds = {str(name): kind for name, kind in pyogrio.list_layers(file)}
    assert kinds == {
        "cameras": "Point",
        "coverage": "MultiPolygon",
        "facades": "MultiLineString",
        "findings": "Unknown",
        "ledger": None,
    }
    for name in kinds:
        told = pyogrio.read_info(file, layer=name)
        assert told["features"] == (0 if empty else len(layers()[name]))
        assert told["crs"] == (None if name == "ledger" else CRS)


def test_geopackage_gives_back_what_was_written(tmp_path: Path) -> None:
    write(tmp_path / "out")
    file = tmp_path / "out" / "assessment.gpkg"
    back = pyogrio.read_dataframe(file, layer="findings")
    assert list(back["message_zh"]) == ["可见住宅", "没有标识"]
    assert list(back["geometry"].isna()) == [False, True]
    assert np.isnan(back["margin"][1])
    facades = pyogrio.read_dataframe(file, layer="facades")
    assert shapely.from_wkb(facades["panel_wkb_z"][0]).area == 16.0
    assert list(pyogrio.read_dataframe(file, layer="ledger").columns) == ["layer", "done"]


def test_same_content_gives_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "one")
    # Another zone on another day would show in any time stamp.
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    write(tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert contents(tmp_path / "one") != contents(write(tmp_path / "three", scene="西区"))


def test_assessment_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(out, scene="old")
    (out / "map.html").write_text("old map")
    write(out, scene="new")
    assert json.loads((out / "summary.json").read_text(encoding="utf-8"))["scene"] == "new"
    assert sorted(path.name for path in out.iterdir()) == ["assessment.gpkg", "findings.csv", "summary.json"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_empty_folder_is_used(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    assert (write(tmp_path / "out") / "summary.json").is_file()


def test_folder_with_other_things_is_refused_untouched(tmp_path: Path) -> None:
    out = write(tmp_path / "out")
    (out / "notes.txt").write_text("mine")
    before = contents(out)
    with pytest.raises(OutputError, match=r"out: found notes\.txt; allowed nothing but an assessment"):
        write(out, scene="new")
    assert contents(out) == before


@pytest.mark.parametrize("summary", ["{}", "[]", "not json", '{"made_by": "other"}'])
def test_files_called_like_ours_are_not_taken_for_ours(tmp_path: Path, summary: str) -> None:
    (tmp_path / "summary.json").write_text(summary)
    with pytest.raises(OutputError, match=r"found no summary\.json made by Siting"):
        refuse_foreign_folder(tmp_path)


def test_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(OutputError, match="found a file; allowed a folder"):
        write(tmp_path / "out")


def test_fault_in_the_middle_leaves_what_stood_there(tmp_path: Path) -> None:
    out = write(tmp_path / "out", scene="old")
    before = contents(out)

    def broken(_: Path) -> None:
        raise OutputError("map.html cannot be written: no space left")

    with pytest.raises(OutputError, match="no space left"):
        write_folder(out, layers(), {**SUMMARY, "scene": "new"}, draw_map=broken)
    assert contents(out) == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="out cannot be written"):
        write(tmp_path / "file" / "out")


def test_csv_opens_in_excel_and_runs_nothing(tmp_path: Path) -> None:
    out = write(tmp_path / "out")
    raw = (out / "findings.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf"), "without a byte order mark Excel in China reads GBK"
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert rows[0]["subject_id"] == "'=cmd|' /C calc'!A0"
    assert rows[0]["observed"] == "-83.138", "a negative number is no formula"
    assert rows[0]["message_zh"] == "可见住宅"
    assert "geometry" not in rows[0]
