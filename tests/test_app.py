from __future__ import annotations

import contextlib
import datetime
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from streamlit.testing.v1 import AppTest

import siting
from siting.ui import launch
from tests.browser import browser_page

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
PATIENCE_S = 120


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    monkeypatch.setattr(sys, "argv", ["app.py"])
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE_S)


def metric(app: AppTest, label: str) -> str:
    return next(each.value for each in app.metric if each.label == label)


def test_the_app_opens_the_demo_and_counts_as_the_library_does(app: AppTest) -> None:
    app.run()
    assert not app.exception
    assert not app.error
    plan = siting.assess(siting.demo_scene(), on=datetime.datetime.now().astimezone().date())
    assert metric(app, "Cameras") == str(len(plan.cameras))
    assert metric(app, "fail") == str((plan.findings["outcome"] == "fail").sum())
    assert metric(app, "undecided") == str((plan.findings["outcome"] == "undecided").sum())
    assert any("never in force" in warning.value for warning in app.warning)


def test_a_path_that_is_no_plan_is_told_and_the_open_plan_stays(app: AppTest, tmp_path: Path) -> None:
    app.run()
    cameras = metric(app, "Cameras")
    bad = tmp_path / "broken.gpkg"
    bad.write_text("this is no GeoPackage")
    app.sidebar.radio[1].set_value("path").run()
    app.sidebar.text_input[0].set_value(str(bad)).run()
    assert not app.exception
    assert "what was open stays open" in app.error[0].value
    assert "broken.gpkg" in str([frame.value.to_dict() for frame in app.dataframe])
    assert metric(app, "Cameras") == cameras


def test_a_day_before_the_law_is_refused_and_the_plan_stays(app: AppTest) -> None:
    app.run()
    app.sidebar.date_input[0].set_value(datetime.date(2020, 1, 1)).run()
    assert not app.exception
    assert "2025" in "".join(error.value for error in app.error)
    assert len(app.metric) > 0
    app.sidebar.date_input[0].set_value(datetime.date(2026, 1, 1)).run()
    assert not app.error


def test_the_choice_of_packs_changes_the_findings(app: AppTest) -> None:
    app.run()
    before = metric(app, "undecided")
    app.sidebar.multiselect[0].set_value(["cn_2025"]).run()
    assert not app.exception
    assert metric(app, "undecided") != before
    assert not app.warning


def test_the_ladder_changes_names_and_the_height_changes_the_plane(app: AppTest) -> None:
    app.run()
    app.sidebar.selectbox[0].set_value("oodpcvs_2025").run()
    assert not app.exception
    assert app.session_state["assessment"].ladder.name == "oodpcvs_2025"
    area_m2 = app.session_state["assessment"].coverage["area_m2"].sum()
    app.sidebar.number_input[0].set_value(0.0).run()
    assert not app.exception
    assert app.session_state["assessment"].coverage["area_m2"].sum() != pytest.approx(area_m2)


def test_the_app_speaks_chinese(app: AppTest) -> None:
    app.run()
    app.sidebar.radio[0].set_value("zh").run()
    assert not app.exception
    assert {"地图", "检查结果", "法规", "台账"} <= {tab.label for tab in app.tabs}
    assert metric(app, "不符合") == str((app.session_state["assessment"].findings["outcome"] == "fail").sum())


def test_the_filters_narrow_the_table_and_the_evidence_follows(app: AppTest) -> None:
    app.run()
    finding = app.session_state["assessment"].findings.query("outcome == 'fail'").iloc[-1]
    outcome = next(box for box in app.multiselect if box.label == "Outcome")
    outcome.set_value(["fail"])
    next(box for box in app.text_input if box.label.startswith("Camera")).set_value(
        finding["finding_id"]
    ).run()
    assert not app.exception
    texts = [text.value for text in app.text]
    assert finding["duty_id"] in texts
    assert finding["cite"] in texts
    assert any(f"Art. {finding['article']}" in text for text in texts)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextlib.contextmanager
def served(command: list[str], port: int) -> Iterator[str]:
    """Yield the address of a running app, once it answers."""
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
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
def address() -> Iterator[str]:
    port = free_port()
    with served(launch.command(None, port=port), port) as address:
        yield address


@pytest.mark.slow
def test_in_a_browser_nothing_leaves_this_computer(address: str) -> None:
    with browser_page(allowed=address, width_px=1400, height_px=1000) as (page, log):
        page.goto(address)
        frame = page.frame_locator("iframe").first
        frame.locator(".finding").first.click(timeout=PATIENCE_S * 1000)
        card = frame.locator("#detail").inner_text()
        assert "Art. " in card
        for tab in ("Findings", "Homes or unknown in view", "Law", "Ledger"):
            page.get_by_role("tab", name=tab).click()
            page.wait_for_timeout(300)
        # A widget that asks for another run must not load the map anew and lose what is open in it.
        page.get_by_text("Upload", exact=True).click()
        page.get_by_text("Files of the plan").wait_for()
        page.get_by_role("tab", name="Map").click()
        assert frame.locator("#detail").inner_text() == card
        assert page.locator("[data-testid=stException]").count() == 0
        assert log.requests == []
        assert log.errors == []


@pytest.mark.slow
def test_the_app_answers_at_no_other_address(address: str) -> None:
    port = int(address.rsplit(":", 1)[1].strip("/"))
    # Another address of this same computer: a server bound to all interfaces would answer.
    with pytest.raises(OSError, match=r"refused|unreachable|timed out"):
        socket.create_connection(("127.0.0.2", port), timeout=2)
