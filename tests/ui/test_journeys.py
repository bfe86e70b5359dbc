"""What a planner does in the app, in a real browser; every page is watched for requests that leave."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import pytest

import siting
from siting import project
from siting.ui import launch
from tests.browser import browser_page
from tests.test_app import ROOT, free_port, served

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.slow
PATIENCE_MS = 60_000
MAP = ".siting-map[data-shown]"
# A messy table: a title row, Chinese headings, words for numbers, one row without a place.
MESSY = (
    "某小区监控点位表\n编号,经度,纬度,朝向,安装高度（米）,水平视场角,水平像素,类型\n"
    "北门枪机,24.9405,60.1690,东北,3.5m,80°,1920,枪机\n南门枪机,24.9415,60.1685,180,4,70,2560,枪机\n"
    "待定位枪机,,,45,4,80,1920,枪机\n"
)


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("projects")


@pytest.fixture(scope="module")
def address(projects: Path) -> Iterator[str]:
    port = free_port()
    with served(launch.command(None, port=port), port, projects) as address:
        yield address


@contextlib.contextmanager
def opened(address: str, **window: int) -> Iterator[Page]:
    """Yield the page with the map drawn; afterwards nothing may have left, and the console is clean."""
    with browser_page(allowed=address, **{"width_px": 1280, "height_px": 720, **window}) as (page, log):
        page.goto(address)
        page.wait_for_selector(MAP, timeout=PATIENCE_MS)
        yield page
        assert page.locator("[data-testid=stException]").count() == 0
        assert log.requests == []
        assert log.errors == []


def runs(page: Page) -> int:
    return int(page.get_attribute(MAP, "data-shown", timeout=PATIENCE_MS) or 0)


def after(page: Page, before: int) -> None:
    """Return nothing; wait until the map shows a later run of the page, and the page is at rest."""
    page.wait_for_function(
        f"Number(document.querySelector('{MAP}')?.dataset.shown) > {before}", timeout=PATIENCE_MS
    )
    page.wait_for_timeout(400)


def view(page: Page, name: str) -> None:
    page.get_by_text(name, exact=True).first.click()


def camera(page: Page, camera_id: str) -> Locator:
    return page.locator(f'[data-camera="{camera_id}"]')


def drag(page: Page, what: Locator, east_px: float, south_px: float) -> None:
    box = what.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + east_px, y + south_px, steps=5)
    page.mouse.up()


def field(page: Page, label: str) -> Locator:
    return page.get_by_label(label, exact=False).first


def choose(page: Page, camera_id: str) -> None:
    before = runs(page)
    camera(page, camera_id).focus()
    page.keyboard.press("Enter")
    after(page, before)


def kept(projects: Path) -> Any:
    """Return the plan of the demo's project as the library reads it."""
    return siting.read_scene(next(projects.glob("demo-*.siting.gpkg")))


def camera_in(scene: Any, camera_id: str) -> Any:
    return next(each for each in scene.cameras if each.id == camera_id)


def test_the_demo_opens_with_its_cameras_and_findings(address: str) -> None:
    with opened(address) as page:
        page.wait_for_selector(".card")
        assert page.locator("[data-camera]").count() == 40
        page.locator(".card").nth(4).click()
        page.get_by_text("Limit", exact=True).wait_for()
        page.locator(".panel summary").click()
        box = page.locator('.switches input[data-layer="coverage"]')
        box.uncheck()
        assert not box.is_checked()


def test_every_view_leaves_nothing_and_the_map_comes_back(address: str) -> None:
    with opened(address) as page:
        for name in ("Look closer", "Variants", "Questions", "Homes in view", "Export", "Law", "Ledger"):
            view(page, name)
            page.wait_for_timeout(800)
        view(page, "Look closer")
        for name in ("What the camera sees", "Facades", "3D"):
            view(page, name)
            page.wait_for_timeout(1200)
        view(page, "Map")
        page.wait_for_selector(".card", timeout=PATIENCE_MS)
        assert page.locator("[data-camera]").count() == 40


def test_a_camera_is_dragged_turned_and_the_edit_undone(address: str, projects: Path) -> None:
    with opened(address) as page:
        first = camera_in(kept(projects), "HEL-28")
        before = runs(page)
        drag(page, camera(page, "HEL-28"), 25.0, 18.0)
        after(page, before)
        moved = camera_in(kept(projects), "HEL-28")
        assert moved.easting_m > first.easting_m
        assert moved.northing_m < first.northing_m
        choose(page, "HEL-28")
        before = runs(page)
        drag(page, page.locator(".turn"), 40.0, 60.0)
        after(page, before)
        turned = camera_in(kept(projects), "HEL-28")
        assert turned.azimuth_deg != moved.azimuth_deg
        assert (turned.easting_m, turned.northing_m) == (moved.easting_m, moved.northing_m)
        for _ in range(2):
            before = runs(page)
            page.locator(".st-key-undo button").first.click()
            after(page, before)
        assert camera_in(kept(projects), "HEL-28") == first


