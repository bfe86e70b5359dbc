"""What one view covers of the target plane, whatever its beams: class by class."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage.beams import radii_m
from siting.coverage.circles import around, inside
from siting.coverage.visibility import ground_coverage, valid_multipolygon

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.coverage.beams import Beam, Sight
    from siting.coverage.rows import ClassBands
    from siting.coverage.solids import Solids

# Where beams overlap, rounding leaves scraps and pinholes smaller than this [m2].
_SCRAP_M2 = 1e-6


def sight_on_ground(
    here: tuple[float, float],
    sight: Sight,
    *,
    bands: ClassBands,
    solids: Solids,
    candidates: NDArray[np.int64],
    plane_m: float,
) -> list[Any]:
    """Return what one view covers of a level plane, one geometry for each class, the sharpest first.

    Where beams overlap the sharpest counts. Circles of slant distance are drawn by chords that lie at
    most 5 mm inside, the same ones for both classes that meet there.

    Parameters
    ----------
    here : tuple of float
        Position of the camera [m].
    sight : siting.coverage.beams.Sight
    bands : siting.coverage.rows.ClassBands
    solids : siting.coverage.solids.Solids
    candidates : int array
        Solids in reach.
    plane_m : float
        Height of the plane above ground [m].

    Returns
    -------
    list of shapely.MultiPolygon
    """
    parts = [
        _of_beam(here, beam, bands=bands, solids=solids, candidates=candidates, plane_m=plane_m)
        for beam in sight.beams
    ]
    if len(parts) == 1:
        return parts[0]
    made: list[Any] = []
    sharper = shapely.MultiPolygon()
    for of_class in zip(*parts, strict=True):
        whole = _whole([sharper, *of_class])
        made.append(_areas(shapely.difference(whole, sharper)) if not sharper.is_empty else whole)
        sharper = whole
    return made


def _of_beam(
    here: tuple[float, float],
    beam: Beam,
    *,
    bands: ClassBands,
    solids: Solids,
    candidates: NDArray[np.int64],
    plane_m: float,
) -> list[Any]:
    """Return what one beam covers, class by class."""
    view, depths = beam.view, bands.depths_m(beam.f_px)
    radii: list[tuple[float, float]] = []
    if beam.is_slant:
        radii = [radii_m(beam, limit, plane_m) for limit in bands.limits_px_per_m]
        outer, inner = radii[-1]
        if outer <= inner:
            return [shapely.MultiPolygon()] * len(radii)
        view, depths = view.copy(), np.array([0.0, view[7]])
        view[6] = min(view[6], outer)
    seen = ground_coverage(
        *here, view=view, depths_m=depths, solids=solids, candidates=candidates, plane_m=plane_m
    )
    if not beam.is_slant:
        return seen
    made, nearer = [], 0.0
    for outer, inner in radii:
        if outer <= max(inner, nearer):
            made.append(shapely.MultiPolygon())
            continue
        # Two classes meet at the same chords; the elevation's own limit is kept out of the coverage.
        hole = inside(nearer) if nearer > 0.0 else around(inner) if inner > 0.0 else None
        ring = shapely.Polygon(inside(outer) + here, None if hole is None else [hole + here])
        made.append(_areas(shapely.intersection(seen[0], ring)))
        nearer = outer
    return made


def _whole(parts: list[Any]) -> Any:
    """Return the union of what beams cover, without the scraps and pinholes between them."""
    union = _areas(shapely.union_all(parts))
    kept = []
    for polygon in shapely.get_parts(union):
        holes = [ring for ring in polygon.interiors if shapely.Polygon(ring).area > _SCRAP_M2]
        kept.append(shapely.polygons(polygon.exterior, holes=holes or None))
    return shapely.multipolygons(np.array(kept, object))


def _areas(shape: Any) -> Any:
    """Return the polygons of an overlay that are more than scraps."""
    parts = shapely.get_parts(shape)
    parts = parts[(shapely.get_dimensions(parts) == 2) & (shapely.area(parts) > _SCRAP_M2)]
    return valid_multipolygon(parts)
