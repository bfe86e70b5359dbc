"""The slow exact answer: every wall's shadow as a polygon, united and taken away, nothing culled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.districts import Cameras, District

# A shadow without end is drawn a little beyond the outline, no farther: overlays lose digits over kilometres.
_BEYOND_RATIO = 1.1


def seen(district: District, cameras: Cameras, row: int, *, outline: Any, plane_m: float) -> Any:
    """Return what one camera covers of a plane: outline less footprints and shadows, about the camera [m].

    A prism from the ground to z hides, on the plane at h below a camera at c, its footprint scaled about
    the camera by 1 to k = (c - h) / (c - z), without end where z >= c (similar triangles): the footprint
    and what each of its edges sweeps.

    Parameters
    ----------
    district : District
    cameras : Cameras
    row : int
    outline : shapely.Polygon
        From `benchmarks.outlines.outline`.
    plane_m : float
        Height of the plane above ground [m].
    """
    here = cameras.xy_m[row]
    around = shapely.bounds(outline) + np.tile(here, 2)
    west, south, east, north = np.append(np.minimum(around[:2], here), np.maximum(around[2:], here))
    near = np.flatnonzero(
        shapely.intersects(shapely.box(west, south, east, north), shapely.envelope(district.footprints))
    )
    shapes = shapely.transform(district.footprints[near], lambda places: places - here)
    k_out = shadow_ends(district.height_m[near], float(cameras.height_m[row]), plane_m)
    reach_m = _BEYOND_RATIO * float(np.hypot(*shapely.get_coordinates(outline).T).max())
    hidden = [
        part
        for shape, k in zip(shapes, k_out, strict=True)
        if k > 1.0
        for part in _swept(shape, float(k), reach_m)
    ]
    # Where the plane lies above a roof, the house hides nothing of it but may stand in it.
    hidden += list(shapes[district.height_m[near] > plane_m])
    return shapely.difference(outline, shapely.union_all(hidden)) if hidden else outline


def shadow_ends(top_m: NDArray[np.float64], eye_m: float, plane_m: float) -> NDArray[np.float64]:
    """Return how many times as far as its wall each shadow on the plane ends: inf, or below 1 for none.

    Parameters
    ----------
    top_m : float array (b,)
        Tops of prisms that stand on the ground [m].
    eye_m, plane_m : float
        Heights of camera and plane, the plane no higher [m].
    """
    if eye_m == plane_m:
        return np.where(top_m > eye_m, np.inf, 0.0)
    with np.errstate(divide="ignore"):
        ends = (eye_m - plane_m) / (eye_m - top_m)
    return np.where(top_m >= eye_m, np.inf, ends)


def _swept(shape: Any, k: float, reach_m: float) -> list[Any]:
    """Return what each edge of a footprint sweeps within reach, scaled about the camera by 1 to k."""
    rings = [
        np.asarray(ring.coords)[:, :2]
        for part in shapely.get_parts(shape)
        for ring in (part.exterior, *part.interiors)
    ]
    ends = np.concatenate([np.stack([ring[:-1], ring[1:]], axis=1) for ring in rings])
    shadows = shapely.polygons(quads(ends, np.minimum(k, needed(ends, reach_m))))
    return [shape, *shadows[shapely.area(shadows) > 0]]


def needed(ends: NDArray[np.float64], reach_m: float) -> NDArray[np.float64]:
    """Return by what edges (e, 2, 2) about the camera must be scaled to lie beyond reach, (e,)."""
    distance_m = shapely.distance(shapely.linestrings(ends), shapely.Point(0.0, 0.0))
    return np.maximum(1.0, reach_m / distance_m)


def quads(ends: NDArray[np.float64], k: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the corners of what edges (e, 2, 2) sweep when they are scaled by 1 to k (e,), (e, 4, 2)."""
    far = k[:, None]
    return np.stack([ends[:, 0], ends[:, 1], ends[:, 1] * far, ends[:, 0] * far], axis=1)
