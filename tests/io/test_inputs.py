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


def test_files_and_layers_that_are_not_used_are_named(tmp_path, package):
    folder = tmp_path / "plan"
    folder.mkdir()
    houses(square()).to_file(folder / "buildings.shp")
    (folder / "kameras.csv").write_text("id\n1\n", encoding="utf-8")
    (folder / "notes.txt").write_text("hello", encoding="utf-8")
    for source, names in ((folder, "kameras.csv, notes.txt"), (package, "something_else")):
        ledger = read_scene(source).ledger.query("layer == 'scene'")
        assert ledger["found"].tolist() == [names]
