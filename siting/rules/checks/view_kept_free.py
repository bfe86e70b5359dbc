"""What proposed obstacles leave existing cameras of their view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules.doubts import doubts, in_words
from siting.rules.finding import Verdict, number_text
from siting.rules.law import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import CameraFacts, Facts, Obstruction
    from siting.rules.law import Rule

# As `siting.coverage.obstruction` calls the row that counts all proposed obstacles.
_ALL_TOGETHER = "*"
_CROWN_MISSING = "crown_missing"
# Measured from where the camera hangs without the proposed obstacles: that they would stand around it is
# no doubt about its view but the loss of it.
_SETTLED = ("indoor", "at_roof_level", "view_not_computed")
# Shares are quotients of areas: one drawn exactly at the limit is at the limit.
_ROUNDING = 1e-9
_TASK = {
    "view": Text("所覆盖范围", "what it covers"),
    "must_cover": Text("所覆盖的重点部位", "what it covers of the zones that must be covered"),
}


def view_kept_free(facts: Facts, rule: Rule, camera: CameraFacts) -> Iterator[Verdict]:
    """Yield whether the proposed obstacles together leave an existing camera all but a share of its task.

    Its tasks are all that it covers, and what it covers of zones that must be covered; the one that loses
    the greater share decides. Crowns count with their leaves. A plan without a layer of obstacles says
    nothing of new ones: undecided; so is a camera of unknown view, a tree of unknown crown, and what turns on
    an obstacle that does not say whether it is there already.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `obstruction_share_warn`: the share of a task that may be lost, 0 to 1.
    camera : CameraFacts
    """
    totals = [row for row in camera.obstructions if row.obstacle_id == _ALL_TOGETHER]
    if not facts.has_obstacles_layer:
        yield _undecided(
            rule,
            ("obstacles_not_given",),
            Text(
                "方案未提供障碍物图层：是否有新设物体会遮挡本摄像机？",
                "the plan has no layer of obstacles: does anything new block this camera?",
            ),
        )
    elif not facts.has_proposed_obstacles:
        yield Verdict(
            outcome="not_applicable",
            message=Text("方案中没有新设的障碍物", "the plan proposes no obstacle"),
        )
    elif not totals:
        yield _out_of_reach(rule, camera)
    else:
        yield _judged(rule, camera, totals)


def _judged(rule: Rule, camera: CameraFacts, totals: list[Obstruction]) -> Verdict:
    worst = max(totals, key=lambda row: (_share(row), row.task))
    flags = {flag for row in totals for flag in row.flags}
    unknown = tuple(flag for flag in doubts(camera) if flag not in _SETTLED)
    if worst.task_m2 <= 0.0:
        return _undecided(
            rule,
            (*sorted(flags), *unknown, "nothing_covered"),
            Text(
                "新设物体在其视域内，但摄像机在目标高度上无覆盖，损失无法计算",
                "a new obstacle stands in its view, but the camera covers nothing at the target height: "
                "what it loses is not measured",
            ),
        )
    share, limit = _share(worst), rule.number("obstruction_share_warn")
    is_over = any(_least(row) > limit + _ROUNDING for row in totals)
    lacks_crown = _CROWN_MISSING in flags and not is_over
    may_be_over = not is_over and any(_greatest(row) > limit + _ROUNDING for row in totals)
    is_unsure = bool(unknown) or lacks_crown or may_be_over
    most = _most(camera, worst)
    return Verdict(
        outcome="undecided" if is_unsure else "fail" if is_over else "pass",
        object_kind="obstacle" if most else "",
        object_id=most.obstacle_id if most else "",
        expected=number_text(limit),
        observed=number_text(share),
        unit="share",
        margin=limit - share,
        flags=(*sorted(flags), *unknown),
        geometry=None if worst.geometry.is_empty else worst.geometry,
        message=_with_doubts(
            _message(rule, camera, worst, totals),
            unknown,
            lacks_crown=lacks_crown,
            greatest=max(map(_greatest, totals)) if may_be_over else 0.0,
        ),
    )


def _share(row: Obstruction) -> float:
    return row.lost_m2 / row.task_m2 if row.task_m2 > 0.0 else 0.0


def _least(row: Obstruction) -> float:
    """The share that is lost for sure, whichever obstacles of unknown status are there already."""
    return row.lost_m2 / row.task_most_m2 if row.task_most_m2 > 0.0 else 0.0


def _greatest(row: Obstruction) -> float:
    """The share that may be lost: all of a task that only obstacles of unknown status leave."""
    if row.task_m2 > 0.0:
        return min(row.lost_most_m2 / row.task_m2, 1.0)
    return 1.0 if row.lost_most_m2 > 0.0 else 0.0


def _most(camera: CameraFacts, total: Obstruction) -> Obstruction | None:
    """The obstacle that hides most of the task; None when none hides any of it."""
    parts = [r for r in camera.obstructions if r.task == total.task and r.obstacle_id != _ALL_TOGETHER]
    return max(parts, key=lambda row: (row.lost_m2, row.obstacle_id), default=None)


def _message(rule: Rule, camera: CameraFacts, worst: Obstruction, totals: list[Obstruction]) -> Text:
    limit = _percent(rule.number("obstruction_share_warn"))
    said = _hides(camera, worst)
    for other in totals:
        if other is not worst and other.lost_m2 > 0.0:
            task = _TASK[other.task]
            said = Text(
                f"{said.zh}，{task.zh}的 {_percent(_share(other))}",
                f"{said.en}, {_percent(_share(other))} of {task.en}",
            )
    if worst.lost_leaf_off_m2 < worst.lost_m2:
        bare = _percent(worst.lost_leaf_off_m2 / worst.task_m2)
        said = Text(f"{said.zh}；落叶后 {bare}", f"{said.en}; without leaves {bare}")
    return Text(
        f"{said.zh}；{limit} 以内视为未遮挡（依据：{rule.basis_zh}）",
        f"{said.en}; up to {limit} counts as kept free (basis: {rule.basis})",
    )


def _hides(camera: CameraFacts, worst: Obstruction) -> Text:
    most, task = _most(camera, worst), _TASK[worst.task]
    if most is None:
        return Text(
            "新设物体不遮挡其所覆盖的任何部分", "the new obstacles in its view hide nothing of what it covers"
        )
    share, area = _percent(_share(worst)), f"{worst.lost_m2:.1f} / {worst.task_m2:.1f} m²"
    who = Text(f"新设障碍物 {most.obstacle_id} ", f"new obstacle {most.obstacle_id}")
    count = sum(r.task == worst.task and r.obstacle_id != _ALL_TOGETHER for r in camera.obstructions)
    if count > 1:
        own = _percent(most.lost_m2 / worst.task_m2)
        who = Text(
            f"{count} 个新设障碍物（{most.obstacle_id} 最多，占 {own}）",
            f"{count} new obstacles ({most.obstacle_id} the most, {own})",
        )
    return Text(
        f"{who.zh}将遮挡其{task.zh}的 {share}（{area}）", f"{who.en} would hide {share} of {task.en} ({area})"
    )


def _with_doubts(said: Text, unknown: tuple[str, ...], *, lacks_crown: bool, greatest: float) -> Text:
    if unknown:
        why = in_words(unknown)
        return Text(f"{said.zh}；未能判定：{why.zh}", f"{said.en}; undecided: {why.en}")
    if lacks_crown:
        return Text(
            f"{said.zh}；未能判定：新植树木未注明成年冠幅（crown_m）",
            f"{said.en}; undecided: a new tree does not say how wide its grown crown is (crown_m)",
        )
    if greatest > 0.0:
        return Text(
            f"{said.zh}；未能判定：有障碍物未申报建设状态，如为新设，最多遮挡 {_percent(greatest)}",
            f"{said.en}; undecided: obstacles do not say their status; were they new, up to "
            f"{_percent(greatest)} would be lost",
        )
    return said


def _out_of_reach(rule: Rule, camera: CameraFacts) -> Verdict:
    unknown = doubts(camera)
    if unknown:
        why = in_words(unknown)
        return _undecided(
            rule,
            unknown,
            Text(
                f"摄像机的视域不明（{why.zh}），新设物体是否遮挡它无法判定",
                f"what the camera sees is not known ({why.en}), nor whether the new obstacles block it",
            ),
        )
    return Verdict(
        outcome="pass",
        expected=number_text(rule.number("obstruction_share_warn")),
        observed=number_text(0.0),
        unit="share",
        margin=rule.number("obstruction_share_warn"),
        message=Text("视域内没有新设的障碍物", "no new obstacle stands in its view"),
    )


def _undecided(rule: Rule, flags: tuple[str, ...], message: Text) -> Verdict:
    return Verdict(
        outcome="undecided",
        expected=number_text(rule.number("obstruction_share_warn")),
        unit="share",
        flags=flags,
        message=message,
    )


def _percent(share: float) -> str:
    return f"{100.0 * share:.1f} %"
