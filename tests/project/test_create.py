"""What a project file gives back: the scene that it was made of, to the last bit, and the same assessment."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pyogrio
import pytest

import siting
from siting import project
from siting.errors import InputError, OutputError
from siting.fields import LAYERS
from siting.io.project_write import write_project
from siting.model import Camera, Lens
from siting.rules.answers import Answers, Waiver
from tests.io.shared import DATA as SHARED
from tests.project.same import assert_same_frame, assert_same_scene

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DELFT = SHARED / "delft_centre"
DAY = "2025-09-01"


def demo() -> siting.Scene:
    return siting.demo_scene()


def with_cameras(scene: siting.Scene, count: int = 3) -> siting.Scene:
    """Return a scene with a few cameras among its first buildings, the tilt of one assumed."""
    cameras = tuple(
        Camera(
            id=f"c{number}",
            easting_m=float(shape.bounds[0]) - 2.5,
            northing_m=float(shape.centroid.y),
            height_m=4.0,
            azimuth_deg=90.0 * number,
            lens=Lens(image_width_px=1920, hfov_deg=80.0),
            assumed=("tilt_deg",) if number else (),
        )
        for number, shape in enumerate(scene.buildings.geometry[:count])
    )
    return replace(scene, cameras=(*scene.cameras, *cameras))


def on_terrain() -> siting.Scene:
    return with_cameras(siting.read_scene(DELFT / "delft.gpkg", terrain=DELFT / "delft_dtm_0p5m.tif"))


def of_openstreetmap() -> siting.Scene:
    return with_cameras(siting.read_scene(SHARED / "berlin_neukoelln" / "berlin_neukoelln_raw.osm.bz2"))


def of_tables() -> siting.Scene:
    folder = SHARED / "helsinki_center"
    return siting.read_scene(
        folder / "helsinki_center.gpkg",
        cameras=folder / "cameras_planned_SYNTHETIC_OPTICS.csv",
        defaults={"hfov_deg": 90, "image_width_px": 1920, "height_m": 5.0, "azimuth_deg": 10.0},
    )


SCENES = [
    demo,
    *(
        pytest.param(
            each, marks=[pytest.mark.slow, pytest.mark.skipif(not SHARED.is_dir(), reason="no shared data")]
        )
        for each in (on_terrain, of_openstreetmap, of_tables)
    ),
]


@pytest.mark.parametrize("read", SCENES)
def test_a_project_is_the_scene_it_was_made_of(read: Callable[[], siting.Scene], tmp_path: Path) -> None:
    scene, path = read(), tmp_path / "plan.siting.gpkg"
    made = project.create(path, scene)
    assert_same_scene(made.scene, scene)
    assert_same_scene(siting.read_scene(path), scene)
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    one, other = (siting.assess(each, on=DAY) for each in (scene, siting.read_scene(path)))
    for name in ("cameras", "coverage", "facades", "findings", "ledger", "overlap", "necessity"):
        assert_same_frame(getattr(one, name), getattr(other, name), name)
    assert one.summary == other.summary


@pytest.mark.parametrize("read", SCENES)
def test_other_programs_read_its_layers(read: Callable[[], siting.Scene], tmp_path: Path) -> None:
    scene, path = read(), tmp_path / "plan.siting.gpkg"
    project.create(path, scene)
    assert {name for name, _ in pyogrio.list_layers(path)} == set(LAYERS)
    for layer in LAYERS:
        frame = pyogrio.read_dataframe(path, layer=layer)
        assert len(frame) == len(getattr(scene, layer)), layer
        if LAYERS[layer].shape != "table":
            assert frame.crs.equals(scene.crs, ignore_axis_order=True)
    # Any GeoPackage may be read layer by layer: the plain reader finds the canonical names.
    plain = siting.read_scene(buildings=f"{path}:buildings")
    assert plain.buildings["id"].tolist() == scene.buildings["id"].tolist()


def test_profile_and_what_was_not_read_come_along(tmp_path: Path) -> None:
    scene = siting.demo_scene()
    hull = scene.buildings.geometry.union_all().convex_hull
    scene = replace(
        scene,
        profile={"hfov_deg": 90, "kind": "fixed"},
        known_within_m=200.0,
        outermost=hull,
        attribution=("甲 © 乙",),
    )
    assert_same_scene(project.create(tmp_path / "p.siting.gpkg", scene).scene, scene)


def test_cameras_of_every_kind_come_back(tmp_path: Path) -> None:
    scene = siting.demo_scene()
    first = scene.cameras[0]
    assert first.lens is not None
    turning: dict[str, Any] = {"kind": "ptz", "pan_min_deg": -180.0, "pan_max_deg": 180.0, "roll_deg": 90.0}
    focal, nothing = Lens(1920, focal_length_mm=2.8, sensor_width_mm=5.4), ("hfov_deg", "tilt_deg", "status")
    odd = (
        replace(first, id="no lens", lens=None, azimuth_deg=None, height_m=None, status="existing"),
        replace(first, id="all", has_audio="yes", consent_date="2025-01-31", **turning),
        replace(first, id="focal", lens=focal, assumed=("sensor_format",)),
        replace(first, id="名字, with <b>", azimuth_deg=None, kind="panoramic", assumed=nothing),
    )
    scene = replace(scene, cameras=(*scene.cameras, *odd))
    assert project.create(tmp_path / "p.siting.gpkg", scene).scene.cameras == scene.cameras


def test_nothing_is_written_over_or_left_behind(tmp_path: Path) -> None:
    path = tmp_path / "p.siting.gpkg"
    path.write_text("mine")
    with pytest.raises(OutputError, match="found a file of this name"):
        project.create(path, siting.demo_scene())
    assert path.read_text() == "mine"
    path.unlink()

    def fill(_: sqlite3.Connection) -> None:
        raise ValueError("in the middle")

    with pytest.raises(ValueError, match="in the middle"):
        write_project(path, siting.demo_scene(), variant="A", fill=fill)
    with pytest.raises(OutputError, match="cannot be written"):
        project.create(tmp_path / "nowhere" / "p.siting.gpkg", siting.demo_scene())
    assert list(tmp_path.iterdir()) == []


def changed(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        for each in statements:
            connection.execute(each)
        connection.commit()


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("missing", "no such file"),
        ("text", "no database that can be read"),
        ("plain", "no such table: siting_project"),
        ("newer", "version: found 2; allowed a version up to 1"),
        ("cut", "damaged or cut off"),
        ("garbled", "damaged or cut off|a shape that cannot be read"),
    ],
)
def test_what_is_no_project_is_told_in_one_sentence(fault: str, words: str, tmp_path: Path) -> None:
    path = tmp_path / "p.siting.gpkg"
    if fault not in ("missing", "text", "plain"):
        project.create(path, siting.demo_scene())
    if fault == "text":
        path.write_text("no project " * 1000)
    elif fault == "plain":
        pyogrio.write_dataframe(siting.demo_scene().buildings, path, layer="buildings")
    elif fault == "newer":
        changed(path, "UPDATE siting_project SET value = 2 WHERE name = 'version'")
    elif fault == "cut":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    elif fault == "garbled":
        whole = path.read_bytes()
        path.write_bytes(whole[:8192] + b"\xff" * 65536 + whole[8192 + 65536 :])
    assert not project.is_project(path) or fault in ("newer", "garbled")
    with pytest.raises(InputError, match=words) as refused:
        project.open_project(path)
    assert all(each.remedy for each in refused.value.faults)


def test_what_another_program_wrote_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "p.siting.gpkg"
    project.create(path, siting.demo_scene())
    changed(
        path,
        "UPDATE cameras SET tilt_deg = 500 WHERE fid = 2",
        "UPDATE zones SET kind = NULL WHERE fid = 1",
        "UPDATE signs SET geom = NULL WHERE fid = 3",
    )
    with pytest.raises(InputError) as refused:
        siting.read_scene(path)
    told = {(each.file, each.field, each.found) for each in refused.value.faults}
    assert told == {
        ("p.siting.gpkg:cameras", "tilt_deg", "500.0"),
        ("p.siting.gpkg:zones", "kind", "nothing"),
        ("p.siting.gpkg:signs", "geometry", "no shape"),
    }


def test_what_was_assumed_is_told_by_the_layer_of_cameras_alone(tmp_path: Path) -> None:
    scene = siting.demo_scene()
    cameras = (replace(scene.cameras[0], assumed=("tilt_deg", "status")), *scene.cameras[1:])
    path = tmp_path / "p.siting.gpkg"
    project.create(path, replace(scene, cameras=cameras))
    plain = siting.read_scene(buildings=f"{path}:buildings", cameras=f"{path}:cameras")
    assert plain.cameras == cameras
    assert not plain.ledger["found"].str.contains("assumed").any()


def test_layers_of_other_files_are_refused_beside_a_project(tmp_path: Path) -> None:
    path = tmp_path / "p.siting.gpkg"
    project.create(path, siting.demo_scene())
    with pytest.raises(InputError, match="found signs beside a project"):
        siting.read_scene(path, signs=f"{path}:signs")


def test_settings_and_words_of_reviewers_come_along(tmp_path: Path) -> None:
    said = Answers((), (Waiver(finding_id="abc", reason="gone soon", name="Li"),))
    settings: dict[str, Any] = {"on": DAY, "packs": ["cn_2025"], "lang": "zh", "pane": {"wide": True}}
    made = project.create(tmp_path / "p.siting.gpkg", siting.demo_scene(), settings=settings, answers=said)
    assert dict(project.open_project(made.path).settings) == settings
    assert made.answers.waivers == said.waivers
    assert made.reviews.iloc[0][["status", "reason", "name"]].tolist() == ["accepted", "gone soon", "Li"]
    assert made.options["packs"] == ["cn_2025"]
    with pytest.raises(InputError, match="lang: found 'fr'"):
        project.create(tmp_path / "q.siting.gpkg", siting.demo_scene(), settings={"lang": "fr"})
    with pytest.raises(siting.SitingError, match="no_such_pack"):
        made.set_setting("packs", ["no_such_pack"])
    made.set_setting("pane", None)
    assert "pane" not in made.settings
