"""Doors of dwellings that a camera sees well enough to tell who comes and goes."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from siting.rules.doubts import (
    BEYOND_RANGE,
    OWN_HOME,
    in_words,
    may_see_more,
    noted,
    reach_doubts,
    row_doubts,
)
from siting.rules.facts import UNKNOWN_USE
from siting.rules.finding import Verdict, number_text
from siting.rules.grades import Grade, Grades, grade
from siting.rules.law import Text
from siting.rules.naming import value_zh
from siting.rules.own_home import may_be_own
from siting.rules.resting import resting_flags, resting_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import CameraFacts, Facts
    from siting.rules.law import Rule
    from siting.rules.places import DoorRow

# The same of every camera: made once.
_NOT_DRAWN = Verdict(
    outcome="not_applicable",
    message=Text("方案未绘出住宅的门（entrances）", "the plan draws no doors of dwellings (entrances)"),
)


def view_of_door(facts: Facts, rule: Rule, camera: CameraFacts) -> Iterator[Verdict]:
    """Yield a verdict for each dwelling's door that the camera sees at the limit or better, else one.

    A doorway is where a home begins, so that its limit is lower than that of a window. The door of a
    building of unknown use is undecided, that of an office is nobody's home. An entrance that belongs
    to no building leaves undecided what would pass.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `protected_uses` and the limits of `siting.rules.grades` [px/m, degrees]; optionally
        `own_home_reach_m` [m].
    camera : CameraFacts
    """
    if facts.scene.entrances.empty:
        yield _NOT_DRAWN
        return
    unknown = reach_doubts(camera)
    grades, uses = Grades.of(rule), {*rule.texts("protected_uses"), UNKNOWN_USE}
    doors = [row for row in facts.places.doors.get(camera.id, ()) if row.use in uses]
    any_seen = False
    for _, of_door in groupby(sorted(doors, key=_by_door), key=_by_door):
        graded = [
            (row, found)
            for row in of_door
            if (
                found := grade(
                    grades,
                    max_px_per_m=row.max_px_per_m,
                    in_range_px_per_m=row.in_range_px_per_m,
                    incidence_deg=row.incidence_deg,
                )
            )
        ]
        if graded:
            any_seen = True
            # What is surely seen decides; of several views the gravest does.
            graded = [each for each in graded if not row_doubts(camera, each[0])] or graded
            row, found = max(graded, key=lambda each: each[1].rank)
            doubt = [*unknown, *row_doubts(camera, row), *_doubts_of(facts, rule, camera, row, found)]
            best = {each.view: grade_of.px_per_m for each, grade_of in graded}
            yield _seen(facts, rule, row, found, doubt=doubt, best=best, noted_flags=noted(camera))
    if not any_seen:
        yield _none_seen(facts, rule, doors, unknown or may_see_more(camera))


def _by_door(row: DoorRow) -> str:
    return row.entrance_id


def _doubts_of(facts: Facts, rule: Rule, camera: CameraFacts, row: DoorRow, found: Grade) -> list[str]:
    home = facts.building_by_id.get(row.building_id)
    told = {
        "use_unknown": row.use == UNKNOWN_USE,
        BEYOND_RANGE: found.is_beyond_range,
        OWN_HOME: home is not None and may_be_own(rule, camera, home.geometry),
    }
    return [flag for flag, holds in told.items() if holds]


def _seen(
    facts: Facts,
    rule: Rule,
    row: DoorRow,
    found: Grade,
    *,
    doubt: list[str],
    best: dict[str, float],
    noted_flags: tuple[str, ...],
) -> Verdict:
    limit_px_per_m = rule.number("limit_px_per_m")
    px, limit = number_text(round(found.px_per_m, 1)), number_text(limit_px_per_m)
    level = facts.ladder.class_of(found.px_per_m)
    zh = (
        f"能以 {px} px/m（{value_zh('class', level)}）看到建筑 {row.building_id} 的门 {row.entrance_id}"
        f"（距离 {row.distance_m:.1f} m，入射角 {row.incidence_deg:.0f}°）；"
        f"门口是私密空间的延伸，{limit} px/m 起视为可察觉人员进出（依据：{rule.basis_zh}）"
    )
    en = (
        f"sees door {row.entrance_id} of building {row.building_id} at {px} px/m ({level}), "
        f"{row.distance_m:.1f} m away, {row.incidence_deg:.0f} degrees off straight on; a doorway extends "
        f"private space, and from {limit} px/m people are noticed coming and going (basis: {rule.basis})"
    )
    rests = resting_on(row.view, best)
    zh, en = f"{zh}{rests.zh}", f"{en}{rests.en}"
    if doubt:
        why = in_words(doubt)
        zh, en = f"{zh}；未能判定：{why.zh}", f"{en}; undecided: {why.en}"
    flags = {
        *(doubt or noted_flags),
        *row.flags,
        *(["grazing"] if found.is_grazing else []),
        *resting_flags(best),
    }
    return Verdict(
        outcome="undecided" if doubt else "fail",
        object_kind="entrance",
        object_id=row.entrance_id,
        expected=limit,
        observed=number_text(found.px_per_m),
        unit="px/m",
        margin=limit_px_per_m - found.px_per_m,
        severity=found.severity,
        flags=tuple(flags if found.is_beyond_range else flags - {BEYOND_RANGE}),
        geometry=row.geometry,
        message=Text(zh, en),
    )


def _none_seen(facts: Facts, rule: Rule, doors: list[DoorRow], unknown: tuple[str, ...]) -> Verdict:
    limit_px_per_m = rule.number("limit_px_per_m")
    best = max(doors, key=lambda row: row.max_px_per_m, default=None)
    px_per_m = best.max_px_per_m if best else 0.0
    limit, px = number_text(limit_px_per_m), number_text(px_per_m)
    lost = facts.places.unplaced_doors
    if unknown:
        why = in_words(unknown)
        message = Text(
            f"摄像机的视域不明（{why.zh}），无法判定是否看到门",
            f"what the camera sees is not known ({why.en}): does it see a door?",
        )
    elif lost:
        names = ", ".join(lost)
        message = Text(
            f"门 {names} 不属于任何已知建筑，无法判定是否被看到",
            f"doors {names} belong to no building of the plan: whether they are seen is not known",
        )
    elif best:
        message = Text(
            f"所见最清晰的门 {best.entrance_id} 为 {px} px/m，低于 {limit} px/m",
            f"the door seen best, {best.entrance_id}, has {px} px/m, below {limit} px/m",
        )
    else:
        message = Text("看不到任何住宅的门", "sees no door of a dwelling")
    is_undecided = bool(unknown or lost)
    return Verdict(
        outcome="undecided" if is_undecided else "pass",
        expected=limit,
        observed="" if is_undecided else px,
        unit="px/m",
        margin=float("nan") if is_undecided else limit_px_per_m - px_per_m,
        flags=unknown or (("door_unplaced",) if lost else ()),
        geometry=best.geometry if best and not is_undecided else None,
        message=message,
    )
