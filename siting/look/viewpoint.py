"""One camera as the engine used it: where it stands, through which view it looks, what stands around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from siting.coverage.lift import filled_under, lift_of, lifted_solids
from siting.coverage.rows import CAPABILITY_VIEW, PRESET_VIEW
from siting.coverage.solids import prepare_solids
from siting.coverage.unbuilt import unbuilt_of
from siting.errors import UsageError

if TYPE_CHECKING:
    import shapely
    from numpy.typing import NDArray

    from siting.assess import Assessment
    from siting.coverage.beams import Sight
    from siting.coverage.kept import Kept
    from siting.coverage.seen import Seen
    from siting.coverage.solids import Solids
    from siting.model import Camera

# As many cells of a ground raster are read for one drawing; beyond, larger ones.
_MOST_CELLS = 4_000_000


@dataclass(frozen=True, eq=False)
class Viewpoint:
    """A camera, and the view through which it looks.

    Heights count from the ground where that is level, else from the datum of the ground raster.

    Parameters
    ----------
    camera : siting.model.Camera
    seen : siting.coverage.seen.Seen
        What the engine kept of it.
    here : tuple of float
        Easting and northing as used [m].
    eye_m, foot_m : float
        Height of the camera, and of the ground under it; NaN where not known [m].
    azimuth_grid_deg : float
        NaN where it has none [degrees].
    """

    camera: Camera
    seen: Seen
    here: tuple[float, float]
    eye_m: float
    foot_m: float
    azimuth_grid_deg: float

    def sight(self, view: str | None = None) -> Sight | None:
        """Return one view of the camera; None for the first, which counts; None where it has none.

        Parameters
        ----------
        view : str or None
            ``main``, ``capability`` or ``preset:NAME``.

        Raises
        ------
        UsageError
            When it has no view of that name.
        """
        sights = self.seen.eye.sights
        if view is None:
            return sights[0] if sights else None
        for sight in sights:
            if sight.name == view:
                return sight
        names = ", ".join(sight.name for sight in sights) or "none"
        raise UsageError(f"view of camera {self.camera.id}: found {view}; allowed {names}")

    def image(self, view: str | None = None) -> Sight:
        """Return a view of the camera that is an image: its main view, else its first preset.

        Parameters
        ----------
        view : str or None
            Name of the view.

        Raises
        ------
        UsageError
            When nothing is known of where it looks.
        """
        if view is not None and view != CAPABILITY_VIEW:
            wanted = self.sight(view)
        else:
            pictures = [sight for sight in self.seen.eye.sights if sight.name != CAPABILITY_VIEW]
            wanted = pictures[0] if pictures and view is None else None
        if wanted is None:
            why = self.seen.why or "no main view and no preset"
            raise UsageError(
                f"camera {self.camera.id}: found no image ({why}); allowed a camera with a main view or a "
                f"view {PRESET_VIEW}NAME. Give its azimuth, its optics, or a row of presets"
            )
        return wanted


def kept_of(assessment: Assessment) -> Kept:
    """Return what the engine kept of an assessment.

    Raises
    ------
    UsageError
        When it was put together without the engine.
    """
    kept = assessment.table.kept
    if kept is None:
        raise UsageError("assessment: found no solids kept; allowed one that siting.assess returned")
    return kept


def viewpoint_of(assessment: Assessment, camera_id: str) -> Viewpoint:
    """Return one camera of an assessment as it was used.

    Parameters
    ----------
    assessment : siting.assess.Assessment
    camera_id : str

    Raises
    ------
    UsageError
        When there is no such camera.
    """
    kept = kept_of(assessment)
    places = [place for place, each in enumerate(kept.seen) if each.eye.camera.id == camera_id]
    if not places:
        raise UsageError(f"camera: found {camera_id!r}; allowed the id of a camera of this plan")
    place = places[0]
    seen = kept.seen[place]
    camera, terrain = seen.eye.camera, kept.stage.terrain
    above = np.nan if camera.height_m is None else float(camera.height_m)
    eye_m = above if terrain is None else float(terrain.camera_m[place])
    azimuth = float(assessment.cameras["azimuth_grid_deg"].iloc[place])
    here = seen.standing.easting_m, seen.standing.northing_m
    return Viewpoint(camera, seen, here, eye_m, 0.0 if terrain is None else eye_m - above, azimuth)


def solids_near(assessment: Assessment, area: shapely.Geometry) -> Solids:
    """Return all that stands in an area, on its ground, as the engine takes it.

    The engine itself prepares only what some camera's optics reach; a drawing may show more.

    Parameters
    ----------
    assessment : siting.assess.Assessment
    area : shapely.Geometry
        In the scene's system [m]. All obstacles come along, wherever they stand.
    """
    rows = np.sort(assessment.scene.buildings.sindex.query(area, predicate="intersects")).astype(np.int64)
    solids = prepare_solids(assessment.scene, rows)
    terrain = kept_of(assessment).stage.terrain
    return solids if terrain is None else lifted_solids(solids, lift_of(terrain.reader, solids.footprints))


def standing_solids(assessment: Assessment, solids: Solids, viewpoint: Viewpoint) -> NDArray[np.int64]:
    """Return which solids count for a camera: all but proposed ones where an existing camera hangs.

    Parameters
    ----------
    assessment : siting.assess.Assessment
    solids : siting.coverage.solids.Solids
    viewpoint : Viewpoint
    """
    unbuilt = unbuilt_of(assessment.scene, solids, kept_of(assessment).built)
    every = np.arange(len(solids.kind), dtype=np.int64)
    return unbuilt.beside(viewpoint.camera, viewpoint.here, every)


def ground_along(assessment: Assessment, places: NDArray[np.float64], solids: Solids) -> NDArray[np.float64]:
    """Return the height of the ground at places, 0 where it is level, NaN where not known, (n,) [m].

    Parameters
    ----------
    assessment : siting.assess.Assessment
    places : float array (n, 2)
        Easting and northing [m].
    solids : siting.coverage.solids.Solids
        Lifted; under buildings of which the raster says nothing their lowest ground counts.
    """
    terrain = kept_of(assessment).stage.terrain
    if terrain is None:
        return np.zeros(len(places))
    margin = 4.0 * (terrain.cell_m if np.isfinite(terrain.cell_m) else 1.0)
    (west, south), (east, north) = places.min(axis=0) - margin, places.max(axis=0) + margin
    grid = terrain.reader.read((west, south, east, north), most_cells=_MOST_CELLS)
    return filled_under(grid, solids, lift_of(terrain.reader, solids.footprints)).at(places)


def ground_step_m(assessment: Assessment, length_m: float) -> float:
    """Return how far apart the ground is worth asking along a line: half a cell, or all of it where level.

    Parameters
    ----------
    assessment : siting.assess.Assessment
    length_m : float
        Of the line [m].
    """
    terrain = kept_of(assessment).stage.terrain
    if terrain is None:
        return length_m
    cell_m = terrain.cell_m if np.isfinite(terrain.cell_m) else 1.0
    return max(cell_m / 2.0, length_m / 2000.0)
