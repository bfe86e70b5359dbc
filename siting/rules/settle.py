"""Duties settled for one day: the numbers that hold, with the user's own put in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.errors import Gathered, UsageError
from siting.rules._numbers import allowed_value, value_of
from siting.rules.law import Duty, Pack, Rule, Value
from siting.rules.nearest import did_you_mean
from siting.rules.registry import CHECKS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

# A user's own number rests on no text.
_OWN_BASIS = "assumption"


def settle(packs: Sequence[Pack], *, on: date, overrides: Mapping[str, object]) -> list[Rule | Duty]:
    """Return every duty as a rule with its numbers on the day `on`; a duty whose number ended as it is.

    Parameters
    ----------
    packs : sequence of Pack
    on : datetime.date
    overrides : mapping of str to object
        ``duty_id.parameter`` to the user's value.

    Raises
    ------
    UsageError
        When a pack says nothing on that day, or an override names no parameter or has a wrong value.
    """
    gathered = Gathered()
    own: dict[str, dict[str, Value]] = {}
    with gathered:
        _refuse_early_day(packs, on)
    with gathered:
        own = _own_values([duty for pack in packs for duty in pack.duties], overrides)
    gathered.close()
    settled: list[Rule | Duty] = []
    for duty in (duty for pack in packs for duty in pack.duties):
        values = {name: _value(duty, name, on) for name in duty.parameters} | own.get(duty.id, {})
        limit = CHECKS[duty.check].limit if duty.check in CHECKS else ""
        basis = _OWN_BASIS if limit in own.get(duty.id, {}) else duty.basis
        if any(value is None for value in values.values()):
            settled.append(duty)
        else:
            settled.append(Rule(duty=duty, values=values, basis=basis, overridden=duty.id in own))
    return settled


def _refuse_early_day(packs: Sequence[Pack], on: date) -> None:
    early = [pack for pack in packs if on < pack.first_day]
    if early:
        raise UsageError(
            "\n".join(
                f"on: found {on}; allowed {pack.first_day} or later, the first day of {pack.id}. "
                "Choose a later day, or leave the pack out"
                for pack in early
            )
        )


def _value(duty: Duty, name: str, on: date) -> Value:
    number = duty.number(name, on)
    return number.value if number else None


def _own_values(duties: list[Duty], overrides: Mapping[str, object]) -> dict[str, dict[str, Value]]:
    known = {f"{duty.id}.{name}": (duty, name) for duty in duties for name in duty.parameters}
    own: dict[str, dict[str, Value]] = {}
    faults = []
    for key, raw in overrides.items():
        if key not in known:
            near = [name for name in known if name.rpartition(".")[0] == key.rpartition(".")[0]]
            allowed = ", ".join(near) or "duty_id.name of a number that siting rules ID shows"
            asked = "" if near else did_you_mean(key, known)
            faults.append(f"set: found {key!r}; allowed {allowed}" + (f"; {asked}" if asked else ""))
            continue
        duty, name = known[key]
        check = CHECKS[duty.check]
        kind = {**check.parameters, **check.optional}[name]
        try:
            own.setdefault(duty.id, {})[name] = value_of(kind, _parsed(kind, raw))
        except (TypeError, ValueError):
            faults.append(f"set {key}: found {raw!r}; allowed {allowed_value(kind)}")
    if faults:
        raise UsageError("\n".join(faults))
    return own


def _parsed(kind: str, raw: object) -> object:
    """A value typed on a command line is text: read it as its parameter's kind."""
    if not isinstance(raw, str):
        return raw
    if kind in ("number", "count"):
        return float(raw)
    if kind == "texts":
        return [part.strip() for part in raw.split(",")]
    return raw
