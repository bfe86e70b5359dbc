"""A short street for tests of what is looked at: homes, a hotel room, signs, and cameras of every sort."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd
from shapely.geometry import Point

from tests.scenes import MERIDIAN, building, camera, home, rect, scene, zone

if TYPE_CHECKING:
    from siting.model import Scene

SCRIPT = "<script>alert(1)</script>"
PICTURE = "![x](http://example.org/a.png)"
FAR_BUILDING = "far-away"


def street() -> Scene:
    """Return a street of four houses, with names that try to be more than names."""
    drawn = scene(
        [
            home(rect(10, 20, 30, 32), 12.0, id="home-north", levels=4.0),
            home(rect(-30, 20, -10, 32), 9.0, id=PICTURE, name="<b>Bold</b> & sons", use="unknown"),
            building(rect(10, -30, 30, -18), 9.0, id="hotel", use="hotel", levels=3.0),
            building(rect(-30, -30, -10, -18), 20.0, id="office"),
            home(rect(4000, 4000, 4010, 4010), 9.0, id=FAR_BUILDING),
        ],
        [
            camera(
                0, 0, id=SCRIPT, azimuth_grid_deg=35.0, tilt_deg=5.0, social_public_area="yes", regime="gov"
            ),
            camera(-20, 0, id="looks-up", azimuth_grid_deg=90.0, tilt_deg=-60.0, range_m=40.0),
            camera(20, 0, id="dome", kind="panoramic", hfov_deg=360.0, azimuth_deg=None),
            camera(0, -40, id="along", azimuth_grid_deg=0.0, range_m=25.0, social_public_area="yes"),
        ],
        zones=[zone(rect(12, -28, 20, -18), "hotel_room", id="room-7", base_m=0.0, top_m=3.0)],
        name="Street & <i>Co</i>",
    )
    signs = pd.DataFrame({"id": ["sign-1"], "camera_ids": ["along"]}).reindex(
        columns=drawn.signs.columns[:-1]
    )
    place = [Point(MERIDIAN.easting_m + 2.0, MERIDIAN.northing_m - 38.0)]
    return replace(
        drawn,
        signs=gpd.GeoDataFrame(signs, geometry=place, crs=drawn.crs),
        attribution=(
            "© Nobody <b>in particular</b>, https://example.org/terms",
            "Heights, aims, optics, signs and zones are invented for this street, and long to tell of.",
        ),
    )
