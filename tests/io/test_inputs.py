"""Which file gives which layer."""

from __future__ import annotations

import pandas as pd
import pytest

from siting.errors import InputError, UsageError
from siting.io import read_scene
from tests.io.frames import cameras, houses, point, square


@pytest.fixture
def package(tmp_path):
    path = tmp_path / "plan.gpkg"
    houses(square(), id=["h"]).to_file(path, layer="buildings")
    cameras({}).to_file(path, layer="cameras")
    houses(square(), kind=["garden"]).to_file(path, layer="zones")
    houses(point(), id=["x"]).to_file(path, layer="something_else")
    pd.DataFrame({"text": ["by the town"]}).pipe(write_table, path, "attribution")
    pd.DataFrame({"id": ["S1"], "retention_days": [30]}).pipe(write_table, path, "systems")
    return path


def write_table(frame, path, layer):
    import pyogrio

    pyogrio.write_dataframe(frame, path, layer=layer, append=True)


def test_a_package_is_a_scene(package):
    read = read_scene(package)
    assert (len(read.buildings), len(read.cameras), len(read.zones)) == (1, 1, 1)
    assert read.systems["retention_days"].tolist() == [30.0]
    assert read.attribution == ("by the town",)
    assert read.name == "plan"
    assert {source.layer for source in read.sources} == {"buildings", "cameras", "zones", "systems"}


def test_layers_that_are_not_there_are_empty_with_all_columns(package):
    read = read_scene(package)
    assert len(read.windows) == 0
    assert {"id", "building_id", "base_m", "top_m", "geometry"} <= set(read.windows.columns)
    assert read.windows.crs == read.crs
    assert list(read.presets.columns) == ["camera_id", "name", "azimuth_deg", "tilt_deg", "hfov_deg"]


def test_an_option_wins_over_the_scene(package):
    read = read_scene(package, cameras=cameras({"id": "mine"}))
    assert [camera.id for camera in read.cameras] == ["mine"]


def test_an_option_takes_the_layer_of_its_name_or_the_one_named(package):
    assert len(read_scene(buildings=package).buildings) == 1
    assert read_scene(buildings=f"{package}:zones").buildings["id"].tolist() == ["buildings/1"]
    with pytest.raises(InputError, match="Choose one") as caught:
        read_scene(signs=package)
    assert "something_else" in caught.value.faults[0].found
    with pytest.raises(InputError, match="cannot be read"):
        read_scene(buildings=f"{package}:nothing")


def test_the_only_layer_serves_whatever_it_is_called(tmp_path):
    path = tmp_path / "a.gpkg"
    houses(square()).to_file(path, layer="Gebäude")
    assert len(read_scene(buildings=path).buildings) == 1


def test_a_folder_is_read_by_the_names_of_its_files(tmp_path):
    houses(square()).to_file(tmp_path / "buildings.geojson", driver="GeoJSON")
    frame = pd.DataFrame(cameras({}).drop(columns="geometry")).assign(
        easting_m=cameras({}).geometry.x, northing_m=cameras({}).geometry.y
    )
    frame.to_csv(tmp_path / "摄像机.csv", index=False)
    (tmp_path / "notes.txt").write_text("hello", encoding="utf-8")
    (tmp_path / "attribution.csv").write_text("text\nby the town\n", encoding="utf-8")
    read = read_scene(tmp_path, crs="EPSG:3879")
    assert (len(read.buildings), len(read.cameras)) == (1, 1)
    assert read.attribution == ("by the town",)


def test_a_folder_of_shapefiles(tmp_path):
    houses(square()).to_file(tmp_path / "buildings.shp")
    cameras({}).to_file(tmp_path / "cameras.geojson", driver="GeoJSON")
    assert len(read_scene(tmp_path).cameras) == 1


def test_two_files_for_one_layer_are_refused(tmp_path):
    for name in ("buildings.geojson", "houses.geojson"):
        houses(square()).to_file(tmp_path / name, driver="GeoJSON")
    with pytest.raises(InputError, match="one file for a layer"):
        read_scene(tmp_path)


def test_a_folder_of_nothing(tmp_path):
    with pytest.raises(InputError, match="files named like the layers"):
        read_scene(tmp_path)


def test_nothing_at_all_and_nonsense():
    with pytest.raises(UsageError, match="nothing to read"):
        read_scene()
    with pytest.raises(UsageError, match="north or east"):
        read_scene(buildings=houses(), azimuth_zero="south")


