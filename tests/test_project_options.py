"""`siting check` of a project: by its settings and words, unless the command line says otherwise."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import siting
from siting import project
from siting.io import demo_path
from siting.project import edits

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Run

DAY = "2025-09-01"


def rows(told: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = json.loads(told)
    return found


def test_a_project_is_checked_as_the_scene_it_was_made_of(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "p.siting.gpkg"
    project.create(path, siting.demo_scene())
    one = run("check", demo_path(), "--on", DAY, "--format", "json", "-q")
    other = run("check", path, "--on", DAY, "--format", "json", "-q")
    assert one == other
    assert one[0] == 1


def test_settings_and_words_of_a_project_count(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "p.siting.gpkg"
    settings = {"on": DAY, "packs": ["cn_2025"], "target_height_m": 0.0, "ladder": "oodpcvs_2025"}
    plan = project.create(path, siting.demo_scene(), settings=settings)
    fail = siting.assess(plan.scene, **plan.options).findings.query("outcome == 'fail'")["finding_id"].iloc[0]
    plan.review(fail, status="accepted", reason="gone soon", name="Li")
    # What lies beside it is of another plan: the project has its own.
    (tmp_path / "answers.yaml").write_text("nonsense: yes\n")
    code, out, err = run("check", path, "--format", "json")
    assert code == 1
    found = {str(row["finding_id"]): row for row in rows(out)}
    assert {row["pack"] for row in found.values()} == {"cn_2025"}
    assert found[fail]["waived"] is True
    assert "of the project: packs, on, target_height_m, ladder, answers" in err
    out_dir = tmp_path / "out"
    run("check", path, "--ladder", "dori_2015", "--out", out_dir, "--no-map", "-q")
    parameters = json.loads((out_dir / "summary.json").read_text(encoding="utf-8"))["parameters"]
    assert parameters["ladder"]["name"] == "dori_2015"
    assert parameters["target_height_m"] == 0.0
    assert parameters["answers"]["waivers"] == 1
    _, out, _ = run("check", path, "--pack", "cn_2016_draft", "--format", "json", "-q")
    assert {row["pack"] for row in rows(out)} == {"cn_2016_draft"}


def test_overrides_of_the_command_line_lie_over_those_of_the_project(run: Run, tmp_path: Path) -> None:
    path, name = tmp_path / "p.siting.gpkg", "cn_2016_draft/11/distance_from_residence.min_distance_m"
    project.create(path, siting.demo_scene(), settings={"on": DAY, "overrides": {name: 7}})
    for extra, expected in (((), 7.0), (("--set", f"{name}=9"), 9.0)):
        run("check", path, *extra, "--out", tmp_path / "out", "--no-map", "-q")
        told = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
        assert {key: float(value) for key, value in told["parameters"]["overrides"].items()} == {
            name: expected
        }


def test_a_first_camera_drawn_by_hand_makes_a_plan(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "p.siting.gpkg"
    scene = siting.read_scene(buildings=f"{demo_path()}:buildings")
    plan = project.create(path, scene, settings={"on": DAY})
    code, _, err = run("check", path, "-q")
    assert code == 2
    assert "no such layer; allowed a plan with both" in err
    plan.do(edits.put_camera(plan.scene, siting.demo_scene().cameras[0]))
    code, _, err = run("check", path, "-q")
    assert code in (0, 1), err


def test_a_project_with_other_layers_is_bad_usage(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "p.siting.gpkg"
    project.create(path, siting.demo_scene())
    code, _, err = run("check", path, "--signs", demo_path())
    assert code == 2
    assert "found signs beside a project" in err
