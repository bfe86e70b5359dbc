"""Two windows on one project, in one process and in two: told of each other, never one over the other."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pyogrio
import pytest

import siting
from siting import project
from siting.project import edits
from siting.project.windows import LOST_AFTER_S
from tests.project.same import assert_same_layers

OTHER = """
import sys
from dataclasses import replace
from siting import project
from siting.project import edits

plan = project.open_project(sys.argv[1])
print("ready", flush=True)
for line in sys.stdin:
    camera = plan.scene.cameras[0]
    try:
        plan.do(edits.put_camera(plan.scene, replace(camera, tilt_deg=camera.tilt_deg + 1.0)))
    except project.ChangedElsewhere as problem:
        print("refused", plan.refresh(), flush=True)
    else:
        print("made", flush=True)
"""


@pytest.fixture
def plan(tmp_path: Path) -> project.Project:
    return project.create(tmp_path / "p.siting.gpkg", siting.demo_scene())


def moved(scene: siting.Scene, number: int = 0) -> project.Edit:
    camera = scene.cameras[number]
    return edits.put_camera(scene, replace(camera, easting_m=camera.easting_m + 1.0))


def test_the_second_to_write_is_refused_until_it_reads_anew(plan: project.Project) -> None:
    other = project.open_project(plan.path)
    plan.do(moved(plan.scene))
    for write in (
        lambda: other.do(moved(other.scene, 1)),
        lambda: other.set_setting("lang", "zh"),
        lambda: other.review("f", status="open"),
        lambda: other.save_variant("B"),
    ):
        with pytest.raises(project.ChangedElsewhere) as refused:
            write()
        assert refused.value.who == f"window {plan.token}"
        assert refused.value.what[0].startswith(f"edit.move_camera {plan.scene.cameras[0].id} at 20")
    before = other.scene
    assert other.refresh()
    assert not other.refresh()
    assert other.scene.buildings is before.buildings
    assert other.scene.zones is before.zones
    assert_same_layers(other.scene, plan.scene)
    other.do(moved(other.scene, 1))
    with pytest.raises(project.ChangedElsewhere):
        plan.undo()
    assert plan.refresh()
    plan.undo()
    assert_same_layers(siting.read_scene(plan.path), plan.scene)


def test_another_program_counts_as_a_window(plan: project.Project) -> None:
    edit = moved(plan.scene)
    with closing(sqlite3.connect(plan.path)) as connection:
        connection.execute("UPDATE cameras SET tilt_deg = 44 WHERE fid = 1")
        connection.commit()
    with pytest.raises(project.ChangedElsewhere, match="another window or program"):
        plan.do(edit)
    assert plan.refresh()
    assert plan.scene.cameras[0].tilt_deg == 44.0


def test_a_row_that_a_program_for_maps_adds_is_read(plan: project.Project) -> None:
    frame = pyogrio.read_dataframe(plan.path, layer="cameras").head(1).assign(id="drawn elsewhere")
    pyogrio.write_dataframe(frame, plan.path, layer="cameras", append=True)
    assert plan.refresh()
    last = plan.scene.cameras[-1]
    assert last == replace(plan.scene.cameras[0], id="drawn elsewhere")
    plan.do(moved(plan.scene, -1))
    plan.undo()
    assert_same_layers(siting.read_scene(plan.path), plan.scene)


def test_windows_are_told_of_each_other(plan: project.Project) -> None:
    assert plan.windows() == ()
    other = project.open_project(plan.path)
    assert [each.token for each in plan.windows()] == [other.token]
    assert [each.token for each in other.windows()] == [plan.token]
    other.close()
    assert plan.windows() == ()
    revision = plan.revision
    project.open_project(plan.path).windows()
    assert not plan.refresh()
    assert plan.revision == revision


def test_a_window_that_is_not_seen_any_more_is_gone(plan: project.Project) -> None:
    other = project.open_project(plan.path)
    with closing(sqlite3.connect(plan.path)) as connection:
        put = "UPDATE siting_windows SET seen_at = seen_at - ? WHERE token = ?"
        connection.execute(put, (LOST_AFTER_S + 1.0, other.token))
        connection.commit()
    assert plan.windows() == ()
    other.windows()
    assert [each.token for each in plan.windows()] == [other.token]


@pytest.mark.slow
def test_two_processes_take_turns(plan: project.Project) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(siting.__file__).parent.parent)}
    command = [sys.executable, "-c", OTHER, str(plan.path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None

        def answer() -> str:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write("go\n")
            process.stdin.flush()
            return process.stdout.readline().strip()

        assert process.stdout.readline() == "ready\n"
        assert len(plan.windows()) == 1
        assert answer() == "made"
        with pytest.raises(project.ChangedElsewhere):
            plan.do(moved(plan.scene))
        plan.refresh()
        plan.do(moved(plan.scene))
        assert answer() == "refused True"
        assert answer() == "made"
        assert plan.refresh()
        assert_same_layers(plan.scene, siting.read_scene(plan.path))
        process.kill()
        process.wait()
        if os.name == "posix":
            assert plan.windows() == ()


def test_threads_of_one_window_take_turns(plan: project.Project) -> None:
    def turn() -> None:
        for _ in range(10):
            plan.set_setting("counted", len(plan.history))
            plan.windows()

    threads = [threading.Thread(target=turn) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert plan.settings["counted"] == 0
