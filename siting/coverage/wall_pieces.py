"""Pieces of walls as a camera finds them about itself.

u runs along a wall from its first corner, z is up; apart is the distance of the wall's plane.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SHORTEST_M = 1e-12


class Pieces(NamedTuple):
    """Pieces of walls about a camera: rectangles in (u, z).

    Parameters
    ----------
    corner, along : float array (n, 2)
        First corner about the camera [m], and unit vector along the wall.
    length_m : float array (n,)
    z_m : float array (n, 2)
        Lowest and highest height of what counts as window [m].
    outward : float array (n, 2)
        Unit normal to the side from which the wall is seen.
    """

    corner: NDArray[np.float64]
    along: NDArray[np.float64]
    length_m: NDArray[np.float64]
    z_m: NDArray[np.float64]
    outward: NDArray[np.float64]

    @property
    def foot_u(self) -> NDArray[np.float64]:
        """Return where along each wall the camera's foot lies [m]."""
        foot: NDArray[np.float64] = -(self.along * self.corner).sum(axis=1)
        return foot

    @property
    def apart_m(self) -> NDArray[np.float64]:
        """Return the distance of each wall's plane, positive in front of it [m]."""
        return self.along[:, 0] * self.corner[:, 1] - self.along[:, 1] * self.corner[:, 0]

    def one(self, at: int) -> Pieces:
        """Return one of the pieces."""
        return Pieces(*(array[at : at + 1] for array in self))

    def before_m(self) -> NDArray[np.float64]:
        """Return how far the camera is in front of each wall's plane, less than 0 behind it, (n,) [m]."""
        apart: NDArray[np.float64] = -(self.corner * self.outward).sum(axis=1)
        return apart

    def about_camera(self, shape: Any, height_m: float) -> tuple[NDArray[np.float64], float]:
        """Return the corners of a shape on the one piece about a camera, (n, 3), and its distance [m].

        Parameters
        ----------
        shape : shapely geometry
            In (u, z).
        height_m : float
            Of the camera above ground [m].
        """
        u, z = shapely.get_coordinates(shape).T
        away = np.column_stack([self.corner + u[:, None] * self.along, z - height_m])
        flat = float(shapely.distance(shape, shapely.Point(float(self.foot_u[0]), height_m)))
        return away, math.hypot(flat, float(self.apart_m[0]))

    def spans_m(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the least and the greatest distance in plan of each piece [m]."""
        foot, apart = self.foot_u, self.apart_m
        nearest = np.hypot(np.maximum(np.maximum(-foot, foot - self.length_m), 0.0), apart)
        farthest = np.hypot(np.maximum(np.abs(foot), np.abs(self.length_m - foot)), apart)
        return nearest, farthest


def pieces_of(
    here: tuple[float, float],
    ends: NDArray[np.float64],
    z_m: NDArray[np.float64],
    *,
    is_turned: NDArray[np.bool_] | None = None,
) -> Pieces:
    """Return walls as seen from a place.

    Parameters
    ----------
    here : tuple of float
        Position of the camera [m].
    ends : float array (n, 4)
        x, y of both corners [m].
    z_m : float array (n, 2)
        Lowest and highest height that matters [m].
    is_turned : bool array (n,) or None
        Where the outside is on the left; else it is on the right.
    """
    run = ends[:, 2:] - ends[:, :2]
    length = np.hypot(run[:, 0], run[:, 1])
    along = run / np.maximum(length, _SHORTEST_M)[:, None]
    outward = np.column_stack([along[:, 1], -along[:, 0]])
    if is_turned is not None:
        outward[is_turned] *= -1.0
    return Pieces(ends[:, :2] - np.array(here), along, length, z_m, outward)


def meets(limit: NDArray[np.float64], pieces: Pieces) -> NDArray[np.bool_]:
    """Return which pieces no single limit excludes, (n,).

    Parameters
    ----------
    limit : float array (n, k, 3)
        From `limits`.
    pieces : Pieces
    """
    a, b, c = limit[..., 0], limit[..., 1], limit[..., 2]
    best = np.maximum(a * pieces.length_m[:, None], 0.0)
    best = best + np.maximum(b * pieces.z_m[:, :1], b * pieces.z_m[:, 1:]) + c
    kept: NDArray[np.bool_] = np.all(best >= 0.0, axis=1)
    return kept
