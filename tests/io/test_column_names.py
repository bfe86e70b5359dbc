"""Which column holds which field: whole names, units, and names that a Shapefile has cut."""

from __future__ import annotations

import geopandas as gpd
import pandas as pd
import pytest
from shapely.geometry import LineString

from siting.fields import LAYERS
from siting.io import read_scene
from siting.io.column_names import matched
from siting.io.raw import RawLayer
from tests.io.frames import EPSG, houses, point, rows_of, scene, square

# The days of the main works all become main_works and numbers: which is which, nobody can say.
LOST = {name for name in (f.name for f in LAYERS["systems"].fields) if name.startswith("main_works_")}


def raw_of(layer, *names, file="frame"):
    return RawLayer(layer=layer, file=file, frame=pd.DataFrame({name: ["x"] for name in names}))


def cell(field):
    """Return a value that a field may hold."""
    if field.kind in ("number", "integer"):
        low = field.minimum if field.minimum is not None and field.minimum > 0 else 0.0
        # A top lies above its base.
        return 20 if field.kind == "integer" else float(low + (20 if field.name == "top_m" else 10))
    return {"flag": "yes", "date": "2025-05-06", "text": f"a {field.name}"[:40]}.get(
        field.kind, (field.choices or ("",))[-1]
    )


def shapefile(folder, layer):
    shapes = {
        "polygon": square(),
        "point": point(),
        "line": LineString(square().exterior.coords),
        "any": point(),
        "table": point(),
    }
    values = {field.name: [cell(field)] for field in LAYERS[layer].fields}
    path = folder / f"{layer}.shp"
    gpd.GeoDataFrame(values, geometry=[shapes[LAYERS[layer].shape]], crs=EPSG).to_file(path)
    return path, {name: value for name, (value,) in values.items()}


@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::RuntimeWarning")
@pytest.mark.parametrize("layer", list(LAYERS))
def test_every_field_survives_a_shapefile(tmp_path, layer):
    path, values = shapefile(tmp_path, layer)
    given = {"buildings": houses(), layer: path}
    read = read_scene(**given)
    if layer == "cameras":
        (camera,) = read.cameras
        lens = camera.lens
        found = {name: getattr(camera, name, getattr(lens, name, None)) for name in values}
    else:
        found = getattr(read, layer).iloc[0].to_dict()
    kept = {name: value for name, value in values.items() if name not in LOST}
    assert {name: found[name] for name in kept} == kept


@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::RuntimeWarning")
def test_names_that_were_numbered_are_told_with_what_they_may_be(tmp_path):
    path, _ = shapefile(tmp_path, "systems")
    told = rows_of(scene(systems=path), "systems", "note").set_index("found")["done"]
    assert all(name in told["main_wor_1"] for name in LOST)


def test_chinese_names_are_cut_by_bytes():
    assert matched(raw_of("systems", "主体工程开", file="a.dbf"), "systems").sources == {
        "main_works_construction_start_date": ["主体工程开"]
    }
    assert matched(raw_of("systems", "主体工", file="a.dbf"), "systems").doubtful.keys() == {"主体工"}


def test_a_numbered_name_with_one_meaning_is_read():
    found = matched(raw_of("cameras", "sensor_wid", "place_clas", "social_p_1", file="a.shp"), "cameras")
    assert found.sources["social_public_area"] == ["social_p_1"]
    assert not found.doubtful


def test_elsewhere_only_what_is_cut_within_a_word():
    """A column called acceptance is no day of acceptance unless a Shapefile has cut it."""
    assert matched(raw_of("systems", "acceptance"), "systems").sources == {}
    assert matched(raw_of("systems", "acceptance", file="a.dbf"), "systems").sources == {
        "acceptance_date": ["acceptance"]
    }
    assert matched(raw_of("cameras", "azimuth_de", "focal_leng"), "cameras").sources == {
        "azimuth_deg": ["azimuth_de"],
        "focal_length_mm": ["focal_leng"],
    }


def test_a_whole_name_wins_over_a_cut_one():
    found = matched(raw_of("cameras", "azimuth_de", "azimuth_deg"), "cameras")
    assert found.sources["azimuth_deg"][0] == "azimuth_deg"


@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::RuntimeWarning")
def test_openstreetmap_in_a_shapefile_keeps_levels_and_homes(tmp_path):
    path = tmp_path / "buildings.shp"
    tags = {"building": ["yes"], "building:l": [6], "building:m": [2], "residentia": ["apartments"]}
    houses(square(), **tags).to_file(path)
    row = read_scene(buildings=path).buildings.iloc[0]
    assert (row["levels"], row["base_m"], row["use"]) == (4, 6, "residence")


def test_two_columns_of_one_name_fill_each_other():
    frame = houses(square(), square(20), **{"高度（米）": [12.0, None], "高度": [99.0, 7.0]})
    assert scene(frame).buildings["height_m"].tolist() == [12.0, 7.0]
