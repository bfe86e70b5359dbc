from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely

from siting.coverage.approaches import CameraWalks, Gate, camera_walks, stretches_in
from siting.coverage.legibility import Zone
from siting.coverage.routes import Entry, entries, readable_stretches, search
from tests.coverage.streets import covered, network

if TYPE_CHECKING:
    from siting.coverage.network import WalkNetwork

BOX = shapely.box(-20, 0, 20, 40)
APPROACH_M = 20.0


def ways(lines: dict[str, Any], area: Any = BOX) -> tuple[tuple[Entry, ...], CameraWalks, WalkNetwork]:
    made = network(lines)
    walks = camera_walks(covered({"C": area}), made)["C"]
    return entries(walks, made, approach_m=APPROACH_M), walks, made


def zone(area: Any, at: tuple[float, float]) -> Zone:
    return Zone(place=at, unhidden=area, seen=area, is_indoor=False)


def read_by(zones: list[Zone], made: WalkNetwork) -> tuple[Any, ...]:
    seen = stretches_in(np.array([one.seen for one in zones], dtype=object), made)
    return readable_stretches(zones, seen, made)


def is_open(lines: dict[str, Any], zones: list[Zone], *, entry: int = 0) -> bool:
    """Return whether walkers come over a way in who read none of the signs."""
    found, walks, made = ways(lines)
    readable = read_by(zones, made)
    return any(
        search(gate, walks, made, approach_m=APPROACH_M, readable=readable).reaches_source
        for gate in found[entry].gates
    )


STREET = {"W": [(-100, 20), (100, 20)]}


def test_entries_are_named_by_walk_and_place_along_it() -> None:
    found, _, _ = ways(STREET)
    assert [entry.id for entry in found] == ["W@80.0", "W@120.0"]
    assert [entry.walk_name for entry in found] == ["Street W", "Street W"]
    assert [(entry.point.x, entry.point.y) for entry in found] == [(-20.0, 20.0), (20.0, 20.0)]


@pytest.mark.parametrize(("apart_m", "count"), [(0.99, 1), (1.01, 2)])
def test_ways_side_by_side_are_one_within_a_metre(apart_m: float, count: int) -> None:
    found, _, _ = ways({"A": [(-100, 20), (0, 20)], "B": [(-100, 20 + apart_m), (0, 20 + apart_m)]})
    assert len(found) == count
    assert found[0].id == "A@80.0"


@pytest.mark.parametrize(("gap_m", "count"), [(19.9, 2), (20.1, 4)])
def test_who_was_in_view_within_20_m_does_not_enter_again(gap_m: float, count: int) -> None:
    area = shapely.difference(BOX, shapely.box(-gap_m / 2, -1, gap_m / 2, 41))
    found, _, _ = ways(STREET, area)
    assert len(found) == count


def test_a_door_in_a_gap_of_the_view_is_a_way_in() -> None:
    area = shapely.difference(BOX, shapely.box(-5, -1, 5, 41))
    found, _, _ = ways({"W": [(-100, 20), (0, 20), (100, 20)], "door": [(0, 20), (0, 22)]}, area)
    assert len(found) == 4


def test_a_sign_is_read_by_those_who_walk_towards_it_alone() -> None:
    made = network(STREET)
    (readable,) = read_by([zone(shapely.box(-50, 10, -30, 30), (-40.0, 20.0))], made)
    assert readable == {(0, 1): [(50.0, 60.0)], (0, -1): [(60.0, 70.0)]}


def test_a_sign_behind_the_walker_serves_nobody() -> None:
    before_it, behind_it = shapely.box(-36, 10, -30, 30), shapely.box(-30, 10, -24, 30)
    assert not is_open(STREET, [zone(before_it, (-30.0, 20.0))])
    assert is_open(STREET, [zone(behind_it, (-30.0, 20.0))])


@pytest.mark.parametrize(("at_m", "expected"), [(-39.9, False), (-40.1, True)])
def test_a_sign_counts_within_the_stretch(at_m: float, expected: bool) -> None:
    assert is_open(STREET, [zone(shapely.box(at_m - 10, 10, at_m, 30), (at_m, 20.0))]) is expected


