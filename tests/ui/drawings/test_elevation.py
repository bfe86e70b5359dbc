"""Drawings of elevations: within their frame, in both languages, cameras and densities in words."""

from __future__ import annotations

import pytest

from siting.assess import assess
from siting.look.elevation import elevation_of
from siting.ui.drawings import drawing_words
from siting.ui.drawings.elevation import elevation_svg
from tests.street import PICTURE, SCRIPT, street
from tests.ui.drawings.test_section import texts_of


@pytest.fixture(scope="module")
def drawn():
    return assess(street(), on="2026-03-01")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("width_px", [480.0, 1200.0])
@pytest.mark.parametrize("building_id", ["home-north", PICTURE, "hotel", "office"])
def test_an_elevation_is_drawn_within_its_frame(drawn, lang, width_px, building_id):
    elevation = elevation_of(drawn, building_id)
    svg = elevation_svg(elevation, drawing_words(lang), ladder=drawn.ladder, width_px=width_px)
    said = [node.text for node in texts_of(svg)]
    assert "<script" not in svg
    assert "<b>" not in svg
    if elevation.exposed and width_px > 1000:
        assert any("px/m" in each or "像素/米" in each for each in said)


def test_who_sees_it_is_said(drawn):
    svg = elevation_svg(
        elevation_of(drawn, "home-north", camera_id=SCRIPT), drawing_words("en"), ladder=drawn.ladder
    )
    said = [node.text for node in texts_of(svg)]
    assert any(each.startswith("<script>") and "px/m" in each for each in said)
    assert "protected storeys" in said


def test_where_nobody_looks_that_is_said(drawn):
    svg = elevation_svg(elevation_of(drawn, "office"), drawing_words("en"), ladder=drawn.ladder)
    assert "no camera sees a protected window" in [node.text for node in texts_of(svg)]
