"""Rows put in the middle of a layer stand there in the file too, gap or no gap between the keys."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import siting
from siting import project
from siting.io.project_rows import row_of_camera
from siting.project import Change, Edit
from siting.project.record import edit_as_text, edit_from_text
from tests.project.same import assert_same_layers

if TYPE_CHECKING:
    from pathlib import Path


def test_a_row_in_the_middle_moves_the_rest_up(tmp_path: Path) -> None:
    plan = project.create(tmp_path / "p.siting.gpkg", siting.demo_scene())
    base, first = plan.scene, plan.scene.cameras[0]
    for place in (0, 7, 7, 42):
        new = replace(first, id=f"new {len(plan.scene.cameras)}")
        plan.do(Edit("edit.add_camera", (Change("cameras", new.id, None, row_of_camera(new), place),)))
        assert plan.scene.cameras[place].id == new.id
        assert_same_layers(siting.read_scene(plan.path), plan.scene)
    while plan.undo():
        assert_same_layers(siting.read_scene(plan.path), plan.scene)
    assert plan.scene.cameras == base.cameras


def test_an_edit_comes_back_from_its_text() -> None:
    scene = siting.demo_scene()
    first = row_of_camera(scene.cameras[0])
    edit = Edit("t", (Change("cameras", "名字", first, None, 3), Change("cameras", "b", None, first)))
    again = edit_from_text("t", edit_as_text(edit))
    assert [(each.layer, each.id, each.place) for each in again.changes] == [
        ("cameras", "名字", 3),
        ("cameras", "b", None),
    ]
    assert again.changes[0].before == first
    assert again.changes[1].after == first
    assert again.inverse().inverse() == again
