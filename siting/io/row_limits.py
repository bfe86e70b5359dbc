"""The limits of the reader for one row that is drawn or typed instead of read."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import shapely
from shapely.geometry.base import BaseGeometry

from siting.errors import Fault
from siting.fields import LAYERS
from siting.io.days import day_in
from siting.io.geometry import kind_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from siting.fields import Field

_DIMENSION = {"point": 0, "line": 1, "polygon": 2}
_SHAPE = "geometry"


def row_faults(
    layer: str, row_id: str, row: Mapping[str, Any], *, words: Mapping[str, Collection[str]] | None = None
) -> list[Fault]:
    """Return a fault for every value of a row that no reader would let pass.

    Parameters
    ----------
    layer, row_id : str
        Where the row belongs, for messages.
    row : mapping
        Canonical fields; a missing one, or None, is not given. The shape in ``geometry``.
    words : mapping of str to collection of str, or None
        Further values of open choices by field, such as a rule pack knows; None lets any pass.

    Examples
    --------
    >>> [str(fault) for fault in row_faults("signs", "s1", {"facing_deg": 400.0})][:1]
    ['signs, row s1, facing_deg: found 400.0; allowed a number from 0 to 360. Put the value right.']
    """
    known = LAYERS[layer]
    names = {field.name for field in known.fields}
    allowed = ", ".join(sorted(names))
    faults = [
        Fault(layer, str(name), "no field of this layer", allowed, "Check how it is called.", row_id)
        for name in row
        if name not in names and name not in (_SHAPE, "assumed")
    ]
    for field in known.fields:
        value = row.get(field.name)
        if value is None:
            # What a camera must have depends on its kind: `siting.project` asks for it.
            if field.required and layer != "cameras":
                faults.append(Fault(layer, field.name, "nothing", field.allowed(), "Fill it in.", row_id))
        elif not _fits(field, value, words):
            found, remedy = repr(value), "Put the value right."
            faults.append(Fault(layer, field.name, found, _allowed(field, words), remedy, row_id))
    if not faults:
        faults += _span_faults(layer, row_id, row)
    return faults + (_shape_faults(layer, row_id, row.get(_SHAPE)) if known.shape != "table" else [])


def _fits(field: Field, value: object, words: Mapping[str, Collection[str]] | None) -> bool:
    if field.kind in ("number", "integer"):
        return _is_within(field, value)
    if not isinstance(value, str) or not value.strip():
        return False
    if field.kind == "flag":
        return value in ("yes", "no")
    if field.kind == "date":
        return day_in(value) == value
    is_further = field.open_choice and (words is None or value in words.get(field.name, ()))
    return field.kind != "choice" or value in field.choices or is_further


def _is_within(field: Field, value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        return False
    low, high = field.minimum, field.maximum
    is_above = low is None or (value > low if field.above_minimum else value >= low)
    is_whole = field.kind != "integer" or float(value).is_integer()
    return is_above and (high is None or value <= high) and is_whole


def _allowed(field: Field, words: Mapping[str, Collection[str]] | None) -> str:
    more = sorted(set((words or {}).get(field.name, ())) - set(field.choices))
    return ", ".join([field.allowed(), *more]) if field.open_choice else field.allowed()


def _span_faults(layer: str, row_id: str, row: Mapping[str, Any]) -> list[Fault]:
    base_m, top_m = row.get("base_m"), row.get("top_m")
    if base_m is None or top_m is None or base_m < top_m:
        return []
    found, remedy = f"base_m {base_m:g} and top_m {top_m:g}", "Exchange the two, or leave one out."
    return [Fault(layer, "base_m, top_m", found, "base_m below top_m", remedy, row_id)]


def _is_of_kind(layer: str, shape: BaseGeometry) -> bool:
    """Return whether a layer takes a shape; a camera stands in one place."""
    if layer == "cameras":
        return bool(shape.geom_type == "Point")
    want = _DIMENSION.get(LAYERS[layer].shape)
    return want is None or bool(shapely.get_dimensions(shape) == want)


def _shape_faults(layer: str, row_id: str, shape: Any) -> list[Fault]:
    expected = LAYERS[layer].shape
    found = ""
    if not isinstance(shape, BaseGeometry) or shape.is_empty:
        found = "no shape"
    elif not _is_of_kind(layer, shape):
        found = kind_of(shape)
    elif not all(map(math.isfinite, shape.bounds)):
        found = "a place that is no number"
    elif not shape.is_valid:
        found = shapely.is_valid_reason(shape)
    elif expected == "polygon" and shape.area == 0.0:
        found = "an area of nothing"
    if not found:
        return []
    noun = "a shape" if expected == "any" else f"a {expected}"
    return [Fault(layer, _SHAPE, found, f"{noun} whose edges do not cross", "Draw it again.", row_id)]
