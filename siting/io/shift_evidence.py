"""How well cameras stand among buildings: like cameras, or like points that know nothing of walls.

Cameras hang at walls or stand clear of them; few are inside. Where one layer is shifted by some hundred
metres they lie as if strewn: inside as often as buildings cover the ground. The weight of evidence for a
place is the logarithm of how much likelier it is of cameras than of strewn points (I. J. Good, Probability
and the Weighing of Evidence, 1950, chapter 6); what strewn points do there is counted around the cameras.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Where a point is: deep inside a building, at its wall or within reach of an arm, to either side, or clear.
_INSIDE, _AT_WALL, _NEAR, _CLEAR = range(4)
_SKIN_M = 0.5
_ARM_M = 2.0
# Of true plans so many cameras are indoors or drawn a little into a building.
_INDOOR_RATIO = 0.05
# Where cameras of walls are drawn: four of five at the wall, one of five within an arm's reach.
_WALL_CAMERAS = np.array([0.8, 0.2, 0.0])
_SHARES = 20
# More cameras than this tell nothing new.
_MOST_CAMERAS = 200
# Strewn points: around every camera, nearer than any shift and farther than a house.
_AROUND_M = (25.0, 50.0, 80.0, 120.0)
_WAYS = 8


@dataclass(frozen=True, slots=True)
class Fit:
    """How cameras stand: shares inside buildings and within 2 m of walls, and the evidence that they fit.

    Parameters
    ----------
    inside, near : float
        Shares of the cameras.
    evidence : float
        Natural logarithm of a ratio of likelihoods.
    """

    inside: float
    near: float
    evidence: float


class Town:
    """Buildings, and how points lie that know nothing of them.

    Parameters
    ----------
    shapes : object array (n,)
        Footprints.
    places : float array (m, 2)
        Of the cameras, around which points are strewn [m].
    """

    def __init__(self, shapes: NDArray[np.object_], places: NDArray[np.float64]) -> None:
        self._shapes = shapes
        self._tree = shapely.STRtree(shapes)
        turns = 2.0 * math.pi * np.arange(_WAYS) / _WAYS
        ways = np.column_stack([np.cos(turns), np.sin(turns)])
        strewn = np.vstack([few(places) + radius * way for radius in _AROUND_M for way in ways])
        # One more of each: what was not met by chance is not impossible.
        count = np.bincount(self._where(strewn), minlength=_CLEAR + 1) + 1.0
        self._strewn = count / count.sum()

    def fit(self, places: NDArray[np.float64]) -> Fit:
        """Return how well places fit, (n, 2) [m]; of many, a sample spread over all counts."""
        where = self._where(few(places))
        count = np.bincount(where, minlength=_CLEAR + 1)
        by_chance = float(count @ np.log(self._strewn))
        near = count[_AT_WALL] + count[_NEAR]
        return Fit(count[_INSIDE] / len(where), near / len(where), self._likely(count) - by_chance)

    def _likely(self, count: NDArray[np.int64]) -> float:
        """Return the logarithm of the likelihood that as many cameras stand so, of each kind of place.

        Which share of a plan's cameras hang at walls is not known: all shares are equally likely beforehand.
        The others stand outside like anything else.
        """
        elsewhere = self._strewn[_AT_WALL:] / self._strewn[_AT_WALL:].sum()
        shares = (np.arange(_SHARES) + 0.5)[:, None] / _SHARES
        outside = (1.0 - _INDOOR_RATIO) * (shares * _WALL_CAMERAS + (1.0 - shares) * elsewhere)
        each = np.log(outside) @ count[_AT_WALL:]
        likely = each.max() + math.log(np.exp(each - each.max()).mean())
        return float(count[_INSIDE] * math.log(_INDOOR_RATIO) + likely)

    def _where(self, places: NDArray[np.float64]) -> NDArray[np.int64]:
        points = np.asarray(shapely.points(places), dtype=object)
        _, away_m = self._tree.query_nearest(points, return_distance=True, all_matches=False)
        out = np.select([away_m <= _SKIN_M, away_m <= _ARM_M], [_AT_WALL, _NEAR], _CLEAR)
        which, house = self._tree.query(points, predicate="within")
        depth_m = shapely.distance(points[which], shapely.boundary(self._shapes[house]))
        # Drawn a little into a building it is as near to the wall as it would be outside.
        out[which[depth_m > _SKIN_M]] = _NEAR
        out[which[depth_m > _ARM_M]] = _INSIDE
        return out


def few(places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the places, of many a sample spread over all."""
    return places[:: max(1, math.ceil(len(places) / _MOST_CAMERAS))]
