from __future__ import annotations

import numpy as np
import pytest
import shapely

from siting.coverage.network import JOIN_M
from tests.coverage.streets import network


def test_ways_meet_where_they_share_a_vertex() -> None:
    made = network({"A": [(0, 0), (10, 0), (20, 0)], "B": [(10, 0), (10, 10)]})
    assert len(made.length_m) == 3
    assert len(set(made.component.tolist())) == 1
    (node,) = set(made.nodes[0]) & set(made.nodes[1]) & set(made.nodes[2])
    assert sorted(made.meeting[node]) == [0, 1, 2]


def test_ways_that_merely_cross_do_not_meet() -> None:
    made = network({"street": [(0, 0), (20, 0)], "bridge": [(10, -10), (10, 10)]})
    assert len(made.length_m) == 2
    assert len(set(made.component.tolist())) == 2


@pytest.mark.parametrize(("gap_m", "parts"), [(JOIN_M - 0.01, 1), (JOIN_M + 0.01, 2)])
def test_an_end_joins_the_way_it_lies_on(gap_m: float, parts: int) -> None:
    made = network({"street": [(0, 0), (20, 0)], "path": [(5, 10), (5, gap_m)]})
    assert len(set(made.component.tolist())) == parts
    assert len(made.length_m) == (3 if parts == 1 else 2)


def test_two_ends_join_one_piece_in_order() -> None:
    made = network({"street": [(0, 0), (20, 0)], "A": [(15, 10), (15, 0)], "B": [(5, -10), (5, 0)]})
    on_street = made.walk == 0
    assert made.offset_m[on_street].tolist() == [0.0, 5.0, 15.0]
    assert made.length_m[on_street].tolist() == [5.0, 10.0, 5.0]
    assert len(set(made.component.tolist())) == 1


@pytest.mark.parametrize("end", [(0.0, 0.05), (20.0, 0.05)])
def test_an_end_joins_a_vertex_that_it_misses(end: tuple[float, float]) -> None:
    made = network({"street": [(0, 0), (20, 0)], "path": [(5, 10), end]})
    assert len(made.length_m) == 2
    assert len(set(made.component.tolist())) == 1


def test_a_way_drawn_twice_is_walked_once() -> None:
    made = network({"A": [(0, 0), (10, 0)], "again": [(10, 0), (0, 0)]})
    assert made.length_m.tolist() == [10.0]


def test_offsets_run_on_through_the_parts_of_a_walk() -> None:
    parts = shapely.MultiLineString([[(0, 0), (10, 0), (10, 5)], [(50, 0), (50, 7)]])
    made = network({"A": [(0, 100), (1, 100)], "B": parts})
    assert made.offset_m.tolist() == [0.0, 0.0, 10.0, 15.0]
    assert made.walk.tolist() == [0, 1, 1, 1]


def test_places_along_a_piece() -> None:
    made = network({"A": [(0, 0), (30, 40)]})
    assert made.point(0, 25.0).tolist() == [15.0, 20.0]
    assert made.along_m(np.array([0]), np.array([[15.0, 20.0]])).tolist() == [25.0]


def test_a_plan_without_walks_has_an_empty_network() -> None:
    made = network({})
    assert len(made.length_m) == 0
    assert made.tree.query(shapely.box(0, 0, 1, 1)).size == 0