def test_faults_of_all_files_come_together(tmp_path):
    with pytest.raises(InputError) as caught:
        read_scene(buildings=tmp_path / "no.gpkg", cameras=tmp_path / "no.csv", defaults={"x": 1})
    assert {fault.file for fault in caught.value.faults} == {"defaults", "no.gpkg", "no.csv"}


def test_frames_are_not_changed():
    frame = cameras({"azimuth_deg": "NE"})
    before = frame.copy()
    read_scene(buildings=houses(), cameras=frame)
    assert frame.equals(before)


def test_progress_is_told():
    seen = []
    read_scene(
        buildings=houses(), cameras=cameras({}), progress=lambda done, total: seen.append((done, total))
    )
    assert seen == [(1, 2), (2, 2)]


NODES = """<node id='1' lat='60.170' lon='24.940'/><node id='2' lat='60.170' lon='24.941'/>
<node id='3' lat='60.171' lon='24.941'/><node id='4' lat='60.171' lon='24.940'/>"""
HOUSE = """<way id='9'><nd ref='1'/><nd ref='2'/><nd ref='3'/><nd ref='4'/><nd ref='1'/>
<tag k='building' v='apartments'/></way>"""
ROAD = "<way id='8'><nd ref='1'/><nd ref='3'/><tag k='highway' v='footway'/></way>"


def extract(path, *ways):
    text = f"<?xml version='1.0'?><osm version='0.6'>{NODES}{''.join(ways)}</osm>"
    path.write_text(text, encoding="utf-8")
    return path


def test_two_extracts_of_one_layer_are_one_clear_fault(tmp_path):
    first = extract(tmp_path / "a.osm", HOUSE)
    extract(tmp_path / "b.osm", HOUSE)
    with pytest.raises(InputError) as caught:
        read_scene(tmp_path)
    (fault,) = caught.value.faults
    assert "a.osm and b.osm" in fault.found
    assert "--buildings FILE" in fault.remedy
    assert len(read_scene(tmp_path, buildings=first).buildings) == 1


def test_two_extracts_that_share_nothing_are_read_both(tmp_path):
    extract(tmp_path / "a.osm", HOUSE)
    extract(tmp_path / "b.osm", ROAD)
    read = read_scene(tmp_path)
    assert (len(read.buildings), len(read.walks)) == (1, 1)


def test_a_file_named_like_a_layer_wins_over_an_extract(tmp_path):
    extract(tmp_path / "city.osm", HOUSE, ROAD)
    houses(square(), square(20)).to_file(tmp_path / "buildings.geojson", driver="GeoJSON")
    read = read_scene(tmp_path)
    assert (len(read.buildings), len(read.walks)) == (2, 1)


def test_two_files_of_one_layer_are_told_with_the_option_that_chooses(tmp_path):
    houses(square()).to_file(tmp_path / "buildings.geojson", driver="GeoJSON")
    houses(square(), square(20)).to_file(tmp_path / "houses.geojson", driver="GeoJSON")
    with pytest.raises(InputError, match=r"buildings\.geojson and houses\.geojson.*--buildings FILE"):
        read_scene(tmp_path)
    assert len(read_scene(tmp_path, buildings=tmp_path / "houses.geojson").buildings) == 2


def test_files_and_layers_that_are_not_used_are_named(tmp_path, package):
    folder = tmp_path / "plan"
    folder.mkdir()
    houses(square()).to_file(folder / "buildings.shp")
    (folder / "kameras.csv").write_text("id\n1\n", encoding="utf-8")
    (folder / "notes.txt").write_text("hello", encoding="utf-8")
    for source, names in ((folder, "kameras.csv, notes.txt"), (package, "something_else")):
        ledger = read_scene(source).ledger.query("layer == 'scene'")
        assert ledger["found"].tolist() == [names]


def test_a_table_of_dbase_is_a_layer_of_a_folder(tmp_path):
    import pyogrio

    houses(square()).to_file(tmp_path / "buildings.shp")
    frame = pd.DataFrame({"id": ["S1"], "retention": [30]})
    pyogrio.write_dataframe(frame, tmp_path / "systems.dbf", driver="ESRI Shapefile")
    assert read_scene(tmp_path).systems["id"].tolist() == ["S1"]


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
        assert read.ledger["done"].str.contains("choose one as systems.xlsx:Sheet2").any()
