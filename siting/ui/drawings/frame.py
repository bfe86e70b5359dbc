"""From metres in a vertical plane to pixels, at one scale across and upwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from siting.ui.drawings.palette import INK, PAPER

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from siting.ui.drawings.canvas import Canvas

_BODY_PX = ((-9.0, -4.0), (5.0, -4.0), (9.0, 0.0), (5.0, 4.0), (-9.0, 4.0))


@dataclass(frozen=True, slots=True)
class Frame:
    """A window onto a vertical plane.

    Parameters
    ----------
    left_px, top_px, width_px, height_px : float
        Of the window in the drawing.
    start_m, bottom_m : float
        Distance at its left side, height at its foot [m].
    px_per_m : float
        Scale of the drawing.
    """

    left_px: float
    top_px: float
    width_px: float
    height_px: float
    start_m: float
    bottom_m: float
    px_per_m: float

    @property
    def right_px(self) -> float:
        """Right side of the window [px]."""
        return self.left_px + self.width_px

    @property
    def foot_px(self) -> float:
        """Foot of the window [px]."""
        return self.top_px + self.height_px

    @property
    def top_m(self) -> float:
        """Height at its top [m]."""
        return self.bottom_m + self.height_px / self.px_per_m

    def x(self, distance_m: float) -> float:
        """Return where a distance lies across [px]."""
        return self.left_px + (distance_m - self.start_m) * self.px_per_m

    def y(self, height_m: float) -> float:
        """Return where a height lies down [px]."""
        return self.foot_px - (height_m - self.bottom_m) * self.px_per_m

    def places(self, points_m: ArrayLike) -> NDArray[np.float64]:
        """Return where points (n, 2) of distance and height lie, (n, 2) [px]."""
        points = np.asarray(points_m, float).reshape(-1, 2)
        across = self.left_px + (points[:, 0] - self.start_m) * self.px_per_m
        return np.column_stack([across, self.foot_px - (points[:, 1] - self.bottom_m) * self.px_per_m])


def draw_camera(canvas: Canvas, x: float, y: float, *, tilt_deg: float) -> None:
    """Return nothing; draw the body of a camera that looks to the right, tilted down."""
    turn = np.radians(tilt_deg)
    turned = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    body = np.array(_BODY_PX) @ turned + np.array([x, y])
    canvas.area([body], fill=INK, stroke=PAPER, stroke_width=1.0)
