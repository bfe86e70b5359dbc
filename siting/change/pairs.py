"""The cameras and systems of two scenes in pairs, as the checks between plans read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules.changes import RENAMED, CameraPair, Change, ChangeFacts, SystemPair
from siting.rules.facts import SystemFacts
from siting.rules.gather import gather_systems

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from siting.model import Scene
    from siting.rules.tolerances import Tolerance


def pair_up(
    plan: Scene,
    built: Scene,
    changes: tuple[Change, ...],
    *,
    tolerances: Mapping[str, Tolerance],
    known: Mapping[str, frozenset[str]],
    on: date,
) -> ChangeFacts:
    """Return the facts of two scenes, pair by pair in the order of the plan.

    A camera that was renamed goes by the id of the plan.

    Parameters
    ----------
    plan, built : Scene
    changes : tuple of Change
        As `siting.change.compare.compare_scenes` returns them.
    tolerances : mapping of str to Tolerance
    known : mapping of str to frozenset of str
        The words of the open fields, as `siting.rules.applicability.known_words` gives them.
    on : datetime.date
        The day of judgement.
    """
    of_camera, of_system = _sorted(changes)
    plan_ids = {each.built: each.plan for each in changes if each.change == RENAMED}
    before = {camera.id: camera for camera in plan.cameras}
    after = {plan_ids.get(camera.id, camera.id): camera for camera in built.cameras}
    systems = [{system.id: system for system in gather_systems(scene)} for scene in (plan, built)]
    bases = {each.basis for each in tolerances.values()}
    return ChangeFacts(
        on=on,
        known=known,
        changes=changes,
        cameras=tuple(
            CameraPair(
                id=name, plan=before.get(name), built=after.get(name), changes=tuple(of_camera.get(name, ()))
            )
            for name in {**before, **after}
        ),
        systems=tuple(
            SystemPair(
                id=name,
                plan=systems[0].get(name) or _nothing_of(name),
                built=systems[1].get(name) or _nothing_of(name),
                changes=tuple(of_system.get(name, ())),
            )
            for name in {**systems[0], **systems[1]}
        ),
        tolerance_basis=bases.pop() if len(bases) == 1 else "assumption",
        is_overridden=any(each.is_overridden for each in tolerances.values()),
    )


def _sorted(changes: tuple[Change, ...]) -> tuple[dict[str, list[Change]], dict[str, list[Change]]]:
    of_camera: dict[str, list[Change]] = {}
    of_system: dict[str, list[Change]] = {}
    for change in changes:
        if change.subject_kind == "camera":
            of_camera.setdefault(change.subject_id, []).append(change)
        # A camera that was given to another system changes both.
        systems = {change.system_id, change.built if change.field == "system_id" else ""} - {""}
        for system_id in sorted(systems):
            of_system.setdefault(system_id, []).append(change)
    return of_camera, of_system


def _nothing_of(system_id: str) -> SystemFacts:
    return SystemFacts(id=system_id, fields={}, documents=(), cameras=())
