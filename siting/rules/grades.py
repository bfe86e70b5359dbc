"""Grades: how gravely facade rows expose private windows, by the numbers of a duty."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from siting.rules.law import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from siting.rules.facts import FacadeRow
    from siting.rules.law import Rule

GRADE_PARAMETERS = {
    "limit_px_per_m": "number",
    "minor_px_per_m": "number",
    "moderate_px_per_m": "number",
    "major_px_per_m": "number",
    "critical_px_per_m": "number",
    "grazing_deg": "number",
}
"""What every duty about views must give, with the kind of each."""

# Limits are met within the rounding of the engine, so that a wall drawn exactly at one counts.
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Exposure:
    """One facade row, graded: how many px/m count, how grave that is, and whether only beyond the range."""

    row: FacadeRow
    px_per_m: float
    severity: str
    is_beyond_range: bool
    is_grazing: bool

    @property
    def rank(self) -> tuple[bool, int, float]:
        """Return what sorts the gravest last: in range, then by severity, then by density."""
        return Grade(self.px_per_m, self.severity, self.is_beyond_range, self.is_grazing).rank


@dataclass(frozen=True, slots=True)
class Grades:
    """The numbers of a duty about views: its limit, its inverted ladder, its grazing angle."""

    limit_px_per_m: float
    steps_px_per_m: tuple[float, ...]
    grazing_deg: float

    @classmethod
    def of(cls, rule: Rule) -> Grades:
        """Return the numbers of a rule that has the parameters of `GRADE_PARAMETERS`."""
        return cls(
            rule.number("limit_px_per_m") * (1.0 - _ROUNDING),
            tuple(rule.number(f"{name}_px_per_m") * (1.0 - _ROUNDING) for name in SEVERITIES[1:]),
            rule.number("grazing_deg"),
        )


class Grade(NamedTuple):
    """How grave a view is: the density that counts, its severity, whether it lies beyond the range only."""

    px_per_m: float
    severity: str
    is_beyond_range: bool
    is_grazing: bool

    @property
    def rank(self) -> tuple[bool, int, float]:
        """Return what sorts the gravest last: in range, then by severity, then by density."""
        return not self.is_beyond_range, SEVERITIES.index(self.severity), self.px_per_m


def grade(
    grades: Grades, *, max_px_per_m: float, in_range_px_per_m: float, incidence_deg: float
) -> Grade | None:
    """Return the grade of a view by the duty's inverted ladder; None when it does not reach the limit.

    Parameters
    ----------
    grades : Grades
    max_px_per_m, in_range_px_per_m : float
        Highest density, anywhere and within the claimed range [px/m].
    incidence_deg : float
        0 is straight on [degrees].
    """
    if max_px_per_m < grades.limit_px_per_m:
        return None
    # What lies beyond the range has NaN there, which reaches no limit.
    is_beyond = not in_range_px_per_m >= grades.limit_px_per_m
    px_per_m = max_px_per_m if is_beyond else in_range_px_per_m
    is_grazing = incidence_deg > grades.grazing_deg
    return Grade(px_per_m, _severity(px_per_m, is_grazing, grades.steps_px_per_m), is_beyond, is_grazing)


def exposures(rows: Sequence[FacadeRow], grades: Grades) -> list[Exposure]:
    """Return the rows that reach the duty's limit, graded by its inverted ladder.

    Parameters
    ----------
    rows : sequence of FacadeRow
    grades : Grades
    """
    graded = []
    for row in rows:
        found = grade(
            grades,
            max_px_per_m=row.max_px_per_m,
            in_range_px_per_m=row.in_range_px_per_m,
            incidence_deg=row.incidence_deg,
        )
        if found:
            graded.append(Exposure(row, *found))
    return graded


def _severity(px_per_m: float, is_grazing: bool, steps_px_per_m: tuple[float, ...]) -> str:
    place = sum(px_per_m >= step for step in steps_px_per_m)
    return SEVERITIES[max(place - 1, 0) if is_grazing else place]
