"""Features of a scene's layers in an extract of OpenStreetMap, and what of them was lost.

What a clip has cut off is never patched up: an outline that lacks nodes is left out and told.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.io.osm_areas import FEWEST_RING_NODES, multipolygon_of, ring_of

if TYPE_CHECKING:
    from siting.io.osm_elements import Extract, Tags, Way

_NOT_THERE = ("no", "removed", "demolished", "razed")
# Ways that nobody walks on, or that are not there.
_NO_WALK = (
    *("motorway", "motorway_link", "construction", "proposed", "abandoned", "razed", "raceway"),
    *("platform", "elevator", "bus_guideway", "rest_area", "services", "escape", "no"),
)
_NO_CAMERA = ("guard", "fake")
_MILITARY = "left out: military"


@dataclass
class Found:
    """Features of one layer, and what of it was lost: (id, found, done)."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    shapes: list[Any] = field(default_factory=list)
    lost: list[tuple[str, str, str]] = field(default_factory=list)
    remarks: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, name: str, tags: Tags, shape: Any) -> None:
        """Add one feature."""
        self.rows.append({"osm_id": name, **tags})
        self.shapes.append(shape)


def find_features(layer: str, extract: Extract, ways: dict[int, Way]) -> Found:
    """Return the features of a layer: buildings, building_parts, walks, cameras or obstacles."""
    found = Found()
    if layer == "buildings":
        _add_areas(found, extract, ways, "building")
    elif layer == "building_parts":
        _add_areas(found, extract, ways, "building:part")
    elif layer == "walks":
        _add_walks(found, extract)
    elif layer == "cameras":
        _add_cameras(found, extract)
    elif layer == "obstacles":
        _add_obstacles(found, extract)
    return found


def _add_areas(found: Found, extract: Extract, ways: dict[int, Way], key: str) -> None:
    """Add closed ways and multipolygons that bear `key`."""
    for way in extract.ways:
        if way.tags.get(key, "no") not in _NOT_THERE:
            shape, problem = ring_of(extract, way)
            if problem:
                found.lost.append((f"way/{way.id}", problem, "left out"))
            else:
                found.add(f"way/{way.id}", way.tags, shape)
    for relation in extract.relations:
        if relation.tags.get(key, "no") in _NOT_THERE or relation.tags.get("type") not in (
            "multipolygon",
            "boundary",
        ):
            continue
        name = f"relation/{relation.id}"
        shape, problem = multipolygon_of(extract, ways, relation)
        if shape is None:
            found.lost.append((name, problem, "left out"))
        else:
            found.add(name, relation.tags, shape)
            if problem:
                found.remarks.append(("geometry", f"{name}: {problem}", "the rings that close are used"))


def _add_walks(found: Found, extract: Extract) -> None:
    for way in extract.ways:
        if way.tags.get("highway", "no") in _NO_WALK or way.tags.get("foot") == "no":
            continue
        places, held = extract.places(way.nodes)
        # A clip leaves runs of nodes; each is a piece of the way.
        runs = np.split(np.arange(len(held)), np.flatnonzero(np.diff(held.astype(int))) + 1)
        pieces = [places[run] for run in runs if len(run) > 1 and held[run[0]]]
        if not pieces:
            found.lost.append(
                (f"way/{way.id}", "a way of which no two neighbouring nodes are in the extract", "left out")
            )
        elif len(pieces) == 1:
            found.add(f"way/{way.id}", way.tags, shapely.linestrings(pieces[0]))
        else:
            lines = shapely.MultiLineString(pieces)
            found.add(f"way/{way.id}", way.tags, lines)


def _add_cameras(found: Found, extract: Extract) -> None:
    for number, tags in extract.tagged:
        if tags.get("man_made") != "surveillance":
            continue
        kind = tags.get("surveillance:type", tags.get("surveillance", ""))
        if kind in _NO_CAMERA:
            found.lost.append((f"node/{number}", f"surveillance by {kind}", "left out: no camera"))
            continue
        found.add(f"node/{number}", tags, shapely.Point(extract.places(np.array([number]))[0][0]))


def _add_obstacles(found: Found, extract: Extract) -> None:
    for number, tags in extract.tagged:
        if tags.get("natural") == "tree":
            found.add(
                f"node/{number}",
                {**tags, "kind": "tree"},
                shapely.Point(extract.places(np.array([number]))[0][0]),
            )
    for way in extract.ways:
        kind = (
            "tree"
            if way.tags.get("natural") == "tree_row"
            else "wall"
            if way.tags.get("barrier") in ("wall", "city_wall")
            else ""
        )
        if kind:
            places, held = extract.places(way.nodes)
            if held.sum() > 1:
                found.add(f"way/{way.id}", {**way.tags, "kind": kind}, shapely.linestrings(places[held]))


def military_areas(extract: Extract, ways: dict[int, Way]) -> list[Any]:
    """Return the military areas of an extract as polygons; where a clip has cut one, its hull."""
    areas = []
    for way in extract.ways:
        if _is_military(way.tags) and len(way.nodes) and way.nodes[0] == way.nodes[-1]:
            places, held = extract.places(way.nodes)
            # Drawn over the nodes that are there: here too much is better than too little.
            if held.sum() >= FEWEST_RING_NODES - 1:
                areas.append(
                    shapely.convex_hull(shapely.multipoints(places[held]))
                    if not held.all()
                    else shapely.Polygon(places)
                )
    for relation in extract.relations:
        if _is_military(relation.tags):
            shape, _ = multipolygon_of(extract, ways, relation)
            if shape is not None:
                areas.append(shape)
    return areas


def _is_military(tags: Tags) -> bool:
    return tags.get("landuse") == "military" or tags.get("military", "no") != "no"


def drop_military(found: Found, areas: list[Any]) -> None:
    """Move what is military, or lies in a military area, to what was left out."""
    flags = np.array(
        [_is_military(row) or row.get("building") == "military" for row in found.rows], dtype=bool
    )
    if areas and found.shapes:
        inner = shapely.point_on_surface(np.array(found.shapes, dtype=object))
        hits, _ = shapely.STRtree(np.array(areas, dtype=object)).query(inner, predicate="intersects")
        flags[np.unique(hits)] = True
    if not flags.any():
        return
    found.lost += [
        (str(found.rows[p]["osm_id"]), "a military object", _MILITARY) for p in np.flatnonzero(flags)
    ]
    keep = np.flatnonzero(~flags)
    found.rows, found.shapes = [found.rows[p] for p in keep], [found.shapes[p] for p in keep]
