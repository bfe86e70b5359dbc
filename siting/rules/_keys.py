"""A mapping of a pack read key by key: what is wrong is gathered, with file, key, found and allowed."""

from __future__ import annotations

import math
import reprlib
from datetime import date
from typing import Any

from siting.errors import Fault
from siting.rules.law import BASES, Text

_MISSING = object()
# What stands there is shown in part: names within names (YAML's anchors) can stand for gigabytes.
_SHOWN = reprlib.Repr()
_SHOWN.maxlevel, _SHOWN.maxlist, _SHOWN.maxstring, _SHOWN.maxother = 3, 12, 120, 120


class Keys:
    """One mapping of a pack file; its faults go to a list shared by the whole pack.

    Parameters
    ----------
    file : str
        Name of the file, for messages.
    where : str
        Path of keys down to this mapping, empty at the top.
    value : object
        What stands there.
    faults : list of Fault
        Where faults are gathered.
    """

    def __init__(self, file: str, where: str, value: object, faults: list[Fault]) -> None:
        self.file, self.where, self.faults = file, where, faults
        self._known: set[str] = set()
        if not isinstance(value, dict):
            self.fault("", value, "a mapping of keys to values")
            value = {}
        self._mapping: dict[str, Any] = value

    def fault(self, key: str, found: object, allowed: str, remedy: str = "") -> None:
        """Gather one fault of the value at `key`."""
        field = ".".join(part for part in (self.where, key) if part)
        shown = found if isinstance(found, str) and found.startswith("nothing") else _SHOWN.repr(found)
        self.faults.append(Fault(self.file, field, shown, allowed, remedy))

    def has(self, key: str) -> bool:
        """Return whether the key stands there."""
        return key in self._mapping

    def raw(self, key: str, default: object = _MISSING, *, allowed: str = "a value") -> Any:
        """Return the value at `key` as it stands; a fault when it is missing without a default."""
        self._known.add(key)
        if key in self._mapping:
            return self._mapping[key]
        if default is _MISSING:
            self.fault(key, "nothing", allowed)
            return None
        return default

    def names(self, key: str) -> dict[str, Any]:
        """Return the mapping at `key`, empty when it does not stand there."""
        value = self.raw(key, {})
        if not isinstance(value, dict):
            self.fault(key, value, "a mapping of keys to values")
            return {}
        return value

    def text(self, key: str, default: str | None = None) -> str:
        """Return the text at `key`."""
        value = self.raw(key, default if default is not None else _MISSING, allowed="text")
        if not isinstance(value, str) or (not value.strip() and default is None):
            if self.has(key):
                self.fault(key, value, "text that is not empty")
            return default or ""
        return value.strip()

    def choice(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        """Return the text at `key`, one of `allowed`."""
        words = "one of " + ", ".join(allowed)
        value = self.raw(key, default if default is not None else _MISSING, allowed=words)
        if value not in allowed:
            if self.has(key):
                self.fault(key, value, words)
            return default or allowed[0]
        return str(value)

    def day(self, key: str) -> date:
        """Return the day at `key`."""
        value = self.raw(key, allowed="a day as YYYY-MM-DD")
        found = as_day(value)
        if found is None:
            if self.has(key):
                self.fault(key, value, "a day as YYYY-MM-DD")
            return date.min
        return found

    def whole(self, key: str) -> int:
        """Return the whole number of at least 1 at `key`."""
        value = self.raw(key, allowed="a whole number of at least 1")
        if not isinstance(value, int) or isinstance(value, bool) or value < 1:
            if self.has(key):
                self.fault(key, value, "a whole number of at least 1")
            return 0
        return value

    def amount(self, key: str) -> float | None:
        """Return the amount of at least 0 at `key`, or None where the text gives none."""
        value = self.raw(key, None)
        if value is None:
            return None
        amount = as_float(value)
        if amount is None or amount < 0:
            self.fault(key, value, "an amount of at least 0, or null")
            return None
        return amount

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the list of texts at `key`, empty when it does not stand there."""
        value = self.raw(key, [])
        if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
            self.fault(key, value, "a list of texts")
            return ()
        return tuple(value)

    def items(self, key: str) -> list[Any]:
        """Return the list at `key`, empty when it does not stand there."""
        value = self.raw(key, [])
        if not isinstance(value, list):
            self.fault(key, value, "a list")
            return []
        return value

    def both(self, key: str) -> Text:
        """Return the text at `key` in both languages."""
        value = self.raw(key, allowed="text in zh and en")
        if value is None and not self.has(key):
            return Text("", "")
        inner = Keys(self.file, ".".join(part for part in (self.where, key) if part), value, self.faults)
        text = Text(inner.text("zh"), inner.text("en"))
        inner.close()
        return text

    def both_or_none(self, key: str) -> Text | None:
        """Return the text at `key` in both languages, None when it does not stand there."""
        if self.has(key):
            return self.both(key)
        self._known.add(key)
        return None

    def basis(self) -> str:
        """Return the basis that stands there."""
        return self.choice("basis", BASES)

    def close(self) -> None:
        """Gather a fault for every key that nobody asked for."""
        for key in self._mapping:
            if key not in self._known:
                self.fault(key, self._mapping[key], "one of the keys " + ", ".join(sorted(self._known)))


def as_float(value: object) -> float | None:
    """Return a number as a float, None when it is none or no float holds it."""
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return None
    try:
        return float(value) if math.isfinite(value) else None
    except OverflowError:
        return None


def as_day(value: object) -> date | None:
    """Return the day that a text says, None when it says none."""
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value) if len(value) == len("YYYY-MM-DD") else None
    except ValueError:
        return None
