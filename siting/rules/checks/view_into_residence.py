"""Windows of homes that a camera sees well enough to show a person's features."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.fields import PROTECTED_USES
from siting.rules.exposure import judge_views
from siting.rules.facts import UNKNOWN_USE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import CameraFacts, FacadeRow, Facts
    from siting.rules.finding import Verdict
    from siting.rules.law import Rule


def view_into_residence(facts: Facts, rule: Rule, camera: CameraFacts) -> Iterator[Verdict]:
    """Yield a verdict for each home whose windows the camera sees at the limit or better, else one pass.

    A building of unknown use may be a home: what is seen of it is undecided. What lies only beyond
    the camera's claimed range, and all that a camera of unknown view may see, is undecided too.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `protected_uses` and the limits of `siting.rules.exposure` [px/m, degrees].
    camera : CameraFacts
    """
    left_out = set(PROTECTED_USES) - {*rule.texts("protected_uses"), UNKNOWN_USE}
    seen: dict[str, list[FacadeRow]] = {}
    for row in camera.rows:
        if not row.zone_id and not _is_left_out(facts, row, left_out):
            seen.setdefault(row.building_id, []).append(row)
    yield from judge_views(facts, rule, camera, rows_by_object=seen, object_kind="building")


def _is_left_out(facts: Facts, row: FacadeRow, left_out: set[str]) -> bool:
    """Whether the duty leaves out homes of this use. Every row is of some home: copies of a footprint
    are one solid whose row may bear the id of an office, so only a use left out by name is.
    """
    building = facts.building_by_id.get(row.building_id)
    return building is not None and building.use in left_out and not building.is_partly_residential
