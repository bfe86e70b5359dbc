"""Homes, gardens and private rooms within earshot of a camera's microphone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import shapely

from siting.rules.doubts import OWN_HOME, in_words
from siting.rules.facts import UNKNOWN_USE
from siting.rules.finding import Verdict, number_text
from siting.rules.law import Text
from siting.rules.own_home import may_be_own

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shapely.geometry.base import BaseGeometry

    from siting.rules.facts import CameraFacts, Facts
    from siting.rules.law import Rule

_GARDEN = "garden"


class _Heard(NamedTuple):
    """One place in earshot: its layer, id, what it is in words, why it may be no other's private one.

    `building` is its place among the plan's buildings; None for a zone.
    """

    kind: str
    id: str
    what: Text
    geometry: BaseGeometry
    doubt: tuple[str, ...] = ()
    building: int | None = None


# The same of every camera: made once.
_NO_RANGE = Verdict(
    outcome="undecided",
    unit="m",
    flags=("audio_range_missing",),
    message=Text(
        "未申报拾音距离，无法判定能否听到住宅等处的私密谈话",
        "audio_range_m is not declared: whether homes are within earshot is not known",
    ),
)


def no_overhearing(facts: Facts, rule: Rule, camera: CameraFacts) -> Iterator[Verdict]:
    """Yield a verdict for each home, garden or private room that the microphone reaches, else one.

    The reach is a circle of `audio_range_m` in plan about the camera, whatever it looks at. Walls are not
    taken out of it: where a building stands between, the finding says so, for a reviewer to weigh.
    A hotel or dormitory is heard room by room where rooms are drawn, and undecided where none are.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `home_uses`, `undecided_uses`, `zone_kinds`; optionally `own_home_reach_m` [m].
    camera : CameraFacts
    """
    range_m = camera.camera.audio_range_m
    if range_m is None:
        yield _NO_RANGE
        return
    heard = [*_homes(facts, rule, camera, range_m), *_zones(facts, rule, camera, range_m)]
    for place in heard:
        yield _verdict(facts, camera, place, range_m)
    if not heard:
        reach = number_text(range_m)
        yield Verdict(
            outcome="pass",
            expected=reach,
            unit="m",
            geometry=camera.position,
            message=Text(
                f"拾音距离 {reach} m 内没有住宅、庭院或私密房间",
                f"no home, garden or private room lies within the microphone's {reach} m",
            ),
        )


def _homes(facts: Facts, rule: Rule, camera: CameraFacts, range_m: float) -> Iterator[_Heard]:
    homes, unsure = rule.texts("home_uses"), rule.texts("undecided_uses")
    for place in facts.surroundings.buildings_within(camera.position, range_m):
        building = facts.buildings[place]
        what = Text("住宅", "home")
        if building.use in homes or building.is_partly_residential:
            doubt = (OWN_HOME,) if may_be_own(rule, camera, building.geometry) else ()
        elif building.use in unsure and not _has_rooms(facts, rule, place):
            doubt = ("use_unknown",) if building.use == UNKNOWN_USE else ("rooms_not_drawn",)
            what = Text("建筑", "building")
        else:
            continue
        yield _Heard("building", building.id, what, building.geometry, doubt, place)


def _has_rooms(facts: Facts, rule: Rule, building: int) -> bool:
    rooms = {*rule.texts("zone_kinds")} - {_GARDEN}
    return any(facts.zones[place].kind in rooms for place in facts.surroundings.zones_in(building))


def _zones(facts: Facts, rule: Rule, camera: CameraFacts, range_m: float) -> Iterator[_Heard]:
    kinds = rule.texts("zone_kinds")
    for place in facts.surroundings.zones_within(camera.position, range_m):
        zone = facts.zones[place]
        if zone.kind in kinds:
            what = Text("庭院", "garden") if zone.kind == _GARDEN else Text("房间", "room")
            own = (OWN_HOME,) if may_be_own(rule, camera, zone.geometry) else ()
            yield _Heard("zone", zone.id, what, zone.geometry, own)


def _verdict(facts: Facts, camera: CameraFacts, place: _Heard, range_m: float) -> Verdict:
    line = shapely.shortest_line(camera.position, place.geometry)
    distance_m = float(shapely.length(line))
    reach, distance = number_text(range_m), number_text(round(distance_m, 2))
    zh = f"{place.what.zh} {place.id} 距拾音器 {distance} m，在其 {reach} m 拾音距离之内"
    en = f"{place.what.en} {place.id} is {distance} m from the microphone, within its {reach} m"
    is_screened = facts.surroundings.is_screened(line, but_for=place.building)
    if is_screened:
        zh, en = f"{zh}；其间有建筑阻隔（仅供参考）", f"{en}; a building stands between, for what it is worth"
    if place.doubt:
        why = in_words(place.doubt)
        zh, en = f"{zh}；未能判定：{why.zh}", f"{en}; undecided: {why.en}"
    return Verdict(
        outcome="undecided" if place.doubt else "fail",
        object_kind=place.kind,
        object_id=place.id,
        expected=reach,
        observed=number_text(distance_m),
        unit="m",
        margin=distance_m - range_m,
        flags=(*place.doubt, *(["screened"] if is_screened else [])),
        geometry=line if distance_m > 0.0 else camera.position,
        message=Text(zh, en),
    )
