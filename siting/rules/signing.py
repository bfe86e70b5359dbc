"""Which ways into what a camera covers pass a sign of the camera first."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from siting.coverage.legibility import Reading
from siting.coverage.routes import search
from siting.rules.doubts import doubts, in_words
from siting.rules.facts import Way
from siting.rules.finding import Verdict
from siting.rules.law import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from shapely.geometry.base import BaseGeometry

    from siting.coverage.routes import Entry, Readable
    from siting.rules.facts import CameraFacts, Facts, Sign
    from siting.rules.law import Rule

READING_PARAMETERS = {
    "distance_factor": "number",
    "eye_height_m": "number",
    "mount_m": "number",
    "largest_side_mm": "number",
}
"""What a duty must give to say from where a sign is read, with the kind of each."""

NO_FACING, NO_SIZE, NO_CAMERA, OF_OTHERS, INDOOR, FROM_INDOORS = (
    "sign_facing_missing",
    "sign_size_missing",
    "sign_unassigned",
    "sign_of_others",
    "sign_indoor",
    "way_out_of_building",
)
_WORDS = {
    NO_FACING: Text("标识朝向未填", "which way a sign faces is not given"),
    NO_SIZE: Text("标识尺寸未填", "the size of a sign is not given"),
    NO_CAMERA: Text("标识所属摄像机不明", "which camera a sign tells of is not known"),
    OF_OTHERS: Text(
        "能读到的标识只指明其他摄像机，是否也提示本摄像机不明",
        "a sign that can be read names other cameras alone: whether it tells of this one, too, is not known",
    ),
    FROM_INDOORS: Text(
        "步行路在建筑内或沿其墙线，在那里能读到什么不明",
        "a way runs inside a building or on the line of its wall, and what can be read there is not known",
    ),
}


def reading_of(rule: Rule) -> Reading:
    """Return how signs are read under a rule.

    Parameters
    ----------
    rule : Rule
        `READING_PARAMETERS`.
    """
    return Reading(**{name: rule.number(name) for name in READING_PARAMETERS})


def ways_in(facts: Facts, rule: Rule, camera: CameraFacts) -> tuple[Way, ...]:
    """Return every way into what a camera covers: pass where every walker on it has passed a sign.

    A sign whose facing, size or camera is not given, or that names other cameras alone, may serve a way, and
    does not surely do so: undecided.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `approach_m` [m] and `READING_PARAMETERS`.
    camera : CameraFacts
    """
    approach_m, reading = rule.number("approach_m"), reading_of(rule)
    key = (camera.id, approach_m, reading)
    if key not in facts.ways:
        facts.ways[key] = tuple(
            _way(facts, camera, entry, approach_m=approach_m, reading=reading)
            for entry in facts.signage.entries(approach_m=approach_m).get(camera.id, ())
        )
    return facts.ways[key]


def ways_not_asked(facts: Facts, camera: CameraFacts) -> Verdict | None:
    """Return the verdict where the ways into what a camera covers cannot be told, None where they can.

    Parameters
    ----------
    facts : Facts
    camera : CameraFacts
    """
    unknown = doubts(camera)
    if facts.scene.walks.empty:
        flags: tuple[str, ...] = ("walks_not_given",)
        said = Text(
            "方案未提供步行路网（walks 图层）：无法得知人们从何处走入拍摄范围",
            "the plan has no walking network (layer walks): from where people walk into view is not known",
        )
    elif unknown:
        flags, why = unknown, in_words(unknown)
        said = Text(f"{why.zh}，拍摄范围不明", f"{why.en}, so what it covers is not known")
    elif camera.id not in facts.signage.covering:
        said = Text("摄像机在目标高度上没有拍摄范围", "the camera covers nothing at the height of the target")
        return Verdict(outcome="not_applicable", message=said)
    else:
        return None
    return Verdict(outcome="undecided", flags=flags, geometry=camera.position, message=said)


def doubts_of(sign: Sign) -> tuple[str, ...]:
    """Return what is not known of a sign, as flags.

    Parameters
    ----------
    sign : Sign
    """
    missing = {
        NO_FACING: sign.facing_deg is None,
        NO_SIZE: sign.height_mm is None,
        NO_CAMERA: not sign.camera_ids,
    }
    return tuple(flag for flag, holds in missing.items() if holds)


def doubts_in_words(flags: Iterable[str]) -> Text:
    """Return doubts about signs in both languages, in the order given.

    Parameters
    ----------
    flags : iterable of str
    """
    said = [_WORDS[flag] for flag in flags]
    return Text("，".join(each.zh for each in said), ", ".join(each.en for each in said))


def sign_verdict(
    outcome: str,
    sign: Sign,
    *,
    message: Text,
    flags: tuple[str, ...] = (),
    observed: str = "",
    expected: str = "",
    margin: float = math.nan,
    geometry: BaseGeometry | None = None,
) -> Verdict:
    """Return a verdict whose object is a sign and whose unit is the metre.

    Parameters
    ----------
    outcome : str
    sign : Sign
    message : Text
    flags : tuple of str
    observed, expected : str
        Measured value and limit [m].
    margin : float
        Distance to the limit [m].
    geometry : shapely geometry or None
        What proves it; the sign itself when None.
    """
    return Verdict(
        outcome=outcome,
        object_kind="sign",
        object_id=sign.id,
        expected=expected,
        observed=observed,
        unit="m",
        margin=margin,
        flags=flags,
        geometry=sign.geometry if geometry is None else geometry,
        message=message,
    )


def _way(facts: Facts, camera: CameraFacts, entry: Entry, *, approach_m: float, reading: Reading) -> Way:
    signage = facts.signage
    sure: list[Readable] = []
    unsure: list[Readable] = []
    doubts: set[str] = set()
    readable = signage.readable(reading)
    for place in _signs_on(facts, entry, reading):
        missing = (*doubts_of(facts.signs[place]), *_of_others(facts.signs[place], camera))
        (unsure if missing else sure).append(readable[place])
        doubts.update(missing)

    def is_open(some: list[Readable]) -> bool:
        walks, network = signage.walks[camera.id], signage.network
        return any(
            search(gate, walks, network, approach_m=approach_m, readable=some).reaches_source
            for gate in entry.gates
        )

    if sure and not is_open(sure):
        return Way(entry, "pass")
    if unsure and not is_open([*sure, *unsure]):
        return Way(entry, "undecided", tuple(sorted(doubts)))
    indoors = signage.out_of_buildings(approach_m=approach_m, eye_height_m=reading.eye_height_m)
    if (camera.id, entry.id) in indoors:
        return Way(entry, "undecided", (FROM_INDOORS,))
    return Way(entry, "fail")


def _signs_on(facts: Facts, entry: Entry, reading: Reading) -> list[int]:
    """Return the signs read on the way in, by place in their layer, whomever they name."""
    read_at = facts.signage.read_at(reading)
    return sorted({sign for piece, _, _ in entry.stretches for sign in read_at.get(piece, ())})


def _of_others(sign: Sign, camera: CameraFacts) -> tuple[str, ...]:
    """Whether a sign names other cameras alone, as flags: who reads it does not see whom it names."""
    return (OF_OTHERS,) if sign.camera_ids and camera.id not in sign.camera_ids else ()
