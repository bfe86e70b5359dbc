"""The sheet: texts stay texts, and are read on what they stand on."""

from __future__ import annotations

import re
from importlib import resources
from xml.etree import ElementTree as ET

import pytest
import yaml

from siting.ui.drawings import palette
from siting.ui.drawings.canvas import Canvas, nice_step, shortened, text_width_px, ticks

SVG = "{http://www.w3.org/2000/svg}"


def test_a_name_that_tries_to_be_more_stays_a_name():
    canvas = Canvas(200, 100, "<script>alert(1)</script>")
    canvas.text(10, 10, '"><img src=x onerror=alert(1)>')
    root = ET.fromstring(canvas.as_text())
    assert [node.tag for node in root.iter() if node.tag in (f"{SVG}script", f"{SVG}img")] == []
    assert root.find(f"{SVG}title").text == "<script>alert(1)</script>"
    assert root.find(f"{SVG}text").text == '"><img src=x onerror=alert(1)>'


def test_signs_that_no_drawing_may_hold_do_not_break_it():
    canvas = Canvas(200, 100, "a\x00b")
    canvas.text(10, 10, "line\x1bend \ud800 tail")
    root = ET.fromstring(canvas.as_text().encode("utf-8"))
    assert root.find(f"{SVG}text").text == "line\ufffdend \ufffd tail"


@pytest.mark.parametrize("ink", ["INK", "SOFT_INK", "SIGHT", "TARGET", "ALERT"])
def test_inks_are_read_on_paper_and_on_what_is_seen(ink):
    assert palette.contrast_ratio(getattr(palette, ink), palette.PAPER) >= 4.5


@pytest.mark.parametrize("colour", [*palette.GROUND_RAMP, *palette.WALL_RAMP, *palette.USES.values()])
def test_what_is_written_on_a_fill_is_read(colour):
    assert palette.contrast_ratio(palette.ink_on(colour), colour) >= 4.5


def test_colours_are_those_of_the_map_page():
    script = resources.files("siting").joinpath("map_page", "base.js").read_text("utf-8")
    for name, ramp in (("GROUND", palette.GROUND_RAMP), ("WALL", palette.WALL_RAMP)):
        told = re.search(rf"const {name} = \[(.*?)\]", script)
        assert tuple(re.findall(r"#\w{6}", told[1])) == ramp
    uses = re.search(r"const USES = \{(.*?)\}", script, re.DOTALL)
    assert dict(re.findall(r"(\w+): '(#\w{6})'", uses[1])) == palette.USES


def test_steps_are_round_and_few():
    for length in (0.3, 1.0, 7.0, 48.0, 999.0):
        for most in (2, 5, 9):
            step = nice_step(length, most)
            assert length / step <= most + 1e-6
            assert f"{step:e}"[0] in "125"
    assert ticks(0.0, 1.0, 5) == pytest.approx([0.0, 0.2, 0.4, 0.6, 0.8, 1.0])


def test_a_long_text_is_shortened_to_its_room():
    assert text_width_px(shortened("摄像机" * 30, 100.0), 13.0) <= 100.0
    assert shortened("short", 100.0) == "short"
    assert shortened("anything", 3.0) == ""


def _words():
    return yaml.safe_load(
        resources.files("siting").joinpath("ui", "drawings", "words.yaml").read_text("utf-8")
    )


def test_every_text_of_the_drawings_is_there_in_both_languages():
    for key, entry in _words().items():
        assert set(entry) == {"en", "zh"}, key
        names = [set(re.findall(r"\{(\w+)", entry[lang])) for lang in ("en", "zh")]
        assert names[0] == names[1], key


def test_every_text_is_said_and_none_is_missing():
    folder = resources.files("siting").joinpath("ui", "drawings")
    code = "".join(item.read_text("utf-8") for item in folder.iterdir() if item.name.endswith(".py"))
    words = _words()
    assert [key for key in re.findall(r'say\("([a-z_.]+)"', code) if key not in words] == []
    groups = set(re.findall(r'say\(f"([a-z_]+)\.', code))
    idle = [
        key
        for key in words
        if f'"{key}"' not in code and f"'{key}'" not in code and key.partition(".")[0] not in groups
    ]
    assert idle == []
