"""The numbers of a duty, read and checked against what its check takes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from siting.rules._keys import Keys, as_day, as_float
from siting.rules.law import Number, Text, Value

if TYPE_CHECKING:
    from siting.rules.registry import Check

_KINDS = {
    "number": "a number of at least 0",
    "count": "a whole number of at least 0",
    "text": "text",
    "texts": "a list of texts, not empty",
    "day": "a day as YYYY-MM-DD",
}
_NEEDS_REASON = ("case", "guidance", "assumption")


def value_of(kind: str, value: object) -> Value:
    """Return `value` as a parameter of `kind`; TypeError when it is none.

    Parameters
    ----------
    kind : str
        number, count, text, texts or day.
    value : object
    """
    if kind == "texts" and isinstance(value, (list, tuple)) and value:
        if all(isinstance(each, str) and each for each in value):
            return tuple(value)
    elif kind == "text" and isinstance(value, str) and value:
        return value
    elif kind == "day":
        day = value if isinstance(value, date) else as_day(value)
        if day is not None:
            return day
    elif kind in ("number", "count"):
        number = as_float(value)
        if number is not None and number >= 0 and (kind == "number" or number.is_integer()):
            return number
    raise TypeError(f"{value!r} is no {_KINDS[kind]}")


def allowed_value(kind: str) -> str:
    """Return in words what a parameter of `kind` may be."""
    return _KINDS[kind]


def read_parameters(
    keys: Keys, check: str, known: Check | None, *, first_day: date
) -> dict[str, tuple[Number, ...]]:
    """Return the parameters of the duty at `keys`, each with its dated values.

    Parameters
    ----------
    keys : Keys
    check : str
        Name of the duty's check.
    known : Check or None
        The check itself; None when nothing is computed.
    first_day : datetime.date
        Of the pack.
    """
    given = keys.names("parameters")
    kinds = {**known.parameters, **known.optional} if known else {}
    where = f"{keys.where}.parameters"
    inner = Keys(keys.file, where, given, keys.faults)
    for name in known.parameters if known else ():
        if name not in given:
            inner.fault(name, "nothing", f"a parameter of check {check}: {_KINDS[kinds[name]]}")
    optional = known.optional if known else {}
    if 0 < len(optional.keys() & given.keys()) < len(optional):
        inner.fault("", sorted(optional.keys() & given.keys()), "all or none of " + ", ".join(optional))
    numbers = {}
    for name, value in given.items():
        if name not in kinds:
            takes = ", ".join(kinds) or "no parameters"
            inner.fault(name, value, f"check {check} takes {takes}")
            continue
        dated = value if isinstance(value, list) else [value]
        steps = tuple(
            _number(Keys(keys.file, f"{where}.{name}", each, keys.faults), kinds[name]) for each in dated
        )
        _refuse_days(inner, name, steps, first_day)
        if dated and isinstance(dated[0], dict) and dated[0].get("value", name) is None:
            inner.fault(f"{name}.value", "null", "a value first: null ends one that stood before")
        numbers[name] = steps
    return numbers


def _refuse_days(keys: Keys, name: str, steps: tuple[Number, ...], first_day: date) -> None:
    days = [step.first_day for step in steps]
    if not days:
        keys.fault(name, [], "at least one value")
    elif days != sorted(set(days)):
        keys.fault(f"{name}.from", [str(day) for day in days], "days that ascend")
    elif date.min < first_day < days[0]:
        keys.fault(f"{name}.from", str(days[0]), f"a day no later than the pack's first, {first_day}")


def _number(keys: Keys, kind: str) -> Number:
    raw = keys.raw("value", allowed=_KINDS[kind])
    value: Value = None
    if raw is not None:
        try:
            value = value_of(kind, raw)
        except TypeError:
            keys.fault("value", raw, f"{_KINDS[kind]}, or null to end it")
    basis = keys.basis()
    number = Number(
        value=value,
        unit=keys.text("unit"),
        first_day=keys.day("from"),
        basis=basis,
        source=keys.text("source"),
        reason=_reason(keys),
    )
    if basis in _NEEDS_REASON and number.reason is None:
        keys.fault("reason", "nothing", f"why this value stands, since its basis is {basis}")
    keys.close()
    return number


def _reason(keys: Keys) -> Text | None:
    value = keys.raw("reason", None)
    if isinstance(value, str) and value.strip():
        return Text(value.strip(), value.strip())
    return keys.both("reason") if value is not None else None
