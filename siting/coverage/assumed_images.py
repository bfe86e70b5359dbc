"""What a plan leaves open of an image, and the view through the widest that it does not exclude."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from siting.coverage.beams import Sight
from siting.coverage.optics import Optics, shape_is_told, widest
from siting.coverage.rows import POSSIBLE_VIEW
from siting.model import SENSOR_FORMAT

if TYPE_CHECKING:
    from siting.coverage.beams import Beam
    from siting.model import Camera, Lens

SHAPE_ASSUMED, FORMAT_ASSUMED = "image_shape_assumed", f"{SENSOR_FORMAT}_assumed"
"""Flags: nothing tells how high the image is, or the sensor's width is that of a nominal format. What is seen
only by the widest image that the plan does not exclude is undecided."""
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
    return frozenset(flags)


def widest_of(camera: Camera, lens: Lens) -> Optics:
    """Return the optics with which a lens of a camera sees most, as far as the geometry can take them.

    Parameters
    ----------
    camera : siting.model.Camera
    lens : siting.model.Lens
    """
    most = widest(lens, is_nominal=SENSOR_FORMAT in camera.assumed)
    hfov, vfov = (min(angle, WIDEST_PYRAMID_DEG) for angle in (most.hfov_deg, most.vfov_deg))
    return replace(most, hfov_deg=hfov, vfov_deg=vfov)


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