FORK = {"W": [(-100, 20), (-25, 20), (100, 20)], "aside": [(-25, 100), (-25, 20)]}


def test_both_branches_of_a_fork_must_pass_a_sign() -> None:
    on_one = zone(shapely.box(-40, 19, -27, 21), (-26.0, 20.0))
    on_other = zone(shapely.box(-26, 25, -24, 40), (-25.0, 22.0))
    assert is_open(FORK, [on_one])
    assert is_open(FORK, [on_other])
    assert not is_open(FORK, [on_one, on_other])
    assert not is_open(FORK, [zone(shapely.box(-24, 19, -21, 21), (-20.0, 20.0))])


def test_a_free_end_is_where_walkers_begin() -> None:
    door = {"W": [(-100, 20), (-25, 20), (100, 20)], "door": [(-25, 22), (-25, 20)]}
    assert is_open(door, [zone(shapely.box(-40, 19, -27, 21), (-26.0, 20.0))])


@pytest.mark.parametrize("seed", range(40))
def test_search_against_every_path_one_by_one(seed: int) -> None:
    rng = np.random.default_rng(seed)
    made = network(_town(rng))
    area = shapely.box(-3, -3, 12, 14)
    found = camera_walks(covered({"C": area}), made)
    if "C" not in found:
        assert shapely.length(shapely.intersection(made.lines, area)).sum() < 1.0
        return
    zones = [
        zone(shapely.box(x, y, x + 7, y + 7), (float(x + 3), float(y + 3)))
        for x, y in rng.uniform(-25, 25, (16, 2))
    ]
    readable = read_by(zones, made)
    for gate in found["C"].gates:
        answer = search(gate, found["C"], made, approach_m=APPROACH_M, readable=readable)
        assert answer.reaches_source == _any_path_is_open(gate, found["C"], made, zones)


def _town(rng: np.random.Generator) -> dict[str, Any]:
    """Return the streets of a crooked grid of which some are missing."""
    corner = {
        (i, j): np.array([9.0 * i - 22.0, 9.0 * j - 22.0]) + rng.uniform(-2, 2, 2)
        for i in range(6)
        for j in range(6)
    }
    sides = [((i, j), (i + di, j + dj)) for i, j in corner for di, dj in ((1, 0), (0, 1))]
    return {f"{a}-{b}": [corner[a], corner[b]] for a, b in sides if b in corner and rng.random() > 0.35}


def _any_path_is_open(gate: Gate, walks: CameraWalks, made: WalkNetwork, zones: list[Zone]) -> bool:
    """Walk every path without a repeated node outwards, in steps of 5 cm, and look at each step."""

    def walk(piece: int, at_m: float, outward: int, walked: float, passed: frozenset[int]) -> bool:
        length = float(made.length_m[piece])
        end = length if outward > 0 else 0.0
        steps = np.arange(0.025, abs(end - at_m), 0.05)
        for step in steps:
            if walked + step >= APPROACH_M:
                return True
            place = made.point(piece, at_m + outward * step)
            if any(low <= at_m + outward * step <= high for low, high in walks.inside.get(piece, ())):
                return False
            towards = (made.end[piece] - made.start[piece]) * -outward
            for one in zones:
                ahead = float((np.array(one.place) - place) @ towards) >= 0.0
                if ahead and one.seen.contains(shapely.Point(place)):
                    return False
        node = int(made.nodes[piece, 1 if outward > 0 else 0])
        onward = [other for other in made.meeting[node] if other != piece]
        if not onward:
            return True
        return node not in passed and any(
            walk(
                other,
                0.0 if made.nodes[other, 0] == node else float(made.length_m[other]),
                1 if made.nodes[other, 0] == node else -1,
                walked + abs(end - at_m),
                passed | {node},
            )
            for other in onward
        )

    return walk(gate.piece, gate.at_m, gate.outward, 0.0, frozenset())
