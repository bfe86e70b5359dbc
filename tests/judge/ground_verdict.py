"""A coverage set against the judge's drawn points on the target plane."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from tests.judge.ground import draw_on_plane, seen

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.model import Ladder
    from tests.judge.solids import Solids
    from tests.judge.view import View

    Points = NDArray[np.float64]

EDGE_M = 0.05
SAGITTA_M = 0.005  # chords may cut this much off the circle of the range
SAME_CLASS_M = 1e-6  # a drawn point may lie on the border of two classes, to rounding


@dataclass(frozen=True)
class GroundVerdict:
    """How the judge and a coverage compare on the target plane.

    `wrong` counts points on which they differ, `worst_m` is the largest distance of such a point
    from an edge of the coverage [m], `wrong_class` counts covered points in the wrong class,
    `area_m2` the judge's estimate and `doubt_m2` how far it may be off. `missed` and
    `invented` hold the points (n, 3) around the eye that only the judge, or only the engine, sees.
    """

    count: int
    wrong: int
    worst_m: float
    wrong_class: int
    area_m2: float
    doubt_m2: float
    missed: Points
    invented: Points


def judge_ground(
    view: View,
    solids: tuple[Solids, Solids],
    covered: dict[str, shapely.Geometry],
    *,
    ladder: Ladder,
    target_height_m: float,
    count: int,
    seed: int = 0,
) -> GroundVerdict:
    """Return how `covered` (class to polygon, in the scene's metres) fares against drawn points.

    `solids` are the scene's twice: as they are, and half a closed gap larger. A point that only the
    first lets through shines through a gap that counts as closed and is left out.
    """
    points, area = draw_on_plane(view, target_height_m, count, seed=seed)
    drawn = len(points)
    points = np.vstack([points, _draw_covered(view, covered, target_height_m, count=count // 4, seed=seed)])
    plain, grown = (each.around(view.eye, view.reach_m) for each in solids)
    lit = seen(plain, points)
    # A point drawn in the view is in it, to rounding; one drawn in the coverage has to show it.
    lit[drawn:] &= view.reaches(points[drawn:])
    union = shapely.union_all(list(covered.values()))
    place = points[:, :2] + view.eye[:2]
    found = shapely.contains_xy(union, place[:, 0], place[:, 1])
    differ = np.flatnonzero(lit != found)
    away = np.full(len(differ), np.inf)
    if not union.is_empty:
        away = shapely.distance(union.boundary, shapely.points(place[differ]))
    gap = lit[differ] & ~seen(grown, points[differ])
    arc = np.abs(np.hypot(points[differ, 0], points[differ, 1]) - view.range_m) <= SAGITTA_M
    # The grown solids also darken a rim along every true shadow; there the 5 cm rule decides.
    counts = ~arc & (~gap | (away <= EDGE_M))
    differ, away = differ[counts], away[counts]
    share = lit[:drawn].mean() if drawn else 0.0
    arc_m2 = np.pi * view.range_m * SAGITTA_M if np.isfinite(view.range_m) else 0.0
    return GroundVerdict(
        count=len(points),
        wrong=len(differ),
        worst_m=float(away.max(initial=0.0)),
        wrong_class=_wrong_class(view, covered, points[lit & found], ladder),
        area_m2=float(area * share),
        doubt_m2=float(area * _doubt_ratio(share, drawn) + arc_m2),
        missed=points[differ[lit[differ]]],
        invented=points[differ[~lit[differ]]],
    )


def _wrong_class(view: View, covered: dict[str, shapely.Geometry], points: Points, ladder: Ladder) -> int:
    """Return how many covered points do not lie in the polygon of their class."""
    place = points[:, :2] + view.eye[:2]
    names = np.array([ladder.class_of(value) for value in view.px_per_m(points)], dtype=object)
    wrong = 0
    for name in set(names):
        polygon = covered.get(name, shapely.Polygon())
        distance = shapely.distance(polygon, shapely.points(place[names == name]))
        wrong += int((~(distance <= SAME_CLASS_M)).sum())
    return wrong


def _draw_covered(
    view: View, covered: dict[str, shapely.Geometry], target_height_m: float, *, count: int, seed: int
) -> Points:
    """Return points (n, 3) around the eye, drawn inside what the engine calls covered.

    A sliver that is covered without reason is too thin for points drawn over the whole view.
    """
    random = np.random.default_rng([seed, 1])
    triangles = shapely.get_parts(
        [
            piece
            for shape in covered.values()
            for piece in shapely.get_parts(shapely.constrained_delaunay_triangles(shape))
        ]
    )
    areas = shapely.area(triangles)
    if not count or areas.sum() <= 0:
        return np.empty((0, 3))
    pick = random.choice(len(areas), size=count, p=areas / areas.sum())
    corners = shapely.get_coordinates(shapely.get_exterior_ring(triangles[pick])).reshape(count, 4, 2)
    weights = random.dirichlet((1.0, 1.0, 1.0), size=count)
    plan = (corners[:, :3] * weights[:, :, None]).sum(axis=1) - view.eye[:2]
    return np.column_stack([plan, np.full(count, target_height_m - view.eye[2])])


def _doubt_ratio(share: float, count: int) -> float:
    """Return five standard deviations of a share that `count` draws estimate, and a few lone points."""
    if not count:
        return 0.0
    return float(5 * np.sqrt(share * (1 - share) / count) + 10 / count)
