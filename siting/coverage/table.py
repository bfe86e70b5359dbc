"""What the engine hands on: the cameras as used, what they cover, the facades they see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

COVERAGE_COLUMNS = ("camera_id", "view", "class", "min_px_per_m", "area_m2", "flags")
FACADE_COLUMNS = (
    "camera_id",
    "building_id",
    "storey",
    "wall",
    "view",
    "visible_length_m",
    "area_m2",
    "max_px_per_m",
    "in_range_px_per_m",
    "class",
    "distance_m",
    "incidence_deg",
    "zone_id",
    "flags",
    "panel_wkb_z",
)


@dataclass(frozen=True)
class CoverageTable:
    """All that the engine computed for one scene.

    Flags are names joined by commas, sorted, without spaces; none is the empty text.

    Parameters
    ----------
    cameras : geopandas.GeoDataFrame
        One row a camera, in the scene's order: every field of `siting.model.Camera` but lens and
        `assumed`, the fields of its lens, the position as used (geometry), and

        - `azimuth_grid_deg` [degrees], `f_px` [px], `hfov_deg`, `vfov_deg` [degrees] resolved,
          `projection` (rectilinear, equidistant or None),
        - `moved_m` [m], `standing` (outside, on_roof, under, at_roof_level, indoor),
          `stands_in` (id of the solid of a building it stands in, on or under in plan, or None),
        - `view_computed` (bool: its view was worked out), `why_empty` (None, or
          looks_up, all_hidden, kind_not_computed, optics_missing, indoor, at_roof_level, out_of_density),
        - `flags` (tilt_assumed, optics_assumed, azimuth_assumed, height_assumed, moved, ...).
    coverage : geopandas.GeoDataFrame
        Columns `COVERAGE_COLUMNS` and polygons; `min_px_per_m` is the lower limit of the class.
    facades : geopandas.GeoDataFrame
        Columns `FACADE_COLUMNS` and the 2D line of the visible part of the wall.
        `max_px_per_m` is the highest density anywhere on the seen part, `in_range_px_per_m` the
        highest within the camera's `range_m` (NaN when all of it lies beyond).
        `flags` of windows_assumed, use_unknown, height_assumed, beyond_range, base_assumed.
    ledger : pandas.DataFrame
        Rows to add to the scene's ledger (cameras moved, solids merged, gaps closed, lens conflicts).
    """

    cameras: gpd.GeoDataFrame
    coverage: gpd.GeoDataFrame
    facades: gpd.GeoDataFrame
    ledger: pd.DataFrame
