from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import shapely

from siting.placement.lead_in import LeadIn
from siting.placement.sites import Site, new_posts, sites_near
from tests.scenes import MERIDIAN, building, obstacle, rect, scene

AT = np.array([MERIDIAN.easting_m, MERIDIAN.northing_m])


def lead(need: int, gate: tuple[float, float], back: tuple[float, float]) -> LeadIn:
    """Return the straight stretch from `back` to `gate`."""
    there, here = np.array(back) + AT, np.array(gate) + AT
    away = (there - here) / np.hypot(*(there - here))
    middle = (there + here) / 2.0
    return LeadIn(need, tuple(here), tuple(middle), tuple(away), np.concatenate([there, here])[None, :])  # type: ignore[arg-type]


WESTERN = lead(0, (0.0, 0.0), (-10.0, 0.0))


def found(leads: list[LeadIn], **things: Any) -> list[Site]:
    plan = scene(things.get("buildings", ()), obstacles=things.get("obstacles", ()))
    return sites_near(plan, (), leads, reach_m=16.0, mount_m=2.0)


def test_a_sign_on_a_pole_is_aimed_at_each_way_in_and_between_two() -> None:
    pole = obstacle(shapely.Point(-5, -5), 5.0, kind="pole", id="P")
    eastern = lead(1, (-5.0, 0.0), (5.0, -10.0))
    sites = found([WESTERN, eastern], obstacles=[pole])
    assert [(site.host_kind, site.host_id) for site in sites] == [("pole", "P")] * 3
    # Towards (-5, 0) lies north, towards (0, -5) east.
    assert [site.facing_grid_deg for site in sites] == [0.0, 45.0, 90.0]


@pytest.mark.parametrize(("top_m", "count"), [(1.9, 0), (2.1, 1)])
def test_a_pole_must_be_as_high_as_the_sign(top_m: float, count: int) -> None:
    pole = obstacle(shapely.Point(-5, -5), top_m, kind="pole", id="P")
    assert len(found([WESTERN], obstacles=[pole])) == count


def test_other_obstacles_bear_no_sign() -> None:
    assert found([WESTERN], obstacles=[obstacle(shapely.Point(-5, -5), 5.0, kind="tree")]) == []


def test_a_sign_on_a_wall_looks_away_from_it() -> None:
    sites = found([WESTERN], buildings=[building(rect(-40, 4, 40, 9), 9.0, id="B")])
    assert {(site.host_kind, site.host_id, site.facing_grid_deg) for site in sites} == {("wall", "B", 180.0)}
    places = sorted((site.easting_m - AT[0], site.northing_m - AT[1]) for site in sites)
    assert places == [pytest.approx((-5.0, 3.94), abs=0.01), pytest.approx((0.0, 3.94), abs=0.01)]


@pytest.mark.parametrize(("base_m", "height_m", "count"), [(2.1, 6.0, 0), (0.0, 1.9, 0), (0.0, 2.1, 2)])
def test_a_wall_must_stand_at_the_height_of_the_sign(base_m: float, height_m: float, count: int) -> None:
    wall = building(rect(-40, 4, 40, 9), height_m, base_m=base_m)
    assert len(found([WESTERN], buildings=[wall])) == count


def test_what_is_out_of_reach_bears_no_sign() -> None:
    assert found([WESTERN], buildings=[building(rect(-40, 16.1, 40, 20), 9.0)]) == []


def test_a_new_post_faces_those_who_come_from_either_side_of_the_way() -> None:
    sites = new_posts([WESTERN])
    assert {site.facing_grid_deg for site in sites} == {270.0}
    assert [(site.easting_m - AT[0], site.northing_m - AT[1]) for site in sites] == [
        (1.0, 1.5),
        (1.0, -1.5),
        (1.0, 0.0),
    ]
