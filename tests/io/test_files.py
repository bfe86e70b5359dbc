"""Every format that is promised, written and read back."""

from __future__ import annotations

import shutil

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from siting.errors import InputError
from siting.io import ledger_counts, read_scene
from siting.io.endings import suffix_of
from siting.io.files import layer_names, read_file, sha256_of, split_layer
from tests.io.frames import EAST_M, NORTH_M, cameras, houses, rows_of, square
from tests.io.shared import DATA, needs_data

NAMED = {"id": ["a", "b"], "名称": ["一号楼", "二号楼"], "height_m": [10.0, None]}


def two_houses():
    return houses(square(), square(20), **NAMED)


@pytest.mark.parametrize(
    ("name", "driver"),
    [
        ("h.gpkg", "GPKG"),
        ("h.geojson", "GeoJSON"),
        ("h.fgb", "FlatGeobuf"),
        ("h.shp", "ESRI Shapefile"),
        ("h.kml", "KML"),
    ],
)
def test_vector_formats(tmp_path, name, driver):
    path = tmp_path / name
    frame = two_houses().rename(columns={"名称": "name"})
    frame = frame.to_crs(4326) if driver in ("GeoJSON", "KML") else frame
    frame.to_file(
        path, driver=driver, engine="pyogrio", **({"encoding": "utf-8"} if name.endswith("shp") else {})
    )
    read = read_scene(buildings=path)
    # FlatGeobuf sorts by place.
    assert sorted(read.buildings["name"]) == ["一号楼", "二号楼"]
    assert read.buildings.geometry.area.tolist() == pytest.approx([100, 100], rel=2e-3)
    assert len(read.sources[0].sha256) == 64
    assert read.sources[0].row_count == 2


def test_parquet_with_geometry_and_without(tmp_path):
    path = tmp_path / "h.parquet"
    two_houses().to_parquet(path)
    assert read_scene(buildings=path).buildings["id"].tolist() == ["a", "b"]
    plain = tmp_path / "c.parquet"
    frame = cameras({}).drop(columns="geometry").assign(lon=24.94, lat=60.17)
    pd.DataFrame(frame).to_parquet(plain)
    assert read_scene(cameras=plain).cameras[0].id == "C1"


def test_tables_of_cameras(tmp_path):
    frame = pd.DataFrame(cameras({}, {}).drop(columns="geometry")).assign(
        easting_m=EAST_M, northing_m=NORTH_M
    )
    frame.to_csv(tmp_path / "c.csv", index=False)
    frame.to_excel(tmp_path / "c.xlsx", index=False)
    for name in ("c.csv", "c.xlsx"):
        with pytest.raises(InputError, match="--crs EPSG:3879"):
            read_scene(cameras=tmp_path / name)
        read = read_scene(cameras=tmp_path / name, crs="EPSG:3879")
        assert [(each.id, each.easting_m) for each in read.cameras] == [("C1", EAST_M), ("C2", EAST_M)]


def test_gbk_text_without_a_cpg_is_found_out(tmp_path):
    path = tmp_path / "h.shp"
    frame = houses(square(), 楼层=[6], 名称=["钟楼"])
    frame.to_file(path, encoding="GB18030", engine="pyogrio")
    path.with_suffix(".cpg").unlink()
    read = read_scene(buildings=path)
    assert (read.buildings["levels"][0], read.buildings["name"][0]) == (6.0, "钟楼")
    assert rows_of(read, "buildings", "note")["done"].str.contains("GB18030").any()


def test_latin_letters_are_not_taken_for_chinese(tmp_path):
    path = tmp_path / "h.shp"
    houses(square(), name=["Göteborg Sjömagasinet Café"]).to_file(
        path, encoding="ISO-8859-1", engine="pyogrio"
    )
    path.with_suffix(".cpg").unlink()
    assert read_scene(buildings=path).buildings["name"][0] == "Göteborg Sjömagasinet Café"


def test_a_shapefile_without_its_index_is_read_and_nothing_written_beside_it(tmp_path):
    path = tmp_path / "h.shp"
    two_houses().rename(columns={"名称": "name"}).to_file(path, engine="pyogrio")
    path.with_suffix(".shx").unlink()
    before = sorted(each.name for each in tmp_path.iterdir())
    assert len(read_scene(buildings=path).buildings) == 2
    assert sorted(each.name for each in tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("name", "content", "match"),
    [
        ("a.gpkg", b"no geopackage", "cannot be read"),
        ("a.geojson", b"{", "cannot be read"),
        ("a.parquet", b"PAR1", "cannot be read"),
        ("a.shp", b"", "cannot be read"),
        ("a.docx", b"x", "ending in .docx"),
        ("a.tif", b"x", "Give rasters as terrain"),
        ("a", b"x", "ending in nothing"),
    ],
)
def test_what_cannot_be_read_is_one_clear_error(tmp_path, name, content, match):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=match) as caught:
        read_scene(buildings=path)
    assert str(tmp_path) not in str(caught.value)
    assert caught.value.faults[0].file == name


