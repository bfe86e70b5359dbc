"""Pixel density on the ground of a raster: cell by cell, where no one law of the plane holds.

What `siting.coverage.density.Axis` answers for a level plane, a `GroundAxis` answers for the ground.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage.rows import CAPABILITY_VIEW, MAIN_VIEW
from siting.coverage.sight_terrain import polygon_of_cells

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from siting.coverage.beams import Sight
    from siting.coverage.sights import Eye
    from siting.coverage.standing import Standing
    from siting.coverage.terrain import Terrain
    from siting.heights import HeightGrid


@dataclass(frozen=True, eq=False)
class GroundAxis:
    """A view as density on the ground is asked of it.

    Parameters
    ----------
    terrain : siting.coverage.terrain.Terrain
    here : tuple of float
        Position of the camera [m].
    sight : siting.coverage.beams.Sight
        Lifted; of one pyramid, or with one density over slant distance.
    target_m : float
        Height of the target above ground [m].
    """

    terrain: Terrain
    here: tuple[float, float]
    sight: Sight
    target_m: float

    def best_px_per_m(self, seen: Any) -> float:
        """Return the highest density on a seen area [px/m].

        Of the middles of its cells, its corners, and the place nearest to the camera.

        Parameters
        ----------
        seen : shapely geometry
            Not empty, in the view.
        """
        ground = self.terrain.ground_for_cells(self.here, self.sight)
        nearest = shapely.get_coordinates(shapely.shortest_line(seen, shapely.Point(self.here)))[:1]
        places = np.vstack([_middles_in(ground, seen), shapely.get_coordinates(seen), nearest])
        density = self._px_per_m(places, ground.at(places))
        return float(np.nanmax(density)) if not np.isnan(density).all() else 0.0

    def sharp_part(self, seen: Any, least_px_per_m: float) -> Any:
        """Return the cells of a seen area whose middles have at least a density.

        Parameters
        ----------
        seen : shapely geometry
        least_px_per_m : float
            [px/m].
        """
        ground = self.terrain.ground_for_cells(self.here, self.sight)
        eastings, northings = ground.middles_m()
        east, north = np.meshgrid(eastings, northings)
        places = np.column_stack([east.ravel(), north.ravel()])
        with np.errstate(invalid="ignore"):
            sharp = self._px_per_m(places, ground.heights_m.ravel().astype(float)) >= least_px_per_m
        band = np.where(sharp, 0, 1).astype(np.int16).reshape(ground.heights_m.shape)
        return shapely.intersection(seen, polygon_of_cells(band, 0, ground))

    def _px_per_m(self, places: NDArray[np.float64], ground_m: NDArray[np.float64]) -> NDArray[np.float64]:
        beam = self.sight.beams[0]
        camera_m, sin_t, cos_t, azimuth = beam.view[:4]
        east, north = (places - self.here).T
        rise = ground_m + self.target_m - camera_m
        if beam.is_slant:
            far = np.sqrt(east**2 + north**2 + rise**2)
        else:
            far = (math.sin(azimuth) * east + math.cos(azimuth) * north) * cos_t - rise * sin_t
        # Behind the camera there is no density.
        with np.errstate(divide="ignore"):
            density: NDArray[np.float64] = np.where(far >= 0.0, beam.f_px / far, -np.inf)
        return density


def ground_axes(
    terrain: Terrain | None,
    eyes: Sequence[Eye],
    standings: Sequence[Standing],
    *,
    target_m: float,
) -> tuple[dict[str, GroundAxis], dict[str, GroundAxis]]:
    """Return the axes of the cameras by id, as they are aimed and of all that they can cover.

    None without a ground. Cameras of several sensors are left out: no one law of density holds for them.

    Parameters
    ----------
    terrain : siting.coverage.terrain.Terrain or None
    eyes : sequence of siting.coverage.sights.Eye
        Lifted.
    standings : sequence of siting.coverage.standing.Standing
    target_m : float
        Height of the target above ground [m].
    """
    aimed: dict[str, GroundAxis] = {}
    reached: dict[str, GroundAxis] = {}
    if terrain is None:
        return aimed, reached
    for eye, standing in zip(eyes, standings, strict=True):
        here = (standing.easting_m, standing.northing_m)
        axes = {
            sight.name: GroundAxis(terrain, here, sight, target_m)
            for sight in eye.sights
            if sight.is_plain or all(beam.is_slant for beam in sight.beams)
        }
        for made, names in ((aimed, (MAIN_VIEW, CAPABILITY_VIEW)), (reached, (CAPABILITY_VIEW, MAIN_VIEW))):
            axis = next((axes[name] for name in names if name in axes), None)
            if axis is not None:
                made[eye.camera.id] = axis
    return aimed, reached


def _middles_in(ground: HeightGrid, seen: Any) -> NDArray[np.float64]:
    """Return the middles of the cells of an area, (n, 2) [m]."""
    west, south, east, north = shapely.bounds(seen)
    eastings, northings = ground.middles_m()
    eastings = eastings[(eastings >= west) & (eastings <= east)]
    northings = northings[(northings >= south) & (northings <= north)]
    x, y = (each.ravel() for each in np.meshgrid(eastings, northings))
    inside = shapely.contains_xy(seen, x, y)
    return np.column_stack([x[inside], y[inside]])
