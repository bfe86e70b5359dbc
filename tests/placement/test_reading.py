from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely

from siting.coverage.approaches import stretches_in
from siting.coverage.legibility import Face, reading_zones
from siting.coverage.network import walk_network
from siting.coverage.routes import readable_stretches
from siting.coverage.solids import prepare_solids
from siting.placement.reading import read_on
from siting.placement.sites import Site
from tests.coverage.streets import walks
from tests.placement.test_sites import AT, WESTERN, lead
from tests.scenes import building, obstacle, rect, scene

HOW = {"reach_m": 16.0, "mount_m": 2.0, "eye_height_m": 1.6}


def site(east: float, north: float, facing: float) -> Site:
    return Site("pole", "P", AT[0] + east, AT[1] + north, facing)


def read_m(sites: list[Site], leads: list[Any], buildings: Any = (), obstacles: Any = ()) -> Any:
    plan = scene(buildings, obstacles=obstacles)
    return read_on(sites, leads, prepare_solids(plan, np.arange(len(plan.buildings))), **HOW).toarray()


def test_a_sign_at_the_gate_is_read_on_all_of_the_stretch() -> None:
    assert read_m([site(0, 0, 270.0)], [WESTERN])[0, 0] == pytest.approx(10.0, abs=0.02)


def test_a_sign_beside_the_stretch_is_read_on_the_chord_of_its_disc_until_it_is_abreast() -> None:
    # Disc of diameter 16 about (-4, 8 - 6): chord of the walk 2 sqrt(64 - 0.4 x 0.4 - 4), half of it before.
    half = (64.0 - 0.16 - 4.0) ** 0.5
    found = read_m([site(-4, -6, 0.0)], [WESTERN])
    assert found[0, 0] == pytest.approx(min(half, 6.0), abs=1e-9)


def test_less_than_two_metres_do_not_count() -> None:
    assert read_m([site(-8.1, -3, 0.0)], [WESTERN])[0, 0] == 0.0
    assert read_m([site(-7.9, -3, 0.0)], [WESTERN])[0, 0] == pytest.approx(2.1)


def test_a_wall_in_between_takes_it_all() -> None:
    wall = [obstacle(rect(-50, -2, 50, -1), 3.0)]
    assert read_m([site(-4, -6, 0.0)], [WESTERN], obstacles=wall)[0, 0] == 0.0
    low = [obstacle(rect(-50, -2, 50, -1), 1.5)]
    assert read_m([site(-4, -6, 0.0)], [WESTERN], obstacles=low)[0, 0] > 0.0


@pytest.mark.parametrize("seed", range(8))
def test_what_counts_as_read_is_read_in_the_zone_of_the_engine(seed: int) -> None:
    rng = np.random.default_rng(seed)
    houses = [building(rect(x, y, x + 3, y + 3), 9.0) for x, y in rng.uniform(-18, 15, (5, 2))]
    leads = [lead(k, tuple(rng.uniform(-15, 15, 2)), tuple(rng.uniform(-15, 15, 2))) for k in range(6)]
    hosts = [h["geometry"] for h in houses]
    sites = [
        site(*place, facing)
        for place, facing in zip(rng.uniform(-15, 15, (30, 2)), rng.uniform(0, 360, 30), strict=True)
        if min(shapely.distance(hosts, shapely.Point(place))) > 0.3
    ]
    found = read_m(sites, leads, buildings=houses)
    plan = scene(houses)
    faces = [
        Face(
            easting_m=one.easting_m,
            northing_m=one.northing_m,
            mount_m=2.0,
            facing_grid_deg=one.facing_grid_deg,
            side_mm=400.0,
            reach_m=16.0,
        )
        for one in sites
    ]
    zones = reading_zones(plan, faces, eye_height_m=1.6)
    made = walk_network(walks({str(k): each.steps.reshape(2, 2) for k, each in enumerate(leads)}))
    seen = stretches_in(np.array([zone.seen for zone in zones], dtype=object), made)
    readable = readable_stretches(zones, seen, made)
    for k in range(len(leads)):
        for s in range(len(sites)):
            if found[k, s] > 0.0:
                assert any(made.walk[piece] == k and way == 1 for piece, way in readable[s])
    assert found.any()