def test_layers_of_a_path(tmp_path):
    path = tmp_path / "a.gpkg"
    two_houses().to_file(path, layer="old")
    two_houses().to_file(path, layer="new")
    assert layer_names(path) == ["old", "new"]
    assert split_layer(f"{path}:new") == (path, "new")
    assert split_layer(str(path)) == (path, None)
    content = read_file(path, "new")
    assert isinstance(content.frame, gpd.GeoDataFrame)
    assert content.crs is not None


def test_endings_and_digests(tmp_path):
    path = tmp_path / "a.OSM.PBF"
    path.write_bytes(b"abc")
    assert suffix_of(path) == ".osm.pbf"
    assert sha256_of(path) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert sha256_of(tmp_path) == ""


def test_rings_that_do_not_close_are_rejected_and_not_a_traceback():
    assert shapely.from_wkb(b"\x00", on_invalid="ignore") is None


@needs_data
def test_an_index_is_restored_for_a_real_file(tmp_path):
    for name in ("gauss_kruger_no_shx.shp", "gauss_kruger_no_shx.prj"):
        shutil.copy(DATA / "robustness" / name, tmp_path)
    content = read_file(tmp_path / "gauss_kruger_no_shx.shp")
    assert len(content.frame) > 0
    assert content.crs is not None


def test_an_answer_of_overpass_in_json_is_told_what_to_ask_for(tmp_path):
    path = tmp_path / "buildings.json"
    path.write_text('{"version": 0.6, "osm3s": {}, "elements": []}', encoding="utf-8")
    with pytest.raises(InputError, match=r"\[out:xml\]"):
        read_scene(buildings=path)


@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::RuntimeWarning")
@pytest.mark.parametrize("encoding", ["UTF-8", "GB18030"])
@pytest.mark.parametrize("stated", [True, False])
def test_chinese_names_that_a_shapefile_cuts_within_a_character(tmp_path, encoding, stated):
    path = tmp_path / "cameras.shp"
    columns = {
        "摄像机编号": ["机一"],
        "方位角": [90],
        "安装高度": [4],
        "水平视场角": [84],
        "水平像素": [1920],
    }
    frame = gpd.GeoDataFrame(columns, geometry=cameras({}).geometry.to_list(), crs=3879)
    frame.to_file(path, encoding=encoding)
    if not stated:
        path.with_suffix(".cpg").unlink()
    frame = read_file(path).frame
    read = [name for name in frame.columns if name != "geometry"]
    whole = [name.encode(encoding)[:10].decode(encoding, "ignore") for name in columns]
    assert read == whole
    assert frame.iloc[0, 0] == "机一"


def test_lines_that_are_no_rows_are_counted_in_the_sums(tmp_path):
    path = tmp_path / "cameras.csv"
    head = "表1 点位\n编号,经度,纬度,方位角,高度,视场角,图像宽度\n"
    rows = ["C1,24.94,60.17,90,4,84,1920", "", "C2,24.94,60.17,90,4,84,1920", "合计,2台,,,,,", "", ""]
    path.write_text(head + "\n".join(rows), encoding="utf-8")
    read = read_scene(cameras=path)
    (sums,) = ledger_counts(read.ledger).to_dict("records")
    assert (sums["rows"], sums["used"], sums["repaired"], sums["rejected"]) == (3, 2, 0, 1)
    assert read.sources[0].row_count == 3
    assert rows_of(read, "cameras", "rejected")["id"].tolist() == ["row 6"]
    # An empty row is no camera that was rejected.
    (empty,) = read.ledger[read.ledger["found"].str.startswith("1 empty row")].to_dict("records")
    assert (empty["found"], empty["outcome"]) == ("1 empty row: 4", "note")


def test_rows_without_an_id_are_called_by_the_row_that_their_owner_sees(tmp_path):
    path = tmp_path / "zones.csv"
    square_wkt = "POLYGON ((24.94 60.17, 24.941 60.17, 24.941 60.171, 24.94 60.17))"
    path.write_text(f'kind,wkt\n\ntoilet,"{square_wkt}"\n', encoding="utf-8")
    assert read_scene(zones=path).zones["id"].tolist() == ["zones/3"]
