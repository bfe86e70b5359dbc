"""Profiles for cameras that lack values."""

from __future__ import annotations

import json

import pytest

from siting.errors import InputError
from siting.io.defaults import read_defaults


def test_yaml_json_and_mappings_are_read_alike(tmp_path):
    wanted = {"hfov_deg": 90.0, "image_width_px": 1920, "kind": "fixed"}
    yaml_file, json_file = tmp_path / "p.yaml", tmp_path / "p.json"
    yaml_file.write_text("hfov_deg: 90\nimage_width_px: 1920\nkind: bullet\n", encoding="utf-8")
    json_file.write_text(
        json.dumps({"hfov_deg": "90°", "image_width_px": "1,920", "kind": "枪机"}), encoding="utf-8"
    )
    assert read_defaults(yaml_file) == read_defaults(str(json_file)) == read_defaults(wanted) == wanted
    assert read_defaults(None) == {}


def test_all_faults_of_a_profile_come_at_once():
    with pytest.raises(InputError) as caught:
        read_defaults({"hfov": 90, "hfov_deg": 400, "image_width_px": "many", "id": "x"})
    assert [fault.field for fault in caught.value.faults] == ["hfov", "id", "hfov_deg", "image_width_px"]


@pytest.mark.parametrize("text", ["- a\n", "just words", "a: [", ""])
def test_what_is_no_profile(tmp_path, text):
    path = tmp_path / "p.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="hfov_deg: 90"):
        read_defaults(path)


def test_a_profile_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        read_defaults(tmp_path / "p.yaml")
