"""Surroundings of a point: which buildings and zones lie near it, and what stands in between."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shapely.geometry.base import BaseGeometry


class Surroundings:
    """Footprints of a plan's buildings and its zones, sorted in space; answers are their places in the plan.

    Parameters
    ----------
    footprints, zones : sequence of shapely geometry
    """

    def __init__(self, footprints: Sequence[BaseGeometry], zones: Sequence[BaseGeometry]) -> None:
        self._footprints = footprints
        self._zones = zones
        self._footprint_tree = shapely.STRtree(footprints)
        self._zone_tree = shapely.STRtree(zones)

    def buildings_within(self, position: BaseGeometry, distance_m: float) -> list[int]:
        """Return the buildings no further than `distance_m` in plan from `position`, ascending."""
        found = self._footprint_tree.query(position, predicate="dwithin", distance=distance_m)
        return sorted(found.tolist())

    def zones_within(self, position: BaseGeometry, distance_m: float) -> list[int]:
        """Return the zones no further than `distance_m` in plan from `position`, ascending."""
        return sorted(self._zone_tree.query(position, predicate="dwithin", distance=distance_m).tolist())

    def zones_in(self, building: int) -> list[int]:
        """Return the zones that share ground with a building, ascending."""
        footprint = self._footprints[building]
        found = sorted(self._zone_tree.query(footprint, predicate="intersects").tolist())
        return [i for i in found if shapely.intersection(footprint, self._zones[i]).area > 0]

    def is_screened(self, line: BaseGeometry, *, but_for: int | None) -> bool:
        """Return whether a building, but for one, stands in the way of a line in plan."""
        found = self._footprint_tree.query(line, predicate="intersects").tolist()
        return any(shapely.intersection(self._footprints[i], line).length > 0 for i in found if i != but_for)
