from __future__ import annotations

import contextlib
import datetime
import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

import siting
from siting import project
from siting.project import edits
from siting.ui import launch
from siting.ui.desk import Chosen
from siting.ui.events import camera_of
from siting.ui.page import VIEWS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parents[1]
PATIENCE_S = 120


SCRIPT = ROOT / "siting" / "ui" / "script.py"


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AppTest:
    monkeypatch.setattr(sys, "argv", ["script.py"])
    monkeypatch.setenv("SITING_PROJECTS", str(tmp_path / "projects"))
    return AppTest.from_file(str(SCRIPT), default_timeout=PATIENCE_S)


def numbers(app: AppTest) -> str:
    """Return the line of numbers above the views."""
    return next(each.value for each in app.markdown if "Cameras" in each.value or "摄像机" in each.value)


def by_key(elements: Sequence[Any], key: str) -> Any:
    return next(each for each in elements if each.key == key)


def by_label(elements: Sequence[Any], label: str) -> Any:
    return next(each for each in elements if each.label == label)


def assessment(app: AppTest) -> siting.Assessment:
    found: siting.Assessment = app.session_state["desk"].assessment
    return found


def fails(plan: siting.Assessment) -> int:
    return int((plan.findings["outcome"] == "fail").sum())


def test_the_app_opens_the_demo_and_counts_as_the_library_does(app: AppTest) -> None:
    app.run()
    assert not app.exception
    assert not app.error
    plan = siting.assess(siting.demo_scene(), on=datetime.datetime.now().astimezone().date())
    assert f"Cameras **{len(plan.cameras)}**" in numbers(app)
    assert f"fail **{fails(plan)}**" in numbers(app)
    assert f"undecided **{(plan.findings['outcome'] == 'undecided').sum()}**" in numbers(app)
    assert any("never in force" in warning.value for warning in app.warning)


