"""Devices fixed inside a private room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules.finding import Verdict
from siting.rules.law import Text
from siting.rules.naming import value_zh
from siting.rules.rooms import is_in_room

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.rules.facts import CameraFacts, Facts, Zone
    from siting.rules.law import Rule

_YES, _NO = "yes", "no"
# The same of every camera: made once.
_NOT_DRAWN = Verdict(
    outcome="not_applicable",
    message=Text("方案未绘出此类房间", "no such room is drawn in the plan"),
)


def device_in_room(facts: Facts, rule: Rule, camera: CameraFacts) -> Iterator[Verdict]:
    """Yield a fail for each protected room the device is in, in plan and in height, else one verdict.

    Where the text speaks of public rooms only, one in a dwelling house may be a home's own: undecided, unless
    the plan says which it is; a room that it calls private there is none of the text's.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `room_kinds`: the kinds of zone that are such rooms; optionally `public_kinds`, those of them that
        the text protects where they are public, and `private_uses`, buildings where they may not be.
    camera : CameraFacts
    """
    kinds = rule.texts("room_kinds")
    if facts.zone_kinds.isdisjoint(kinds):
        yield _NOT_DRAWN
        return
    is_clear = True
    for room in facts.zones_at(camera.declared, kinds):
        may_be_private = _may_be_private(facts, rule, room)
        if may_be_private and room.is_public == _NO:
            continue
        may_be_private = may_be_private and room.is_public != _YES
        inside = is_in_room(camera, room)
        if inside is not False:
            is_clear = False
            if inside:
                yield _inside(camera, room, may_be_private=may_be_private)
            else:
                yield _unsettled(camera, room)
    if is_clear:
        yield Verdict(
            outcome="pass",
            expected="outside",
            observed="outside",
            geometry=camera.declared,
            message=Text("设备不在所绘的任何此类房间内", "the device is in none of the rooms drawn"),
        )


def _may_be_private(facts: Facts, rule: Rule, room: Zone) -> bool:
    if "public_kinds" not in rule.values or room.kind not in rule.texts("public_kinds"):
        return False
    return bool(facts.around(room, rule.texts("private_uses")))


def _inside(camera: CameraFacts, room: Zone, *, may_be_private: bool) -> Verdict:
    message = Text(
        f"设备位于房间 {room.id}（{value_zh('kind', room.kind)}）内，平面与高度均在其中",
        f"the device is inside room {room.id} ({room.kind}), in plan and in height",
    )
    if may_be_private:
        message = Text(
            f"{message.zh}；该房间在住宅楼内：它是公共的吗？",
            f"{message.en}; the room lies in a dwelling house: is it a public one?",
        )
    return Verdict(
        outcome="undecided" if may_be_private else "fail",
        object_kind="zone",
        object_id=room.id,
        expected="outside",
        observed="inside",
        flags=("public_unsettled",) if may_be_private else (),
        geometry=camera.declared,
        message=message,
    )


def _unsettled(camera: CameraFacts, room: Zone) -> Verdict:
    return Verdict(
        outcome="undecided",
        object_kind="zone",
        object_id=room.id,
        expected="outside",
        flags=("inside_unsettled",),
        geometry=camera.declared,
        message=Text(
            f"设备在平面上位于房间 {room.id}（{value_zh('kind', room.kind)}）内或其边界上，"
            "高度或位置不足以判定：是否在房间内？",
            f"in plan the device is in or at the edge of room {room.id} ({room.kind}), but height or "
            "position do not settle it: is it inside the room?",
        ),
    )
