"""What a system's papers say: the day of a document, from its table or from its documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules.cells import day_of, text_of

if TYPE_CHECKING:
    from datetime import date

    from siting.rules.facts import SystemFacts


def paper_days(system: SystemFacts, date_field: str, kinds: tuple[str, ...]) -> list[date]:
    """Return the days of a paper, earliest first: its field in the table, and documents of its kinds.

    Parameters
    ----------
    system : SystemFacts
    date_field : str
    kinds : tuple of str
        Kinds of document that are this paper, whatever their case.
    """
    wanted = {kind.casefold() for kind in kinds}
    days = [system.day(date_field)] + [
        day_of(row.get("date")) for row in system.documents if text_of(row.get("kind")).casefold() in wanted
    ]
    return sorted(day for day in days if day is not None)


def has_undated_paper(system: SystemFacts, kinds: tuple[str, ...]) -> bool:
    """Return whether the documents list one of `kinds` without its day.

    Parameters
    ----------
    system : SystemFacts
    kinds : tuple of str
    """
    wanted = {kind.casefold() for kind in kinds}
    return any(
        text_of(row.get("kind")).casefold() in wanted and day_of(row.get("date")) is None
        for row in system.documents
    )
