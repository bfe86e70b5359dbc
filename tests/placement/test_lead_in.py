from __future__ import annotations

from typing import Any

import shapely

from siting.coverage.approaches import camera_walks
from siting.placement.lead_in import LeadIn, lead_in
from tests.coverage.streets import covered, network

BOX = shapely.box(-20, 0, 20, 40)


def western(lines: dict[str, Any], area: Any = BOX) -> LeadIn:
    """Return the stretch before the westernmost gate."""
    made = network(lines)
    walks = camera_walks(covered({"C": area}), made)["C"]
    leads = [lead_in(0, gate, walks, made, approach_m=20.0) for gate in walks.gates]
    return min(leads, key=lambda lead: lead.gate)


def test_it_runs_back_over_bends_as_far_as_counts() -> None:
    lead = western({"W": [(-100, 20), (-30, 20), (-30, 30), (20, 30)]})
    assert lead.gate == (-20.0, 30.0)
    assert lead.outward == (-1.0, 0.0)
    assert lead.middle == (-30.0, 30.0)
    assert lead.steps.tolist() == [[-30.0, 30.0, -20.0, 30.0], [-30.0, 20.0, -30.0, 30.0]]


def test_it_ends_at_a_fork() -> None:
    lead = western({"W": [(-100, 20), (-25, 20), (100, 20)], "aside": [(-25, 90), (-25, 20)]})
    assert lead.steps.tolist() == [[-25.0, 20.0, -20.0, 20.0]]


def test_it_ends_where_the_walk_begins() -> None:
    assert western({"W": [(-28, 20), (100, 20)]}).steps.tolist() == [[-28.0, 20.0, -20.0, 20.0]]


def test_it_ends_where_the_walk_was_in_view_before() -> None:
    area = [BOX, shapely.box(-60, 0, -32, 40)]
    made = network({"W": [(-100, 20), (100, 20)]})
    walks = camera_walks(covered({"C": area}), made)["C"]
    gate = next(gate for gate in walks.gates if gate.at_m == 80.0)
    assert lead_in(3, gate, walks, made, approach_m=20.0).steps.tolist() == [[-32.0, 20.0, -20.0, 20.0]]