def test_the_numbers_of_an_edited_project_are_those_of_the_command_line(app: AppTest) -> None:
    app.run()
    desk = app.session_state["desk"]
    camera = desk.scene.cameras[3]
    desk.do(edits.put_camera(desk.scene, replace(camera, azimuth_deg=(camera.azimuth_deg + 77.0) % 360.0)))
    app.run()
    assert not app.exception
    command = [sys.executable, "-m", "siting.cli", "check", str(desk.project.path), "--format", "json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    assert done.returncode == 1
    told = pd.DataFrame(json.loads(done.stdout)).set_index("finding_id")
    shown = assessment(app).findings.set_index("finding_id")
    assert sorted(told.index) == sorted(shown.index)
    for column in ("outcome", "severity", "message_en", "flags"):
        both = told[column].astype(str), shown.loc[told.index, column].astype(str)
        assert both[0].tolist() == both[1].tolist()
    counts = told["outcome"].value_counts()
    assert f"fail **{counts['fail']:,}**" in numbers(app)
    assert f"undecided **{counts['undecided']:,}**" in numbers(app)


def test_a_day_before_the_law_is_refused_and_the_plan_stays(app: AppTest) -> None:
    app.run()
    app.sidebar.date_input[0].set_value(datetime.date(2020, 1, 1)).run()
    assert not app.exception
    assert "2025" in str([frame.value.to_dict() for frame in app.dataframe]) + "".join(
        error.value for error in app.error
    )
    app.sidebar.date_input[0].set_value(datetime.date(2026, 1, 1)).run()
    assert not app.error
    assert "Cameras" in numbers(app)


def test_the_choice_of_packs_changes_the_findings_and_is_kept(app: AppTest) -> None:
    app.run()
    before = numbers(app)
    by_label(app.sidebar.multiselect, "Legal texts").set_value(["cn_2025"]).run()
    assert not app.exception
    assert numbers(app) != before
    assert not app.warning
    assert app.session_state["desk"].project.settings["packs"] == ["cn_2025"]


def test_the_ladder_changes_names_and_the_height_changes_the_plane(app: AppTest) -> None:
    app.run()
    area_m2 = assessment(app).coverage["area_m2"].sum()
    by_label(app.sidebar.selectbox, "Density classes").set_value("oodpcvs_2025").run()
    assert not app.exception
    assert assessment(app).ladder.name == "oodpcvs_2025"
    by_label(app.sidebar.number_input, "Target height [m]").set_value(0.0).run()
    assert not app.exception
    assert assessment(app).coverage["area_m2"].sum() != pytest.approx(area_m2)


def test_the_app_speaks_chinese(app: AppTest) -> None:
    app.run()
    by_key(app.sidebar.radio, "lang").set_value("zh").run()
    assert not app.exception
    assert f"不符合 **{fails(assessment(app))}**" in numbers(app)


def test_the_filters_narrow_the_list_and_the_evidence_follows(app: AppTest) -> None:
    app.run()
    finding = assessment(app).findings.query("outcome == 'fail'").iloc[-1]
    app.session_state["desk"].finding_id = finding["finding_id"]
    by_label(app.multiselect, "Outcome").set_value(["fail"])
    next(box for box in app.text_input if box.label.startswith("Camera, home")).set_value(
        finding["finding_id"]
    ).run()
    assert not app.exception
    texts = [text.value for text in app.text]
    assert finding["duty_id"] in texts
    assert finding["cite"] in texts
    assert any(f"Art. {finding['article']}" in text for text in texts)


def test_a_field_of_a_camera_is_edited_undone_and_done_again(app: AppTest) -> None:
    app.run()
    desk = app.session_state["desk"]
    desk.chosen = Chosen("cameras", "HEL-11")
    app.session_state["side"] = "chosen"
    app.run()
    before = camera_of(desk, "HEL-11").tilt_deg
    by_key(app.number_input, "cameras/HEL-11/tilt_deg").set_value(40.0).run()
    assert not app.exception
    assert camera_of(desk, "HEL-11").tilt_deg == 40.0
    assert "last edit" in numbers(app)
    by_key(app.button, "undo").click().run()
    assert camera_of(desk, "HEL-11").tilt_deg == before
    assert by_key(app.number_input, "cameras/HEL-11/tilt_deg").value == before
    by_key(app.button, "redo").click().run()
    assert camera_of(desk, "HEL-11").tilt_deg == 40.0


def test_what_a_form_cannot_take_is_told_and_nothing_is_lost(app: AppTest) -> None:
    app.run()
    desk = app.session_state["desk"]
    desk.chosen = Chosen("cameras", "HEL-11")
    app.session_state["side"] = "chosen"
    app.run()
    by_key(app.text_input, "name/HEL-11").set_value("HEL-12").run()
    assert not app.exception
    assert app.error
    assert "HEL-12" in str([frame.value.to_dict() for frame in app.dataframe])
    assert camera_of(desk, "HEL-11").id == "HEL-11"


def test_every_view_can_be_looked_at_in_both_languages(app: AppTest) -> None:
    app.run()
    for lang in ("en", "zh"):
        app.session_state["lang"] = lang
        for view in VIEWS:
            app.session_state["view"] = view
            app.run()
            assert not app.exception, (lang, view)
            assert not app.error, (lang, view)


def test_an_accepted_finding_needs_a_reason_and_a_name(app: AppTest) -> None:
    app.run()
    desk = app.session_state["desk"]
    finding = assessment(app).findings.query("outcome == 'fail'").iloc[0]
    desk.change(lambda: desk.project.review(finding["finding_id"], status="accepted", name="Li"))
    assert desk.trouble is not None
    desk.trouble = None
    desk.change(
        lambda: desk.project.review(
            finding["finding_id"], status="accepted", name="Li", reason="The wall is to be built."
        )
    )
    app.run()
    assert not app.exception
    rows = assessment(app).findings
    assert rows[rows["finding_id"] == finding["finding_id"]]["waived"].all()


def test_two_windows_are_told_of_each_other_and_neither_overwrites(app: AppTest) -> None:
    app.run()
    desk = app.session_state["desk"]
    other = project.open_project(desk.project.path)
    try:
        first, second = other.scene.cameras[:2]
        other.do(edits.put_camera(other.scene, replace(first, tilt_deg=33.0)))
        desk.do(edits.put_camera(desk.scene, replace(second, tilt_deg=44.0)))
        app.run()
        assert not app.exception
        assert "1 other window" in app.info[0].value
        assert camera_of(desk, second.id).tilt_deg == second.tilt_deg
        by_key(app.button, "catch_up").click().run()
        assert not app.exception
        assert camera_of(desk, first.id).tilt_deg == 33.0
        assert desk.do(edits.put_camera(desk.scene, replace(second, tilt_deg=44.0)))
    finally:
        other.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def served(command: list[str], port: int, projects: Path) -> Iterator[str]:
    """Yield the address of a running app, once it answers; its projects lie in a folder of their own."""
    surroundings = {**os.environ, "SITING_PROJECTS": str(projects)}
    process = subprocess.Popen(
        command, cwd=ROOT, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(PATIENCE_S):
            with contextlib.suppress(urllib.error.URLError, ConnectionError):
                urllib.request.urlopen(address + "_stcore/health", timeout=2).close()
                break
            time.sleep(0.5)
        else:
            pytest.fail("the app did not start")
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    with served(launch.command(None, port=port), port, tmp_path_factory.mktemp("projects")) as address:
        yield address


@pytest.mark.slow
def test_the_app_answers_at_no_other_address(address: str) -> None:
    port = int(address.rsplit(":", 1)[1].strip("/"))
    # Another address of this same computer: a server bound to all interfaces would answer.
    with pytest.raises(OSError, match=r"refused|unreachable|timed out"):
        socket.create_connection(("127.0.0.2", port), timeout=2)
