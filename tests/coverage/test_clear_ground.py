"""Ground as a star, and as a star less shadows that end: as shadows cut out one by one say."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely
from shapely import affinity

from siting.coverage._reach_kernels import solids_in_reach
from siting.coverage.footprint import footprint, reaches_in_plan, view_array
from siting.coverage.optics import resolve
from siting.coverage.solid_grid import grid_of
from siting.coverage.solids import prepare_solids
from siting.coverage.visibility import ground_coverage
from siting.model import Lens
from tests.scenes import MERIDIAN, building, rect, scene

if TYPE_CHECKING:
    from siting.coverage.solids import Solids

PLANE_M = 1.5
# Farther than any view of these tests, in lengths of its nearest wall.
ENDLESS = 1e4
ALLOWED_M2 = 1e-5
CENTRE_M = np.array([MERIDIAN.easting_m, MERIDIAN.northing_m])


def shadow(shape: Any, here: tuple[float, float], k_in: float, k_out: float) -> Any:
    """Return the footprint scaled about a place by all factors between two."""
    pieces = [affinity.scale(shape, k_in, k_in, origin=here)]
    for ring in shapely.get_rings(shapely.get_parts(shape)):
        corners = shapely.get_coordinates(ring) - here
        for a, b in pairwise(corners):
            quad = np.array([a * k_in, b * k_in, b * k_out, a * k_out]) + here
            pieces.append(shapely.convex_hull(shapely.multipoints(quad)))
    return shapely.union_all(pieces)


def seen_by_hand(solids: Solids, here: tuple[float, float], view: Any, depth_m: float) -> Any:
    """Return what a camera above the target plane sees of it, shadow by shadow."""
    seen, height_m = footprint(view, *here, plane_m=PLANE_M, depth_m=depth_m), view[0]
    for shape, (base, top) in zip(solids.footprints, solids.span, strict=True):
        if base >= height_m:
            continue
        k_in = max(1.0, (height_m - PLANE_M) / (height_m - base))
        k_out = (height_m - PLANE_M) / (height_m - top) if top < height_m else ENDLESS
        if k_out > k_in:
            seen = seen.difference(shadow(shape, here, k_in, k_out))
    return seen


def invented(random: np.random.Generator, *, tops_m: tuple[float, float], floats: bool) -> list[Any]:
    """Return houses, some of them round a courtyard, some turned, some of them touching."""
    houses = []
    for _ in range(25):
        east, north = random.uniform(-60, 60, 2)
        shape = rect(east, north, east + random.uniform(3, 18), north + random.uniform(3, 18))
        if random.random() < 0.3:
            shape = shape.difference(affinity.scale(shape, 0.6, 0.6))
        if random.random() < 0.6:
            shape = affinity.rotate(shape, random.uniform(0, 90))
        base_m = random.uniform(0.0, 5.0) if floats and random.random() < 0.3 else 0.0
        houses.append(building(shape, random.uniform(*tops_m), base_m=base_m))
    return houses


def a_view(random: np.random.Generator, height_m: float) -> Any:
    """Return a view, narrow or wide, level or steep, rolled or not, with a range or without."""
    hfov = random.choice([random.uniform(0.5, 5), random.uniform(20, 100), random.uniform(120, 175)])
    lens = Lens(image_width_px=1920, hfov_deg=hfov, vfov_deg=random.uniform(0.3, min(hfov, 120)))
    return view_array(
        resolve(lens),
        height_m=height_m,
        azimuth_grid_deg=random.uniform(0, 360),
        tilt_deg=float(random.choice([random.uniform(-5, 30), random.uniform(60, 90), 90.0])),
        range_m=float(random.choice([random.uniform(5, 80), math.inf])),
        roll_deg=float(random.choice([0.0, random.uniform(-180, 180)])),
    )


def clear_place(random: np.random.Generator, solids: Solids) -> tuple[float, float]:
    """Return a place in the middle of things, outside all of them."""
    walls = shapely.union_all(solids.footprints)
    while True:
        east, north = random.uniform(-40, 40, 2) + CENTRE_M
        if walls.distance(shapely.Point(east, north)) > 0.06:
            return float(east), float(north)


@pytest.mark.parametrize("tops_m", [(30.0, 60.0), (2.0, 12.0), (1.6, 3.0)])
@pytest.mark.parametrize("seed", range(12))
def test_as_shadow_by_shadow(seed: int, tops_m: tuple[float, float]) -> None:
    random = np.random.default_rng(seed)
    town = scene(invented(random, tops_m=tops_m, floats=seed % 2 == 1), [])
    solids = prepare_solids(town, np.arange(len(town.buildings)))
    hidden_m2 = 0.0
    for _ in range(12):
        here, height_m = clear_place(random, solids), random.uniform(2.0, 10.0)
        view = a_view(random, height_m)
        depths_m = np.array([0.0, *sorted(random.uniform(2.0, view[7], 3)), view[7]])
        mine = on_ground(solids, here, view, depths_m)
        (whole,) = on_ground(solids, here, view, depths_m[[0, -1]])
        for k, shape in enumerate(mine):
            assert shape.is_valid
            expected = seen_by_hand(solids, here, view, depths_m[k + 1])
            # Where the far limit grows, so does what is seen: the bands up to it make up all of it.
            nearer = shapely.union_all(mine[: k + 1])
            assert nearer.symmetric_difference(expected).area < ALLOWED_M2
        assert whole.symmetric_difference(shapely.union_all(mine)).area < ALLOWED_M2
        hidden_m2 += footprint(view, *here, plane_m=PLANE_M).area - whole.area
    assert hidden_m2 > 1.0


def on_ground(solids: Solids, here: tuple[float, float], view: Any, depths_m: Any) -> list[Any]:
    """Return what the engine says that a camera sees, band by band, of all solids."""
    everything = np.arange(len(solids.span))
    return ground_coverage(
        *here, view=view, depths_m=depths_m, solids=solids, candidates=everything, plane_m=PLANE_M
    )


@pytest.mark.parametrize("seed", range(4))
def test_the_grid_finds_what_a_tree_finds(seed: int) -> None:
    random = np.random.default_rng(seed)
    town = scene(invented(random, tops_m=(3.0, 9.0), floats=False), [])
    boxes = prepare_solids(town, np.arange(len(town.buildings))).boxes
    tree = shapely.STRtree(shapely.box(*boxes.T))
    views = np.array([a_view(random, 6.0) for _ in range(40)])
    views[:, 7] = random.uniform(1.0, 60.0, 40)
    places = random.uniform(-300, 300, (40, 2)) * random.choice([0.1, 1.0], (40, 1)) + CENTRE_M
    starts, found = solids_in_reach(places, views, False, grid_of(boxes).arrays, boxes)
    hulls = [
        shapely.convex_hull(shapely.multipoints(corners))
        for corners in reaches_in_plan(views) + places[:, None]
    ]
    for k, hull in enumerate(hulls):
        expected = np.sort(tree.query(hull, predicate="intersects"))
        assert found[starts[k] : starts[k + 1]].tolist() == expected.tolist()
    assert 0 < starts[-1] < 40 * len(boxes)


def test_a_grid_over_nothing_and_over_far_apart_solids() -> None:
    assert grid_of(np.empty((0, 4))).starts.tolist() == [0, 0]
    apart = grid_of(np.array([[0.0, 0.0, 10.0, 10.0], [1e6, 3.0, 1e6 + 10.0, 8.0]]))
    assert int(apart.shape.prod()) <= 64
    assert sorted(set(apart.members.tolist())) == [0, 1]
