"""Every fault of an input names file, place, what was found, what is allowed, and what to do."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import siting
from siting.errors import InputError
from siting.io import read_scene
from tests.io.frames import houses
from tests.io.shared import DATA, needs_data

PACKAGE = Path(siting.__file__).parent
READERS = [
    *sorted((PACKAGE / "io").glob("*.py")),
    PACKAGE / "model.py",
    PACKAGE / "crs.py",
    PACKAGE / "tolerance.py",
]
ROLES = ("buildings", "cameras", "zones", "obstacles", "signs", "systems")
HEAD = "编号,经度,纬度,方位角,安装高度,视场角,图像宽度\n"
GOOD = "C1,24.94,60.17,90,4,84,1920\n"
SECOND = GOOD.replace("C1", "C2")


def remedy_of(call):
    """Return what a call of Fault gives as remedy; None when it gives none."""
    if len(call.args) > 4:
        return call.args[4]
    return next((each.value for each in call.keywords if each.arg == "remedy"), None)


@pytest.mark.parametrize("path", READERS, ids=lambda path: path.name)
def test_no_fault_is_raised_without_a_remedy(path):
    calls = [
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Fault"
    ]
    bare = [call.lineno for call in calls if remedy_of(call) is None or ast.unparse(remedy_of(call)) == "''"]
    assert bare == []


@needs_data
@pytest.mark.parametrize("role", ROLES)
def test_the_robustness_files_are_read_or_refused_with_a_remedy(role):
    seen = 0
    for path in sorted((DATA / "robustness").iterdir()):
        if path.suffix.lower() in (".shx", ".prj", ".cpg"):
            continue
        try:
            read_scene(**{role: path})
        except InputError as problem:
            seen += 1
            for fault in problem.faults:
                assert fault.file.startswith(path.name)
                assert all((fault.found, fault.allowed, fault.remedy)), str(fault)
    assert seen


@pytest.mark.parametrize(
    ("text", "row", "place", "found"),
    [
        (
            HEAD + GOOD + "\n" + GOOD.replace("90", "so").replace("C1", "C2"),
            "4",
            "column '方位角' (azimuth_deg)",
            "'so'",
        ),
        (HEAD + "\n\n" + GOOD.replace(",4,", ",-1,"), "4", "column '安装高度' (height_m)", "'-1'"),
        (HEAD + GOOD + GOOD, "3", "column '编号' (id)", "'C1', which row 2 has"),
        (HEAD + GOOD.replace("24.94", ""), "2", "column '经度' (lon)", "nothing"),
        (HEAD + GOOD.replace("24.94", "here"), "2", "column '经度' (lon)", "'here'"),
        (HEAD + GOOD.replace("84", ""), "2", "column '视场角' (hfov_deg)", "nothing"),
        (HEAD.replace("高度", "高度(英寻)") + GOOD, "", "column '安装高度(英寻)' (height_m)", "'英寻'"),
        (HEAD + 'C1,"24.94,60.17,90,4,84,1920\n', "2", "", "runs on over the rows below"),
        ("表1\n" + HEAD + "C1,1,2,3,4,5,6,7\n", "3", "", "8 cells"),
        (HEAD.replace("编号", "名") + GOOD, "", "id", "no such column"),
        (HEAD + GOOD.replace("24.94,60.17", "0,0"), "2", "geometry", "km from the nearest building"),
    ],
)
def test_a_fault_says_where_the_user_sees_it(tmp_path, text, row, place, found):
    path = tmp_path / "cameras.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_scene(buildings=houses(), cameras=path)
    fault = caught.value.faults[0]
    assert (fault.file, fault.row, fault.place) == ("cameras.csv", row, place)
    assert found in fault.found
    assert fault.allowed
    assert fault.remedy


@pytest.mark.parametrize(
    ("name", "content", "found", "remedy"),
    [
        (
            "a.geojson",
            b'{"type": "FeatureCollection",\n "features": [',
            "line 2, column 15",
            "Put it right there",
        ),
        ("a.geojson", b'{"type": "Nothing"}', "JSON that cannot be read as GeoJSON", "GIS program"),
        ("a.geojson", '{"type": "要素"'.encode("gb18030"), "not UTF-8", "UTF-8"),
        ("a.gpkg", b"x", "cannot be read", "export it again"),
        ("a.xls", b"x", "ending in .xls", "Save the table as .xlsx or .csv"),
        ("a.osm", b"<osm>", "no whole extract", "download or export it again"),
        ("a.parquet", b"x", "cannot be read", "export it again"),
    ],
)
def test_what_cannot_be_read_is_told_in_our_words(tmp_path, name, content, found, remedy):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_scene(buildings=path)
    (fault,) = caught.value.faults
    assert found in fault.found
    assert remedy in fault.remedy
    assert "GDAL" not in str(fault)
    assert "pyogrio" not in str(fault)


def test_a_layer_that_extracts_do_not_hold_is_told(tmp_path):
    path = tmp_path / "a.osm"
    path.write_text("<osm/>", encoding="utf-8")
    with pytest.raises(InputError, match="from which no such layer is read"):
        read_scene(buildings=houses(), zones=path)


def test_the_x_of_chinese_survey_tables_is_north(tmp_path):
    path = tmp_path / "cameras.csv"
    path.write_text(
        HEAD.replace("经度,纬度", "X坐标,Y坐标") + "C1,3462345,40500123,90,4,84,1920\n", encoding="utf-8"
    )
    with pytest.raises(
        InputError, match=r"northing_m and that of eastings \(Y\) easting_m, .* --crs EPSG:4528"
    ):
        read_scene(cameras=path)
    with pytest.raises(InputError, match="northings where eastings stand"):
        read_scene(cameras=path, crs="EPSG:4528")
    path.write_text(path.read_text("utf-8").replace("40500123", "500123"), encoding="utf-8")
    with pytest.raises(InputError, match="if X is north, as in Chinese survey tables"):
        read_scene(cameras=path)
    with pytest.raises(InputError, match="northings where eastings stand"):
        read_scene(cameras=path, crs="EPSG:4549")


def test_zones_of_six_degrees_are_known_by_their_number(tmp_path):
    path = tmp_path / "cameras.csv"
    path.write_text(
        HEAD.replace("经度,纬度", "东坐标,北坐标") + "C1,20500123,3462345,90,4,84,1920\n", encoding="utf-8"
    )
    with pytest.raises(InputError, match="zone number 20, as in EPSG:4498"):
        read_scene(cameras=path)


def test_nobody_is_told_to_leave_a_kind_empty_which_would_count_as_fixed(tmp_path):
    cameras = tmp_path / "cameras.csv"
    row = GOOD.replace("\n", ",卡车\n")
    cameras.write_text(HEAD.replace("\n", ",类型\n") + row, encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_scene(buildings=houses(), cameras=cameras)
    (fault,) = caught.value.faults
    assert (fault.field, fault.remedy) == ("kind", "Put the value right.")
