"""The view of a fixed rectilinear camera: a pyramid, an optical limit and a claimed range."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.model import Camera

FLOOR_PX_PER_M = 12.5
ASPECT_RATIO = 9 / 16


@dataclass(frozen=True)
class View:
    """A view in metres around the camera: every point is given relative to the eye.

    Parameters
    ----------
    eye : ndarray of shape (3,)
        Easting, northing and height above ground [m], of the scene.
    axis, right, up : ndarray of shape (3,)
        Unit vectors of the image.
    tan_half_h, tan_half_v : float
        Tangents of half the angles of view.
    f_px : float
        Focal length [px].
    range_m : float
        Claimed reach in plan [m], infinite when there is none.
    """

    eye: NDArray[np.float64]
    axis: NDArray[np.float64]
    right: NDArray[np.float64]
    up: NDArray[np.float64]
    tan_half_h: float
    tan_half_v: float
    f_px: float
    range_m: float

    @classmethod
    def of(cls, camera: Camera, azimuth_grid_deg: float, position: tuple[float, float]) -> View:
        """Return the view of `camera` from `position` (easting, northing) [m]."""
        lens = camera.lens
        assert lens is not None
        assert camera.height_m is not None
        width_px = lens.image_width_px
        pinhole = None
        if lens.focal_length_mm is not None and lens.sensor_width_mm is not None:
            pinhole = width_px * lens.focal_length_mm / lens.sensor_width_mm
        if lens.hfov_deg is not None:
            tan_half_h = math.tan(math.radians(lens.hfov_deg) / 2)
        else:
            assert pinhole is not None
            tan_half_h = width_px / (2 * pinhole)
        height_px = lens.image_height_px or width_px * ASPECT_RATIO
        tan_half_v = tan_half_h * height_px / width_px
        if lens.vfov_deg is not None:
            tan_half_v = math.tan(math.radians(lens.vfov_deg) / 2)
        azimuth, tilt = math.radians(azimuth_grid_deg), math.radians(camera.tilt_deg)
        ahead = np.array([math.sin(azimuth), math.cos(azimuth), 0.0])
        zenith = np.array([0.0, 0.0, 1.0])
        return cls(
            eye=np.array([*position, camera.height_m]),
            axis=math.cos(tilt) * ahead - math.sin(tilt) * zenith,
            right=np.array([math.cos(azimuth), -math.sin(azimuth), 0.0]),
            up=math.sin(tilt) * ahead + math.cos(tilt) * zenith,
            tan_half_h=tan_half_h,
            tan_half_v=tan_half_v,
            f_px=pinhole or width_px / (2 * tan_half_h),
            range_m=math.inf if camera.range_m is None else camera.range_m,
        )

    @property
    def depth_limit_m(self) -> float:
        """Depth at which the density falls to the floor [m]."""
        return self.f_px / FLOOR_PX_PER_M

    @property
    def reach_m(self) -> float:
        """Distance from the eye of the far corners of the pyramid [m]."""
        return self.depth_limit_m * math.sqrt(1 + self.tan_half_h**2 + self.tan_half_v**2)

    def limits(self) -> NDArray[np.float64]:
        """Return the view as half-spaces a x + b y + c z + d >= 0 around the eye, shape (6, 4)."""
        sides = [
            self.tan_half_h * self.axis - self.right,
            self.tan_half_h * self.axis + self.right,
            self.tan_half_v * self.axis - self.up,
            self.tan_half_v * self.axis + self.up,
            self.axis,
            -self.axis,
        ]
        offsets = [0.0, 0.0, 0.0, 0.0, 0.0, self.depth_limit_m]
        return np.column_stack([np.array(sides), offsets])

    def holds(self, points: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return which points (n, 3), relative to the eye, lie in the pyramid and the optical limit."""
        limits = self.limits()
        return np.asarray((points @ limits[:, :3].T + limits[:, 3] >= 0).all(axis=1))

    def reaches(self, points: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return which points (n, 3) lie in the pyramid, the optical limit and the claimed range."""
        return self.holds(points) & (np.hypot(points[:, 0], points[:, 1]) <= self.range_m)

    def px_per_m(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the density at points (n, 3) relative to the eye: f_px / depth along the axis."""
        return np.asarray(self.f_px / (points @ self.axis))
