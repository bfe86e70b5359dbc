"""An assessment after an edit is that of the edited scene, whatever was edited: every table is compared."""

from __future__ import annotations

import random
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

import siting

ON = "2026-03-01"
TABLES = ("cameras", "coverage", "facades", "findings", "ledger", "overlap", "necessity")
PLACES = ("doors", "zone_views", "overlaps", "beyond_parcels")


def same_tables(one: pd.DataFrame, other: pd.DataFrame, name: str) -> None:
    assert [*one.columns] == [*other.columns], name
    assert len(one) == len(other), name
    assert getattr(one, "crs", None) == getattr(other, "crs", None)
    for column in one.columns:
        pairs = zip(one[column].to_numpy(object), other[column].to_numpy(object), strict=True)
        differ = [(k, a, b) for k, (a, b) in enumerate(pairs) if not (a is b or a == b or (a != a and b != b))]
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


def fresh(plan: siting.Assessment, scene: siting.Scene) -> siting.Assessment:
    return siting.assess(scene, on=ON, packs=plan.packs, ladder=plan.ladder)


def with_cameras(scene: siting.Scene, *cameras: siting.Camera) -> siting.Scene:
    return replace(scene, cameras=cameras)


def one_edit(scene: siting.Scene, rng: random.Random) -> siting.Scene:
    """Return a scene in which one camera was moved, turned, raised, changed, added or removed."""
    cameras, k = list(scene.cameras), rng.randrange(len(scene.cameras))
    camera, kind = cameras[k], rng.choice(("move", "nudge", "aim", "raise", "status", "regime", "add", "remove"))
    if kind in ("move", "nudge"):
        far_m = 40.0 if kind == "move" else 0.2
        cameras[k] = replace(
            camera,
            easting_m=camera.easting_m + rng.uniform(-far_m, far_m),
            northing_m=camera.northing_m + rng.uniform(-far_m, far_m),
        )
    elif kind == "aim":
        cameras[k] = replace(camera, azimuth_deg=rng.uniform(0.0, 359.9), tilt_deg=rng.uniform(-5.0, 40.0))
    elif kind == "raise":
        cameras[k] = replace(camera, height_m=rng.uniform(2.0, 14.0))
    elif kind == "status":
        cameras[k] = replace(camera, status=rng.choice(("existing", "proposed")), assumed=())
    elif kind == "regime":
        cameras[k] = replace(camera, regime=rng.choice((None, "public_security", "other")))
    elif kind == "add":
        cameras.insert(k, replace(camera, id=f"new_{rng.random()}", easting_m=camera.easting_m + 5.0))
    elif len(cameras) > 1:
        del cameras[k]
    return with_cameras(scene, *cameras)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_edits_of_the_demo_one_after_another(seed):
    rng = random.Random(seed)
    scene = siting.demo_scene()
    plan = siting.assess(scene, on=ON)
    for _ in range(6):
        scene = one_edit(scene, rng)
        plan = plan.edited(scene)
        same(plan, fresh(plan, scene))
