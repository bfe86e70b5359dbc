"""A process killed at any moment of an edit: at most that edit is lost, and the file is never damaged."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

import siting
from siting import project
from siting.io.project_file import reading
from siting.project.changes import applied
from siting.project.record import edit_from_text
from tests.project.same import assert_same_layers

# Moves, turns, adds and removes in a row, as fast as it can, and says each number once it is made.
EDITOR = """
import os
import sys
from dataclasses import replace
from siting import project
from siting.project import edits

plan = project.open_project(sys.argv[1])
print("ready", flush=True)
for number in range(1, 100000):
    scene = plan.scene
    first = scene.cameras[number % len(scene.cameras)]
    if number % 7 == 0:
        edit = edits.remove_camera(scene, first.id)
    elif number % 7 == 1:
        edit = edits.duplicate_camera(scene, first.id, easting_m=first.easting_m, northing_m=first.northing_m)
    elif number % 7 == 2:
        name = f"zone {os.getpid()} {number}"
        edit = edits.put_row(scene, "zones", name, scene.zones.geometry.iloc[0], kind="garden")
    else:
        edit = edits.put_camera(scene, replace(first, easting_m=first.easting_m + 1.0, tilt_deg=number % 40))
    plan.do(edit)
    if number % 11 == 0:
        plan.undo()
        plan.redo()
    print(number, flush=True)
"""


def edits_made(path: Path, wait_s: float) -> int:
    """Return how many edits a process said it had made when it was killed after a while."""
    root = str(Path(siting.__file__).parent.parent)
    environment = {**os.environ, "PYTHONPATH": root}
    command = [sys.executable, "-c", EDITOR, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(wait_s)
        process.send_signal(signal.SIGKILL)
        said = process.stdout.read().split()
    return int(said[-1]) if said else 0


def replayed(path: Path, base: siting.Scene) -> siting.Scene:
    """Return the scene that the history makes of the scene as it was, read by nothing but the file."""
    with reading(path) as connection:
        asked = "SELECT title, changes FROM siting_history WHERE undone = 0 ORDER BY number"
        rows = connection.execute(asked).fetchall()
    scene = base
    for title, text in rows:
        scene, _ = applied(scene, edit_from_text(title, text))
    return scene


@pytest.mark.skipif(os.name != "posix", reason="processes are killed by a signal of POSIX")
@pytest.mark.slow
def test_a_killed_process_loses_at_most_the_edit_in_flight(tmp_path: Path) -> None:
    path = tmp_path / "plan.siting.gpkg"
    first = project.create(path, siting.demo_scene())
    base = first.scene
    first.close()
    chance = random.Random(5)
    made = 0
    for _ in range(12):
        said = edits_made(path, chance.uniform(0.0, 0.6))
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        plan = project.open_project(path)
        found = sum(not entry.undone for entry in plan.history)
        # An undo in flight counts one down, to be made again by `redo`.
        assert made + said - 1 <= found <= made + said + 1
        assert len(plan.history) in (made + said, made + said + 1)
        assert_same_layers(plan.scene, replayed(path, base))
        assert_same_layers(siting.read_scene(path), plan.scene)
        assert plan.windows() == ()
        while plan.redo():
            pass
        made = len(plan.history)
        plan.close()
    assert made > 50
    left = [each.name for each in tmp_path.iterdir()]
    assert left == [path.name]
