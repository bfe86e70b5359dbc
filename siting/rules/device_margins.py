"""Margins of what a device's place alone decides: distances to homes, and rooms it must not be in."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import shapely

from siting.coverage.standing import CLEAR_M, WALL_DEPTH_M
from siting.rules.margin import DEPENDS, FAILS, PASSES, Margin

if TYPE_CHECKING:
    from siting.rules.facts import CameraFacts, Facts, Zone
    from siting.rules.law import Rule
    from siting.tolerance import Tolerance


def distance_margin(
    facts: Facts, rule: Rule, camera: CameraFacts, *, outcome: str, tolerance: Tolerance
) -> Margin:
    """Return the margin of a distance between a camera and homes, exact.

    A camera that is off by r is nearer or farther by at most r.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        With the parameters of `siting.rules.checks.keep_distance`.
    camera : CameraFacts
    outcome : {'pass', 'fail'}
    tolerance : Tolerance
        Of the camera.
    """
    limit, radius = rule.number("min_distance_m"), tolerance.position_m
    home = facts.nearest(camera.position, rule.texts("home_uses"), or_partly_residential=True)
    unsure = facts.nearest(camera.position, rule.texts("undecided_uses"))
    asked = [each for each in (home, unsure) if each is not None]
    if outcome == "fail":
        asked = [home] if home is not None else []
    if not asked:
        return Margin(verdict=PASSES, measure_unit="m")
    building, distance = min(asked, key=lambda each: each[1])
    is_sure = distance + radius < limit if outcome == "fail" else distance - radius >= limit
    sure = FAILS if outcome == "fail" else PASSES
    return Margin(
        verdict=sure if is_sure else DEPENDS,
        margin=abs(distance - limit) - (radius if is_sure else 0.0),
        unit="m",
        depends_on=() if is_sure else ("position_m",),
        nominal=distance,
        lowest=max(distance - radius, 0.0),
        highest=distance + radius,
        measure_unit="m",
        object_kind="building",
        object_id=building.id,
    )


def room_margin(
    facts: Facts, rooms: tuple[Zone, ...], camera: CameraFacts, *, outcome: str, tolerance: Tolerance
) -> Margin:
    """Return the margin of a device inside a room, or outside all of them.

    Parameters
    ----------
    facts : Facts
    rooms : tuple of Zone
        The room that it is in, or all that it must not be in.
    camera : CameraFacts
    outcome : {'pass', 'fail'}
    tolerance : Tolerance
        Of the camera.
    """
    # To get out of a room one of the two suffices, to get in both are needed.
    if outcome == "fail":
        room = rooms[0]
        inside = shapely.distance(shapely.boundary(room.geometry), camera.declared)
        ways = {"position_m": inside, "height_m": -_height_apart_m(camera, room)}
        near = {name: way for name, way in ways.items() if way <= getattr(tolerance, name)}
        is_sure = not near and _stays_put(facts, camera, tolerance)
        if not near and not is_sure:
            near = {"position_m": 0.0}
        return _room_margin(FAILS if is_sure else DEPENDS, room, ways, near, tolerance, nominal=inside)
    best: Margin | None = None
    for room in rooms:
        ways = {
            "position_m": shapely.distance(room.geometry, camera.declared),
            "height_m": max(_height_apart_m(camera, room), 0.0),
        }
        far = {name: way for name, way in ways.items() if way > getattr(tolerance, name)}
        # Where it is apart in plan and in height, neither alone brings it in.
        near = {} if far or min(ways.values()) > 0.0 else {n: way for n, way in ways.items() if way > 0.0}
        made = _room_margin(
            PASSES if far else DEPENDS, room, far or ways, near, tolerance, nominal=ways["position_m"]
        )
        if best is None or (made.verdict == DEPENDS, -made.margin) > (best.verdict == DEPENDS, -best.margin):
            best = made
    return best or Margin(verdict=PASSES, measure_unit="m")


def _room_margin(
    verdict: str,
    room: Zone,
    ways: dict[str, float],
    near: dict[str, float],
    tolerance: Tolerance,
    *,
    nominal: float,
) -> Margin:
    order = sorted(near, key=lambda name: near[name] / max(getattr(tolerance, name), 1e-9))
    margin = near[order[0]] if order else max(way - getattr(tolerance, name) for name, way in ways.items())
    if verdict == FAILS:
        margin = min(way - getattr(tolerance, name) for name, way in ways.items())
    return Margin(
        verdict=verdict,
        margin=margin,
        unit="m",
        depends_on=tuple(order),
        nominal=nominal,
        lowest=max(nominal - tolerance.position_m, 0.0),
        highest=nominal + tolerance.position_m,
        measure_unit="m",
        object_kind="zone",
        object_id=room.id,
    )


def _height_apart_m(camera: CameraFacts, room: Zone) -> float:
    """Return how far above or below a room a device is, less than 0 inside; -inf where nothing tells [m]."""
    height_m = camera.camera.height_m
    apart = -math.inf
    if height_m is not None and "height_assumed" not in camera.flags:
        if room.base_m is not None:
            apart = max(apart, room.base_m - height_m)
        if room.top_m is not None:
            apart = max(apart, height_m - room.top_m)
    return apart


def _stays_put(facts: Facts, camera: CameraFacts, tolerance: Tolerance) -> bool:
    """Return whether the engine moves no device within the tolerance off a wall: that would leave it open."""
    reach = tolerance.position_m + CLEAR_M
    around = [
        building.geometry
        for building in facts.buildings
        if shapely.dwithin(building.geometry, camera.declared, reach)
    ]
    if not around:
        return True
    edges = shapely.boundary(shapely.union_all(around))
    return bool(shapely.distance(edges, camera.declared) > WALL_DEPTH_M + CLEAR_M + tolerance.position_m)
