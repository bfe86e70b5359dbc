"""Ground alone: the same polygons as the whole engine's, and a clear word where it does not answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
import shapely

from siting.coverage.covered import covered, stage_of
from siting.coverage.table import cover
from siting.errors import UsageError
from tests.coverage.test_against_judge import invented_town


def test_ground_alone_is_as_in_the_whole_table() -> None:
    town = invented_town(5)
    table = cover(town).coverage
    stage = stage_of(town)
    for camera, shapes in zip(town.cameras, covered(town, stage), strict=True):
        rows = table[(table["camera_id"] == camera.id) & (table["view"] == "main")]
        mine = [shape for shape in shapes if not shape.is_empty]
        assert len(mine) == len(rows)
        assert all(shapely.equals_exact(mine, rows.geometry.to_numpy(), 1e-6))


def test_a_moved_camera_needs_no_buildings_prepared_anew() -> None:
    town = invented_town(5)
    moved = tuple(replace(each, easting_m=each.easting_m + 3.0) for each in town.cameras)
    there = replace(town, cameras=moved)
    of_old, of_new = covered(there, stage_of(town)), covered(there, stage_of(there))
    for old, new in zip(of_old, of_new, strict=True):
        assert all(shapely.equals_exact(old, new, 0.0))


def test_on_a_ground_raster_it_says_who_answers() -> None:
    town = invented_town(5)
    with pytest.raises(UsageError, match=r"siting\.assess"):
        stage_of(replace(town, ground=object()))  # type: ignore[arg-type]
