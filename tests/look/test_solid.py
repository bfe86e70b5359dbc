"""The view in space: things where they stand, and nothing asked of anybody."""

from __future__ import annotations

import json
import math

import pyproj
import pytest

from siting.assess import assess
from siting.look.deck import deck_of
from siting.look.solid import solids_of
from tests.ground import ground, standing_on
from tests.scenes import camera, home, obstacle, rect, scene
from tests.street import SCRIPT, street

DAY = "2026-03-01"


def _plan():
    return scene(
        [home(rect(-5, 20, 5, 28), 6.0, id="home", levels=2.0, base_m=1.0)],
        [camera(0, 0, id="cam", height_m=5.0, tilt_deg=20.0, range_m=60.0)],
        obstacles=[obstacle(rect(20, 20, 22, 22), 7.0, kind="tree", base_m=2.0, id="tree")],
    )


def _local(corners):
    crs = pyproj.Transformer.from_crs("EPSG:4258", "EPSG:25832", always_xy=True)
    return [(x - 500_000, y - 5_500_000, z) for x, y, z in (crs.transform(*corner) for corner in corners)]


def test_blocks_stand_where_they_stand_and_are_as_high():
    seen = solids_of(assess(_plan(), on=DAY))
    house = next(block for block in seen.blocks if block.id == "home")
    assert (house.base_m, house.height_m, house.is_protected) == (1.0, 6.0, True)
    places = _local(house.rings[0])
    assert min(p[0] for p in places) == pytest.approx(-5.0, abs=1e-3)
    assert max(p[1] for p in places) == pytest.approx(28.0, abs=1e-3)
    assert {p[2] for p in places} == {1.0}
    tree = next(block for block in seen.blocks if block.id == "tree")
    assert (tree.kind, tree.use, tree.base_m, tree.height_m) == ("obstacle", "tree", 2.0, 5.0)


def test_a_frustum_runs_from_the_camera_to_the_edges_of_its_view():
    assessment = assess(_plan(), on=DAY)
    (frustum,) = solids_of(assessment).frusta
    (apex,) = _local([frustum.apex])
    assert apex == pytest.approx((0.0, 0.0, 5.0), abs=1e-3)
    vfov = float(assessment.cameras["vfov_deg"].iloc[0])
    near = min(p[1] for p in _local(frustum.rings[0]))
    assert near == pytest.approx(3.5 / math.tan(math.radians(20.0 + vfov / 2.0)), abs=1e-3)
    assert all(start == frustum.apex for start, _ in frustum.edges)
    assert 3 <= len(frustum.edges) <= 9


def test_windows_in_view_lie_on_their_wall():
    assessment = assess(_plan(), on=DAY)
    quads = solids_of(assessment).quads
    assert len(quads) == len(assessment.facades)
    for quad in quads:
        places = _local(quad.ring)
        assert all(p[1] == pytest.approx(20.0, abs=1e-3) for p in places)
        assert 1.0 + 3.0 * quad.storey + 0.9 - 1e-6 <= quad.low_m < quad.high_m
        ends = sorted(p[0] for p in _local(quad.line))
        assert ends == pytest.approx([min(p[0] for p in places), max(p[0] for p in places)], abs=1e-3)


def test_on_a_raster_heights_count_from_the_ground(tmp_path):
    raster = ground(tmp_path / "high.tif", lambda at: 300.0 + 0.0 * at.north, half_m=150.0)
    seen = solids_of(assess(standing_on(_plan(), raster), on=DAY))
    house = next(block for block in seen.blocks if block.id == "home")
    assert (house.base_m, house.height_m) == pytest.approx((1.0, 6.0), abs=1e-4)
    assert seen.frusta[0].apex[2] == pytest.approx(5.0)
    assert seen.quads[0].low_m < 10.0


@pytest.mark.parametrize("camera_id", [None, SCRIPT])
def test_the_scene_asks_no_one_and_only_cameras_can_be_picked(camera_id):
    deck = deck_of(assess(street(), on=DAY), camera_id=camera_id, lang="zh")
    text = deck.to_json()
    told = json.loads(text)
    assert [layer["id"] for layer in told["layers"] if layer.get("pickable")] == ["cameras"]
    assert told.get("mapProvider") is None
    # No style is named, by address or by name: the mark says that none was chosen.
    assert told["mapStyle"] == "__MAP_STYLE__"
    assert "://" not in text
    cameras = next(layer for layer in told["layers"] if layer["id"] == "cameras")
    assert {row["id"] for row in cameras["data"]} == {SCRIPT, "looks-up", "dome", "along"}
    windows = next(layer for layer in told["layers"] if layer["id"] == "windows")
    assert windows["data"]
