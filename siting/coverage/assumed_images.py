"""What a plan leaves open of an image, and the view through the widest that it does not exclude."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from siting.coverage.beams import Sight
from siting.coverage.optics import Optics, shape_is_told, widest
from siting.coverage.rows import POSSIBLE_VIEW
from siting.coverage.turning import best_f_px
from siting.model import FOCAL_RANGE, SENSOR_FORMAT, Lens

if TYPE_CHECKING:
    from siting.coverage.beams import Beam
    from siting.model import Camera

SHAPE_ASSUMED, FORMAT_ASSUMED = "image_shape_assumed", f"{SENSOR_FORMAT}_assumed"
"""Flags: nothing tells how high the image is, or the sensor's width is that of a nominal format. What is seen
only by the widest image that the plan does not exclude is undecided."""
RANGE_ASSUMED = f"{FOCAL_RANGE}_assumed"
"""Flag: of a lens that does not zoom while it looks a range is told. Its wide end is judged; what only a
longer focal length shows well enough is undecided."""
WIDEST_PYRAMID_DEG = 179.9
"""A pyramid this wide is no pyramid: its sides would be a plane [degrees]."""


def assumed_of(camera: Camera, *lenses: Lens) -> frozenset[str]:
    """Return the flags of what is assumed of the images of a camera's lenses.

    Parameters
    ----------
    camera : siting.model.Camera
    lenses : siting.model.Lens
    """
    flags = set() if all(map(shape_is_told, lenses)) else {SHAPE_ASSUMED}
    if SENSOR_FORMAT in camera.assumed and any(lens.focal_length_mm is not None for lens in lenses):
        flags.add(FORMAT_ASSUMED)
    if FOCAL_RANGE in camera.assumed:
        flags.add(RANGE_ASSUMED)
    return frozenset(flags)


def widest_of(camera: Camera, lens: Lens) -> Optics:
    """Return the optics with which a lens of a camera sees most, as far as the geometry can take them.

    Parameters
    ----------
    camera : siting.model.Camera
    lens : siting.model.Lens
    """
    is_nominal = SENSOR_FORMAT in camera.assumed
    most = widest(lens, is_nominal=is_nominal)
    if FOCAL_RANGE in camera.assumed and camera.zoom_hfov_deg is not None:
        # The view of the wide end, as sharp as the long end may show any of it.
        tele = widest(zoomed(camera, lens, camera.zoom_hfov_deg), is_nominal=is_nominal)
        is_flat = most.projection == tele.projection
        most = replace(most, f_px=max(most.f_px, tele.f_px) if is_flat else best_f_px(most, tele))
    hfov, vfov = (min(angle, WIDEST_PYRAMID_DEG) for angle in (most.hfov_deg, most.vfov_deg))
    return replace(most, hfov_deg=hfov, vfov_deg=vfov)


def zoomed(camera: Camera, lens: Lens, hfov_deg: float) -> Lens:
    """Return the lens of the same image at another angle.

    Where a nominal format tells the sensor the other angle rests on it, too: it is told by the focal length.

    Parameters
    ----------
    camera : siting.model.Camera
    lens : siting.model.Lens
        Of the camera.
    hfov_deg : float
        The other angle [degrees].
    """
    width_px, height_px, width_mm = lens.image_width_px, lens.image_height_px, lens.sensor_width_mm
    is_nominal = SENSOR_FORMAT in camera.assumed and lens.hfov_deg is None
    if is_nominal and width_mm is not None and hfov_deg < WIDEST_PYRAMID_DEG:
        focal_mm = width_mm / (2.0 * math.tan(math.radians(hfov_deg) / 2.0))
        return Lens(width_px, focal_length_mm=focal_mm, sensor_width_mm=width_mm, image_height_px=height_px)
    return Lens(width_px, hfov_deg=hfov_deg, image_height_px=height_px)


def with_more(sight: Sight, beams: tuple[Beam, ...], flags: frozenset[str], f_px: float) -> Sight:
    """Return a sight with that of the widest image beside it, as it is where nothing is assumed.

    Parameters
    ----------
    sight : siting.coverage.beams.Sight
    beams : tuple of siting.coverage.beams.Beam
        Of the widest image.
    flags : frozenset of str
        From `assumed_of`.
    f_px : float
        Focal length of the widest image [px].
    """
    if not flags:
        return sight
    return replace(sight, more=Sight(f"{POSSIBLE_VIEW}{sight.name}", beams, f_px, unsure=flags))
