"""One camera moved in a scene of 5,000 buildings: coverage, facades and findings anew, as an edit asks."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import siting
from benchmarks import product
from benchmarks.districts import street_cameras
from benchmarks.lines import Line
from benchmarks.town import town
from benchmarks.turns import in_turn

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from benchmarks.districts import District
    from benchmarks.installed import Peer
    from benchmarks.lines import Effort

WORK = "one camera moved among 5,000 buildings"
_BUILDINGS = 5000
_CAMERAS = 20
# An edit that is a little different each time, so that nothing can be remembered [m].
_STEP_M = 0.01


def measure(district: District, peers: Mapping[str, Peer], effort: Effort) -> Iterator[Line]:  # noqa: ARG001
    """Yield the line of the product alone; its bar is a time.

    Parameters
    ----------
    district : District
    peers : mapping of str to Peer
    effort : Effort
    """
    place = town(district, _BUILDINGS).homes()
    scene = product.prepare(place, street_cameras(place, _CAMERAS))
    steps = itertools.count(2)
    # As an edit finds it: the plan is open, and was edited before.
    plan = product.edited(siting.assess(scene, on="2026-03-01"), 0, east_m=_STEP_M)
    work = {WORK: lambda: product.edited(plan, 0, east_m=_STEP_M * next(steps))}
    times = in_turn(work, rounds=effort.rounds)
    yield Line(WORK, place.name, "", "", times.median_ms(WORK), unit="ms an edit", note=f"{_CAMERAS} cameras")
