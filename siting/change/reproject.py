"""A scene in another projected system, so that two scenes can be laid over each other."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from siting.crs import transformed

if TYPE_CHECKING:
    import pyproj

    from siting.model import Scene


def scene_in(scene: Scene, crs: pyproj.CRS) -> Scene:
    """Return a scene with everything in `crs`; itself where it is in that system already.

    Parameters
    ----------
    scene : Scene
    crs : pyproj.CRS
        Projected, metric. Azimuths count from true north and stay as they are.
    """
    import geopandas as gpd

    if scene.crs.equals(crs):
        return scene
    frames: dict[str, Any] = {}
    for each in fields(scene):
        value = getattr(scene, each.name)
        if isinstance(value, gpd.GeoDataFrame):
            frames[each.name] = value.to_crs(crs)
    east = np.array([camera.easting_m for camera in scene.cameras], float)
    north = np.array([camera.northing_m for camera in scene.cameras], float)
    easting_m, northing_m = transformed(scene.crs, crs, east, north)
    cameras = tuple(
        replace(camera, easting_m=float(e), northing_m=float(n))
        for camera, e, n in zip(scene.cameras, easting_m, northing_m, strict=True)
    )
    return replace(scene, crs=crs, cameras=cameras, **frames)
