"""Make the pictures of the README and the documents from the demo: `python docs/make_pictures.py`.

Needs Chromium and the package playwright; asks the network for nothing.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

import siting
from siting._commands import DEMO_DAY
from siting.maps import write_map

FOLDER = Path(__file__).parent / "pictures"
WIDTH_PX, HEIGHT_PX = 1280, 800
_SETTLED_MS = 800
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
]
# A home across a street, seen well enough to be a fail, tells most of what the page is for.
_SHOWN_PX_PER_M = 100.0


def main() -> int:
    """Return 0 when the pictures are made, 1 when there is no Chromium."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        print("no Chromium found (Debian: apt-get install chromium)", file=sys.stderr)
        return 1
    assessment = siting.assess(siting.demo_scene(), on=DEMO_DAY)
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page_file = Path(folder) / "map.html"
        write_map(assessment, page_file, lang="en")
        browser = playwright.chromium.launch(executable_path=chromium, args=_FLAGS)
        page = browser.new_page(viewport={"width": WIDTH_PX, "height": HEIGHT_PX})
        page.goto(page_file.as_uri())
        page.wait_for_timeout(_SETTLED_MS)
        page.screenshot(path=FOLDER / "demo_map.png")
        page.locator(f'[data-finding="{_home_in_view(assessment)}"]').click()
        page.wait_for_timeout(_SETTLED_MS)
        page.screenshot(path=FOLDER / "demo_finding.png")
        browser.close()
    return 0


def _home_in_view(assessment: siting.Assessment) -> str:
    """Return the id of the failing view into a home whose density is nearest to the one to be shown."""
    found = assessment.findings
    views = found[
        (found["outcome"] == "fail") & (found["unit"] == "px/m") & (found["object_kind"] == "building")
    ]
    far = (views["observed"].astype(float) - _SHOWN_PX_PER_M).abs()
    return str(views.loc[far.idxmin(), "finding_id"])


if __name__ == "__main__":
    sys.exit(main())
