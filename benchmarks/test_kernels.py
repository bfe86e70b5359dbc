"""The compiled kernels through their faces, one camera: ``python -m pytest benchmarks/test_kernels.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely

from benchmarks import product
from benchmarks.districts import PLANE_M, districts, street_cameras
from siting.coverage.rows import ClassBands
from siting.coverage.sight_ground import sight_on_ground
from siting.coverage.sight_walls import sight_on_walls
from siting.coverage.sights import eyes_of
from siting.coverage.solids import prepare_solids
from siting.coverage.table import DORI_2015
from siting.coverage.used import grid_azimuths_deg
from siting.coverage.walls import protected_walls

if TYPE_CHECKING:
    from collections.abc import Callable

pytest.importorskip("pytest_benchmark")

_CAMERAS = 20


@pytest.fixture(scope="module")
def asked() -> dict[str, Any]:
    """Return the demo district, every building a home, and what twenty cameras in its streets may see."""
    district = districts()[0].homes()
    scene = product.prepare(district, street_cameras(district, _CAMERAS))
    rows = np.arange(len(scene.buildings))
    solids = prepare_solids(scene, rows)
    tree = shapely.STRtree(shapely.box(*solids.boxes.T))
    views = []
    for eye in eyes_of(scene, grid_azimuths_deg(scene)):
        here = (eye.camera.easting_m, eye.camera.northing_m)
        views.append(
            (here, eye.sights[0], np.sort(tree.query(eye.sights[0].hull(here), predicate="intersects")))
        )
    return {"views": views, "solids": solids, "walls": protected_walls(scene, solids, rows), "scene": scene}


def test_ground_of_twenty_cameras(benchmark: Callable[..., Any], asked: dict[str, Any]) -> None:
    bands = ClassBands(DORI_2015)

    def look() -> list[list[Any]]:
        return [
            sight_on_ground(
                here, sight, bands=bands, solids=asked["solids"], candidates=near, plane_m=PLANE_M
            )
            for here, sight, near in asked["views"]
        ]

    assert len(benchmark(look)) == _CAMERAS


def test_walls_of_twenty_cameras(benchmark: Callable[..., Any], asked: dict[str, Any]) -> None:
    solids, walls = asked["solids"], asked["walls"]

    def look() -> list[Any]:
        return [
            sight_on_walls(
                here,
                sight,
                walls=walls,
                wall_candidates=np.flatnonzero(np.isin(walls.solid, near)),
                solids=solids,
                candidates=near[solids.hides_homes[near]],
            )
            for here, sight, near in asked["views"]
        ]

    assert len(benchmark(look)) == _CAMERAS


def test_preparing_the_district(benchmark: Callable[..., Any], asked: dict[str, Any]) -> None:
    rows = np.arange(len(asked["scene"].buildings))
    assert len(benchmark(lambda: prepare_solids(asked["scene"], rows)).boxes) >= len(rows) // 2