def test_keys_alone_place_turn_and_remove_a_camera(address: str, projects: Path) -> None:
    with opened(address) as page:
        choose(page, "HEL-20")
        first = camera_in(kept(projects), "HEL-20")
        before = runs(page)
        camera(page, "HEL-20").press("Shift+ArrowUp")
        after(page, before)
        before = runs(page)
        camera(page, "HEL-20").press("]")
        after(page, before)
        moved = camera_in(kept(projects), "HEL-20")
        assert moved.northing_m == pytest.approx(first.northing_m + 5.0, abs=0.1)
        assert moved.azimuth_deg == pytest.approx((first.azimuth_deg + 1.0) % 360.0, abs=0.06)
        before = runs(page)
        camera(page, "HEL-20").press("Delete")
        after(page, before)
        assert "HEL-20" not in {each.id for each in kept(projects).cameras}
        for _ in range(3):
            before = runs(page)
            page.locator(".siting-map .canvas").press("Control+z")
            after(page, before)
        assert camera_in(kept(projects), "HEL-20") == first


def test_a_camera_is_placed_and_a_zone_drawn_by_clicks(address: str, projects: Path) -> None:
    with opened(address) as page:
        box = page.locator(MAP).bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        before = runs(page)
        page.locator('[data-tool="camera"]').click()
        page.mouse.click(x, y)
        after(page, before)
        assert "cam-41" in {each.id for each in kept(projects).cameras}
        before = runs(page)
        page.locator('[data-tool="zone"]').click()
        for east_px, south_px in ((-60, 20), (10, 20), (10, 80), (-60, 80)):
            page.mouse.click(x + east_px, y + south_px)
            page.wait_for_timeout(150)
        page.keyboard.press("Enter")
        after(page, before)
        zones = kept(projects).zones
        drawn = zones[zones["id"].str.startswith("zone-")].iloc[-1]
        assert drawn["kind"] == "must_cover"
        assert len(drawn["geometry"].exterior.coords) == 5
        for _ in range(2):
            before = runs(page)
            page.locator(".st-key-undo button").first.click()
            after(page, before)
        assert len(kept(projects).cameras) == 40


def test_a_violation_is_cured_and_vanishes(address: str, projects: Path) -> None:
    """The camera that looks into a hotel is turned away by the form; its finding goes."""
    with opened(address) as page:
        choose(page, "HEL-11")
        scene = kept(projects)

        def into_hotel() -> int:
            found = siting.assess(kept(projects), on="2026-11-24").findings
            rows = found[(found["subject_id"] == "HEL-11") & (found["object_id"] == "relation/5608")]
            return int(((rows["outcome"] == "fail") & rows["duty_id"].str.contains("view_into")).sum())

        assert into_hotel() > 0
        away_deg = (camera_in(scene, "HEL-11").azimuth_deg + 180.0) % 360.0
        before = runs(page)
        page.locator('[class*="azimuth_deg"] input').first.fill(f"{away_deg:.1f}")
        page.keyboard.press("Tab")
        after(page, before)
        assert into_hotel() == 0
        assert "vanish" in page.get_by_text("last edit", exact=False).first.inner_text()


def test_two_variants_are_laid_side_by_side(address: str) -> None:
    with opened(address) as page:
        view(page, "Variants")
        field(page, "Name of a new variant").fill("with fewer")
        page.keyboard.press("Tab")
        page.get_by_role("button", name="Keep as a variant").click()
        page.get_by_role("button", name="Compare").click(timeout=PATIENCE_MS)
        page.get_by_text("No finding differs.").wait_for(timeout=PATIENCE_MS)
        page.wait_for_function("document.querySelectorAll('.siting-map [data-camera]').length >= 80")


def test_the_language_is_switched_and_nothing_stays_english(address: str) -> None:
    with opened(address) as page:
        page.get_by_text("中文", exact=True).click()
        page.get_by_text("检查结果", exact=True).first.wait_for(timeout=PATIENCE_MS)
        page.locator(".panel summary", has_text="图层与图例").wait_for(timeout=PATIENCE_MS)
        page.wait_for_function(
            "document.querySelector('.card .what')?.textContent.match(/[\\u4e00-\\u9fff]/)"
        )
        page.get_by_text("English", exact=True).click()
        page.locator(".panel summary", has_text="Layers and legend").wait_for(timeout=PATIENCE_MS)


