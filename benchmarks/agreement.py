"""How far an answer lies from the slow exact one: relative area and intersection over union."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Below this an area says nothing in relation [m2].
_LEAST_M2 = 1.0


@dataclass(frozen=True)
class Agreement:
    """How answers fare against the exact ones.

    Parameters
    ----------
    median_ratio, worst_ratio : float
        Of the differences of area, each over the exact area.
    worst_iou : float or None
        Least intersection over union; None where an answer is an area alone.
    refused_count, count : int
        Cameras that got no answer, and cameras in all.
    """

    median_ratio: float
    worst_ratio: float
    worst_iou: float | None
    refused_count: int
    count: int

    def text(self) -> str:
        """Return it in one cell of a table."""
        if self.count == self.refused_count:
            return "no answer"
        iou = "" if self.worst_iou is None else f"; IoU {self.worst_iou:.4f}"
        refused = f"; {self.refused_count} of {self.count} refused" if self.refused_count else ""
        return f"{self.median_ratio:.0e} / {self.worst_ratio:.0e}{iou}{refused}"

    def holds(self, allowed_ratio: float) -> bool:
        """Return whether every camera got an answer, and none is off by more than a share of its area."""
        return self.refused_count == 0 and self.worst_ratio <= allowed_ratio


def of_shapes(found: list[Any], exact: list[Any]) -> Agreement:
    """Return how polygons agree with exact ones, camera by camera; None is a refusal.

    Parameters
    ----------
    found, exact : list of polygon
        In one frame of coordinates.
    """
    answered = [shape is not None for shape in found]
    pairs = [(shapely.make_valid(f), e) for f, e in zip(found, exact, strict=True) if f is not None]
    one, other = (np.array([pair[k] for pair in pairs], object) for k in (0, 1))
    shared = shapely.area(shapely.intersection(one, other))
    joint = shapely.area(one) + shapely.area(other) - shared
    iou = np.where(joint > _LEAST_M2, shared / np.maximum(joint, _LEAST_M2), 1.0)
    areas = of_areas(shapely.area(one), shapely.area(other))
    refused = answered.count(False)
    worst_iou = float(iou.min()) if len(iou) else None
    return Agreement(areas.median_ratio, areas.worst_ratio, worst_iou, refused, len(found))


def of_areas(found_m2: NDArray[np.float64], exact_m2: NDArray[np.float64]) -> Agreement:
    """Return how areas agree with exact ones, camera by camera.

    Parameters
    ----------
    found_m2, exact_m2 : float array (n,)
        [m2].
    """
    if not len(found_m2):
        return Agreement(np.nan, np.nan, None, 0, 0)
    ratio = np.abs(found_m2 - exact_m2) / np.maximum(exact_m2, _LEAST_M2)
    return Agreement(float(np.median(ratio)), float(ratio.max()), None, 0, len(ratio))
