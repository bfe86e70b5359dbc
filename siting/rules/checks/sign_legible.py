"""Whether a sign is large enough to be read from where people walk into view."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely

from siting.rules.finding import Verdict, number_text
from siting.rules.law import Text
from siting.rules.signing import NO_SIZE, reading_of, sign_verdict, ways_not_asked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.coverage.legibility import Reading
    from siting.coverage.network import Floats
    from siting.rules.facts import CameraFacts, Facts, Sign
    from siting.rules.law import Rule

_MM_PER_M = 1000.0
_NOTHING = Text("", "")


def sign_legible(facts: Facts, rule: Rule, camera: CameraFacts) -> Iterator[Verdict]:
    """Yield, sign by sign, whether a sign of the camera can be read from any of the ways into view.

    The distance is that from the sign to the nearest point of the stretches on which people come to the
    covered area, in space; whether the sign faces them is another duty's question.

    Parameters
    ----------
    facts : Facts
    rule : Rule
        `approach_m` [m] and how signs are read.
    camera : CameraFacts
    """
    signs = facts.signs_by_camera.get(camera.id, ())
    if not signs:
        said = Text("没有标识指明本摄像机", "no sign names the camera")
        yield Verdict(outcome="not_applicable", message=said)
        return
    unasked = ways_not_asked(facts, camera)
    if unasked:
        yield unasked
        return
    entries = facts.signage.entries(approach_m=rule.number("approach_m")).get(camera.id, ())
    approach = facts.signage.stretches(entries)
    for sign in signs:
        if not len(approach):
            said = Text(
                f"没有已知的步行入口，标识 {sign.id} 应从何处读到不明",
                f"no way in on foot is known, so from where sign {sign.id} must be read is not",
            )
            yield sign_verdict("undecided", sign, message=said, flags=("no_walk_enters",))
        elif sign.height_mm is None:
            said = Text(f"标识 {sign.id} 的尺寸未填", f"the size of sign {sign.id} is not given")
            yield sign_verdict("undecided", sign, message=said, flags=(NO_SIZE,))
        else:
            yield _measured(facts, rule, sign, approach)


def _measured(facts: Facts, rule: Rule, sign: Sign, approach: Floats) -> Verdict:
    reading = reading_of(rule)
    face = facts.signage.face(sign.id, reading)
    nearest = _nearest(approach, face.easting_m, face.northing_m)
    in_plan_m = math.hypot(nearest[0] - face.easting_m, nearest[1] - face.northing_m)
    distance_m = math.hypot(in_plan_m, face.mount_m - reading.eye_height_m)
    reach_m = face.reach_m
    size = number_text(round(face.side_mm))
    reach, distance = number_text(round(reach_m, 1)), number_text(round(distance_m, 1))
    factor = number_text(reading.distance_factor)
    fits = reach_m >= distance_m
    asked = _NOTHING if fits else _asked(face.side_mm, reach_m, distance_m, reading)
    return sign_verdict(
        "pass" if fits else "fail",
        sign,
        observed=number_text(round(reach_m, 2)),
        expected=number_text(round(distance_m, 2)),
        margin=reach_m - distance_m,
        geometry=shapely.LineString([(face.easting_m, face.northing_m), nearest]),
        message=Text(
            f"标识 {sign.id} 短边 {size} mm，按距离系数 {factor} 可在 {reach} m 处读到；"
            f"最近的步行入口路段距其 {distance} m{asked.zh}（建议性，依据：{rule.basis_zh}）",
            f"sign {sign.id} is {size} mm on its smaller side and read from {reach} m (distance factor "
            f"{factor}); the nearest way in passes at {distance} m{asked.en} (advisory, basis: {rule.basis})",
        ),
    )


def _asked(side_mm: float, reach_m: float, distance_m: float, reading: Reading) -> Text:
    """Return what a sign would take to be read from further off: a larger one, or one that is nearer."""
    # At this distance its side would have to be as much larger as the distance is.
    needed_mm = math.ceil(side_mm * distance_m / reach_m) if reach_m else math.inf
    largest = number_text(reading.largest_side_mm)
    if needed_mm <= reading.largest_side_mm:
        needed = number_text(needed_mm)
        return Text(f"，需要 {needed} mm", f" and asks for {needed} mm")
    furthest = number_text(round(reading.distance_factor * reading.largest_side_mm / _MM_PER_M, 1))
    return Text(
        f"，超出常用标识（短边至多 {largest} mm，{furthest} m 处可读）的读取距离，须移近或在入口旁增设",
        f", too far for any sign of a common size (up to {largest} mm, read from {furthest} m): it, or "
        "another, has to stand nearer to the way in",
    )


def _nearest(approach: Floats, easting_m: float, northing_m: float) -> tuple[float, float]:
    """Return the point of some straight parts that lies nearest to a place [m]."""
    here = np.array([easting_m, northing_m])
    start, run = approach[:, :2], approach[:, 2:] - approach[:, :2]
    share = np.clip(((here - start) * run).sum(axis=1) / (run * run).sum(axis=1), 0.0, 1.0)
    feet = start + share[:, None] * run
    easting, northing = feet[int(np.argmin(np.hypot(*(feet - here).T)))].tolist()
    return easting, northing
