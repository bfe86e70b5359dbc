"""What a test reads off a coverage table, back in the local metres of its scene."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import shapely
from shapely import affinity

from siting.coverage.rows import is_leaf_off
from tests.scenes import MERIDIAN, Place

if TYPE_CHECKING:
    import geopandas as gpd

    from siting.coverage.table import CoverageTable

HFOV_DEG = 60.0
TAN_H = math.tan(math.radians(HFOV_DEG / 2))
TAN_V = TAN_H * 9 / 16
F_PX = 1920 / (2 * TAN_H)
FAR_M = F_PX / 12.5
TARGET_M = 1.5


def covered(table: CoverageTable, camera_id: str = "cam-0", *, place: Place = MERIDIAN) -> Any:
    """Return the union of a camera's coverage, in local metres; trees bear their leaves."""
    shapes = _in_leaf(table, camera_id).geometry
    assert shapes.is_valid.all()
    return affinity.translate(shapely.union_all(list(shapes)), -place.easting_m, -place.northing_m)


def stretches(
    table: CoverageTable, camera_id: str = "cam-0", *, east: float = 0.0, north: float = 0.0
) -> list[tuple[float, float]]:
    """Return where the line due north of a local point is covered: (from, to) northings [m]."""
    line = shapely.LineString([(east, north), (east, north + 2000.0)])
    pieces = shapely.get_parts(shapely.line_merge(covered(table, camera_id).intersection(line)))
    ends = [piece.bounds for piece in pieces if piece.length > 1e-7]
    return sorted((low, high) for _, low, _, high in ends)


def area_m2(table: CoverageTable, camera_id: str = "cam-0") -> float:
    """Return the whole area that a camera covers [m2]; trees bear their leaves."""
    return float(_in_leaf(table, camera_id)["area_m2"].sum())


def _in_leaf(table: CoverageTable, camera_id: str) -> gpd.GeoDataFrame:
    rows = table.coverage
    return rows[(rows["camera_id"] == camera_id) & ~is_leaf_off(rows)]


def rows_of(table: CoverageTable, camera_id: str = "cam-0", **wanted: Any) -> list[dict[str, Any]]:
    """Return a camera's facade rows with the wanted values, by building, storey and wall."""
    rows = table.facades[table.facades["camera_id"] == camera_id]
    for column, value in wanted.items():
        rows = rows[rows[column] == value]
    return list(rows.sort_values(["building_id", "storey", "wall"]).to_dict("records"))


def camera_row(table: CoverageTable, camera_id: str = "cam-0") -> dict[str, Any]:
    """Return a camera as used."""
    return dict(table.cameras[table.cameras["id"] == camera_id].iloc[0])


def lower_edge_m(drop_m: float, tilt_deg: float = 0.0) -> float:
    """Return where the lower edge of the standard image meets a plane `drop_m` below the eye [m]."""
    return drop_m / math.tan(math.radians(tilt_deg) + math.atan(TAN_V))


def optical_edge_m(drop_m: float, tilt_deg: float = 0.0, limit_px_per_m: float = 12.5) -> float:
    """Return where the standard image reaches a density on a plane `drop_m` below the eye [m]."""
    tilt = math.radians(tilt_deg)
    return (F_PX / limit_px_per_m - drop_m * math.sin(tilt)) / math.cos(tilt)
