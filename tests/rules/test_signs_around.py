"""Which sign may be a camera's own although it does not name it: the nearest, by going through them all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from siting.model import LEDGER_COLUMNS
from siting.rules.engine import judge
from siting.rules.pack import load_pack
from siting.rules.signs_around import SignsAround
from tests.rules.scenes import CRS, scene_of, table_of

COVERAGE = gpd.GeoDataFrame(
    {"camera_id": ["C1", "C1", "C2"]},
    geometry=[shapely.box(0, 0, 10, 10), shapely.box(40, 0, 50, 10), shapely.box(0, 80, 10, 90)],
    crs=CRS,
)


def test_signs_are_told_apart_by_whether_they_name_a_camera() -> None:
    points = [shapely.Point(0, at) for at in (1, 2, 3)]
    here = shapely.Point(0, 0)
    around = SignsAround(points, [True, False, False], COVERAGE)
    assert around.nearest_named(here) == (0, 1.0)
    assert around.nearest_unnamed(here) == (1, 2.0)
    assert SignsAround(points, [False] * 3, COVERAGE).nearest_named(here) is None
    all_named = SignsAround(points, [True] * 3, COVERAGE)
    assert all_named.nearest_unnamed(here) is None
    assert all_named.nearest_unnamed_to_view("C1") is None


def test_the_nearest_to_what_a_camera_covers_is_that_of_all_its_parts() -> None:
    rng = np.random.default_rng(7)
    for _ in range(20):
        points = [shapely.Point(point) for point in rng.uniform(-100, 200, (6, 2)).tolist()]
        around = SignsAround(points, [False] * 6, COVERAGE)
        for camera_id in ("C1", "C2"):
            parts = COVERAGE.geometry[COVERAGE["camera_id"] == camera_id]
            wanted = min(
                (part.distance(point), place) for part in parts for place, point in enumerate(points)
            )
            assert around.nearest_unnamed_to_view(camera_id) == (
                wanted[1],
                pytest.approx(wanted[0], abs=1e-9),
            )
        assert around.nearest_unnamed_to_view("C3") is None


def test_a_row_of_signs_that_could_not_be_read_leaves_it_open() -> None:
    """The layer is given, the one sign in it was rejected: that is not a plan without signs."""
    plan: dict[str, Any] = {"cameras": [{"id": "C1", "at": [0, 0], "regime": "gov"}], "signs": []}
    lost = ("signs", "S1", "geometry", "nothing", "left out", "rejected")
    ledger = pd.DataFrame([dict(zip(LEDGER_COLUMNS, lost, strict=True))])
    pack = load_pack("cn_2025")
    for scene, wanted in (
        (scene_of(plan), ("fail", "")),
        (replace(scene_of(plan), ledger=ledger), ("undecided", "signs_left_out")),
    ):
        findings = judge(scene, table_of(plan), [pack], on=date(2026, 3, 1))
        (row,) = findings[findings["duty_id"] == "cn_2025/13/has_sign"].to_dict("records")
        assert (row["outcome"], row["flags"]) == wanted


def test_a_distance_of_the_users_own_decides_and_is_an_assumption() -> None:
    plan: dict[str, Any] = {
        "cameras": [{"id": name, "at": [at, 0], "regime": "gov"} for name, at in (("C1", 0), ("C2", 20))],
        "signs": [{"id": "S1", "camera_ids": "C2", "at": [20, 0]}],
    }
    pack, duty_id = load_pack("cn_2025"), "cn_2025/13/has_sign"
    for reach_m, outcome in ((20, "undecided"), (19, "fail")):
        own = {f"{duty_id}.unassigned_reach_m": reach_m}
        findings = judge(scene_of(plan), table_of(plan), [pack], on=date(2026, 3, 1), overrides=own)
        row = findings[findings["duty_id"] == duty_id].to_dict("records")[0]
        assert (row["outcome"], row["basis"]) == (outcome, "assumption")
