"""Devices fixed inside a private room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules.finding import Verdict
from siting.rules.law import Text
from siting.rules.rooms import is_in_room

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import CameraFacts, Facts, Zone
    from siting.rules.law import Rule


def device_in_room(facts: Facts, rule: Rule, camera: CameraFacts) -> Iterator[Verdict]:
    """Yield a fail for each protected room the device is in, in plan and in height, else one verdict.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `room_kinds`: the kinds of zone that are such rooms.
    camera : CameraFacts
    """
    kinds = rule.texts("room_kinds")
    if not any(zone.kind in kinds for zone in facts.zones):
        yield Verdict(
            outcome="not_applicable",
            message=Text("方案未绘出此类房间", "no such room is drawn in the plan"),
        )
        return
    is_clear = True
    for room in facts.zones_at(camera.declared, kinds):
        inside = is_in_room(camera, room)
        if inside is not False:
            is_clear = False
            yield _verdict(camera, room, is_sure=inside is True)
    if is_clear:
        yield Verdict(
            outcome="pass",
            expected="outside",
            observed="outside",
            geometry=camera.declared,
            message=Text("设备不在所绘的任何此类房间内", "the device is in none of the rooms drawn"),
        )


def _verdict(camera: CameraFacts, room: Zone, *, is_sure: bool) -> Verdict:
    if is_sure:
        message = Text(
            f"设备位于房间 {room.id}（{room.kind}）内，平面与高度均在其中",
            f"the device is inside room {room.id} ({room.kind}), in plan and in height",
        )
    else:
        message = Text(
            f"设备在平面上位于房间 {room.id}（{room.kind}）内或其边界上，"
            "高度或位置不足以判定：是否在房间内？",
            f"in plan the device is in or at the edge of room {room.id} ({room.kind}), but height or "
            "position do not settle it: is it inside the room?",
        )
    return Verdict(
        outcome="fail" if is_sure else "undecided",
        object_kind="zone",
        object_id=room.id,
        expected="outside",
        observed="inside" if is_sure else "",
        flags=() if is_sure else ("inside_unsettled",),
        geometry=camera.declared,
        message=message,
    )
