from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import geopandas as gpd
import pytest
import shapely

from tests.browser import browser_page
from tests.ui.serving import served

if TYPE_CHECKING:
    from pathlib import Path

WAIT_MS = 40_000
CAMERAS = (
    "编号,经度,纬度,朝向,安装高度,水平视场角,水平像素,备注\n"
    "<script>alert(1)</script>,24.9420,60.1700,90,4,80,1920,a\n"
    "![x](http://127.0.0.2:9/x.png),24.9426,60.1703,180,4,80,1920,b\n"
    "C,,,45,4,80,1920,c\n"
)


def houses() -> bytes:
    shapes = [
        shapely.box(24.940 + k * 4e-4, 60.1695 + k % 3 * 3e-4, 24.9402 + k * 4e-4, 60.1696 + k % 3 * 3e-4)
        for k in range(9)
    ]
    frame = gpd.GeoDataFrame(
        {"id": [f"h{k}" for k in range(9)], "height_m": 12.0, "use": "residence"}, geometry=shapes, crs=4326
    )
    return frame.to_json().encode()


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("plan/footprints.geojson", houses())
        packed.writestr("plan/监控点位.csv", CAMERAS.encode())
    return out.getvalue()


@pytest.mark.slow
def test_an_archive_is_looked_at_then_opened_and_its_texts_stay_texts(tmp_path: Path) -> None:
    with served(tmp_path) as address, browser_page(allowed=address, height_px=1000) as (page, log):
        page.goto(address)
        page.get_by_text("Upload", exact=True).click(timeout=WAIT_MS)
        chooser = page.locator("input[type=file]")
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("cameras.csv", b"0" * (64 * 1024 * 1024))
        chooser.set_input_files({"name": "b.zip", "mimeType": "application/zip", "buffer": bomb.getvalue()})
        page.get_by_text("grows more than").wait_for(timeout=WAIT_MS)
        page.reload()
        page.get_by_text("Upload", exact=True).click(timeout=WAIT_MS)
        chooser.set_input_files({"name": "p.zip", "mimeType": "application/zip", "buffer": archive()})
        page.get_by_text("Before it is opened").wait_for(timeout=WAIT_MS)
        page.get_by_text("1 camera has no coordinates").wait_for(timeout=WAIT_MS)
        page.locator("img[src^='data:image/svg'], [data-testid=stImage] img").first.wait_for(timeout=WAIT_MS)
        page.wait_for_timeout(500)
        page.get_by_test_id("stBaseButton-primary").click()
        page.locator(".siting-map").wait_for(timeout=WAIT_MS)
        page.get_by_role("radio", name="To be placed").wait_for(timeout=WAIT_MS)
        page.wait_for_timeout(1500)
        assert page.locator("[data-testid=stException]").count() == 0
        assert log.requests == []
        assert log.errors == []
