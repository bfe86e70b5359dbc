"""Areas of OpenStreetMap: closed ways and multipolygons, never patched where a clip has cut them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.io.osm_elements import Extract, Relation, Way

FEWEST_RING_NODES = 4


def ring_of(extract: Extract, way: Way) -> tuple[Any, str]:
    """Return the polygon of a way, or why it has none."""
    if len(way.nodes) < FEWEST_RING_NODES:
        return None, "an outline of fewer than three corners"
    places, held = extract.places(way.nodes)
    if not held.all():
        return None, f"an outline of which {int((~held).sum())} of {len(held)} nodes are not in the extract"
    if way.nodes[0] != way.nodes[-1]:
        return None, "an outline that does not close"
    return shapely.Polygon(places), ""


def multipolygon_of(extract: Extract, ways: dict[int, Way], relation: Relation) -> tuple[Any, str]:
    """Return the area of a multipolygon relation, and what was wrong with it."""
    lines: dict[str, list[NDArray[np.float64]]] = {"outer": [], "inner": []}
    problems = []
    for kind, number, role in relation.members:
        if kind != "way":
            continue
        way = ways.get(number)
        places, held = extract.places(way.nodes) if way is not None else (np.zeros((0, 2)), np.zeros(1, bool))
        if not held.all() or len(places) < 2:
            problems.append("a member that is not whole in the extract")
            continue
        lines["inner" if role == "inner" else "outer"].append(places)
    outer, is_outer_open = _area(lines["outer"])
    inner, is_inner_open = _area(lines["inner"])
    if is_outer_open or is_inner_open:
        problems.append("a ring that does not close")
    told = "a multipolygon with " + " and ".join(sorted(set(problems))) if problems else ""
    if outer is None or outer.is_empty:
        return None, told or "a multipolygon without a ring"
    return (outer if inner is None else shapely.difference(outer, inner)), told


def _area(lines: list[NDArray[np.float64]]) -> tuple[Any, bool]:
    """Return the area inside the rings that lines make, and whether a line is left over."""
    closed = [line for line in lines if len(line) >= FEWEST_RING_NODES and (line[0] == line[-1]).all()]
    opened = [line for line in lines if not (line[0] == line[-1]).all()]
    shapes = [
        shapely.make_valid(shapely.Polygon(line), method="structure", keep_collapsed=False) for line in closed
    ]
    left = len(closed) + len(opened) < len(lines)
    if opened:
        merged = shapely.line_merge(shapely.MultiLineString(opened))
        for part in shapely.get_parts(merged):
            if part.is_ring or part.is_closed:
                ring = shapely.Polygon(shapely.get_coordinates(part))
                shapes.append(shapely.make_valid(ring, method="structure", keep_collapsed=False))
            else:
                left = True
    return (shapely.union_all(shapes) if shapes else None), left
