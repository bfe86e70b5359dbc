"""A folder of files: each by its name, and never one layer from two."""

from __future__ import annotations

import pandas as pd
import pytest

from siting.errors import InputError
from siting.io import read_scene
from tests.io.frames import houses, square

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


def test_a_table_of_dbase_is_a_layer_of_a_folder(tmp_path):
    import pyogrio

    houses(square()).to_file(tmp_path / "buildings.shp")
    frame = pd.DataFrame({"id": ["S1"], "retention": [30]})
    pyogrio.write_dataframe(frame, tmp_path / "systems.dbf", driver="ESRI Shapefile")
    assert read_scene(tmp_path).systems["id"].tolist() == ["S1"]
