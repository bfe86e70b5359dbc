"""In which system coordinates are: asked about, never guessed."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from siting.crs import transformed
from siting.errors import InputError
from siting.io import gcj02
from siting.io.georeference import moved
from tests.io.frames import cameras, houses, rows_of, scene, square


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
    assert asked["done"].str.contains("--crs GCJ-02").any()


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
