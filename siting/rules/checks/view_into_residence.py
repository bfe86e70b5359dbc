"""Windows of homes that a camera sees well enough to show a person's features."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.fields import PROTECTED_USES
from siting.rules.doubts import OWN_HOME
from siting.rules.exposure import judge_views
from siting.rules.facts import UNKNOWN_USE
from siting.rules.own_home import may_be_own

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import CameraFacts, Facts
    from siting.rules.finding import Verdict
    from siting.rules.law import Rule


def view_into_residence(facts: Facts, rule: Rule, camera: CameraFacts) -> Iterator[Verdict]:
    """Yield a verdict for each home whose windows the camera sees at the limit or better, else one pass.

    A building of unknown use may be a home: what is seen of it is undecided. What lies only beyond
    the camera's claimed range, and all that a camera of unknown view may see, is undecided too. So is,
    where the duty is about others' homes, the building that the camera hangs on: it may be its owner's.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `protected_uses` and the limits of `siting.rules.grades` [px/m, degrees]; optionally
        `own_home_reach_m` [m], how near a home may be its owner's own.
    camera : CameraFacts
    """
    left_out = set(PROTECTED_USES) - {*rule.texts("protected_uses"), UNKNOWN_USE}
    seen = {
        building_id: rows
        for building_id, rows in camera.rows_by_building.items()
        if not _is_left_out(facts, building_id, left_out)
    }
    own = {
        building_id: OWN_HOME
        for building_id in seen
        if building_id in facts.building_by_id
        and may_be_own(rule, camera, facts.building_by_id[building_id].geometry)
    }
    yield from judge_views(
        facts, rule, camera, rows_by_object=seen, object_kind="building", unsure_objects=own
    )


def _is_left_out(facts: Facts, building_id: str, left_out: set[str]) -> bool:
    """Whether the duty leaves out homes of this use. Every row is of some home: copies of a footprint
    are one solid whose row may bear the id of an office, so only a use left out by name is.
    """
    building = facts.building_by_id.get(building_id)
    return building is not None and building.use in left_out and not building.is_partly_residential
