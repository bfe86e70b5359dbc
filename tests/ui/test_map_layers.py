from __future__ import annotations

import gc
import json
from dataclasses import replace

import pytest
import shapely

import siting
from siting.crs import LONLAT
from siting.ui.layer_store import LayerStore, digest_of, find
from siting.ui.map_layers import Layer, MapLayers, cameras_of, worst_of
from tests.street import street

STEPS_PER_DEG = 1e7


@pytest.fixture(scope="module")
def plan() -> siting.Assessment:
    return siting.assess(street(), on="2026-11-23")


def content(store: LayerStore, layer: Layer) -> dict[str, list]:
    kept = store.get(layer.digest)
    assert kept is not None
    return json.loads(kept)


def test_every_building_and_every_class_of_coverage_is_there(plan: siting.Assessment) -> None:
    store = LayerStore()
    layers = MapLayers(store).of(plan)
    buildings = content(store, next(each for each in layers if each.kind == "buildings"))
    assert [row[0] for row in buildings["rows"]] == plan.scene.buildings["id"].tolist()
    for camera_id in plan.cameras["id"]:
        rows = plan.coverage[(plan.coverage["camera_id"] == camera_id) & (plan.coverage["view"] == "main")]
        found = [each for each in layers if (each.kind, each.camera_id) == ("coverage", camera_id)]
        assert len(found) == int(not rows.empty)
        if found:
            assert [row[0] for row in content(store, found[0])["rows"]] == rows["class"].tolist()


def test_a_shape_comes_back_from_its_steps(plan: siting.Assessment) -> None:
    store = LayerStore()
    layer = next(each for each in MapLayers(store).of(plan) if each.kind == "buildings")
    steps = content(store, layer)["rows"][0][-1][0][0]
    lat, lon = steps[0] / STEPS_PER_DEG, steps[1] / STEPS_PER_DEG
    shape = plan.scene.buildings.geometry.to_crs(LONLAT).iloc[0]
    assert shape.boundary.distance(shapely.Point(lon, lat)) < 2 / STEPS_PER_DEG


def test_an_edit_changes_the_layers_of_its_camera_alone(plan: siting.Assessment) -> None:
    maker = MapLayers(LayerStore())
    before = {(each.kind, each.camera_id): each.digest for each in maker.of(plan)}
    first, *others = plan.scene.cameras
    moved = replace(first, easting_m=first.easting_m + 0.5)
    edited = plan.edited(replace(plan.scene, cameras=(moved, *others)))
    after = {(each.kind, each.camera_id): each.digest for each in maker.of(edited)}
    changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    assert {camera_id for kind, camera_id in changed if kind != "overlap"} == {first.id}
    # From nothing the same layers are made.
    assert {(each.kind, each.camera_id): each.digest for each in MapLayers(LayerStore()).of(edited)} == after


def test_a_camera_shows_the_worst_of_what_fails(plan: siting.Assessment) -> None:
    shown = {camera["id"]: camera["worst"] for camera in cameras_of(plan)}
    worst = worst_of(plan, ("subject_id",))
    fails = plan.findings[plan.findings["outcome"] == "fail"]
    for camera_id, severity in shown.items():
        found = set(fails[fails["subject_id"] == camera_id]["severity"])
        assert (severity in found) if found else severity == ""
        assert worst.get((camera_id,), "") == severity
        if "critical" in found:
            assert severity == "critical"


def test_layers_are_found_by_the_token_of_their_session_as_long_as_it_lives() -> None:
    store = LayerStore(owner="li")
    digest = digest_of(b"a", b"b")
    assert digest != digest_of(b"ab")
    store.put(digest, b"content")
    token = store.token
    assert find(token, digest, owner="li") == b"content"
    assert find(token, "other", owner="li") is None
    assert find("other", digest, owner="li") is None
    assert find(token, digest, owner="wang") is None
    assert find(token, digest, owner=None) is None
    del store
    gc.collect()
    assert find(token, digest, owner="li") is None
