"""Drawings of sections and tilts: all of it in the frame, in both languages, whatever the names are."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from siting.assess import assess
from siting.look.section import section_of
from siting.look.tilt import tilt_of
from siting.model import Lens
from siting.ui.drawings import drawing_words
from siting.ui.drawings.canvas import text_width_px
from siting.ui.drawings.section import section_svg
from siting.ui.drawings.tilt import tilt_svg
from tests.street import PICTURE, SCRIPT, street

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def drawn():
    return assess(street(), on="2026-03-01")


def texts_of(svg: str) -> list[ET.Element]:
    """Return the texts of a drawing, after looking that each begins and ends within it."""
    root = ET.fromstring(svg)
    width, height = map(float, root.get("viewBox").split()[2:])
    found = list(root.iter(f"{SVG}text"))
    for node in found:
        x, y = float(node.get("x")), float(node.get("y"))
        assert 0.0 <= x <= width
        assert 0.0 <= y <= height
        if node.get("transform") is None:
            wide = text_width_px(node.text or "", float(node.get("font-size")))
            left = x - {"start": 0.0, "middle": wide / 2.0, "end": wide}[node.get("text-anchor")]
            assert left >= -6.0, node.text
            assert left + wide <= width + 6.0, node.text
    return found


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width_px", [480.0, 1200.0])
@pytest.mark.parametrize("camera_id", [SCRIPT, "looks-up", "along"])
def test_a_section_is_drawn_within_its_frame(drawn, lang, width_px, camera_id):
    section = section_of(drawn, camera_id)
    svg = section_svg(section, drawing_words(lang), ladder=drawn.ladder, width_px=width_px)
    said = [node.text for node in texts_of(svg)]
    assert any(camera_id in each or each.endswith("…") for each in said)
    assert "<script" not in svg
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "").replace(PICTURE, "")
    units = {"en": ("Height [m]", "Distance in plan [m]"), "zh": ("高度 [米]", "水平距离 [米]")}[lang]
    assert set(units) <= set(said)


def test_what_is_seen_is_told_in_words_too(drawn):
    section = section_of(drawn, "along")
    said = [node.text for node in texts_of(section_svg(section, drawing_words("en"), ladder=drawn.ladder))]
    assert any(re.match(r"(identify|recognise|observe) ≥", each) for each in said)
    assert "range 25 m" in said


def test_a_blocked_line_says_what_blocks_it(drawn):
    here = section_of(drawn, SCRIPT)
    home = drawn.scene.buildings.geometry[drawn.scene.buildings["id"] == "home-north"].iloc[0].centroid
    section = section_of(drawn, SCRIPT, to=(home.x, home.y))
    assert here.target_m is None
    said = [node.text for node in texts_of(section_svg(section, drawing_words("en"), ladder=drawn.ladder))]
    assert "line of sight, blocked by home-north" in said


def test_nothing_seen_is_said(drawn):
    section = replace(section_of(drawn, "along"), stretches=(), fans=(), rays=())
    said = [node.text for node in texts_of(section_svg(section, drawing_words("en"), ladder=drawn.ladder))]
    assert "nothing is seen of the target plane here" in said


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("height_m", "tilt_deg"), [(4.0, 15.0), (8.0, 88.0), (0.2, 0.0), (30.0, -50.0), (1.5, 0.0)]
)
def test_a_tilt_is_drawn_within_its_frame(lang, height_m, tilt_deg):
    tilt = tilt_of(Lens(image_width_px=1920, hfov_deg=70.0), height_m=height_m, tilt_deg=tilt_deg)
    for width_px in (320.0, 480.0, 1200.0):
        assert texts_of(tilt_svg(tilt, drawing_words(lang), width_px=width_px))


def test_a_tilt_tells_near_and_far():
    tilt = tilt_of(Lens(image_width_px=1000, hfov_deg=90.0, vfov_deg=30.0), height_m=5.5, tilt_deg=30.0)
    said = [node.text for node in texts_of(tilt_svg(tilt, drawing_words("en")))]
    assert "near 4 m" in said
    assert "far 14.9 m" in said
    assert "Tilt 30°, vertical view 30°" in said
