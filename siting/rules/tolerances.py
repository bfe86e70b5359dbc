"""Tolerances: by how much a built camera may differ from its plan before it counts as deviating."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from siting.errors import Fault, InputError, PackError, UsageError
from siting.rules._keys import Keys
from siting.rules.nearest import did_you_mean
from siting.rules.strict_yaml import read_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from siting.rules.law import Text

_FILE = Path(__file__).parent / "packs" / "standards" / "deviations.yaml"
# A user's own number rests on no text.
_OWN_BASIS = "assumption"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tolerance:
    """One tolerance with its unit, first day, basis and source.

    Parameters
    ----------
    name : str
        The field that it is about, with its unit at the end.
    title : Text
    value : float
    unit : str
    first_day : datetime.date
    basis : str
        One of `siting.rules.law.BASES`.
    source : str
    reason : Text
    is_overridden : bool
        True when the value is the user's own.
    """

    name: str
    title: Text
    value: float
    unit: str
    first_day: date
    basis: str
    source: str
    reason: Text
    is_overridden: bool = False

    def as_record(self) -> dict[str, object]:
        """Return the tolerance as values that JSON can carry."""
        return {
            "name": self.name,
            "value": self.value,
            "unit": self.unit,
            "from": str(self.first_day),
            "basis": self.basis,
            "source": self.source,
            "reason": {"zh": self.reason.zh, "en": self.reason.en},
            "overridden": self.is_overridden,
        }


def load_tolerances(own: Mapping[str, object] | None = None) -> dict[str, Tolerance]:
    """Return the tolerances by name, with the user's own values put in.

    Parameters
    ----------
    own : mapping of str to object, or None
        Name to a number of at least 0, or its text.

    Raises
    ------
    UsageError
        When a name is none, or a value is no number of at least 0.
    PackError
        When the file is at fault.

    Examples
    --------
    >>> load_tolerances({"position_m": 2})["position_m"].value
    2.0
    """
    known = _read()
    faults = []
    for name, raw in (own or {}).items():
        value = _number(raw)
        if name not in known:
            asked = did_you_mean(name, known)
            told = f"tolerance: found {name!r}; allowed {', '.join(known)}"
            faults.append(f"{told}; {asked}" if asked else told)
        elif value is None:
            faults.append(f"tolerance {name}: found {raw!r}; allowed a number of at least 0")
        else:
            known[name] = replace(known[name], value=value, basis=_OWN_BASIS, is_overridden=True)
    if faults:
        raise UsageError("\n".join(faults))
    return known


def _number(raw: object) -> float | None:
    if isinstance(raw, bool) or not isinstance(raw, (int, float, str)):
        return None
    try:
        value = float(raw)
    except ValueError:
        return None
    return value if 0.0 <= value < math.inf else None


def _read() -> dict[str, Tolerance]:
    faults: list[Fault] = []
    known: dict[str, Tolerance] = {}
    try:
        content = read_yaml(_FILE)
    except InputError as error:
        raise PackError(str(error)) from error
    for name, item in Keys(_FILE.name, "", content, faults).names("tolerances").items():
        keys = Keys(_FILE.name, name, item, faults)
        known[name] = Tolerance(
            name=name,
            title=keys.both("title"),
            value=keys.amount("value") or 0.0,
            unit=keys.text("unit"),
            first_day=keys.day("from"),
            basis=keys.basis(),
            source=keys.text("source"),
            reason=keys.both("reason"),
        )
        keys.close()
    if faults:
        raise PackError("\n".join(str(fault) for fault in faults))
    return known
