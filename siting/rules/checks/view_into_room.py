"""Private rooms into whose windows a camera sees from outside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules.exposure import judge_views
from siting.rules.finding import Verdict
from siting.rules.law import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import CameraFacts, FacadeRow, Facts
    from siting.rules.law import Rule

# The same of every camera: made once.
_NOT_DRAWN = Verdict(
    outcome="not_applicable",
    message=Text("方案未绘出此类房间", "no such room is drawn in the plan"),
)


def view_into_room(facts: Facts, rule: Rule, camera: CameraFacts) -> Iterator[Verdict]:
    """Yield a verdict for each private room on an outer wall that the camera sees too well, else one.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `room_kinds` and the limits of `siting.rules.grades` [px/m, degrees].
    camera : CameraFacts
    """
    kinds = rule.texts("room_kinds")
    if facts.zone_kinds.isdisjoint(kinds):
        yield _NOT_DRAWN
        return
    seen: dict[str, list[FacadeRow]] = {}
    for row in camera.rows:
        if row.zone_id and facts.zone_by_id[row.zone_id].kind in kinds:
            seen.setdefault(row.zone_id, []).append(row)
    yield from judge_views(facts, rule, camera, rows_by_object=seen, object_kind="zone")
