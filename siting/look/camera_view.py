"""The camera's own view: all that it sees, as polygons in the pixels of its image."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage.sight_ground import sight_on_ground
from siting.errors import UsageError
from siting.look.faces import around_of, faces_of
from siting.look.image import image_of
from siting.look.outlines import horizon_of, land_of, outlines_of
from siting.look.severity import worst_of
from siting.look.viewpoint import ground_along, kept_of, viewpoint_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from siting.assess import Assessment
    from siting.coverage.beams import Sight
    from siting.look.faces import Around
    from siting.look.image import Image
    from siting.look.outlines import Ring
    from siting.look.viewpoint import Viewpoint

_UPRIGHT_DEG = 90.0


@dataclass(frozen=True, eq=False)
class Part:
    """The seen part of one wall, roof or underside in an image.

    Parameters
    ----------
    kind : {'wall', 'roof', 'underside'}
    solid : {'building', 'obstacle'}
    id, use : str
        `use` of an obstacle is its kind.
    is_protected : bool
        Some storey of the building is protected.
    is_thin : bool
        What stands behind it is seen, too: a tree that may be bare, or what is not built.
    severity : str
        Worst of what this camera's view of the building is found to be, empty where nothing is.
    distance_m : float
        To its nearest point [m].
    facing_deg : float
        Of a wall, where its outside looks, clockwise from grid north; NaN of a level face [degrees].
    outlines : tuple of tuple of float array (n, 2)
        Polygons, outer ring first [px].
    """

    kind: str
    solid: str
    id: str
    use: str
    is_protected: bool
    is_thin: bool
    severity: str
    distance_m: float
    facing_deg: float
    outlines: tuple[tuple[Ring, ...], ...]


@dataclass(frozen=True, eq=False)
class Patch:
    """Ground in view within one class of density: name, lower limit [px/m], polygons [px]."""

    name: str
    min_px_per_m: float
    outlines: tuple[tuple[Ring, ...], ...]


@dataclass(frozen=True, eq=False)
class Pane:
    """Protected windows in view: one row of the layer `facades`, its polygons [px]."""

    building_id: str
    storey: int
    wall: int
    name: str
    max_px_per_m: float
    severity: str
    zone_id: str
    outlines: tuple[tuple[Ring, ...], ...]


@dataclass(frozen=True, eq=False)
class CameraView:
    """What a camera sees, in the pixels of its image as drawn, from the upper left to the right and down.

    Parameters
    ----------
    camera_id, view : str
    image : siting.look.image.Image
        How directions fall on it.
    land : tuple of tuple of float array
        All below the horizon, as far as the image reaches [px].
    ground : tuple of Patch
        The sharpest first.
    parts : tuple of Part
        Farthest first.
    panes : tuple of Pane
        Least sharp first.
    horizon : tuple of float array (n, 2)
        [px].
    flags : tuple of str
        Of the camera as used.
    """

    camera_id: str
    view: str
    image: Image
    land: tuple[tuple[Ring, ...], ...]
    ground: tuple[Patch, ...]
    parts: tuple[Part, ...]
    panes: tuple[Pane, ...]
    horizon: tuple[Ring, ...]
    flags: tuple[str, ...]

    @property
    def width_px(self) -> float:
        """Width of the image as drawn [px]."""
        return self.image.width_px

    @property
    def height_px(self) -> float:
        """Height of the image as drawn [px]."""
        return self.image.height_px


def camera_view(
    assessment: Assessment,
    camera_id: str,
    *,
    width_px: float = 960.0,
    view: str | None = None,
    sensor: int = 0,
) -> CameraView:
    """Return what a camera sees in one of its images.

    Parameters
    ----------
    assessment : siting.assess.Assessment
    camera_id : str
    width_px : float
        How wide the image is drawn.
    view : str or None
        ``main`` or ``preset:NAME``; None takes the main view, else the first preset.
    sensor : int
        Of several sensors the one whose image it is, from 0.

    Raises
    ------
    UsageError
        When there is no such camera, view or sensor, or nothing is known of where it looks.
    """
    viewpoint = viewpoint_of(assessment, camera_id)
    sight = _of_sensor(viewpoint, viewpoint.image(view), sensor)
    used = assessment.cameras.set_index("id").loc[camera_id]
    # A camera indoors has a view that nobody worked out.
    if not used["view_computed"]:
        why = viewpoint.seen.why
        raise UsageError(f"camera {camera_id}: found no computed view ({why}); allowed one that has it")
    image = image_of(
        sight,
        sight.beams[0],
        width_px=width_px,
        azimuth_grid_deg=viewpoint.azimuth_grid_deg,
        is_round=viewpoint.camera.tilt_deg == _UPRIGHT_DEG,
    )
    around = around_of(assessment, viewpoint, sight)
    eye = np.array([*viewpoint.here, viewpoint.eye_m])
    worst = worst_of(assessment, camera_id)
    parts = []
    for face in faces_of(assessment, viewpoint, around):
        outlines = outlines_of(face.shape, image, eye)
        if outlines:
            told = (face.kind, face.solid, face.id, face.use, face.is_protected, face.is_thin)
            parts.append(Part(*told, worst.get(face.id, ""), face.distance_m, face.facing_deg, outlines))
    flags = str(used["flags"] or "")
    return CameraView(
        camera_id=camera_id,
        view=sight.name,
        image=image,
        land=land_of(image),
        ground=tuple(_ground(assessment, viewpoint, sight, around=around, image=image)),
        parts=tuple(parts),
        panes=tuple(_panes(assessment, camera_id, sight.name, worst=worst, image=image, eye=eye)),
        horizon=horizon_of(image),
        flags=tuple(flags.split(",")) if flags else (),
    )


def _of_sensor(viewpoint: Viewpoint, sight: Sight, sensor: int) -> Sight:
    """Return the view of one sensor, the whole view of a camera that has one."""
    count = len(sight.beams) if viewpoint.camera.kind == "multi" else 1
    if not 0 <= sensor < count:
        raise UsageError(f"sensor: found {sensor}; allowed 0 to {count - 1}")
    if count == 1:
        return sight
    return replace(sight, beams=(sight.beams[sensor],), f_px=sight.beams[sensor].f_px, more=None)


def _ground(
    assessment: Assessment, viewpoint: Viewpoint, sight: Sight, *, around: Around, image: Image
) -> Iterator[Patch]:
    """Yield the ground that is seen, class by class; on a raster what is covered of the target plane."""
    stage = kept_of(assessment).stage
    eye = np.array([*viewpoint.here, viewpoint.eye_m])
    names = zip(stage.bands.names, stage.bands.min_px_per_m, strict=True)
    if stage.terrain is None:
        past: dict[str, Any] = {"solids": around.solids, "candidates": around.near}
        shapes = sight_on_ground(viewpoint.here, sight, bands=stage.bands, plane_m=0.0, **past)
        lifted = [shapely.force_3d(shape, 0.0) for shape in shapes]
    else:
        rows = assessment.coverage
        mine = rows[(rows["camera_id"] == viewpoint.camera.id) & (rows["view"] == sight.name)]
        held = dict(zip(mine["class"], mine.geometry, strict=True))
        lifted = [_on_ground(assessment, held.get(name), around) for name in stage.bands.names]
    for (name, least), shape in zip(names, lifted, strict=True):
        outlines = outlines_of(shape, image, eye)
        if outlines:
            yield Patch(name, float(least), outlines)


def _on_ground(assessment: Assessment, shape: Any, around: Around) -> Any:
    """Return an area of the plan on the ground of the raster."""
    if shape is None or shapely.is_empty(shape):
        return shapely.MultiPolygon()
    places = shapely.get_coordinates(shape)
    heights = np.nan_to_num(ground_along(assessment, places, around.solids))

    def lift(_: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack([places, heights])

    return shapely.transform(shapely.force_3d(shape), lift, include_z=True)


def _panes(
    assessment: Assessment,
    camera_id: str,
    view: str,
    *,
    worst: dict[str, str],
    image: Image,
    eye: NDArray[np.float64],
) -> Iterator[Pane]:
    rows = assessment.facades
    rows = rows[(rows["camera_id"] == camera_id) & (rows["view"] == view)]
    rows = rows.sort_values("max_px_per_m", kind="stable")
    names = ("building_id", "storey", "wall", "class", "max_px_per_m", "zone_id", "panel_wkb_z")
    for building, *cells, zone, wkb in zip(*(rows[name].tolist() for name in names), strict=True):
        outlines = outlines_of(shapely.from_wkb(wkb), image, eye)
        if outlines:
            zone_id = zone if isinstance(zone, str) else ""
            storey, wall, name, density = cells
            severity = worst.get(building, "")
            yield Pane(building, storey, wall, name, density, severity, zone_id, outlines)
