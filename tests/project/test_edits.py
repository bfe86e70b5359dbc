"""Edits are checked by the limits of the reader, and say what they do to which rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import shapely

import siting
from siting.errors import InputError
from siting.model import Camera, Lens
from siting.project import Change, Edit, edits

if TYPE_CHECKING:
    from collections.abc import Callable

POINT = shapely.Point(1.0, 2.0)
SQUARE = shapely.box(0.0, 0.0, 5.0, 5.0)
BOW = shapely.Polygon([(0, 0), (5, 5), (5, 0), (0, 5)])


def a_new(scene: siting.Scene, **fields: Any) -> Camera:
    return replace(scene.cameras[0], id="n", **fields)


@pytest.fixture(scope="module")
def scene() -> siting.Scene:
    return siting.demo_scene()


@pytest.mark.parametrize(
    ("make", "field", "found", "allowed"),
    [
        (lambda s: edits.put_row(s, "zones", "z", SQUARE), "kind", "nothing", "one of hotel_room"),
        (lambda s: edits.put_row(s, "zones", "z", SQUARE, kind="throne"), "kind", "'throne'", "one of"),
        (lambda s: edits.put_row(s, "zones", "z", BOW, kind="garden"), "geometry", "Self-inter", "a polygon"),
        (
            lambda s: edits.put_row(s, "zones", "z", shapely.Point(1, 2), kind="garden"),
            "geometry", "a point", "a polygon",
        ),
        (lambda s: edits.put_row(s, "zones", "z", kind="garden"), "geometry", "no shape", "a polygon"),
        (
            lambda s: edits.put_row(s, "zones", "z", SQUARE, kind="garden", base_m=3, top_m=2),
            "base_m, top_m", "base_m 3 and top_m 2", "base_m below top_m",
        ),
        (lambda s: edits.put_row(s, "signs", "s", POINT, facing_deg=361), "facing_deg", "361", "0 to 360"),
        (lambda s: edits.put_row(s, "signs", "s", POINT, facing=1), "facing", "no field", "facing_deg"),
        (lambda s: edits.put_row(s, "systems", "s", filing_date="2025-2-30"), "filing_date", "2-30", "YYYY"),
        (lambda s: edits.put_row(s, "buildings", "b", SQUARE), "layer", "'buildings'", "zones"),
        (lambda s: edits.remove_row(s, "zones", "nowhere"), "id", "'nowhere'", "the id of a row"),
        (lambda s: edits.remove_camera(s, "nowhere"), "id", "'nowhere'", "the id of a camera"),
        (lambda s: edits.rename_camera(s, s.cameras[0].id, " "), "id", "' '", "text"),
        (lambda s: edits.rename_camera(s, s.cameras[0].id, s.cameras[1].id), "id", "'", "no other camera"),
        (lambda s: edits.put_presets(s, s.cameras[0].id, [{"name": "a"}]), "azimuth_deg", "nothing", "360"),
        (
            lambda s: edits.put_presets(s, s.cameras[0].id, [{"name": "a", "azimuth_deg": 1.0}] * 2),
            "name", "'a'", "each name once",
        ),
        (lambda s: edits.put_camera(s, a_new(s, lens=None)), "image_width_px", "nothing", "a whole number"),
        (lambda s: edits.put_camera(s, a_new(s, azimuth_deg=None)), "azimuth_deg", "nothing", "a number"),
        (lambda s: edits.apply(s, Edit("t", (Change("walks", "w", None, {}),))), "layer", "walks", "cameras"),
    ],
)  # fmt: skip
def test_what_no_reader_lets_pass_is_refused(
    make: Callable[[siting.Scene], Any], field: str, found: str, allowed: str, scene: siting.Scene
) -> None:
    with pytest.raises(InputError) as refused:
        make(scene)
    (fault, *_) = refused.value.faults
    assert fault.field == field
    assert found in fault.found
    assert allowed in fault.allowed
    assert fault.remedy


def test_what_is_set_is_no_longer_assumed(scene: siting.Scene) -> None:
    camera = replace(scene.cameras[0], id="n", tilt_deg=0.0, assumed=("tilt_deg", "status"))
    scene = edits.apply(scene, edits.put_camera(scene, camera))
    assert scene.cameras[-1].assumed == ("tilt_deg", "status")
    tilted = edits.apply(scene, edits.put_camera(scene, replace(camera, tilt_deg=5.0)))
    assert tilted.cameras[-1].assumed == ("status",)
    assert edits.put_camera(scene, replace(camera, tilt_deg=5.0)).title == "edit.turn_camera"
    assert edits.put_camera(scene, camera).changes == ()


def test_a_record_without_optics_may_be_moved_as_it_is(scene: siting.Scene) -> None:
    record = Camera(
        id="osm", easting_m=0.0, northing_m=0.0, height_m=None, azimuth_deg=None, status="existing"
    )
    scene = replace(scene, cameras=(*scene.cameras, record))
    assert edits.put_camera(scene, replace(record, easting_m=5.0)).title == "edit.move_camera"


def test_signs_name_a_removed_camera_no_more(scene: siting.Scene) -> None:
    first, second = scene.cameras[0].id, scene.cameras[1].id
    place = shapely.Point(0.0, 0.0)
    scene = edits.apply(scene, edits.put_row(scene, "signs", "both", place, camera_ids=f"{first}；{second}"))
    scene = edits.apply(scene, edits.put_presets(scene, first, [{"name": "a", "azimuth_deg": 1.0}]))
    edit = edits.remove_camera(scene, first)
    assert edit.layers == {"cameras", "presets", "signs"}
    after = edits.apply(scene, edit)
    assert after.signs.set_index("id").loc["both", "camera_ids"] == second
    assert after.presets.empty
    assert first not in {camera.id for camera in after.cameras}
    back = edits.apply(after, edit.inverse())
    assert back.cameras == scene.cameras
    assert back.signs["camera_ids"].tolist() == scene.signs["camera_ids"].tolist()


def test_a_duplicate_has_no_registration_or_consent_of_its_own(scene: siting.Scene) -> None:
    camera = replace(
        *(scene.cameras[0],), id="one", gb28181_id="3" * 20, consent_ref="ref", consent_date="2025-01-02",
        status="existing", lens=Lens(1920, hfov_deg=90.0),
    )  # fmt: skip
    scene = replace(scene, cameras=(*scene.cameras, camera))
    twin = edits.apply(scene, edits.duplicate_camera(scene, "one", easting_m=1.0, northing_m=2.0)).cameras[-1]
    assert (twin.id, twin.status, twin.lens) == ("one-2", "proposed", camera.lens)
    assert (twin.gb28181_id, twin.consent_ref, twin.consent_date) == (None, None, None)


def test_titles_are_all_told(scene: siting.Scene) -> None:
    camera = scene.cameras[0]
    made = [
        edits.put_camera(scene, replace(camera, brand="x")),
        edits.remove_camera(scene, camera.id),
        edits.put_row(scene, "obstacles", scene.obstacles["id"].iloc[0], shapely.Point(0.0, 0.0)),
        edits.put_row(scene, "entrances", "e", shapely.Point(0.0, 0.0)),
    ]
    assert [edit.title for edit in made] == [
        "edit.change_camera",
        "edit.remove_camera",
        "edit.move_obstacle",
        "edit.add_entrance",
    ]
    assert {edit.title for edit in made} <= set(edits.TITLES)
