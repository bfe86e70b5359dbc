"""In which system coordinates are: asked about, never guessed."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pytest
import shapely

from siting.crs import transformed
from siting.errors import InputError
from siting.io import gcj02, read_scene
from siting.io.georeference import moved
from siting.io.suspicion import SHIFT_ASKED
from tests.io.frames import EAST_M, NORTH_M, cameras, houses, rows_of, scene, square
from tests.io.shared import DATA, needs_data


def in_degrees(epsg: int = 4326):
    return houses(square(), square(40)).to_crs(epsg)


def swapped(frame):
    return frame.set_geometry(shapely.transform(frame.geometry.to_numpy(), lambda places: places[:, ::-1]))


def refusal(frame, **options):
    with pytest.raises(InputError) as caught:
        scene(frame, **options)
    (fault,) = caught.value.faults
    return fault


def test_metric_systems_are_kept_and_degrees_get_the_local_zone():
    assert scene(houses()).crs.to_epsg() == 3879
    assert scene(in_degrees()).crs.to_epsg() == 32635
    assert scene(houses().to_crs(3857)).crs.to_epsg() == 32635


def test_a_change_of_system_is_told():
    told = rows_of(scene(in_degrees()), "buildings", "note")
    assert "transformed to EPSG:32635" in told["done"].tolist()


def test_a_missing_system_is_asked_for():
    fault = refusal(houses(epsg=None))
    assert fault.field == "crs"
    assert "EPSG:3879" in fault.found
    assert "--crs EPSG:3879" in fault.remedy
    assert scene(houses(epsg=None), crs="EPSG:3879").crs.to_epsg() == 3879


def test_degrees_without_a_system_are_asked_for_too():
    fault = refusal(in_degrees().set_crs(None, allow_override=True))
    assert "look like degrees" in fault.found
    assert "--crs EPSG:4326" in fault.remedy


def test_metres_called_degrees():
    fault = refusal(houses().set_crs(4326, allow_override=True))
    assert "look like metres" in fault.found
    assert "--crs" in fault.remedy
    assert scene(houses().set_crs(4326, allow_override=True), crs="EPSG:3879").crs.to_epsg() == 3879


def test_degrees_called_metres():
    fault = refusal(in_degrees().set_crs(3879, allow_override=True))
    assert "look like degrees" in fault.found
    assert scene(in_degrees().set_crs(3879, allow_override=True), crs="EPSG:4326").crs.to_epsg() == 32635


def test_swapped_axes():
    china = houses(shapely.box(120.6, 31.3, 120.601, 31.301), epsg=4326)
    fault = refusal(swapped(china))
    assert "axes look swapped" in fault.found


def test_zone_prefixed_eastings_are_recognised():
    frame = houses(shapely.box(40_556_824, 3_463_294, 40_556_834, 3_463_304), epsg=None)
    assert "EPSG:4528" in refusal(frame).remedy
    assert scene(frame, crs="EPSG:4528").crs.to_epsg() == 4528


def test_places_that_a_system_cannot_hold():
    frame = houses(shapely.box(5e8, 5e8, 5e8 + 10, 5e8 + 10), epsg=32635)
    assert "cannot hold" in refusal(frame).found


def test_the_files_own_system_wins_over_one_told_in_vain():
    read = scene(houses(), crs="EPSG:4549")
    assert read.crs.to_epsg() == 3879
    assert "the file's system used" in rows_of(read, "buildings", "note")["done"].tolist()


@pytest.mark.parametrize("system", ["GCJ-02", "bd-09"])
def test_shifted_systems_are_turned_when_told(system):
    true = houses(shapely.box(120.6, 31.3, 120.601, 31.301), epsg=4326)
    forward = gcj02.gcj02 if system == "GCJ-02" else gcj02.bd09
    moved_there = true.set_geometry(
        shapely.transform(true.geometry.to_numpy(), lambda p: np.column_stack(forward(p[:, 0], p[:, 1])))
    )
    read = scene(moved_there, crs=system)
    assert shapely.hausdorff_distance(read.buildings.geometry[0], scene(true).buildings.geometry[0]) < 1e-3
    assert "turned into WGS-84" in rows_of(read, "buildings", "note")["done"].tolist()


def test_degrees_in_china_are_asked_about_and_not_moved():
    true = houses(shapely.box(120.6, 31.3, 120.601, 31.301), epsg=4326)
    read = scene(true)
    east, north = transformed(true.crs, read.crs, [120.6], [31.3])
    assert shapely.distance(read.buildings.geometry[0].boundary, shapely.Point(east[0], north[0])) < 1e-6
    assert rows_of(read, "buildings", "note")["found"].str.contains("GCJ-02").any()


def test_cameras_inside_buildings_as_gcj02_would_put_them_are_asked_about():
    true = houses(shapely.box(120.600, 31.300, 120.604, 31.304), epsg=4326)
    lon = np.linspace(120.599, 120.6, 6, endpoint=False) - 0.002
    lat = np.linspace(31.3005, 31.3035, 6)
    east, north = gcj02.gcj02(lon, lat)
    frame = cameras(*[{"geometry": shapely.Point(x, y)} for x, y in zip(east, north, strict=True)])
    read = scene(true, cameras=frame.set_crs(4326, allow_override=True))
    asked = rows_of(read, "cameras", "note")
    assert asked["done"].str.contains("--crs cameras=GCJ-02").any()


def grid_in_china():
    """Return 400 houses in Suzhou, and for a few of them places a metre from their walls; both WGS-84."""
    step = 0.0005
    shapes = [
        shapely.box(lon, lat, lon + step / 3, lat + step / 3)
        for lon in 120.6 + step * np.arange(20)
        for lat in 31.3 + step * np.arange(20)
    ]
    walls = [shapely.Point(shape.bounds[0] - 1e-5, shape.bounds[1] + step / 6) for shape in shapes[7::40]]
    return houses(*shapes, epsg=4326), walls


def shifted(shapes, forward):
    return shapely.transform(
        np.array(shapes, dtype=object), lambda p: np.column_stack(forward(p[:, 0], p[:, 1]))
    )


@pytest.mark.parametrize("system", ["GCJ-02", "BD-09"])
@pytest.mark.parametrize("layer", ["buildings", "cameras"])
def test_either_layer_in_a_shifted_system_is_asked_about(layer, system):
    true, walls = grid_in_china()
    forward = gcj02.gcj02 if system == "GCJ-02" else gcj02.bd09
    frame, places = true, walls
    if layer == "buildings":
        frame = true.set_geometry(shifted(true.geometry, forward))
    else:
        places = shifted(walls, forward)
    plan = cameras(*[{"geometry": place} for place in places]).set_crs(4326, allow_override=True)
    read = scene(frame, cameras=plan)
    asked = read.ledger[read.ledger["field"] == SHIFT_ASKED]
    assert asked["layer"].tolist() == [layer]
    told = f"{layer}={system}"
    assert asked["done"].str.contains(f"--crs {told}").all()
    put_right = scene(frame, cameras=plan, crs=told)
    assert SHIFT_ASKED not in put_right.ledger["field"].tolist()
    (camera, *_), house = put_right.cameras, put_right.buildings.geometry.union_all()
    assert house.distance(shapely.Point(camera.easting_m, camera.northing_m)) == pytest.approx(0.95, abs=0.1)


def test_layers_that_fit_are_not_asked_about():
    true, walls = grid_in_china()
    plan = cameras(*[{"geometry": place} for place in walls]).set_crs(4326, allow_override=True)
    assert SHIFT_ASKED not in scene(true, cameras=plan).ledger["field"].tolist()


@needs_data
def test_real_buildings_in_gcj02_under_true_cameras_are_asked_about():
    path = DATA / "robustness" / "suzhou_gcj02.geojson"
    true = read_scene(buildings=path, crs="GCJ-02").buildings.geometry
    walls = [shape.buffer(1).boundary.interpolate(0.3, normalized=True) for shape in true.iloc[::30]]
    walls = gpd.GeoSeries(walls, crs=true.crs).to_crs(4326)
    plan = cameras(*[{"geometry": place} for place in walls]).set_crs(4326, allow_override=True)
    read = read_scene(buildings=path, cameras=plan)
    asked = read.ledger[read.ledger["field"] == SHIFT_ASKED]
    assert asked["done"].str.contains("--crs buildings=GCJ-02").any()


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize(("file", "remedy"), [("a.csv", "columns lon and lat"), ("a.shp", ".prj file")])
def test_the_remedy_for_a_missing_system_fits_the_format(tmp_path, file, remedy):
    path = tmp_path / file
    if file.endswith("csv"):
        path.write_text(f'id,wkt\nh,"{square().wkt}"\n', encoding="utf-8")
    else:
        houses(epsg=None).to_file(path)
    with pytest.raises(InputError) as caught:
        read_scene(buildings=path)
    (fault,) = caught.value.faults
    assert remedy in fault.remedy


def test_swapped_easting_and_northing_of_cameras_are_recognised():
    place = shapely.Point(NORTH_M, EAST_M)
    with pytest.raises(InputError, match="Easting and northing seem swapped in one of the two files"):
        scene(cameras=cameras({"geometry": place}))


def test_swapped_degrees_of_buildings_blame_neither_file_alone():
    frame = swapped(in_degrees())
    with pytest.raises(InputError, match=r"cameras \(frame\) or buildings \(frame\)"):
        scene(frame, cameras=cameras({}).to_crs(4326))


def test_layers_in_another_system_are_transformed():
    read = scene(houses(), cameras=cameras({}).to_crs(4326))
    (camera,) = read.cameras
    assert (camera.easting_m, camera.northing_m) == pytest.approx((25_496_620.0, 6_672_920.0), abs=1e-3)
    assert rows_of(read, "cameras", "note")["done"].str.contains("transformed to EPSG:3879").any()


def test_one_stray_footprint_does_not_choose_the_zone():
    shapes = [shapely.box(24.9 + n / 1000, 60.17, 24.9005 + n / 1000, 60.1705) for n in range(80)]
    frame = houses(*shapes, shapely.box(0, 0, 0.001, 0.001), epsg=4326)
    assert scene(frame).crs.to_epsg() == 32635


def test_heights_in_coordinates_are_dropped():
    shapes = np.array([shapely.Point(1, 2, 3), None], dtype=object)
    crs = houses().crs
    found = moved(shapes, crs, crs)
    assert not shapely.has_z(found).any()
    assert found[1] is None
