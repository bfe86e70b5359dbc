"""The demo data: what the list says is what lies there, and the script makes it again."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from pathlib import Path

import pandas as pd
import pyogrio
import pytest

import siting
from siting.io import demo_path

DATA = Path(__file__).parent.parent / "data"
SCENE = DATA / "helsinki" / "scene.gpkg"
LARGEST_BYTES = 3_000_000
EXTRACT = "SITING_DEMO_EXTRACT"


def test_every_data_file_is_listed_with_its_checksum() -> None:
    listed = (DATA / "README.md").read_text(encoding="utf-8")
    for path in sorted(DATA.rglob("*.gpkg")):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        assert f"`{path.relative_to(DATA)}`" in listed
        assert digest in listed, f"{path.name} has sha256 {digest}, which data/README.md does not say"


def test_scene_is_small_and_found() -> None:
    assert SCENE.stat().st_size < LARGEST_BYTES
    assert demo_path().samefile(SCENE)


def test_counts_in_the_list_are_the_counts_of_the_file() -> None:
    listed = (DATA / "README.md").read_text(encoding="utf-8")
    for layer in ("buildings", "walks", "cameras", "signs", "zones", "entrances", "obstacles", "counties"):
        told = re.search(rf"^\| `{layer}` \| ([\d,]+) \|", listed, re.MULTILINE)
        assert told is not None
        count = pyogrio.read_info(SCENE, layer=layer)["features"]
        assert int(told[1].replace(",", "")) == count, layer


def test_scene_reads_without_repair_and_bears_its_attribution() -> None:
    scene = siting.demo_scene()
    assert set(scene.ledger["outcome"]) == {"note"}
    assert "OpenStreetMap contributors, ODbL 1.0" in scene.attribution[0]
    assert any("INVENTED" in text for text in scene.attribution)
    assert scene.crs.to_epsg() == 3879


def test_invented_things_say_so() -> None:
    for camera in siting.demo_scene().cameras:
        assert str(camera.model).startswith("INVENTED")
        assert "INVENTED" in str(camera.purpose)


def test_plan_holds_what_a_demo_must_show() -> None:
    scene = siting.demo_scene()
    cameras = scene.cameras
    assert len(cameras) == 40
    assert {camera.kind for camera in cameras} >= {"fixed", "ptz", "panoramic"}
    assert {camera.regime for camera in cameras} == {"gov", "operator", "other_public", "non_public", None}
    areas = {"must_cover", "garden", "parcel", "consent", "lit"}
    assert set(scene.zones["kind"]) == {"toilet", "hotel_room"} | areas
    signed = set(scene.signs["camera_ids"].dropna())
    assert 5 <= len([camera for camera in cameras if camera.id not in signed]) < len(cameras)


@pytest.mark.skipif(EXTRACT not in os.environ, reason=f"{EXTRACT} names no extract to build from")
def test_script_makes_the_same_scene_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(DATA))
    sys.modules.pop("build_demo", None)
    import build_demo

    built = tmp_path / "scene.gpkg"
    build_demo.build(Path(os.environ[EXTRACT]), built)
    names = [name for name, _ in pyogrio.list_layers(SCENE)]
    assert [name for name, _ in pyogrio.list_layers(built)] == names
    for name in names:
        pd.testing.assert_frame_equal(
            pyogrio.read_dataframe(built, layer=name), pyogrio.read_dataframe(SCENE, layer=name)
        )