def test_an_export_comes_back_as_the_same_plan(address: str, projects: Path, tmp_path: Path) -> None:
    with opened(address) as page:
        view(page, "Export")
        page.get_by_text("GeoPackage with styles", exact=False).click()
        page.get_by_role("button", name="Make the file").click()
        with page.expect_download(timeout=PATIENCE_MS) as download:
            page.get_by_role("button", name="Download", exact=False).click(timeout=PATIENCE_MS)
        file = tmp_path / "plan.gpkg"
        download.value.save_as(file)
    cameras = gpd.read_file(file, layer="cameras")
    assert sorted(cameras["id"]) == sorted(each.id for each in kept(projects).cameras)
    assert "exported" in (projects / "audit.jsonl").read_text(encoding="utf-8")


def test_killed_and_opened_again_the_plan_is_as_it_was(tmp_path: Path) -> None:
    port = free_port()
    surroundings = {**os.environ, "SITING_PROJECTS": str(tmp_path)}
    with served(launch.command(None, port=port), port, tmp_path) as address, opened(address) as page:
        before = runs(page)
        drag(page, camera(page, "HEL-36"), -20.0, 12.0)
        after(page, before)
        moved = camera_in(kept(tmp_path), "HEL-36")
        for line in subprocess.run(
            ["pgrep", "-f", f"server.port {port}"], capture_output=True, text=True, check=True
        ).stdout.split():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(line), signal.SIGKILL)
        page.goto("about:blank")
        page.context.clear_cookies()
        process = subprocess.Popen(
            launch.command(None, port=port), cwd=ROOT, env=surroundings, stdout=subprocess.DEVNULL
        )
        try:
            for _ in range(100):
                with contextlib.suppress(Exception):
                    page.goto(address)
                    page.wait_for_selector(MAP, timeout=5000)
                    break
                time.sleep(0.3)
            assert camera_in(kept(tmp_path), "HEL-36") == moved
            assert page.locator(".st-key-undo button").first.is_enabled()
        finally:
            process.terminate()
            process.wait(timeout=20)


def test_a_messy_table_is_staged_opened_and_its_homeless_camera_placed(tmp_path: Path) -> None:
    table = tmp_path / "点位表.csv"
    table.write_text(MESSY, encoding="gb18030")
    port = free_port()
    projects = tmp_path / "projects"
    with served(launch.command(str(table), port=port), port, projects) as address:
        with browser_page(allowed=address, width_px=1280, height_px=720) as (page, log):
            page.goto(address)
            page.get_by_text("no coordinates", exact=False).first.wait_for(timeout=PATIENCE_MS)
            page.locator(".st-key-stage_open button").click()
            page.wait_for_selector(MAP, timeout=PATIENCE_MS)
            view(page, "To be placed")
            page.get_by_role("button", name="Place", exact=True).click()
            page.wait_for_selector('.siting-map[data-tool="camera"]')
            box = page.locator(MAP).bounding_box()
            assert box is not None
            before = runs(page)
            page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            after(page, before)
            assert log.requests == []
            assert log.errors == []
        opened_plan = project.open_project(next(projects.glob("*.siting.gpkg")))
        assert {each.id for each in opened_plan.scene.cameras} == {"北门枪机", "南门枪机", "待定位枪机"}
        assert opened_plan.unplaced == ()
        opened_plan.close()


def test_a_name_that_is_a_script_stays_a_name(tmp_path: Path) -> None:
    name = "<script>window.hit = 1</script>"
    table = tmp_path / "cameras.csv"
    row = f'"{name}",24.9405,60.1690,45,3.5,80,1920,fixed'
    table.write_text(
        f"id,lon,lat,azimuth_deg,height_m,hfov_deg,image_width_px,kind\n{row}\n", encoding="utf-8"
    )
    port = free_port()
    with served(launch.command(str(table), port=port), port, tmp_path / "projects") as address:  # noqa: SIM117
        with browser_page(allowed=address) as (page, log):
            page.goto(address)
            page.locator(".st-key-stage_open button").click(timeout=PATIENCE_MS)
            page.wait_for_selector(MAP, timeout=PATIENCE_MS)
            camera(page, name).click()
            page.get_by_label("Camera", exact=True).wait_for(timeout=PATIENCE_MS)
            for each in ("Look closer", "Questions", "Ledger", "Map"):
                view(page, each)
                page.wait_for_timeout(800)
            assert page.evaluate("window.hit") is None
            assert log.requests == []
            assert log.errors == []


def test_the_page_is_of_use_on_a_small_and_on_a_great_screen(address: str) -> None:
    for width_px, height_px in ((1280, 720), (3840, 2160)):
        with opened(address, width_px=width_px, height_px=height_px) as page:
            box = page.locator(MAP).bounding_box()
            assert box is not None
            assert box["height"] > 0.5 * height_px
            assert box["y"] + box["height"] <= height_px
            cards = page.locator(".siting-list").bounding_box()
            assert cards is not None
            assert cards["x"] > box["x"] + box["width"]


if sys.platform == "win32":
    pytestmark = [pytestmark, pytest.mark.skip(reason="signals are those of Unix")]
