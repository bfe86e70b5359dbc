"""How strongly private windows are exposed: facade rows graded by the numbers of a duty."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from siting.rules.finding import Verdict, number_text
from siting.rules.law import SEVERITIES, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from siting.rules.facts import CameraFacts, FacadeRow, Facts
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

_UNKNOWN_VIEW = ("tilt_assumed", "optics_assumed", "azimuth_assumed", "height_assumed")
# A row that may not be of a home at all, or not of the room.
_UNSURE_ROW = ("use_unknown", "zone_height_assumed")
_UNKNOWN_STANDING = ("indoor", "at_roof_level")


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
        return not self.is_beyond_range, SEVERITIES.index(self.severity), self.px_per_m


def exposures(rows: Sequence[FacadeRow], rule: Rule) -> list[Exposure]:
    """Return the rows that reach the duty's limit, graded by its inverted ladder.

    Parameters
    ----------
    rows : sequence of FacadeRow
    rule : Rule
        With the parameters of `GRADE_PARAMETERS`.
    """
    limit_px_per_m = rule.number("limit_px_per_m") * (1.0 - _ROUNDING)
    steps = [rule.number(f"{name}_px_per_m") * (1.0 - _ROUNDING) for name in SEVERITIES[1:]]
    grazing_deg = rule.number("grazing_deg")
    graded = []
    for row in rows:
        if row.max_px_per_m < limit_px_per_m:
            continue
        is_beyond = not row.in_range_px_per_m >= limit_px_per_m
        px_per_m = row.max_px_per_m if is_beyond else row.in_range_px_per_m
        is_grazing = row.incidence_deg > grazing_deg
        graded.append(Exposure(row, px_per_m, _severity(px_per_m, is_grazing, steps), is_beyond, is_grazing))
    return graded


def _severity(px_per_m: float, is_grazing: bool, steps_px_per_m: list[float]) -> str:
    place = sum(px_per_m >= step for step in steps_px_per_m)
    return SEVERITIES[max(place - 1, 0) if is_grazing else place]


def doubts(camera: CameraFacts) -> tuple[str, ...]:
    """Return why the camera's view is not known, none when it is."""
    found = [flag for flag in camera.flags if flag in _UNKNOWN_VIEW]
    if not camera.view_computed:
        found.append("view_not_computed")
    if camera.standing in _UNKNOWN_STANDING:
        found.append(camera.standing)
    return tuple(sorted(found))


def judge_views(
    facts: Facts,
    rule: Rule,
    camera: CameraFacts,
    *,
    rows_by_object: Mapping[str, Sequence[FacadeRow]],
    object_kind: str,
) -> Iterator[Verdict]:
    """Yield one verdict for each object that is seen too well, else one for the camera.

    Parameters
    ----------
    facts : Facts
    rule : Rule
    camera : CameraFacts
    rows_by_object : mapping of str to sequence of FacadeRow
        What is seen of each building or room.
    object_kind : str
        ``building`` or ``zone``.
    """
    unknown = doubts(camera)
    any_seen = False
    for object_id in sorted(rows_by_object):
        seen = exposures(rows_by_object[object_id], rule)
        if seen:
            any_seen = True
            unsure = sorted({flag for each in seen for flag in each.row.flags if flag in _UNSURE_ROW})
            yield _seen(
                facts, rule, object_kind, object_id, exposures_of=seen, why_unsure=(*unknown, *unsure)
            )
    if not any_seen:
        yield _unknown(rule, unknown) if unknown else _clear(rule, rows_by_object)


def _seen(
    facts: Facts,
    rule: Rule,
    object_kind: str,
    object_id: str,
    *,
    exposures_of: list[Exposure],
    why_unsure: tuple[str, ...],
) -> Verdict:
    worst = max(exposures_of, key=lambda each: (*each.rank, -each.row.storey, -each.row.wall))
    flags = {flag for each in exposures_of for flag in each.row.flags if flag != "beyond_range"}
    doubt = sorted({*why_unsure, *(["beyond_range"] if worst.is_beyond_range else [])})
    flags |= {*doubt, *(["grazing"] if worst.is_grazing else [])}
    limit_px_per_m = rule.number("limit_px_per_m")
    return Verdict(
        outcome="undecided" if doubt else "fail",
        object_kind=object_kind,
        object_id=object_id,
        expected=number_text(limit_px_per_m),
        observed=number_text(worst.px_per_m),
        unit="px/m",
        margin=limit_px_per_m - worst.px_per_m,
        severity=worst.severity,
        flags=tuple(flags),
        geometry=worst.row.geometry,
        message=_message(
            facts,
            rule,
            worst,
            object_kind=object_kind,
            seen=exposures_of,
            doubt=doubt,
        ),
    )


_KIND = {"building": Text("建筑", "building"), "zone": Text("房间", "room")}


def _message(
    facts: Facts, rule: Rule, worst: Exposure, *, object_kind: str, seen: list[Exposure], doubt: list[str]
) -> Text:
    kind, row = _KIND[object_kind], worst.row
    name = row.building_id if object_kind == "building" else row.zone_id
    storeys = ", ".join(str(storey) for storey in sorted({each.row.storey for each in seen}))
    px, limit = number_text(round(worst.px_per_m, 1)), number_text(rule.number("limit_px_per_m"))
    level = facts.ladder.class_of(worst.px_per_m)
    angle = f"{row.incidence_deg:.0f}"
    zh = (
        f"能以 {px} px/m（{level}）看到{kind.zh} {name} 的窗（最底层为 0，涉及层：{storeys}；墙 {row.wall}，"
        f"距离 {row.distance_m:.1f} m，入射角 {angle}°）；"
        f"{limit} px/m 起视为可见人的特征（依据：{rule.basis}）"
    )
    en = (
        f"sees windows of {kind.en} {name} at {px} px/m ({level}): storeys {storeys} (0 is the lowest), wall "
        f"{row.wall}, {row.distance_m:.1f} m away, {angle} degrees off straight on; from {limit} px/m a "
        f"person's features count as visible (basis: {rule.basis})"
    )
    if doubt:
        zh, en = f"{zh}；未能判定：{', '.join(doubt)}", f"{en}; undecided: {', '.join(doubt)}"
    return Text(zh, en)


def _unknown(rule: Rule, why: tuple[str, ...]) -> Verdict:
    reasons = ", ".join(why)
    return Verdict(
        outcome="undecided",
        expected=number_text(rule.number("limit_px_per_m")),
        unit="px/m",
        flags=why,
        message=Text(
            f"摄像机的视域不明（{reasons}），无法判定其所见",
            f"what the camera sees is not known ({reasons})",
        ),
    )


def _clear(rule: Rule, rows_by_object: Mapping[str, Sequence[FacadeRow]]) -> Verdict:
    rows = [row for rows in rows_by_object.values() for row in rows]
    best = max(rows, key=lambda row: row.max_px_per_m, default=None)
    limit_px_per_m = rule.number("limit_px_per_m")
    px_per_m = best.max_px_per_m if best else 0.0
    limit = number_text(limit_px_per_m)
    if best:
        px = number_text(px_per_m)
        message = Text(
            f"所见最清晰的受保护窗为 {px} px/m，低于 {limit} px/m",
            f"the protected window seen best has {px} px/m, below {limit} px/m",
        )
    else:
        message = Text("看不到任何受保护的窗", "sees no protected window")
    return Verdict(
        outcome="pass",
        expected=limit,
        observed=number_text(px_per_m),
        unit="px/m",
        margin=limit_px_per_m - px_per_m if math.isfinite(px_per_m) else math.nan,
        geometry=best.geometry if best else None,
        message=message,
    )
