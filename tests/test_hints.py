"""Hints name what was found, so that it can be mended where it stands."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import shapely

import siting
from siting.io import read_scene
from tests.io.frames import cameras, houses, square

ON = "2025-09-01"


def hints(scene) -> dict[str, dict]:
    return {entry["id"]: entry for entry in siting.assess(scene, on=ON).summary["hints"]}


def test_words_for_the_regime_that_nobody_knows_are_named_with_how_many_cameras():
    plan = cameras({"regime": "goverment"}, {"regime": "goverment"}, {"regime": "企业"}, {"regime": "政府"})
    found = hints(read_scene(buildings=houses(square(200)), cameras=plan))
    told = found["cameras.regime_unknown"]
    assert told["count"] == 3
    for lang in ("zh", "en"):
        assert "goverment (gov?): 2, 企业: 1" in told[lang]
    assert "cameras.place_class_unknown" not in found
    assert "cameras.regime_missing" not in found


def test_columns_and_files_that_are_not_used_are_named(tmp_path):
    houses(square(200)).to_file(tmp_path / "buildings.gpkg")
    cameras({"regme": "gov", "有效距离": 30}).to_file(tmp_path / "cameras.gpkg")
    pd.DataFrame({"id": ["x"]}).to_csv(tmp_path / "systeme.csv")
    found = hints(read_scene(tmp_path))
    assert "cameras: regme (regime?), 有效距离" in found["layers.columns_unused"]["en"]
    assert "systeme.csv" in found["scene.files_unused"]["zh"]


def test_a_shift_that_is_asked_about_stands_in_the_summary():
    plan = houses(shapely.box(120.600, 31.300, 120.604, 31.304), epsg=4326)
    lon, lat = np.linspace(120.6005, 120.6035, 6), np.linspace(31.3005, 31.3035, 6)
    rows = [{"geometry": shapely.Point(x, y)} for x, y in zip(lon, lat, strict=True)]
    read = read_scene(buildings=plan, cameras=cameras(*rows).set_crs(4326, allow_override=True))
    assert "--crs cameras=" in hints(read)["layers.shifted"]["en"]


def test_names_of_files_cannot_command_a_terminal():
    read = read_scene(buildings=houses(square(200)), cameras=cameras({"\x1b[31mred": 1}))
    assert "\x1b" not in hints(read)["layers.columns_unused"]["en"]


def test_nothing_is_told_of_a_plan_that_says_all():
    read = read_scene(buildings=houses(square(200)), cameras=cameras({"regime": "gov"}))
    quiet = {"layers.shifted", "layers.columns_unused", "scene.files_unused", "cameras.regime_unknown"}
    assert not quiet & hints(replace(read, name="plan")).keys()
