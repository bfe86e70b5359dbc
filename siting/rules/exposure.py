"""What a camera sees of private windows, put into verdicts: one for each home or room seen too well."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from siting.rules.doubts import (
    BEYOND_RANGE,
    UNSURE_ROW,
    in_words,
    may_see_more,
    noted,
    reach_doubts,
    row_doubts,
)
from siting.rules.finding import Verdict, number_text
from siting.rules.grades import GRADE_PARAMETERS, Exposure, Grades, exposures
from siting.rules.law import Text
from siting.rules.naming import value_zh
from siting.rules.resting import resting_flags, resting_on

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from siting.rules.facts import CameraFacts, FacadeRow, Facts
    from siting.rules.law import Rule


def judge_views(
    facts: Facts,
    rule: Rule,
    camera: CameraFacts,
    *,
    rows_by_object: Mapping[str, Sequence[FacadeRow]],
    object_kind: str,
    unsure_objects: Mapping[str, str] | None = None,
) -> Iterator[Verdict]:
    """Yield one verdict for each object that is seen too well, else one for the camera.

    Duties that ask the same of one camera, with the same numbers, get the same verdicts: they are found once.

    Parameters
    ----------
    facts : Facts
    rule : Rule
    camera : CameraFacts
    rows_by_object : mapping of str to sequence of FacadeRow
        What is seen of each building or room.
    object_kind : str
        ``building`` or ``zone``.
    unsure_objects : mapping of str to str, or None
        Objects that may be none of the duty's, with the flag that says why.
    """
    unsure = unsure_objects or {}
    numbers = tuple(rule.values[name] for name in GRADE_PARAMETERS)
    key = (camera.id, object_kind, tuple(rows_by_object), numbers, rule.basis, tuple(unsure.items()))
    if key not in facts.views:
        facts.views[key] = tuple(
            _judge(
                facts,
                rule,
                camera,
                rows_by_object=rows_by_object,
                object_kind=object_kind,
                unsure_objects=unsure,
            )
        )
    yield from facts.views[key]


def _judge(
    facts: Facts,
    rule: Rule,
    camera: CameraFacts,
    *,
    rows_by_object: Mapping[str, Sequence[FacadeRow]],
    object_kind: str,
    unsure_objects: Mapping[str, str],
) -> Iterator[Verdict]:
    unknown = reach_doubts(camera)
    grades = Grades.of(rule)
    any_seen = False
    for object_id in sorted(rows_by_object):
        seen = exposures(rows_by_object[object_id], grades)
        if seen:
            any_seen = True
            # What is surely seen decides; what only may be seen is asked where nothing is sure.
            seen = [each for each in seen if not row_doubts(camera, each.row)] or seen
            unsure = {flag for each in seen for flag in each.row.flags if flag in UNSURE_ROW}
            unsure.update(flag for each in seen for flag in row_doubts(camera, each.row))
            if object_id in unsure_objects:
                unsure.add(unsure_objects[object_id])
            yield _seen(
                *(facts, rule, object_kind, object_id),
                exposures_of=seen,
                why_unsure=(*unknown, *unsure),
                flags=noted(camera),
            )
    if not any_seen:
        unclear = unknown or may_see_more(camera)
        yield _unknown(rule, camera, unclear) if unclear else _clear(rule, rows_by_object)


def _seen(
    facts: Facts,
    rule: Rule,
    object_kind: str,
    object_id: str,
    *,
    exposures_of: list[Exposure],
    why_unsure: tuple[str, ...],
    flags: tuple[str, ...],
) -> Verdict:
    worst = max(exposures_of, key=lambda each: (*each.rank, -each.row.storey, -each.row.wall))
    told = {flag for each in exposures_of for flag in each.row.flags if flag != BEYOND_RANGE}
    doubt = sorted({*why_unsure, *([BEYOND_RANGE] if worst.is_beyond_range else [])})
    told |= {
        *(doubt or flags),
        *(["grazing"] if worst.is_grazing else []),
        *resting_flags(_best(exposures_of)),
    }
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
        flags=tuple(told),
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


def _best(seen: list[Exposure]) -> dict[str, float]:
    """Return the highest density that counts, by view."""
    best: dict[str, float] = {}
    for each in seen:
        best[each.row.view] = max(best.get(each.row.view, 0.0), each.px_per_m)
    return best


_PROTECTED_WINDOW = Text("受保护的窗", "the protected window")
_UNKNOWN_WINDOW = Text("用途不明建筑的窗", "the window, of a building of unknown use,")
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
        f"能以 {px} px/m（{value_zh('class', level)}）看到{kind.zh} {name} 的窗"
        f"（最底层为 0，涉及层：{storeys}；"
        f"墙 {row.wall}，距离 {row.distance_m:.1f} m，入射角 {angle}°）；"
        f"{limit} px/m 起视为可见人的特征（依据：{rule.basis_zh}）"
    )
    en = (
        f"sees windows of {kind.en} {name} at {px} px/m ({level}): storeys {storeys} (0 is the lowest), "
        f"wall {row.wall}, {row.distance_m:.1f} m away, {angle} degrees off straight on; from {limit} px/m a "
        f"person's features count as visible (basis: {rule.basis})"
    )
    rests = resting_on(row.view, _best(seen))
    zh, en = f"{zh}{rests.zh}", f"{en}{rests.en}"
    # Where no real windows are drawn, the whole wall counts as glazed, and the finding says so.
    if "windows_assumed" in row.flags:
        zh, en = f"{zh}；未绘出窗，整面墙按有窗计", f"{en}; no windows are drawn, the wall counts as glazed"
    if doubt:
        why = in_words(doubt)
        zh, en = f"{zh}；未能判定：{why.zh}", f"{en}; undecided: {why.en}"
    return Text(zh, en)


def _unknown(rule: Rule, camera: CameraFacts, why: tuple[str, ...]) -> Verdict:
    reasons, code = in_words(why), f" [{camera.why_empty}]" if camera.why_empty else ""
    code_zh = f"：{value_zh('empty', camera.why_empty)}" if camera.why_empty else ""
    return Verdict(
        outcome="undecided",
        expected=number_text(rule.number("limit_px_per_m")),
        unit="px/m",
        flags=why,
        message=Text(
            f"摄像机的视域不明（{reasons.zh}{code_zh}），无法判定其所见",
            f"what the camera sees is not known ({reasons.en}{code})",
        ),
    )


def _clear(rule: Rule, rows_by_object: Mapping[str, Sequence[FacadeRow]]) -> Verdict:
    rows = [row for rows in rows_by_object.values() for row in rows]
    best = max(rows, key=lambda row: row.max_px_per_m, default=None)
    limit_px_per_m = rule.number("limit_px_per_m")
    px_per_m = best.max_px_per_m if best else 0.0
    limit = number_text(limit_px_per_m)
    if best is None:
        message = Text("看不到任何受保护的窗", "sees no protected window")
    else:
        px = number_text(px_per_m)
        # Below the limit it makes no difference whose window it is; the text does not call it a home.
        whose = _UNKNOWN_WINDOW if "use_unknown" in best.flags else _PROTECTED_WINDOW
        message = Text(
            f"所见最清晰的{whose.zh}为 {px} px/m，低于 {limit} px/m",
            f"{whose.en} seen best has {px} px/m, below {limit} px/m",
        )
    return Verdict(
        outcome="pass",
        expected=limit,
        observed=number_text(px_per_m),
        unit="px/m",
        margin=limit_px_per_m - px_per_m if math.isfinite(px_per_m) else math.nan,
        geometry=best.geometry if best else None,
        message=message,
    )
