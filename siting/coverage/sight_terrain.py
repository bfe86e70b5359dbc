"""What one view covers of the ground of a raster, cell by cell, whatever its beams: class by class."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from siting.coverage._outline_kernels import outlines
from siting.coverage._ring_kernels import polygons_bounded_by
from siting.coverage._shade_kernels import shade_cells
from siting.coverage._terrain_kernels import band_cells, hide_cells
from siting.coverage.beams import EVERYWHERE_DEG
from siting.coverage.visibility import polygons_of, valid_multipolygon

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.coverage.beams import Beam, Sight
    from siting.coverage.rows import ClassBands
    from siting.coverage.solids import Solids
    from siting.heights import HeightGrid

_SMALLEST_M2 = 1e-9


class CellView(NamedTuple):
    """What one view shows of the cells of a grid.

    Parameters
    ----------
    band : int16 array (rows, columns)
        Class of each cell, the sharpest 0; one more than there are where it is out of the view or its ground
        is not known, two more where it is hidden.
    class_count : int
    hidden_count, void_count : int
        Cells in the view that are hidden, and of which the ground is not known.
    """

    band: NDArray[np.int16]
    class_count: int
    hidden_count: int
    void_count: int

    @property
    def is_seen(self) -> NDArray[np.bool_]:
        """Return which cells are covered."""
        return self.band < self.class_count


def sight_on_terrain(
    here: tuple[float, float],
    sight: Sight,
    *,
    bands: ClassBands,
    solids: Solids,
    candidates: NDArray[np.int64],
    ground: HeightGrid,
    target_m: float,
) -> CellView:
    """Return what one view covers of the ground: of each cell whether its middle is seen, and how sharply.

    The middle of a cell is seen when it lies in a beam, the ground nowhere rises above the straight line from
    the camera to the target over it, and the line passes through the inside of no solid.

    Parameters
    ----------
    here : tuple of float
        Position of the camera [m].
    sight : siting.coverage.beams.Sight
        Its beams at the camera's height above the raster's datum.
    bands : siting.coverage.rows.ClassBands
    solids : siting.coverage.solids.Solids
        In heights of the raster.
    candidates : int array
        Solids in reach.
    ground : siting.heights.HeightGrid
        Around the camera.
    target_m : float
        Height of the target above ground [m].
    """
    classes = len(bands.names)
    heights, cell = ground.heights_m, ground.cell_m
    x0, y0 = ground.west_m + 0.5 * cell - here[0], ground.south_m + 0.5 * cell - here[1]
    band = np.full(heights.shape, classes, np.int16)
    camera_z = float(sight.beams[0].view[0])
    foot_m = float(ground.at(np.array([here]))[0])
    void = 0
    for beam in sight.beams:
        void += band_cells(
            *(band, heights, x0, y0, cell, foot_m, target_m, beam.view, beam.is_slant),
            *(_tangents(beam), bands.depths_m(beam.f_px), camera_z),
        )
    # The mouths of gaps under 1 mm are lines: no cell's middle is seen through them but by chance.
    thick = candidates[solids.kind[candidates] != "gap"]
    hidden = shade_cells(band, classes, heights, x0, y0, cell, camera_z, target_m)
    hidden += hide_cells(
        *(band, classes, heights, x0, y0, cell, *here, camera_z, target_m),
        *(thick, solids.xy, solids.rings, solids.solid_rings, solids.span),
    )
    return CellView(band, classes, int(hidden), int(void))


def polygons_of_cells(view: CellView, ground: HeightGrid) -> list[Any]:
    """Return the outlines of the covered cells, one multipolygon for each class, the sharpest first.

    Parameters
    ----------
    view : CellView
    ground : siting.heights.HeightGrid
        The grid of the view.
    """
    held = np.bincount(view.band.ravel(), minlength=view.class_count)
    return [
        polygon_of_cells(view.band, k, ground) if held[k] else shapely.MultiPolygon()
        for k in range(view.class_count)
    ]


def polygon_of_cells(band: NDArray[np.int16], k: int, ground: HeightGrid) -> Any:
    """Return the cells of one class as one valid multipolygon in the scene's system.

    Parameters
    ----------
    band : int16 array (rows, columns)
        Class of each cell.
    k : int
        The class.
    ground : siting.heights.HeightGrid
        The grid of the cells.
    """
    corners, starts = outlines(band, k)
    places = np.array([ground.west_m, ground.south_m]) + corners * ground.cell_m
    return valid_multipolygon(polygons_of(*polygons_bounded_by(places, starts, _SMALLEST_M2)))


def _tangents(beam: Beam) -> NDArray[np.float64]:
    """Return the tangents of the elevations between which a beam sees, infinite where there is no limit."""
    low, high = beam.elevations_deg
    return np.array(
        [
            math.tan(math.radians(low)) if low > EVERYWHERE_DEG[0] else -math.inf,
            math.tan(math.radians(high)) if high < EVERYWHERE_DEG[1] else math.inf,
        ]
    )
