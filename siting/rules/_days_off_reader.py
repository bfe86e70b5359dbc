"""The calendars of holidays, read from their file or refused by key."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

from siting.errors import Fault, InputError, PackError
from siting.rules._keys import Keys, as_day
from siting.rules.days_off import DaysOff
from siting.rules.strict_yaml import read_yaml

HOLIDAYS_FILE = Path(__file__).parent / "packs" / "standards" / "holidays.yaml"
_MONTH_AND_DAY = re.compile(r"(\d\d)-(\d\d)")
# A year that has every day that any year has.
_LEAP_YEAR = 2000
_LONGEST_DAYS = 31


def calendars(path: Path = HOLIDAYS_FILE) -> dict[str, DaysOff]:
    """Return the calendars of holidays by name.

    Parameters
    ----------
    path : pathlib.Path

    Raises
    ------
    PackError
        When the file is at fault: every fault, with key, value found and value allowed.
    """
    faults: list[Fault] = []
    try:
        content = read_yaml(path)
    except InputError as error:
        raise PackError(str(error)) from error
    top = Keys(path.name, "", content, faults)
    known = {
        name: _calendar(name, Keys(path.name, name, item, faults))
        for name, item in top.names("calendars").items()
    }
    top.close()
    if faults:
        raise PackError("\n".join(str(fault) for fault in faults))
    return known


def _calendar(name: str, keys: Keys) -> DaysOff:
    keys.both("title")
    fixed: dict[tuple[int, int], date] = {}
    for place, item in enumerate(keys.items("fixed")):
        each = Keys(keys.file, f"{name}.fixed[{place}]", item, keys.faults)
        fixed[_month_and_day(each)] = each.day("from")
        _sourced(each)
    off: set[date] = set()
    worked: set[date] = set()
    for place, item in enumerate(keys.items("arranged")):
        each = Keys(keys.file, f"{name}.arranged[{place}]", item, keys.faults)
        for at, period in enumerate(each.items("off")):
            off.update(_days(Keys(keys.file, f"{each.where}.off[{at}]", period, keys.faults)))
        for text in each.texts("worked"):
            worked.update(_worked(each, text, off))
        each.text("url")
        each.day("retrieved")
        _sourced(each)
    keys.close()
    return DaysOff(name=name, fixed=fixed, off=frozenset(off), worked=frozenset(worked))


def _sourced(keys: Keys) -> None:
    keys.basis()
    keys.text("source")
    keys.close()


def _month_and_day(keys: Keys) -> tuple[int, int]:
    text = keys.text("day")
    match = _MONTH_AND_DAY.fullmatch(text)
    if match and as_day(f"{_LEAP_YEAR}-{text}"):
        return int(match[1]), int(match[2])
    if text:
        keys.fault("day", text, "a day of every year as MM-DD")
    return 0, 0


def _days(keys: Keys) -> list[date]:
    first, last = keys.day("from"), keys.day("to")
    keys.close()
    if not timedelta(0) <= last - first < timedelta(days=_LONGEST_DAYS):
        keys.fault("to", str(last), f"a day from {first} on, fewer than {_LONGEST_DAYS} days later")
        return []
    return [first + timedelta(days=count) for count in range((last - first).days + 1)]


def _worked(keys: Keys, text: str, off: set[date]) -> list[date]:
    day = as_day(text)
    if day is None or day in off:
        keys.fault("worked", text, "days as YYYY-MM-DD that are not off")
        return []
    return [day]
