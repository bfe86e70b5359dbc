"""Devices inside a building that holds private rooms which nobody has drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import shapely

from siting.rules.finding import Verdict
from siting.rules.law import Text
from siting.rules.naming import value_zh
from siting.rules.rooms import is_in_room

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import Building, CameraFacts, Facts
    from siting.rules.law import Rule


_INSIDE = Text("设备在", "the device is inside")
_DRAWN_INSIDE = Text("设备紧靠外墙，绘在", "the device is drawn at the outer wall, just inside")

# The same of every camera: made once.
_OUTSIDE = Verdict(
    outcome="not_applicable",
    message=Text("设备不在此类建筑内", "the device is inside no such building"),
)


def device_in_building_with_rooms(facts: Facts, rule: Rule, camera: CameraFacts) -> Iterator[Verdict]:
    """Yield whether a device inside such a building is known to be outside its private rooms.

    A building is not a room: this never fails. Without the rooms drawn that make it such a building it is
    undecided (a hotel's toilet does not say where its guest rooms are); with them drawn and the device
    outside every room it passes; what is in a room is for the duty about rooms.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `building_uses`: buildings that hold such rooms; `room_kinds`: the rooms; `rooms_of_uses`: which of
        them each use stands for, as ``use=kind``.
    camera : CameraFacts
    """
    # A camera that was moved clear of a wall was drawn inside: on the wall or behind it, who knows.
    may_be_inside = camera.standing == "indoor" or camera.moved_m > 0
    around = facts.within(camera.declared, rule.texts("building_uses")) if may_be_inside else ()
    if not around:
        yield _OUTSIDE
        return
    building, where = around[0], _INSIDE if camera.standing == "indoor" else _DRAWN_INSIDE
    kinds = rule.texts("room_kinds")
    rooms = [
        zone
        for zone in facts.zones
        if zone.kind in kinds and shapely.intersection(zone.geometry, building.geometry).area > 0
    ]
    if any(is_in_room(camera, room) is not False for room in rooms):
        yield _verdict(
            "not_applicable",
            camera,
            building,
            Text("由关于房间的义务判定", "decided by the duty about rooms"),
        )
    elif any(f"{building.use}={room.kind}" in rule.texts("rooms_of_uses") for room in rooms):
        yield _verdict(
            "pass",
            camera,
            building,
            Text(
                f"{where.zh}建筑 {building.id}（{value_zh('use', building.use)}）内，但在所绘房间之外",
                f"{where.en} building {building.id} ({building.use}), outside the rooms drawn",
            ),
        )
    else:
        yield _verdict(
            "undecided",
            camera,
            building,
            Text(
                f"{where.zh}建筑 {building.id}（{value_zh('use', building.use)}）内，"
                "方案未绘出其房间：设备是否在禁设房间内？",
                f"{where.en} building {building.id} ({building.use}), whose rooms are not drawn: "
                "is it in one of the private rooms?",
            ),
        )


def _verdict(outcome: str, camera: CameraFacts, building: Building, message: Text) -> Verdict:
    is_undecided = outcome == "undecided"
    return Verdict(
        outcome=outcome,
        object_kind="building",
        object_id=building.id,
        expected="outside private rooms",
        observed="outside private rooms" if outcome == "pass" else "",
        flags=("rooms_not_drawn",) if is_undecided else (),
        geometry=camera.declared,
        message=message,
    )
