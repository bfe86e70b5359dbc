"""Ground or facades alone: the same as the whole engine's, and a clear word where it does not answer."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import shapely

from siting.coverage.covered import covered, covered_from, exposed_from, stage_of
from siting.coverage.optics import resolve
from siting.coverage.table import cover
from siting.coverage.used import grid_azimuths_deg
from siting.errors import UsageError
from tests.coverage.test_against_judge import invented_town
from tests.scenes import building, camera, home, rect, scene

if TYPE_CHECKING:
    from siting.model import Scene


def test_ground_alone_is_as_in_the_whole_table() -> None:
    town = invented_town(5)
    table = cover(town).coverage
    stage = stage_of(town)
    for each, shapes in zip(town.cameras, covered(town, stage), strict=True):
        rows = table[(table["camera_id"] == each.id) & (table["view"] == "main")]
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


def arrays_of(town: Scene) -> dict[str, Any]:
    """Return the fixed cameras of a town as `covered_from` takes them."""
    lenses = [resolve(camera.lens) for camera in town.cameras if camera.lens is not None]
    return {
        "positions_m": [(camera.easting_m, camera.northing_m) for camera in town.cameras],
        "height_m": [camera.height_m for camera in town.cameras],
        "azimuth_grid_deg": grid_azimuths_deg(town),
        "tilt_deg": [camera.tilt_deg for camera in town.cameras],
        "hfov_deg": [lens.hfov_deg for lens in lenses],
        "vfov_deg": [lens.vfov_deg for lens in lenses],
        "image_width_px": [camera.lens.image_width_px for camera in town.cameras if camera.lens],
        "range_m": [math.inf if camera.range_m is None else camera.range_m for camera in town.cameras],
    }


def town_by_walls() -> Scene:
    """Return homes, and cameras in the open, at a wall, in a wall, on a roof, under a canopy, indoors."""
    houses = [
        home(rect(-5, 10, 5, 20), 9.0),
        home(rect(10, 10, 20, 20), 6.0),
        building(rect(-20, 0, -12, 8), 12.0),
        building(rect(-30, 20, -22, 30), 7.0, base_m=5.0),
    ]
    spots = [(0, 0, 4.0), (0, 9.97, 4.0), (0, 10.4, 4.0), (15, 10.2, 8.0), (-26, 25, 4.0), (15, 15, 3.0)]
    cameras = [
        camera(east, north, height_m=height, tilt_deg=15, azimuth_grid_deg=200.0 if north > 5 else 10.0)
        for east, north, height in spots
    ]
    return scene(houses, cameras)


def test_cameras_as_arrays_cover_what_those_of_a_scene_do() -> None:
    town = town_by_walls()
    stage = stage_of(town)
    made = covered_from(stage, **arrays_of(town))
    assert made.shape == (len(town.cameras), len(stage.bands.names))
    for mine, theirs in zip(made, covered(town, stage), strict=True):
        assert all(shapely.equals_exact(list(mine), theirs, 1e-6))
    is_empty = shapely.is_empty(made).all(axis=1)
    assert is_empty.tolist() == [False] * 5 + [True]
    assert stage_of(town).walls.ends.shape[0] == 0


def test_one_camera_is_as_among_many() -> None:
    town = invented_town(5)
    stage = stage_of(town)
    one = {name: value[2:3] for name, value in arrays_of(town).items()}
    alone = covered_from(stage, **one)
    assert all(shapely.equals_exact(alone[0], covered_from(stage, **arrays_of(town))[2], 0.0))


def test_cameras_as_arrays_see_the_homes_that_those_of_a_scene_do() -> None:
    for town in (town_by_walls(), invented_town(5)):
        rows = cover(town).facades
        rows = rows[rows["view"] == "main"]
        stage = stage_of(town, with_facades=True)
        seen = exposed_from(stage, **arrays_of(town))
        for each, exposure in zip(town.cameras, seen, strict=True):
            mine = exposure.area_m2.sum()
            assert mine == pytest.approx(rows[rows["camera_id"] == each.id]["area_m2"].sum(), abs=1e-6)
        assert sum(len(exposure.wall) for exposure in seen) > 0
