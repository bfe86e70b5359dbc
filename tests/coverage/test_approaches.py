from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import shapely

from siting.coverage.approaches import BRUSH_M, camera_walks, stretches_in
from siting.coverage.table import cover
from tests.coverage.streets import covered, network
from tests.scenes import MERIDIAN, camera, scene

if TYPE_CHECKING:
    from siting.coverage.network import WalkNetwork

BOX = shapely.box(-20, 0, 20, 40)


def gates_of(lines: dict[str, Any], area: Any) -> list[tuple[float, float, float, float]]:
    """Return the gates as places and the directions that lead out of the area, sorted."""
    made = network(lines)
    found = camera_walks(covered({"C": area}), made)
    if "C" not in found:
        return []
    return sorted(_described(made, gate) for gate in found["C"].gates)


def _described(made: WalkNetwork, gate: Any) -> tuple[float, float, float, float]:
    run = (made.end[gate.piece] - made.start[gate.piece]) / made.length_m[gate.piece] * gate.outward
    return tuple(round(float(v), 6) for v in (*made.point(gate.piece, gate.at_m), *run))  # type: ignore[return-value]


def test_a_street_enters_a_box_twice() -> None:
    found = gates_of({"W": [(-100, 10), (100, 10)]}, BOX)
    assert found == [(-20.0, 10.0, -1.0, 0.0), (20.0, 10.0, 1.0, 0.0)]


def test_a_street_crosses_the_sector_of_a_real_camera() -> None:
    # 60 degrees wide, aimed north: the sides of the view are the lines x = y tan 30, whatever the tilt.
    plan = scene(cameras=[camera(0, 0, id="C", height_m=4.0, tilt_deg=10.0, hfov_deg=60.0)])
    at = np.array([MERIDIAN.easting_m, MERIDIAN.northing_m])
    street = np.array([(-100.0, 25.0), (100.0, 25.0)]) + at
    made = network({"W": street})
    gates = camera_walks(cover(plan).coverage, made)["C"].gates
    found = [made.point(gate.piece, gate.at_m) - at for gate in gates]
    # On the plane 1.5 m above ground, at 25 m, the depth along the axis is 25 cos 10 + 2.5 sin 10.
    half = math.tan(math.radians(30.0)) * (
        25.0 * math.cos(math.radians(10.0)) + 2.5 * math.sin(math.radians(10.0))
    )
    assert np.allclose(found, [(-half, 25.0), (half, 25.0)], atol=1e-6)


def test_classes_of_one_camera_meet_without_a_gate() -> None:
    classes = [shapely.box(-20, 0, 0, 40), shapely.box(0, 0, 20, 40)]
    assert len(gates_of({"W": [(-100, 10), (100, 10)]}, classes)) == 2


def test_a_gate_at_a_node_leads_along_every_way_out() -> None:
    lines = {"in": [(0, 10), (20, 10)], "out": [(20, 10), (90, 10)], "aside": [(20, 10), (90, 80)]}
    assert [gate[:2] for gate in gates_of(lines, BOX)] == [(20.0, 10.0), (20.0, 10.0)]


def test_a_walk_that_begins_inside_has_one_gate() -> None:
    assert gates_of({"W": [(0, 10), (100, 10)]}, BOX) == [(20.0, 10.0, 1.0, 0.0)]


def test_a_walk_that_ends_at_the_boundary_from_outside_has_none() -> None:
    assert gates_of({"W": [(20, 10), (100, 10)]}, BOX) == []


def test_a_walk_along_the_boundary_is_inside() -> None:
    assert gates_of({"W": [(20, -100), (20, 100)]}, BOX) == [(20.0, 0.0, 0.0, -1.0), (20.0, 40.0, 0.0, 1.0)]


@pytest.mark.parametrize(("length_m", "count"), [(BRUSH_M - 0.01, 0), (BRUSH_M + 0.01, 2)])
def test_who_brushes_a_corner_does_not_enter(length_m: float, count: int) -> None:
    leg = length_m / math.sqrt(2.0)
    corner = [(-20.0 - 50.0, 40.0 - leg - 50.0), (-20.0 + leg + 50.0, 40.0 + 50.0)]
    assert len(gates_of({"W": corner}, BOX)) == count


def test_a_brush_round_a_node_counts_as_one() -> None:
    # 0.6 m on either side of a bend: 1.2 m in view.
    lines = {"W": [(-100, 39.4), (-19.4, 39.4), (-19.4, 100)]}
    assert len(gates_of(lines, BOX)) == 2


def test_a_part_that_nobody_reaches_from_outside_is_told() -> None:
    made = network({"W": [(-100, 10), (100, 10)], "loose": [(-5, 20), (5, 20)]})
    assert camera_walks(covered({"C": BOX}), made)["C"].has_loose_part
    made = network({"W": [(-100, 10), (0, 10), (100, 10)], "spur": [(0, 10), (5, 20)]})
    assert not camera_walks(covered({"C": BOX}), made)["C"].has_loose_part


def test_walk_within_a_disc_is_its_chord() -> None:
    made = network({"W": [(-100, 3), (100, 3)]})
    disc = shapely.Point(0, 0).buffer(5.0, quad_segs=2000)
    _, _, low, high = stretches_in(np.array([disc], dtype=object), made)
    assert (high - low).tolist() == [pytest.approx(8.0, abs=1e-5)]


# In 6, 7 and 8 the walk brushes the area: that is no way in, though it changes sides.
@pytest.mark.parametrize("seed", sorted({*range(20)} - {6, 7, 8}))
def test_gates_stand_where_dense_steps_change_sides(seed: int) -> None:
    rng = np.random.default_rng(seed)
    around = np.sort(rng.uniform(0, 2 * math.pi, 9))
    radius = rng.uniform(10, 40, 9)
    area = shapely.Polygon(np.column_stack([radius * np.sin(around), radius * np.cos(around)]))
    line = shapely.LineString(rng.uniform(-60, 60, (8, 2)))
    steps = np.linspace(0.0, line.length, 400_001)
    inside = shapely.intersects_xy(
        area, *shapely.get_coordinates(shapely.line_interpolate_point(line, steps)).T
    )
    turns = np.flatnonzero(inside[1:] != inside[:-1])
    made = network({"W": line})
    found = camera_walks(covered({"C": area}), made)
    gates = found["C"].gates if "C" in found else ()
    along = sorted(float(made.offset_m[gate.piece]) + gate.at_m for gate in gates)
    assert np.allclose(along, (steps[turns] + steps[turns + 1]) / 2.0, atol=2 * steps[1])
    by_place = sorted(gates, key=lambda gate: float(made.offset_m[gate.piece]) + gate.at_m)
    assert [gate.outward for gate in by_place] == [1 if inside[k] else -1 for k in turns]
