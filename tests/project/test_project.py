"""Editing a project: one transaction an edit, undo and redo that outlive the window, variants, reviews."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import shapely

import siting
from siting import project
from siting.errors import InputError
from siting.project import edits
from siting.rules.pack import load_pack
from tests.project.same import assert_same_layers

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def plan(tmp_path: Path) -> project.Project:
    return project.create(tmp_path / "p.siting.gpkg", siting.demo_scene(), settings={"on": "2025-09-01"})


def moved(scene: siting.Scene, number: int = 0, by_m: float = 1.0) -> project.Edit:
    camera = scene.cameras[number]
    return edits.put_camera(scene, replace(camera, easting_m=camera.easting_m + by_m))


def many_edits(plan: project.Project) -> None:
    """Make an edit of every kind."""
    first, second, third = (camera.id for camera in plan.scene.cameras[:3])
    plan.do(moved(plan.scene))
    plan.do(edits.put_presets(plan.scene, second, [{"name": "gate", "azimuth_deg": 10.0}]))
    plan.do(edits.put_presets(plan.scene, third, [{"name": n, "azimuth_deg": 20.0} for n in "ab"]))
    plan.do(edits.put_presets(plan.scene, second, [{"name": n, "azimuth_deg": 30.0} for n in "xyz"]))
    plan.do(edits.rename_camera(plan.scene, second, "名字"))
    plan.do(edits.duplicate_camera(plan.scene, "名字", easting_m=1.0, northing_m=2.0))
    plan.do(edits.remove_camera(plan.scene, third))
    plan.do(edits.remove_camera(plan.scene, first))
    place = shapely.Point(plan.scene.cameras[0].easting_m, plan.scene.cameras[0].northing_m)
    plan.do(edits.put_row(plan.scene, "signs", "new", place, camera_ids="名字", facing_deg=10))
    plan.do(edits.put_row(plan.scene, "signs", "new", camera_ids=None))
    plan.do(edits.put_row(plan.scene, "zones", "z", place.buffer(3.0), kind="garden"))
    plan.do(edits.put_row(plan.scene, "obstacles", "wall", place.buffer(9.0).boundary, kind="wall", top_m=2))
    plan.do(edits.put_row(plan.scene, "entrances", "door", place))
    plan.do(edits.put_row(plan.scene, "systems", "sys", unit_name="一局", retention_days=30))
    for layer in ("zones", "signs", "obstacles", "entrances", "systems"):
        plan.do(edits.remove_row(plan.scene, layer, getattr(plan.scene, layer)["id"].iloc[0]))


def test_every_edit_stands_in_the_file(plan: project.Project) -> None:
    before = plan.scene
    many_edits(plan)
    assert_same_layers(project.open_project(plan.path).scene, plan.scene)
    assert_same_layers(siting.read_scene(plan.path), plan.scene)
    assert plan.scene.buildings is before.buildings
    assert plan.scene.walks is before.walks


def test_undo_and_redo_go_all_the_way_in_windows_opened_later(plan: project.Project) -> None:
    base = plan.scene
    many_edits(plan)
    steps = [plan.scene]
    later = project.open_project(plan.path)
    while later.undo():
        steps.append(later.scene)
    assert len(steps) == 20
    assert_same_layers(later.scene, base)
    last = project.open_project(plan.path)
    assert_same_layers(last.scene, base)
    assert not last.can_undo
    for scene in reversed(steps[:-1]):
        edit = last.redo()
        assert edit is not None
        assert_same_layers(last.scene, scene)
        assert_same_layers(siting.read_scene(plan.path), scene)
    assert last.redo() is None
    assert [entry.undone for entry in last.history] == [False] * 19


def test_a_new_edit_forgets_what_was_taken_back(plan: project.Project) -> None:
    plan.do(moved(plan.scene, 0))
    plan.do(moved(plan.scene, 1))
    undone = plan.undo()
    assert undone is not None
    assert undone.layers == {"cameras"}
    plan.do(moved(plan.scene, 2))
    assert not plan.can_redo
    told = [(entry.title, entry.about, entry.undone) for entry in plan.history]
    assert told == [("edit.move_camera", plan.scene.cameras[n].id, False) for n in (0, 2)]


def test_the_edit_of_a_project_is_judged_as_the_scene(plan: project.Project) -> None:
    one = siting.assess(plan.scene, **plan.options)
    plan.do(moved(plan.scene, 3, 5.0))
    other = siting.assess(siting.read_scene(plan.path), **plan.options)
    edited = one.edited(plan.scene)
    assert edited.findings["finding_id"].tolist() == other.findings["finding_id"].tolist()
    assert edited.findings["outcome"].tolist() == other.findings["outcome"].tolist()


def test_what_was_edited_is_an_input_of_its_own(plan: project.Project) -> None:
    base = siting.read_scene(plan.path).sources
    plan.do(moved(plan.scene))
    one = siting.read_scene(plan.path).sources
    plan.do(moved(plan.scene))
    other = siting.read_scene(plan.path).sources
    assert one[: len(base)] == other[: len(base)] == base
    (edited,), (again,) = one[len(base) :], other[len(base) :]
    assert (edited.name, edited.layer, edited.row_count) == ("p.siting.gpkg:cameras", "cameras, edited", 40)
    assert edited.sha256 != again.sha256


def test_an_edit_made_on_another_plan_is_refused(plan: project.Project) -> None:
    stale = moved(plan.scene, 0, 2.0)
    plan.do(moved(plan.scene, 0, 1.0))
    with pytest.raises(InputError, match="geometry: found"):
        plan.do(stale)
    assert len(plan.history) == 1


def test_waiting_cameras_are_placed_and_taken_back(tmp_path: Path) -> None:
    fields = {"azimuth_deg": 90.0, "height_m": 4.0, "hfov_deg": 80.0, "image_width_px": 1920, "brand": "某"}
    waiting = [project.UnplacedCamera("w1", fields), project.UnplacedCamera("w2", {"height_m": 3.0})]
    plan = project.create(tmp_path / "p.siting.gpkg", siting.demo_scene(), unplaced=waiting)
    assert [each.id for each in plan.unplaced] == ["w1", "w2"]
    scene = plan.place("w1", 100.0, 200.0)
    placed = scene.cameras[-1]
    assert (placed.id, placed.easting_m, placed.brand, placed.height_m) == ("w1", 100.0, "某", 4.0)
    assert placed.assumed == ("tilt_deg", "status")
    assert [each.id for each in plan.unplaced] == ["w2"]
    with pytest.raises(InputError, match="azimuth_deg: found nothing"):
        plan.place("w2", 1.0, 2.0)
    plan.undo()
    assert [each.id for each in project.open_project(plan.path).unplaced] == ["w1", "w2"]
    plan.redo()
    plan.place("w2", 1.0, 2.0, azimuth_deg=1.0, hfov_deg=90, image_width_px=640)
    assert plan.unplaced == ()


def test_a_table_without_places_waits(plan: project.Project, tmp_path: Path) -> None:
    table = tmp_path / "cameras.csv"
    head = "编号,高度,方位角,视场角,image_width_px,lon,lat\n"
    table.write_text(head + "甲,4.5,90,80,1920,,\n乙,3,10,80,1920,24.94,60.17\n丙,,,,,,\n", encoding="utf-8")
    waiting = project.read_unplaced(table)
    assert [each.id for each in waiting] == ["甲", "丙"]
    assert waiting[0].fields == {
        "height_m": 4.5, "azimuth_deg": 90.0, "hfov_deg": 80.0, "image_width_px": 1920.0
    }  # fmt: skip
    plan.add_unplaced(waiting)
    with pytest.raises(InputError, match="an id that no other camera has"):
        plan.add_unplaced(waiting[:1])
    assert plan.place("甲", 1.0, 2.0).cameras[-1].height_m == 4.5
    table.write_text("id,height_m\nw,high\n", encoding="utf-8")
    with pytest.raises(InputError, match="height_m: found 'high'"):
        project.read_unplaced(table)


def test_variants_hold_plans_of_their_own(plan: project.Project) -> None:
    base = plan.scene
    plan.do(moved(plan.scene, 0))
    first = plan.scene
    plan.save_variant("乙")
    plan.do(edits.remove_camera(plan.scene, base.cameras[5].id))
    assert plan.variants == ("A", "乙")
    assert plan.variant == "A"
    assert_same_layers(plan.scene_of("乙"), first)
    shown = plan.scene
    other = plan.switch_variant("乙")
    assert other is plan.scene
    assert_same_layers(other, first)
    assert other.zones is base.zones
    assert not plan.can_undo
    plan.do(edits.put_row(plan.scene, "zones", "z", base.zones.geometry.iloc[0], kind="garden"))
    assert_same_layers(siting.read_scene(plan.path), plan.scene)
    second = plan.scene
    plan.switch_variant("A")
    assert_same_layers(plan.scene, shown)
    assert_same_layers(project.open_project(plan.path).scene_of("乙"), second)
    while plan.undo():
        pass
    assert_same_layers(plan.scene, base)
    with pytest.raises(InputError, match="the one that is shown"):
        plan.delete_variant("A")
    with pytest.raises(InputError, match="a name that no other variant has"):
        plan.save_variant("乙")
    plan.delete_variant("乙")
    with pytest.raises(InputError, match="found '乙'; allowed A"):
        plan.switch_variant("乙")


def test_an_accepted_finding_is_waived(plan: project.Project) -> None:
    found = siting.assess(plan.scene, **plan.options).findings
    fail = found[found["outcome"] == "fail"].iloc[0]["finding_id"]
    for missing in ({"name": "Li"}, {"reason": "gone soon", "name": " "}):
        with pytest.raises(InputError, match="as a breach is let stand"):
            plan.review(fail, status="accepted", **missing)
    plan.review(fail, status="accepted", reason="gone soon", name="Li", comment="see file 7")
    plan.review("another", status="open", comment="ask")
    later = project.open_project(plan.path)
    assert later.reviews["status"].tolist() == ["accepted", "open"]
    judged = siting.assess(later.scene, **later.options).findings.set_index("finding_id")
    assert bool(judged.loc[fail, "waived"])
    later.review(fail, status="cured")
    assert later.answers.waivers == ()


def test_answers_meet_questions_and_wait_while_their_camera_is_gone(plan: project.Project) -> None:
    pack = load_pack("cn_2025")
    duty = next(each for each in pack.duties if each.question and each.subject == "camera")
    camera = plan.scene.cameras[0].id
    with pytest.raises(InputError, match="the name of who answers"):
        plan.set_answer(duty.id, camera, answer="yes")
    with pytest.raises(InputError, match="subject_id"):
        plan.set_answer(duty.id, "nobody", answer="yes", name="Li")
    with pytest.raises(InputError, match="a day as YYYY-MM-DD"):
        plan.set_answer(duty.id, camera, answer="yes", name="Li", date="soon")
    plan.set_answer(duty.id, camera, answer="no", name="Li")
    plan.set_answer(duty.id, camera, answer="yes", name="Wang", date="2025-05-06", reference="file 7")
    assert [(each.answer, each.name) for each in plan.answers.answers] == [("yes", "Wang")]
    siting.assess(plan.scene, **plan.options)
    plan.do(edits.remove_camera(plan.scene, camera))
    assert plan.answers.answers == ()
    siting.assess(plan.scene, **plan.options)
    plan.undo()
    assert len(project.open_project(plan.path).answers.answers) == 1
    plan.set_answer(duty.id, camera, answer=None)
    assert plan.answers.answers == ()


@pytest.mark.slow
def test_an_edit_among_ten_thousand_buildings_takes_milliseconds(tmp_path: Path) -> None:
    scene = siting.demo_scene()
    many = scene.buildings.loc[scene.buildings.index.repeat(24)].reset_index(drop=True)
    many["id"] = [f"b{number}" for number in range(len(many))]
    plan = project.create(tmp_path / "p.siting.gpkg", replace(scene, buildings=many))
    assert len(plan.scene.buildings) > 10_000
    spent_s = []
    for number in range(40):
        edit = moved(plan.scene, number % 40)
        start_s = time.perf_counter()
        plan.do(edit)
        spent_s.append(time.perf_counter() - start_s)
    # A few milliseconds on a quiet disk; a busy one takes its time to hand a page over.
    assert sorted(spent_s)[len(spent_s) // 2] < 0.1
