"""One camera as planned and as built, and what differs between the two, field by field."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import shapely

from siting.change.seeing import (
    EXACT,
    MEASURED,
    PRESET,
    apart,
    are_told_by_angle,
    exact,
    is_asked,
    measured,
    turned,
)
from siting.rules.cells import text_of
from siting.rules.changes import BEYOND, UNKNOWN, WITHIN, Change
from siting.rules.finding import number_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from siting.change.seeing import Aimed
    from siting.model import Camera
    from siting.rules.tolerances import Tolerance

# The change that each declared field stands for.
_DECLARED = {
    "kind": "retyped",
    "brand": "replaced",
    "model": "replaced",
    "has_audio": "refitted",
    "has_face_recognition": "refitted",
    "system_id": "reassigned",
    "regime": "reassigned",
    "social_public_area": "reassigned",
}
# What stands where a scene does not say of what kind a camera is.
_BY_DEFAULT = ("kind", "fixed")
# A camera is a fisheye where its scene says so, else it is none.
_FISHEYE, _NO = "is_fisheye", "no"
# Less than a millimetre or a hundredth of a degree is no difference but rounding, as from one system of
# coordinates to another; a deviation drawn exactly at its tolerance is within it.
_NOTHING = {"m": 1e-3, "deg": 1e-2}
_ROUNDING = 1e-6
_SAME_RATIO = 1e-6

COMPARED = frozenset({"easting_m", "northing_m", _FISHEYE, *MEASURED, *EXACT, *_DECLARED})
"""Fields of cameras and their lenses in which two scenes are compared."""


@dataclass(frozen=True, slots=True)
class _Pair:
    """One camera as planned and as built, and what its rows share."""

    plan: Camera
    built: Camera
    shared: dict[str, Any]


def camera_changes(
    plan: Camera,
    built: Camera,
    presets: tuple[Mapping[str, Aimed], Mapping[str, Aimed]],
    tolerances: Mapping[str, Tolerance],
) -> Iterator[Change]:
    """Yield what differs between one camera as planned and as built, field by field, then its presets.

    Parameters
    ----------
    plan, built : siting.model.Camera
    presets : tuple of mapping of str to Aimed
        Those of each by name, as `siting.change.seeing.presets_of` gives them.
    tolerances : mapping of str to Tolerance
    """
    pair = _pair_of(plan, built)
    yield from _field_changes(pair, tolerances)
    yield from _preset_changes(pair, *presets, tolerances=tolerances)


def _pair_of(plan: Camera, built: Camera) -> _Pair:
    places = [(each.easting_m, each.northing_m) for each in (plan, built)]
    shared: dict[str, Any] = {
        "subject_kind": "camera",
        "subject_id": plan.id,
        "system_id": text_of(plan.system_id) or text_of(built.system_id),
        "geometry": shapely.LineString(places) if places[0] != places[1] else shapely.Point(places[0]),
    }
    return _Pair(plan, built, shared)


def _field_changes(pair: _Pair, tolerances: Mapping[str, Tolerance]) -> Iterator[Change]:
    plan, built, shared = pair.plan, pair.built, pair.shared
    places = [(each.easting_m, each.northing_m) for each in (plan, built)]
    moved_m = math.dist(*places)
    texts = [f"{easting:.2f} {northing:.2f}" for easting, northing in places]
    yield from _measured(
        pair, "moved", tolerances["position_m"], deviation=moved_m, texts=(texts[0], texts[1])
    )
    for name, (change, tolerance) in MEASURED.items():
        first, second = measured(plan, name), measured(built, name)
        if first is None or not is_asked(plan, built, name):
            continue
        if second is None:
            yield Change(change=change, field=name, plan=number_text(first), extent=UNKNOWN, **shared)
            continue
        both = (number_text(first), number_text(second))
        away, limit = apart(name, first, second), replace(tolerances[tolerance], name=name)
        yield from _measured(pair, change, limit, deviation=away, texts=both)
    yield from _on_sheets(pair)
    yield from _declared(pair)


def _on_sheets(pair: _Pair) -> Iterator[Change]:
    for name, change in EXACT.items():
        first, second = exact(pair.plan, name), exact(pair.built, name)
        if first is None or are_told_by_angle(pair.plan, pair.built, name):
            continue
        if second is None or not math.isclose(first, second, rel_tol=_SAME_RATIO):
            told = "" if second is None else number_text(second)
            extent = UNKNOWN if second is None else BEYOND
            yield Change(
                change=change, field=name, plan=number_text(first), built=told, extent=extent, **pair.shared
            )


def _preset_changes(
    pair: _Pair,
    plan: Mapping[str, Aimed],
    built: Mapping[str, Aimed],
    *,
    tolerances: Mapping[str, Tolerance],
) -> Iterator[Change]:
    """Yield what differs between the presets of a camera, which of several sensors are their aims."""
    for name in {**plan, **built}:
        field = f"{PRESET}{name}"
        first, second = plan.get(name), built.get(name)
        both = ("" if first is None else str(first), "" if second is None else str(second))
        if first is None or second is None:
            yield Change(change="re_aimed", field=field, plan=both[0], built=both[1], **pair.shared)
            continue
        for angle, change, away in turned(first, second):
            if away is None:
                yield Change(change=change, field=field, plan=both[0], extent=UNKNOWN, **pair.shared)
                continue
            limit = replace(tolerances[MEASURED[angle][1]], name=field)
            yield from _measured(pair, change, limit, deviation=away, texts=both)


def _measured(
    pair: _Pair, change: str, tolerance: Tolerance, *, deviation: float, texts: tuple[str, str]
) -> Iterator[Change]:
    if deviation < _NOTHING[tolerance.unit]:
        return
    yield Change(
        change=change,
        field=tolerance.name,
        plan=texts[0],
        built=texts[1],
        deviation=deviation,
        tolerance=tolerance.value,
        unit=tolerance.unit,
        extent=BEYOND if deviation > tolerance.value + _ROUNDING else WITHIN,
        **pair.shared,
    )


def _declared(pair: _Pair) -> Iterator[Change]:
    for name, change in _DECLARED.items():
        first, second = (_text(camera, name) for camera in (pair.plan, pair.built))
        if first and first.casefold() != second.casefold():
            extent = BEYOND if second and (name, second) != _BY_DEFAULT else UNKNOWN
            yield Change(change=change, field=name, plan=first, built=second, extent=extent, **pair.shared)
    first, second = (_text(camera, _FISHEYE) or _NO for camera in (pair.plan, pair.built))
    if first != second:
        is_open = not _text(pair.built, _FISHEYE) and pair.built.kind == _BY_DEFAULT[1]
        extent = UNKNOWN if is_open else BEYOND
        yield Change(change="retyped", field=_FISHEYE, plan=first, built=second, extent=extent, **pair.shared)


def _text(camera: Camera, name: str) -> str:
    return "" if name in camera.assumed else text_of(getattr(camera, name, None))
