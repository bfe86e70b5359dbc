"""An assessment after an edit is that of the edited scene, whatever was edited: every table is compared."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import siting
from siting.coverage.table import cover_anew
from tests.scenes import building, camera, home, rect, scene, zone

if TYPE_CHECKING:
    import pandas as pd

ON = "2026-03-01"
TABLES = ("cameras", "coverage", "facades", "findings", "ledger", "overlap", "necessity")
PLACES = ("doors", "zone_views", "overlaps", "beyond_parcels")
KINDS = ("move", "nudge", "aim", "raise", "status", "regime", "add", "remove")


def is_same(one: object, other: object) -> bool:
    return one is other or one == other or (one != one and other != other)  # noqa: PLR0124  # both NaN


def same_tables(one: pd.DataFrame, other: pd.DataFrame, name: str) -> None:
    assert [*one.columns] == [*other.columns], name
    assert len(one) == len(other), name
    assert getattr(one, "crs", None) == getattr(other, "crs", None)
    for column in one.columns:
        pairs = zip(one[column].to_numpy(object), other[column].to_numpy(object), strict=True)
        differ = [(k, *pair) for k, pair in enumerate(pairs) if not is_same(*pair)]
        assert not differ, f"{name}.{column}: {differ[0]}"
        if len(one):
            assert one[column].dtype == other[column].dtype, f"{name}.{column}"


def same(one: siting.Assessment, other: siting.Assessment) -> None:
    """Assert that two assessments say the same to the last digit."""
    for name in TABLES:
        same_tables(getattr(one, name), getattr(other, name), name)
    for name in PLACES:
        same_tables(getattr(one.table.places, name), getattr(other.table.places, name), name)
    same_tables(one.table.obstruction, other.table.obstruction, "obstruction")
    assert repr(one.table.places.key_sights) == repr(other.table.places.key_sights)
    same_tables(one.sign_proposals, other.sign_proposals, "sign_proposals")
    assert one.summary == other.summary


def fresh(plan: siting.Assessment, after: siting.Scene) -> siting.Assessment:
    return siting.assess(after, on=ON, packs=plan.packs, ladder=plan.ladder)


def one_edit(before: siting.Scene, rng: random.Random) -> siting.Scene:
    """Return a scene in which one camera was moved, turned, raised, changed, added or removed."""
    cameras, k = list(before.cameras), rng.randrange(len(before.cameras))
    one, kind = cameras[k], rng.choice(KINDS)
    if kind in ("move", "nudge"):
        far_m = 40.0 if kind == "move" else 0.2
        east_m, north_m = (
            one.easting_m + rng.uniform(-far_m, far_m),
            one.northing_m + rng.uniform(-far_m, far_m),
        )
        cameras[k] = replace(one, easting_m=east_m, northing_m=north_m)
    elif kind == "aim":
        cameras[k] = replace(one, azimuth_deg=rng.uniform(0.0, 359.9), tilt_deg=rng.uniform(-5.0, 40.0))
    elif kind == "raise":
        cameras[k] = replace(one, height_m=rng.uniform(2.0, 14.0))
    elif kind == "status":
        cameras[k] = replace(one, status=rng.choice(("existing", "proposed")), assumed=())
    elif kind == "regime":
        cameras[k] = replace(one, regime=rng.choice((None, "public_security", "other")))
    elif kind == "add":
        cameras.insert(k, replace(one, id=f"new_{rng.random()}", easting_m=one.easting_m + 5.0))
    elif len(cameras) > 1:
        del cameras[k]
    return replace(before, cameras=tuple(cameras))


@pytest.fixture(scope="module")
def demo() -> siting.Assessment:
    return siting.assess(siting.demo_scene(), on=ON)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_edits_of_cameras_one_after_another(demo, seed):
    rng, after, plan = random.Random(seed), demo.scene, demo
    for _ in range(5):
        after = one_edit(after, rng)
        plan = plan.edited(after)
        same(plan, fresh(plan, after))


@pytest.mark.slow
@pytest.mark.parametrize("layer", ["signs", "zones", "obstacles", "buildings", "presets", "walks"])
def test_an_edit_of_another_layer(demo, layer):
    frame = getattr(demo.scene, layer)
    after = replace(demo.scene, **{layer: frame.iloc[1:].reset_index(drop=True)})
    same(demo.edited(after), fresh(demo, after))


@pytest.mark.slow
def test_what_is_not_edited_costs_nothing_and_is_the_same(demo):
    again = demo.edited(replace(demo.scene))
    same(again, demo)
    assert all(one is other for one, other in zip(again.table.kept.seen, demo.table.kept.seen, strict=True))


def town() -> siting.Scene:
    """Return homes in a long row, most with a copy of another use, and two cameras before them."""
    homes = [home(rect(40.0 * k, 20.0, 40.0 * k + 10.0, 30.0), id=f"h{k}") for k in range(9)]
    twins = [building(rect(40.0 * k, 20.0, 40.0 * k + 10.0, 30.1), id=f"twin{k}") for k in range(1, 9)]
    cameras = [camera(40.0 * k + 5.0, 0.0, id=f"c{k}", tilt_deg=10.0, range_m=40.0) for k in range(2)]
    return scene([*homes, *twins], cameras, zones=[zone(rect(0.0, 10.0, 30.0, 20.0), "garden", id="g")])


def test_only_the_camera_that_was_edited_looks():
    before = siting.assess(town(), on=ON)
    one, other = before.scene.cameras
    after = replace(before.scene, cameras=(replace(one, tilt_deg=15.0), other))
    table = cover_anew(before.table, after)
    assert table.kept.seen[1] is before.table.kept.seen[1]
    assert table.kept.seen[0] is not before.table.kept.seen[0]
    same(before.edited(after), fresh(before, after))


@pytest.mark.parametrize("east_m", [0.3, 80.0, 300.0])
def test_other_buildings_come_into_reach(east_m):
    before = siting.assess(town(), on=ON)
    one, other = before.scene.cameras
    after = replace(before.scene, cameras=(replace(one, easting_m=one.easting_m + east_m), other))
    plan = before.edited(after)
    same(plan, fresh(before, after))
    same(plan.edited(before.scene), before)
