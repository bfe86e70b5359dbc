"""Drawings of what cameras see: in their frame, in both languages, named homes and classes."""

from __future__ import annotations

import pytest

from siting.assess import assess
from siting.look.camera_view import camera_view
from siting.ui.drawings import drawing_words
from siting.ui.drawings.camera_view import camera_view_svg
from siting.ui.drawings.canvas import figure
from tests.street import PICTURE, SCRIPT, street
from tests.ui.drawings.test_section import texts_of


@pytest.fixture(scope="module")
def drawn():
    return assess(street(), on="2026-03-01")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width_px", [480.0, 1200.0])
@pytest.mark.parametrize("camera_id", [SCRIPT, "looks-up", "along", "dome"])
def test_a_view_is_drawn_within_its_frame(drawn, lang, width_px, camera_id):
    seen = camera_view(drawn, camera_id)
    svg = camera_view_svg(seen, drawing_words(lang), ladder=drawn.ladder, width_px=width_px)
    said = [node.text for node in texts_of(svg)]
    assert any(camera_id in each for each in said)
    assert "<script" not in svg
    assert "<b>" not in svg


def test_homes_in_view_are_named_with_what_is_sharpest_of_them(drawn):
    seen = camera_view(drawn, SCRIPT)
    svg = camera_view_svg(seen, drawing_words("en"), ladder=drawn.ladder, width_px=1200.0)
    said = [node.text for node in texts_of(svg)]
    best = max(pane.max_px_per_m for pane in seen.panes if pane.building_id == "home-north")
    assert any(each.startswith(f"home-north · {figure(best)} px/m") for each in said)
    assert any(each.startswith("protected window in view: ") for each in said)
    # What a colour says of the ground, a word says too.
    assert {"recognise", "observe"} <= set(said)


def test_what_is_not_in_view_is_said(drawn):
    svg = camera_view_svg(camera_view(drawn, "looks-up"), drawing_words("zh"), ladder=drawn.ladder)
    assert any("画面中没有受保护的窗户。" in (node.text or "") for node in texts_of(svg))
    assert PICTURE not in svg
