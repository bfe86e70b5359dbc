"""Cameras at the door: every row is a camera, or the input is refused."""

from __future__ import annotations

import pytest
from shapely import Point

from siting.errors import InputError
from siting.io import ledger_counts
from siting.model import FULL_TURN, SENSOR_FORMAT
from tests.io.frames import EAST_M, NORTH_M, cameras, point, rows_of, scene


def one(**row):
    (camera,) = scene(cameras=cameras(row)).cameras
    return camera


def faults(*rows, **options):
    with pytest.raises(InputError) as caught:
        scene(cameras=cameras(*rows), **options)
    return [(fault.row, fault.field) for fault in caught.value.faults]


def test_a_whole_camera():
    camera = one()
    assert (camera.id, camera.easting_m, camera.northing_m) == ("C1", EAST_M + 20, NORTH_M + 20)
    assert (camera.azimuth_deg, camera.height_m, camera.tilt_deg) == (90.0, 4.0, 0.0)
    assert camera.assumed == ("status", "kind", "tilt_deg")
    assert (camera.kind, camera.status) == ("fixed", "proposed")
    assert camera.lens is not None
    assert (camera.lens.image_width_px, camera.lens.hfov_deg) == (1920, 84.0)


@pytest.mark.parametrize(
    ("cell", "azimuth_deg"), [("NE", 45.0), ("180°", 180.0), (360, 0.0), ("西北", 315.0), (-10, 350.0)]
)
def test_azimuths_as_people_write_them(cell, azimuth_deg):
    assert one(azimuth_deg=cell).azimuth_deg == azimuth_deg


def test_an_azimuth_that_had_to_be_turned_is_told():
    assert rows_of(scene(cameras=cameras({"azimuth_deg": 360})), "cameras", "repaired")["found"].tolist() == [
        "360"
    ]


def test_several_directions_are_several_cameras():
    read = scene(cameras=cameras({"azimuth_deg": "10;190"}))
    assert [(camera.id, camera.azimuth_deg) for camera in read.cameras] == [("C1/1", 10.0), ("C1/2", 190.0)]
    assert ledger_counts(read.ledger).set_index("layer").loc["cameras"].tolist() == [1, 0, 1, 0]


def test_a_range_is_the_field_of_view():
    camera = one(azimuth_deg="90-180", hfov_deg=None)
    assert camera.azimuth_deg == 135.0
    assert camera.lens is not None
    assert camera.lens.hfov_deg == 90.0


def test_a_given_field_of_view_wins_over_a_range():
    assert one(azimuth_deg="90-180").lens.hfov_deg == 84.0


@pytest.mark.parametrize(
    ("sensor", "width_mm"),
    [("1/2.7", 5.37), ('1/2.7"', 5.37), ("1/1.8 inch", 7.18), ("5.4 mm", 5.4), ("1/2.8英寸", 5.37)],
)
def test_sensor_formats(sensor, width_mm):
    camera = one(hfov_deg=None, focal_mm="4mm", sensor=sensor)
    assert (camera.lens.focal_length_mm, camera.lens.sensor_width_mm) == (4.0, width_mm)


def test_a_sensor_that_no_table_knows_is_a_fault():
    assert faults({"hfov_deg": None, "focal_mm": 4, "sensor": "large"}) == [("1", "sensor_width_mm")] or (
        "1",
        "sensor_width_mm",
    ) in faults({"hfov_deg": None, "focal_mm": 4, "sensor": "large"})


@pytest.mark.parametrize(
    ("resolution", "size_px"),
    [("2560x1440", (2560, 1440)), ("1080p", (1920, 1080)), ("4K", (3840, 2160)), ("200万", (1920, 1080))],
)
def test_picture_sizes(resolution, size_px):
    lens = one(image_width_px=None, resolution=resolution).lens
    assert (lens.image_width_px, lens.image_height_px) == size_px


@pytest.mark.parametrize(
    ("word", "kind"),
    [("球机", "ptz"), ("枪机", "fixed"), ("PTZ", "ptz"), ("fisheye", "panoramic"), ("dome", "fixed")],
)
def test_kinds(word, kind):
    assert one(camera_type=word).kind == kind


@pytest.mark.parametrize(
    "cells",
    [
        {"kind": "鱼眼"},
        {"kind": "全景鱼眼摄像机"},
        {"kind": "Fisheye"},
        {"kind": "dome;fisheye"},
        {"kind": "panoramic", "camera_type": "fisheye"},
        {"kind": "panoramic", "鱼眼": "是"},
    ],
)
def test_the_word_fisheye_is_kept(cells):
    camera = one(**cells)
    assert (camera.kind, camera.is_fisheye) == ("panoramic", "yes")


