"""Facade rows set against the judge's own, storey by storey and wall by wall."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from tests.judge.walls import BAND_M, Exposure, exposures, homes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from siting.model import Ladder, Scene
    from tests.judge.solids import Solids
    from tests.judge.view import View

LENGTH_M = 0.3
AREA_RATIO = 0.05
DENSITY_RATIO = 0.01
FEW_COLUMNS = 3
CLOSER = 20
AT_WALL_M = 0.01


@dataclass
class FacadeVerdict:
    """What is wrong with the facade rows of one camera, in words; nothing wrong is all empty."""

    compared: int = 0
    missed: list[str] = field(default_factory=list)
    invented: list[str] = field(default_factory=list)
    different: list[str] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.missed or self.invented or self.different)

    def __str__(self) -> str:
        lines = [f"{self.compared} walls compared"]
        for name in ("missed", "invented", "different"):
            lines += [f"{name}: {line}" for line in getattr(self, name)[:8]]
        return "\n".join(lines)


def judge_facades(
    scene: Scene, view: View, rows: Any, *, solids: Solids, ladder: Ladder, spacing_m: float = 0.1
) -> FacadeVerdict:
    """Return what is wrong with the facade `rows` of the camera of `view`.

    Rows of room zones are left out; rows are matched to walls by their lines, not by number.
    """
    walls = homes(scene)
    mine = exposures(view, solids, walls, spacing_m=spacing_m)
    verdict = FacadeVerdict()
    taken = _assigned(mine, rows, verdict, spacing_m)
    for number, each in enumerate(mine):
        if taken[number]:
            verdict.compared += 1
            found = _differences(each, taken[number], ladder, view)
            if found:
                # A slit narrower than the spacing may fall between two columns: look closer.
                near = [w for w in walls if (w.building_id, w.wall) == (each.building_id, each.wall)]
                closer = exposures(view, solids, near, spacing_m=spacing_m / CLOSER)
                again = [other for other in closer if other.storey == each.storey]
                found = [line for one in again for line in _differences(one, taken[number], ladder, view)]
            verdict.different += found
        elif each.columns > FEW_COLUMNS and each.area_m2 > 0.01:
            verdict.missed.append(_words(each))
    return verdict


def _assigned(
    mine: list[Exposure], rows: Any, verdict: FacadeVerdict, spacing_m: float
) -> dict[int, list[Any]]:
    """Return the rows that lie on each of the judge's walls, charging those that lie on none."""
    taken: dict[int, list[Any]] = {number: [] for number in range(len(mine))}
    keys: dict[tuple[str, int], list[int]] = {}
    for number, each in enumerate(mine):
        keys.setdefault((each.building_id, each.storey), []).append(number)
    given = rows[rows["zone_id"].isna()].rename(columns={"class": "class_name"})
    for row in given.itertuples():
        near = keys.get((row.building_id, row.storey), [])
        home = min(near, key=lambda number: _away_m(mine[number], row.geometry), default=None)
        if home is not None and _away_m(mine[home], row.geometry) <= AT_WALL_M:
            taken[home].append(row)
        elif _sampling_must_see(row, spacing_m):
            verdict.invented.append(_words(row))
    return taken


def _away_m(wall: Exposure, line: Any) -> float:
    """Return how far the corners of a row's line lie from a wall at most [m]."""
    along = wall.end - wall.start
    corners = shapely.get_coordinates(line) - wall.start
    share = np.clip(corners @ along / (along @ along), 0, 1)
    away = corners - share[:, None] * along
    return float(np.hypot(away[:, 0], away[:, 1]).max())


def _sampling_must_see(row: Any, spacing_m: float) -> bool:
    return bool(row.visible_length_m > FEW_COLUMNS * spacing_m and row.area_m2 > 0.01)


def _words(thing: Any) -> str:
    length = getattr(thing, "visible_length_m", None) or getattr(thing, "length_m", 0.0)
    return (
        f"building {thing.building_id} storey {thing.storey} wall {thing.wall}: "
        f"length {length:.3f} m, area {thing.area_m2:.3f} m2, {thing.max_px_per_m:.2f} px/m"
    )


def _differences(mine: Exposure, rows: Iterable[Any], ladder: Ladder, view: View) -> list[str]:
    rows = list(rows)
    head = _words(mine)
    found = []
    length = sum(row.visible_length_m for row in rows)
    area = sum(row.area_m2 for row in rows)
    px = max(row.max_px_per_m for row in rows)
    slack_m = mine.borders * mine.spacing_m
    if abs(length - mine.length_m) > max(LENGTH_M, slack_m):
        found.append(f"length {length:.3f} m")
    if abs(area - mine.area_m2) > AREA_RATIO * mine.area_m2 + slack_m * (BAND_M[1] - BAND_M[0]) / 2:
        found.append(f"area {area:.3f} m2")
    # The judge's densest column lies up to half a spacing away from the densest point.
    if abs(px / mine.max_px_per_m - 1) > DENSITY_RATIO + mine.spacing_m / (view.f_px / px):
        found.append(f"{px:.3f} px/m")
    if mine.columns > FEW_COLUMNS:
        found += _nearest_differences(mine, rows)
    found += [
        f"class {row.class_name} at {row.max_px_per_m:.3f} px/m"
        for row in rows
        if row.class_name != ladder.class_of(row.max_px_per_m)
    ]
    found += _range_differences(mine, rows, view)
    return [f"{head}; the row says {line}" for line in found]


def _nearest_differences(mine: Exposure, rows: list[Any]) -> list[str]:
    """Return what is wrong with the nearest seen point of the rows; a few columns cannot tell."""
    found = []
    # A wall's own row is the longest; a scrap of the next wall may lie within rounding of the corner.
    nearest = max(rows, key=lambda row: row.visible_length_m)
    if abs(nearest.distance_m - mine.distance_m) > mine.spacing_m + 0.01 * mine.distance_m:
        found.append(f"distance {nearest.distance_m:.3f} m, not {mine.distance_m:.3f}")
    elif abs(nearest.incidence_deg - mine.incidence_deg) > 1 + math.degrees(mine.spacing_m / mine.distance_m):
        found.append(f"incidence {nearest.incidence_deg:.2f} deg, not {mine.incidence_deg:.2f}")
    return found


def _range_differences(mine: Exposure, rows: list[Any], view: View) -> list[str]:
    """Return what is wrong with what the rows say of the camera's claimed range."""
    found = [
        "no density within range, but no flag beyond_range"
        for row in rows
        if math.isnan(row.in_range_px_per_m) and "beyond_range" not in row.flags.split(",")
    ]
    given = [row.in_range_px_per_m for row in rows if not math.isnan(row.in_range_px_per_m)]
    if math.isnan(mine.in_range_px_per_m):
        # A piece shorter than the spacing may lie within range between two columns.
        plan_m = math.sqrt(max(mine.distance_m**2 - view.eye[2] ** 2, 0.0))
        if given and min(plan_m, mine.distance_m) > view.range_m + mine.spacing_m:
            found.append("a density within range, but all of it lies beyond")
    elif not given:
        if mine.in_range_columns > FEW_COLUMNS:
            found.append("all beyond range, but part of it lies within")
    elif (
        abs(max(given) / mine.in_range_px_per_m - 1) > DENSITY_RATIO + mine.spacing_m * max(given) / view.f_px
    ):
        found.append(f"{max(given):.3f} px/m within range, not {mine.in_range_px_per_m:.3f}")
    return found
