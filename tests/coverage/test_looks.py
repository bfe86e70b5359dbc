"""Many views at once: each as if it were asked alone, in order, whatever the number of cores."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
import shapely

from siting.coverage.table import cover
from tests.coverage.test_against_judge import invented_town

if TYPE_CHECKING:
    from siting.model import Scene

# More than one share of views, so that the order of the shares shows.
CAMERA_COUNT = 150


@pytest.fixture(scope="module")
def town() -> Scene:
    scene = invented_town(3)
    random = np.random.default_rng(3)
    some = [scene.cameras[k % len(scene.cameras)] for k in range(CAMERA_COUNT)]
    turned = [
        replace(
            each, id=f"C{k}", azimuth_deg=float(random.uniform(0, 360)), tilt_deg=float(random.uniform(0, 30))
        )
        for k, each in enumerate(some)
    ]
    return replace(scene, cameras=tuple(turned))


def same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    plain = [name for name in one.columns if name != "geometry"]
    pd.testing.assert_frame_equal(one[plain], other[plain])
    return bool(shapely.equals_exact(one.geometry.to_numpy(), other.geometry.to_numpy(), 0.0).all())


def test_many_views_are_as_each_alone(town: Scene) -> None:
    together = cover(town)
    for k in (0, 70, CAMERA_COUNT - 1):
        alone = cover(replace(town, cameras=(town.cameras[k],)))
        for name in ("coverage", "facades"):
            rows = getattr(together, name)
            mine = rows[rows["camera_id"] == f"C{k}"].reset_index(drop=True)
            theirs = getattr(alone, name)
            assert len(mine) == len(theirs)
            np.testing.assert_allclose(mine["area_m2"], theirs["area_m2"], rtol=1e-9)
            apart = shapely.hausdorff_distance(mine.geometry.to_numpy(), theirs.geometry.to_numpy())
            assert len(apart) == 0 or apart.max() < 1e-6


def test_the_number_of_cores_changes_nothing(town: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    tables = []
    for count in (1, 4):
        monkeypatch.setattr(os, "cpu_count", lambda count=count: count)
        tables.append(cover(town))
    one, four = tables
    assert same(one.coverage, four.coverage)
    assert same(one.facades, four.facades)
