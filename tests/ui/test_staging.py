from __future__ import annotations

import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from siting.io.demo import demo_path

SCRIPT = Path(__file__).parents[2] / "siting" / "ui" / "script.py"
HEAD = "编号,经度,纬度,朝向,安装高度,水平视场角,水平像素\n"


@pytest.fixture(autouse=True)
def projects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SITING_PROJECTS", str(tmp_path / "projects"))
    monkeypatch.chdir(tmp_path)
    return tmp_path / "projects"


def started(monkeypatch: pytest.MonkeyPatch, path: str) -> AppTest:
    monkeypatch.setattr(sys, "argv", ["script.py", path])
    return AppTest.from_file(str(SCRIPT), default_timeout=120).run()


def button(app: AppTest, key: str) -> object:
    return next(each for each in app.button if each.key == key)


def test_a_table_is_shown_before_it_is_opened_and_cameras_without_coordinates_wait(
    projects: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "cameras.csv"
    rows = "A,24.94,60.17,90,4,80,1920\nB,,,45,4,80,1920\nC,,,,,,\n"
    table.write_text(HEAD + rows, encoding="utf-8")
    app = started(monkeypatch, str(table))
    assert not app.exception
    assert "2 cameras have no coordinates" in app.success[0].value
    assert not list(projects.glob("*.gpkg"))
    button(app, "stage_open").click().run()  # type: ignore[attr-defined]
    assert not app.exception
    desk = app.session_state["desk"]
    assert [camera.id for camera in desk.scene.cameras] == ["A"]
    assert [each.id for each in desk.project.unplaced] == ["B", "C"]
    assert len(list(projects.glob("*.gpkg"))) == 1


def test_what_cannot_be_read_says_why_in_one_sentence_and_what_is_open_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = tmp_path / "cameras.csv"
    bad.write_text(HEAD + "A,24.94,60.17,<script>alert(1)</script>,4,80,1920\n", encoding="utf-8")
    app = started(monkeypatch, "")
    assert not app.exception
    before = app.session_state["desk"]
    source = next(
        each for each in app.sidebar.radio if "path" in each.options or "On this computer" in each.options
    )
    source.set_value("path").run()
    app.sidebar.text_input[0].set_value(str(bad)).run()
    assert not app.exception
    assert app.error[0].value.startswith("Cannot be read")
    assert "<script>" not in app.error[0].value.replace("\\<", "")
    assert app.session_state["desk"] is before
    assert next(each for each in app.button if each.key == "stage_open").disabled
    button(app, "stage_back").click().run()  # type: ignore[attr-defined]
    assert not app.exception


def test_a_scene_is_opened_as_the_library_reads_it(projects: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = started(monkeypatch, str(demo_path()))
    assert not app.exception
    button(app, "stage_open").click().run()  # type: ignore[attr-defined]
    assert not app.exception
    assert len(app.session_state["desk"].scene.cameras) == 40
    assert list(projects.glob("*.gpkg"))
