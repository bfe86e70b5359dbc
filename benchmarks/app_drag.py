"""From letting a camera go to seeing what it covers: the app in a real Chromium, on a district of 50 cameras.

    python -m benchmarks.app_drag [BUILDINGS] [CAMERA_COUNT]

Prints the time to the first map of a new page, and the median from the end of a drag until the map has drawn
new coverage, walls and findings. Without BUILDINGS the demo is measured as it is.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

from benchmarks.rules_share import district
from siting import project
from siting.ui import launch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

PORT = 8766
DRAG_COUNT = 15
PATIENCE_MS = 120_000
MAP = ".siting-map[data-shown]"
_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run")
_NAMES = ("chromium", "chromium-browser", "google-chrome")
# Every run that the map has drawn is noted with its time.
_NOTED = f"""() => {{
  window.drawn = [];
  const map = document.querySelector('{MAP}');
  new MutationObserver(() => window.drawn.push(performance.now()))
    .observe(map, {{ attributes: true, attributeFilter: ['data-shown'] }});
}}"""


def main() -> None:
    """Return nothing; print what was measured."""
    with tempfile.TemporaryDirectory(prefix="siting-") as folder:
        plan = None
        if len(sys.argv) > 1:
            count = int(sys.argv[2]) if len(sys.argv) > 2 else 50
            scene = district(Path(sys.argv[1]), count)
            plan = Path(folder) / "measured.siting.gpkg"
            project.create(plan, scene).close()
            print(f"{len(scene.buildings)} buildings, {len(scene.cameras)} cameras")
        with _served(plan, Path(folder)) as address:
            firsts, drags = _measured(address)
    print(f"first map after {firsts[0]:.2f} s, of a further page {firsts[1]:.2f} s")
    print(f"drag to map: median {statistics.median(drags):.0f} ms, worst {max(drags):.0f} ms of {len(drags)}")


@contextlib.contextmanager
def _served(plan: Path | None, projects: Path) -> Iterator[str]:
    """Yield the address of the app, once it answers."""
    surroundings = {**os.environ, "SITING_PROJECTS": str(projects)}
    command = launch.command(None if plan is None else str(plan), port=PORT)
    with subprocess.Popen(command, env=surroundings, stdout=subprocess.DEVNULL) as process:
        address = f"http://127.0.0.1:{PORT}/"
        try:
            while True:
                with contextlib.suppress(OSError):
                    urllib.request.urlopen(address + "_stcore/health", timeout=2).close()
                    break
                time.sleep(0.2)
            yield address
        finally:
            process.terminate()


def _measured(address: str) -> tuple[list[float], list[float]]:
    """Return the times to the first maps [s], and from the ends of drags to the map [ms]."""
    chromium = next(filter(None, map(shutil.which, _NAMES)), None)
    firsts: list[float] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(_FLAGS))
        for _ in range(2):
            page = browser.new_page(viewport={"width": 1280, "height": 720})
            start = time.perf_counter()
            page.goto(address)
            page.wait_for_selector(MAP, timeout=PATIENCE_MS)
            firsts.append(time.perf_counter() - start)
        drags = _drags(page)
        browser.close()
    return firsts, drags


def _drags(page: Page) -> list[float]:
    page.wait_for_timeout(2000)
    page.evaluate(_NOTED)
    names = [each.get_attribute("data-camera") for each in page.locator("[data-camera]").all()]
    took = []
    for name in names[:DRAG_COUNT]:
        box = page.locator(f'[data-camera="{name}"]').bounding_box()
        if box is None:
            continue
        seen = page.evaluate("window.drawn.length")
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 8, y + 12, steps=3)
        page.mouse.up()
        let_go = page.evaluate("performance.now()")
        # A camera under another marker is not moved, and nothing is drawn anew.
        with contextlib.suppress(Exception):
            page.wait_for_function(f"window.drawn.length > {seen}", timeout=5000)
            took.append(float(page.evaluate("window.drawn.at(-1)")) - let_go)
        page.wait_for_timeout(700)
    return took


if __name__ == "__main__":
    main()
