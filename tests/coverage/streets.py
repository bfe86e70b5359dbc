"""Walking networks and covered areas drawn by hand, for tests of ways into view."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import geopandas as gpd
import shapely

from siting.coverage.network import WalkNetwork, walk_network

if TYPE_CHECKING:
    from collections.abc import Mapping


def walks(lines: Mapping[str, Any]) -> gpd.GeoDataFrame:
    """Return a layer of walks: each a list of points, or a ready shape, by its id."""
    shapes = [line if hasattr(line, "geom_type") else shapely.LineString(line) for line in lines.values()]
    names = [f"Street {name}" for name in lines]
    return gpd.GeoDataFrame({"id": list(lines), "name": names}, geometry=shapes)


def network(lines: Mapping[str, Any]) -> WalkNetwork:
    """Return the network of some walks by their ids."""
    return walk_network(walks(lines))


def covered(areas: Mapping[str, Any]) -> gpd.GeoDataFrame:
    """Return a layer of coverage: one polygon, or a list of classes, for each camera."""
    rows = [
        (camera_id, shape)
        for camera_id, shapes in areas.items()
        for shape in (shapes if isinstance(shapes, list) else [shapes])
    ]
    return gpd.GeoDataFrame(
        {"camera_id": [camera_id for camera_id, _ in rows], "view": "main"},
        geometry=[shape for _, shape in rows],
    )
