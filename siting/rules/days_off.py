"""Days on which nothing can be filed: weekends and holidays, flagged where a period ends on one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

DUE_ON_HOLIDAY, DUE_ON_WEEKEND = "due_on_holiday", "due_on_weekend"
# Monday is 0.
_SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysOff:
    """The holidays of one country.

    Parameters
    ----------
    name : str
        Of the calendar.
    fixed : mapping of tuple of int to datetime.date
        Month and day of the holidays of every year, each with the first day from which the law gives it.
    off : frozenset of datetime.date
        Days off as arranged for single years.
    worked : frozenset of datetime.date
        Days of weekends that are worked for others.
    """

    name: str
    fixed: Mapping[tuple[int, int], date]
    off: frozenset[date]
    worked: frozenset[date]

    def is_holiday(self, day: date) -> bool:
        """Return whether a day is a holiday, of the law or as arranged for its year."""
        since = self.fixed.get((day.month, day.day))
        return day in self.off or (since is not None and since <= day)


def due_flags(due: date, days_off: DaysOff | None) -> tuple[str, ...]:
    """Return the flags of a last day on which nothing can be filed; none of a working day.

    Nothing is counted on: whether the period runs on is for a reviewer.

    Parameters
    ----------
    due : datetime.date
    days_off : DaysOff or None
        None knows weekends alone.

    Examples
    --------
    >>> from datetime import date
    >>> due_flags(date(2026, 1, 31), None)
    ('due_on_weekend',)
    """
    flags = []
    if days_off is not None and days_off.is_holiday(due):
        flags.append(DUE_ON_HOLIDAY)
    if due.weekday() >= _SATURDAY and not (days_off is not None and due in days_off.worked):
        flags.append(DUE_ON_WEEKEND)
    return tuple(flags)
