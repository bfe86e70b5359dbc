"""Whom a duty of an article file concerns, read and checked against the fields of a plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from siting.fields import LAYERS
from siting.rules._keys import Keys
from siting.rules.law import UNDECLARED

if TYPE_CHECKING:
    from siting.fields import Field

SCOPE = ("applies_to", "spares", "unsettled_for")
"""The keys of a duty that say whom it concerns; each maps fields of a plan to their values."""
_SPARED = SCOPE[1]
# What a duty may ask of a camera, and of a system besides: fields with few, named values.
_ASKABLE, _ASKABLE_OF_SYSTEMS = (
    {field.name: field for field in LAYERS[layer].fields if field.kind in ("choice", "flag")}
    for layer in ("cameras", "systems")
)


class Scope(TypedDict):
    """Fields of a plan with their values: whom a duty concerns, whom it spares, of whom it is not said."""

    applies_to: dict[str, tuple[str, ...]]
    spares: dict[str, tuple[str, ...]]
    unsettled_for: dict[str, tuple[str, ...]]


def read_scope(keys: Keys, subject: str) -> Scope:
    """Return whom a duty concerns, whom it spares and of whom it is not said, by key and field.

    Parameters
    ----------
    keys : Keys
        Of the duty; faults are gathered there.
    subject : str
        What the duty is about; a system is asked for its cameras' fields and its own.
    """
    askable = _ASKABLE | (_ASKABLE_OF_SYSTEMS if subject == "system" else {})
    named, spared, left_open = (_values(keys, key, askable) for key in SCOPE)
    return Scope(applies_to=named, spares=spared, unsettled_for=left_open)


def _values(keys: Keys, key: str, askable: dict[str, Field]) -> dict[str, tuple[str, ...]]:
    asked = keys.names(key)
    inner = Keys(keys.file, f"{keys.where}.{key}", asked, keys.faults)
    wanted = {}
    for name in asked:
        if name not in askable:
            inner.fault(name, asked[name], "one of the fields " + ", ".join(askable))
            continue
        values = inner.texts(name)
        field = askable[name]
        choices = ("yes", "no") if field.kind == "flag" else field.choices
        if not values:
            inner.fault(name, list(values), "a list of values, not empty")
        for value in values:
            is_left_out = key == _SPARED and value == UNDECLARED
            if value not in choices and not field.open_choice and not is_left_out:
                inner.fault(name, value, field.allowed())
        wanted[name] = values
    return wanted