def test_a_panorama_is_no_fisheye():
    assert one(kind="全景").is_fisheye is None


def test_a_panoramic_camera_needs_no_azimuth_and_sees_all_round():
    camera = one(kind="panoramic", azimuth_deg=None, hfov_deg=None)
    assert camera.azimuth_deg is None
    assert camera.lens.hfov_deg == 360.0
    assert "hfov_deg" in camera.assumed


@pytest.mark.parametrize("kind", ["ptz", "multi"])
def test_what_turns_or_has_several_sensors_needs_no_azimuth(kind):
    assert one(kind=kind, azimuth_deg=None).azimuth_deg is None


def test_an_image_may_be_rolled():
    assert one(roll_deg=None).roll_deg == 0.0
    assert one(**{"横滚角": "-90°"}).roll_deg == -90.0


def test_all_faults_come_at_once_and_nothing_is_dropped():
    rows = [
        {"azimuth_deg": 725},
        {"id": "C1"},
        {"hfov_deg": 0, "height_m": -1},
        {"height_m": "3;10"},
        {"geometry": None},
        {"kind": "toaster"},
        {"hfov_deg": None},
    ]
    rows = [{"geometry": point(), **row} for row in rows]
    assert faults(*rows) == [
        ("1", "azimuth_deg"),
        ("2", "id"),
        ("3", "height_m"),
        ("3", "hfov_deg"),
        ("4", "height_m"),
        ("5", "geometry"),
        ("6", "kind"),
        ("7", "hfov_deg"),
    ]


def test_a_missing_column_is_one_fault_that_names_the_profile():
    frame = cameras({}, {}).drop(columns="image_width_px")
    with pytest.raises(InputError, match=r"--defaults FILE") as caught:
        scene(cameras=frame)
    (fault,) = caught.value.faults
    assert (fault.row, fault.field, fault.found) == ("", "image_width_px", "no such column")


def test_a_profile_fills_what_is_missing_and_says_so():
    rows = ({"hfov_deg": None}, {"hfov_deg": 40}, {"hfov_deg": None, "focal_mm": 4, "sensor": "1/2.7"})
    read = scene(cameras=cameras(*rows), defaults={"hfov_deg": 90})
    assert [camera.lens.hfov_deg for camera in read.cameras] == [90.0, 40.0, None]
    assert ["hfov_deg" in camera.assumed for camera in read.cameras] == [True, False, False]


def test_azimuths_from_east_are_asked_about_and_turned_when_told():
    frame = cameras({"azimuth_deg": None, "cameraAngle": 90}).drop(columns="azimuth_deg")
    with pytest.raises(InputError, match="azimuth_zero"):
        scene(cameras=frame)
    assert scene(cameras=frame, azimuth_zero="east").cameras[0].azimuth_deg == 180.0
    assert scene(cameras=cameras({"azimuth_deg": 0}), azimuth_zero="east").cameras[0].azimuth_deg == 90.0


def osm(**row):
    tags = {
        "man_made": "surveillance",
        "azimuth_deg": None,
        "height_m": None,
        "hfov_deg": None,
        "image_width_px": None,
    }
    return {**tags, **row}


def test_records_of_openstreetmap_need_no_optics():
    read = scene(
        cameras=cameras(
            osm(**{"camera:type": "dome"}), osm(**{"camera:direction": "90-180", "height": "4 m"})
        )
    )
    first, second = read.cameras
    assert (first.kind, first.lens, first.azimuth_deg, first.height_m) == ("ptz", None, None, None)
    assert (second.azimuth_deg, second.height_m, second.status) == (135.0, 4.0, "existing")
    assert read.attribution == ("© OpenStreetMap contributors, ODbL 1.0",)


def test_what_openstreetmap_mappers_wrote_wrongly_is_told_and_not_given():
    read = scene(cameras=cameras(osm(direction="forward", height="high", **{"camera:angle": "360"})))
    (camera,) = read.cameras
    assert (camera.azimuth_deg, camera.height_m, camera.tilt_deg) == (None, None, 0.0)
    assert set(rows_of(read, "cameras", "repaired")["field"]) == {"azimuth_deg", "height_m", "tilt_deg"}


def test_a_profile_gives_records_of_openstreetmap_a_view():
    profile = {"hfov_deg": 90, "image_width_px": 1920, "height_m": 4}
    (camera,) = scene(cameras=cameras(osm(direction="S")), defaults=profile).cameras
    assert camera.lens is not None
    assert set(camera.assumed) == {"hfov_deg", "image_width_px", "height_m", "tilt_deg", "kind"}


def test_cameras_far_from_every_building_are_refused_with_the_likely_reason():
    far = cameras({"geometry": Point(EAST_M + 30_000, NORTH_M)})
    with pytest.raises(InputError, match="30 km from the nearest building"):
        scene(cameras=far)


