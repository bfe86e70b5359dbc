"""From directions to pixels: the image of one beam, flat, equidistant, round or unrolled.

    flat           x = f s / z                  (pinhole: Hartley and Zisserman, 2nd ed., eq. 6.1)
    equidistant    r = f theta                  (Kannala and Brandt 2006, eq. 3)
    round          the same about straight down, the camera's azimuth up: a fisheye under a ceiling
    unrolled       x = f azimuth, y = f elevation: a panorama

z is depth along the optical axis, s to the right, theta the angle off the axis.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from siting.coverage.beams import EVERYWHERE_DEG
from siting.look.rays import axes_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.coverage.beams import Beam, Sight

FLAT, EQUIDISTANT, ROUND, UNROLLED = "flat", "equidistant", "round", "unrolled"
_SMALL = 1e-12


@dataclass(frozen=True, eq=False)
class Image:
    """How directions from a camera fall on its image.

    Parameters
    ----------
    projection : {'flat', 'equidistant', 'round', 'unrolled'}
    width_px, height_px : float
        Of the image as drawn.
    f_px : float
        Focal length in pixels as drawn.
    axes : float array (3, 3)
        Unit vectors ahead, to the right and up: east, north, up in each row.
    middle_deg : float
        Of unrolled images, elevation in the middle [degrees].
    """

    projection: str
    width_px: float
    height_px: float
    f_px: float
    axes: NDArray[np.float64]
    middle_deg: float = 0.0

    def pixels(self, points: NDArray[np.float64], *, is_left: bool = False) -> NDArray[np.float64]:
        """Return where points fall, from the upper left corner to the right and down, (n, 2) [px].

        Parameters
        ----------
        points : float array (n, 3)
            About the camera: east, north, up [m].
        is_left : bool
            Of unrolled images, on which side a point straight behind falls.
        """
        depth, right, up = self.axes @ points.T
        middle = np.array([self.width_px, self.height_px]) / 2.0
        if self.projection == FLAT:
            with np.errstate(divide="ignore", invalid="ignore"):
                offset = np.column_stack([right / depth, -up / depth]) * self.f_px
            return np.asarray(middle + offset, float)
        if self.projection == UNROLLED:
            azimuth = np.arctan2(right, depth)
            behind = np.abs(np.abs(azimuth) - math.pi) < 1e-9
            azimuth = np.where(behind, -math.pi if is_left else math.pi, azimuth)
            elevation = np.arctan2(up, np.hypot(depth, right)) - math.radians(self.middle_deg)
            return np.asarray(middle + np.column_stack([azimuth, -elevation]) * self.f_px, float)
        off = np.hypot(right, up)
        turn = np.arctan2(off, depth) / np.maximum(off, _SMALL) * self.f_px
        return np.asarray(middle + np.column_stack([right * turn, -up * turn]), float)

    def directions(self, pixels: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the directions that fall on pixels, (n, 3), east, north, up, of length 1.

        Parameters
        ----------
        pixels : float array (n, 2)
        """
        x, y = (pixels - np.array([self.width_px, self.height_px]) / 2.0).T / self.f_px
        if self.projection == FLAT:
            own = np.column_stack([np.ones(len(x)), x, -y])
        elif self.projection == UNROLLED:
            elevation = math.radians(self.middle_deg) - y
            level = np.cos(elevation)
            own = np.column_stack([level * np.cos(x), level * np.sin(x), np.sin(elevation)])
        else:
            theta = np.hypot(x, y)
            ratio = np.sin(theta) / np.maximum(theta, _SMALL)
            own = np.column_stack([np.cos(theta), x * ratio, -y * ratio])
        made: NDArray[np.float64] = own / np.linalg.norm(own, axis=1)[:, None] @ self.axes
        return made

    @property
    def is_curved(self) -> bool:
        """Return whether straight lines may fall on curves."""
        return self.projection != FLAT


def image_of(sight: Sight, beam: Beam, *, width_px: float, azimuth_grid_deg: float, is_round: bool) -> Image:
    """Return how one beam of a view falls on an image so wide.

    Parameters
    ----------
    sight : siting.coverage.beams.Sight
    beam : siting.coverage.beams.Beam
        A beam of it; of a panorama any, its wedges are one image.
    width_px : float
        Of the image as drawn.
    azimuth_grid_deg : float
        Of the camera; NaN takes grid north [degrees].
    is_round : bool
        It sees all around straight down.
    """
    view = beam.view
    if math.isinf(view[5]) or math.isinf(view[4]):
        turn = 0.0 if math.isnan(azimuth_grid_deg) else math.radians(azimuth_grid_deg)
        forward = np.array([math.sin(turn), math.cos(turn), 0.0])
        aside, upward = np.array([math.cos(turn), -math.sin(turn), 0.0]), np.array([0.0, 0.0, 1.0])
        low, high = beam.elevations_deg
        if is_round and math.isinf(view[4]):
            half = math.pi / 2.0 + math.radians(min(high, EVERYWHERE_DEG[1]))
            axes = np.array([-upward, aside, forward])
            return Image(ROUND, width_px, width_px, width_px / 2.0 / half, axes)
        width = 2.0 * math.pi if math.isinf(view[4]) else _width_of(sight)
        f_px = width_px / width
        height = f_px * math.radians(high - low)
        axes = np.array([forward, aside, upward])
        return Image(UNROLLED, width_px, height, f_px, axes, (low + high) / 2.0)
    axes = np.array(axes_of(view))
    if beam.is_slant:
        half_h, half_v = math.atan(view[4]), math.atan(view[5])
        return Image(EQUIDISTANT, width_px, width_px * half_v / half_h, width_px / 2.0 / half_h, axes)
    f_px = width_px / 2.0 / view[4]
    # Pixels are square: the vertical angle decides how high the image is.
    return Image(FLAT, width_px, 2.0 * f_px * view[5], f_px, axes)


def _width_of(sight: Sight) -> float:
    """Return the angle across a panorama: that of its wedges up to the widest elevation [radians]."""
    tops = [beam.elevations_deg for beam in sight.beams]
    first = [beam for beam, between in zip(sight.beams, tops, strict=True) if between == tops[0]]
    return float(sum(2.0 * math.atan(beam.view[4]) for beam in first))
