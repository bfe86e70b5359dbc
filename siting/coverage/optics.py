"""Optics: focal length in pixels, angles of view, pixel density.

image plane            f_px
|<------ image_width_px ------>|
 \\              |              /
  \\             | f_px        /        pixel density = f_px / depth
   \\            |            /         (a 1 m bar parallel to the image plane)
    \\           |           /
     \\----- hfov_deg -------/
                + camera
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from siting.model import Lens

FLOOR_PX_PER_M = 12.5
"""Views are cut at this density whatever the ladder: class monitor of EN 62676-4:2015 [px/m]."""

_DEFAULT_ASPECT_RATIO = 9 / 16
# The tallest of the usual shapes of an image: 5:4, as 1280 x 1024; 4:3 and 16:9 are wider.
_TALLEST_ASPECT_RATIO = 4 / 5
# A nominal format tells the diagonal. The width of a 16:9 sensor is this many times that of one of 4:3 and
# the same diagonal: 16 / sqrt(16^2 + 9^2) against 4 / sqrt(4^2 + 3^2).
_FORMAT_WIDTH_RATIO = (16 / math.hypot(16, 9)) / (4 / math.hypot(4, 3))
# Above this a sheet angle alone is no rectilinear lens: siting's contract, chapter on the lens.
_WIDEST_RECTILINEAR_DEG = 100.0
_CONFLICT_DEG = 2.0
_HALF_TURN_DEG = 180.0


@dataclass(frozen=True, slots=True)
class Optics:
    """A lens resolved: what the geometry uses.

    Parameters
    ----------
    projection : {'rectilinear', 'equidistant'}
    f_px : float
        Focal length in pixels of the image width [px].
    hfov_deg, vfov_deg : float
        Angles of the view pyramid [degrees].
    image_width_px, image_height_px : int
    sheet_conflict_deg : float or None
        How far the sheet's angle and the pinhole's lie apart, when by more than 2 degrees.
    vertical_is_known : bool
        False for a panoramic camera of which nothing tells the vertical angle.
    """

    projection: str
    f_px: float
    hfov_deg: float
    vfov_deg: float
    image_width_px: int
    image_height_px: int
    sheet_conflict_deg: float | None = None
    vertical_is_known: bool = True

    @property
    def greatest_depth_m(self) -> float:
        """Depth at which the density falls to the floor of 12.5 px/m [m]."""
        return self.f_px / FLOOR_PX_PER_M


def px_per_m(f_px: float, depth_m: float) -> float:
    """Return the pixel density at a depth along the optical axis [px/m].

    A bar of 1 m parallel to the image plane at depth Z covers f/Z pixels (pinhole model:
    Hartley and Zisserman, Multiple View Geometry, 2nd ed., eq. 6.1).

    >>> px_per_m(1000.0, 16.0)
    62.5
    """
    return f_px / depth_m


def pinhole_hfov_deg(focal_length_mm: float, sensor_width_mm: float) -> float:
    """Return the angle that a pinhole of this focal length sees across the sensor [degrees].

    2 atan(w / 2f) (Hartley and Zisserman, section 6.1).

    >>> round(pinhole_hfov_deg(4.0, 5.37), 1)
    67.7
    """
    return math.degrees(2.0 * math.atan(sensor_width_mm / (2.0 * focal_length_mm)))


def resolve(lens: Lens) -> Optics:
    """Return focal length in pixels and angles of view of a lens as its sheet gives it.

    The sheet's angles give the pyramid; focal length and sensor width, where both are known, give
    the density. An angle above 100 degrees known only from a sheet is an equidistant lens.

    Parameters
    ----------
    lens : siting.model.Lens

    Returns
    -------
    Optics

    >>> from siting.model import Lens
    >>> round(resolve(Lens(image_width_px=1920, hfov_deg=90.0)).f_px, 6)
    960.0
    """
    width = lens.image_width_px
    height = lens.image_height_px or round(width * _DEFAULT_ASPECT_RATIO)
    pinhole = None
    if lens.focal_length_mm is not None and lens.sensor_width_mm is not None:
        pinhole = pinhole_hfov_deg(lens.focal_length_mm, lens.sensor_width_mm)
    hfov = lens.hfov_deg if lens.hfov_deg is not None else pinhole
    if hfov is None:
        raise ValueError("a Lens without angle and focal length cannot exist")
    conflict = None
    projection = "rectilinear"
    if lens.focal_length_mm is not None and lens.sensor_width_mm is not None:
        f_px = width * lens.focal_length_mm / lens.sensor_width_mm
        if pinhole is not None and abs(hfov - pinhole) > _CONFLICT_DEG:
            conflict = abs(hfov - pinhole)
    elif hfov <= _WIDEST_RECTILINEAR_DEG:
        f_px = width / (2.0 * math.tan(math.radians(hfov) / 2.0))
    else:
        # Equidistant: r = f theta (Kannala and Brandt 2006, eq. 3); density over slant distance.
        projection = "equidistant"
        f_px = width / math.radians(hfov)
    told = lens.vfov_deg
    vfov = _vertical_deg(projection, hfov, height / width) if told is None else told
    return Optics(projection, f_px, hfov, vfov, width, height, conflict)


def _vertical_deg(projection: str, hfov_deg: float, aspect_ratio: float) -> float:
    """Return the vertical angle that follows from the shape of the image [degrees]."""
    if projection == "rectilinear" and hfov_deg < _HALF_TURN_DEG:
        return math.degrees(2.0 * math.atan(math.tan(math.radians(hfov_deg) / 2.0) * aspect_ratio))
    return min(hfov_deg * aspect_ratio, 2.0 * _HALF_TURN_DEG)


def shape_is_told(lens: Lens) -> bool:
    """Return whether a lens tells how high its image is, in pixels or in degrees.

    Parameters
    ----------
    lens : siting.model.Lens
    """
    return lens.vfov_deg is not None or lens.image_height_px is not None


def widest(lens: Lens, *, is_nominal: bool = False) -> Optics:
    """Return the optics with which a lens sees most and sharpest of all that its sheet does not exclude.

    Where nothing tells the shape of the image it is the tallest usual one, 5:4, and a wide lens sees at
    least as high as a flat one of 100 degrees. A nominal format of the sensor stands for widths 9 % less
    and more: the view of the wider, the density of the narrower.

    Parameters
    ----------
    lens : siting.model.Lens
    is_nominal : bool
        True where `sensor_width_mm` was taken from a nominal format such as 1/2.8 inch.

    >>> from siting.model import Lens
    >>> round(widest(Lens(image_width_px=1920, hfov_deg=90.0)).vfov_deg, 1)
    77.3
    """
    taken = resolve(lens)
    f_px, hfov, vfov = taken.f_px, taken.hfov_deg, taken.vfov_deg
    if is_nominal and lens.focal_length_mm is not None and lens.sensor_width_mm is not None:
        f_px *= _FORMAT_WIDTH_RATIO
        if lens.hfov_deg is None:
            hfov = pinhole_hfov_deg(lens.focal_length_mm, lens.sensor_width_mm * _FORMAT_WIDTH_RATIO)
    if lens.vfov_deg is None:
        told = lens.image_height_px is not None
        aspect_ratio = taken.image_height_px / taken.image_width_px if told else _TALLEST_ASPECT_RATIO
        vfov = _vertical_deg(taken.projection, hfov, aspect_ratio)
        if not told and taken.projection == "equidistant":
            vfov = max(vfov, _vertical_deg("rectilinear", _WIDEST_RECTILINEAR_DEG, aspect_ratio))
    return replace(taken, f_px=f_px, hfov_deg=hfov, vfov_deg=vfov)


def panorama(lens: Lens) -> Optics:
    """Return the optics of a panoramic camera: equidistant, whatever its angle.

    The vertical angle is the sheet's; else it follows from the image height at the same scale, where
    that gives at most 180 degrees; else it is 180 and `vertical_is_known` says no.

    Parameters
    ----------
    lens : siting.model.Lens

    >>> from siting.model import Lens
    >>> round(panorama(Lens(image_width_px=3600, hfov_deg=180.0, image_height_px=900)).vfov_deg, 6)
    45.0
    """
    plain = resolve(lens)
    f_px = lens.image_width_px / math.radians(plain.hfov_deg)
    vfov = math.degrees((lens.image_height_px or math.inf) / f_px)
    is_known = lens.vfov_deg is not None or vfov <= _HALF_TURN_DEG
    vfov = min(lens.vfov_deg or vfov, _HALF_TURN_DEG)
    return replace(
        plain,
        projection="equidistant",
        f_px=f_px,
        vfov_deg=vfov,
        vertical_is_known=is_known,
        # No pinhole: what focal length and sensor give of one contradicts nothing.
        sheet_conflict_deg=None,
    )