def test_longitude_and_latitude_swapped_are_recognised():
    degrees = cameras({"geometry": Point(60.1709, 24.9425)}).set_crs(4326, allow_override=True)
    with pytest.raises(InputError, match="Longitude and latitude seem swapped in one of the two files"):
        scene(cameras=degrees)
    null = cameras({"geometry": Point(0, 0)}).set_crs(4326, allow_override=True)
    with pytest.raises(InputError, match="stands for a missing place"):
        scene(cameras=null)


def test_one_id_for_all_cameras_is_refused_and_not_renumbered():
    assert ("2", "id") in faults({"id": "D1"}, {"id": "D1"})


def test_a_column_that_is_not_there_is_asked_for_by_its_names_in_both_languages():
    with pytest.raises(InputError) as caught:
        scene(cameras=cameras({}).drop(columns=["height_m", "id"]))
    remedies = {fault.field: fault.remedy for fault in caught.value.faults}
    assert "安装高度" in remedies["height_m"]
    assert "摄像机编号" in remedies["id"]


def test_two_columns_of_one_field_that_contradict_each_other_are_told():
    frame = cameras({}, {}, {}).assign(高度=[4, 6, None], 方位角=["90", "E", "180"])
    read = scene(cameras=frame)
    assert [(c.height_m, c.azimuth_deg) for c in read.cameras] == [(4, 90), (4, 90), (4, 90)]
    told = rows_of(read, "cameras", "note")
    rows = told[told["id"] != ""]
    assert rows[["id", "field", "found"]].to_numpy().tolist()[:2] == [
        ["C2", "height_m", "6.0 in 高度"],
        ["C3", "azimuth_deg", "180 in 方位角"],
    ]
    said = told[told["field"] == "columns in conflict"]["found"].tolist()
    assert said == [
        "高度 says otherwise than height_m for height_m in 1 row",
        "方位角 says otherwise than azimuth_deg for azimuth_deg in 1 row",
    ]


def test_a_range_and_its_middle_do_not_contradict_each_other():
    read = scene(cameras=cameras({"azimuth_deg": "80-100"}).assign(heading=[90]))
    assert "columns in conflict" not in set(read.ledger["field"])


@pytest.mark.parametrize(
    ("row", "hfov_deg", "done"),
    [
        ({"azimuth_deg": "170-190", "hfov_deg": None}, 20.0, "its width of 20 degrees the field of view"),
        ({"azimuth_deg": "170-190", "hfov_deg": 80}, 80.0, "not used: hfov_deg says 80"),
        (
            {"azimuth_deg": "170-190", "hfov_deg": None, "focal_mm": 4, "sensor_width_mm": 5},
            None,
            "not used: focal_length_mm says 4",
        ),
    ],
)
def test_the_ledger_says_what_became_of_the_width_of_a_range(row, hfov_deg, done):
    read = scene(cameras=cameras(row))
    assert (read.cameras[0].azimuth_deg, read.cameras[0].lens.hfov_deg) == (180.0, hfov_deg)
    told = rows_of(read, "cameras", "note")["done"].tolist()
    assert any(each.endswith(done) for each in told)


def test_the_same_nonsense_in_two_columns_is_told_once():
    frame = cameras({"man_made": "surveillance", "tilt_deg": 360, "camera:angle": 360})
    read = scene(cameras=frame)
    assert rows_of(read, "cameras", "repaired")["field"].tolist() == ["tilt_deg"]


@pytest.mark.parametrize(("cell", "has_audio"), [("无", "no"), ("有", "yes"), ("不详", None), (None, None)])
def test_none_is_an_answer_to_what_a_camera_has(cell, has_audio):
    (camera,) = scene(cameras=cameras({"是否有拾音": cell, "公共区域": "无"})).cameras
    assert (camera.has_audio, camera.social_public_area) == (has_audio, None)


@pytest.mark.parametrize("kind", [{"kind": "鱼眼"}, {"kind": "fixed", "fisheye": "yes"}])
def test_a_fisheye_told_by_its_focal_length_alone_gives_no_angle(kind):
    camera = one(hfov_deg=None, focal_mm=1.05, sensor="1/1.8", **kind)
    assert camera.lens.hfov_deg == 360.0
    assert FULL_TURN in camera.assumed
    # No flat lens: how wide its nominal sensor is bears on nothing.
    assert SENSOR_FORMAT not in camera.assumed


def test_a_fisheye_that_tells_its_angle_assumes_none():
    camera = one(hfov_deg=185, focal_mm=1.05, sensor="1/1.8", kind="鱼眼")
    assert camera.lens.hfov_deg == 185.0
    assert FULL_TURN not in camera.assumed
