"""Windows of homes that a camera sees well enough to show a person's features."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules.exposure import judge_views

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
        `protected_uses`, `undecided_uses` and the limits of `siting.rules.exposure` [px/m, degrees].
    camera : CameraFacts
    """
    protected, undecided = rule.texts("protected_uses"), rule.texts("undecided_uses")
    seen: dict[str, list[FacadeRow]] = {}
    unsure: dict[str, str] = {}
    for row in camera.rows:
        if row.zone_id:
            continue
        building = facts.building_by_id.get(row.building_id)
        use = building.use if building else "unknown"
        # Storeys from `residential_from_level` up are homes whatever the building's use.
        is_home = use in protected or (building is not None and building.is_partly_residential)
        if not is_home and use not in undecided:
            continue
        seen.setdefault(row.building_id, []).append(row)
        if not is_home:
            unsure[row.building_id] = "use_unknown"
    yield from judge_views(
        facts, rule, camera, rows_by_object=seen, object_kind="building", unsure_objects=unsure
    )
