"""Many like faults told as a few, with every row still named."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from siting.errors import Fault

# So many of one kind are told one by one.
_MOST_ALIKE = 12


def condensed(faults: Iterable[Fault]) -> list[Fault]:
    """Return faults in which more than a dozen of one kind end in one that names all further rows.

    Parameters
    ----------
    faults : iterable of Fault
        In any order.

    Returns
    -------
    list of Fault
    """
    groups: dict[tuple[str, ...], list[Fault]] = {}
    for fault in dict.fromkeys(faults):
        groups.setdefault((fault.file, fault.field, fault.allowed, fault.remedy), []).append(fault)
    out: list[Fault] = []
    for alike in groups.values():
        out += alike[:_MOST_ALIKE]
        rest = alike[_MOST_ALIKE:]
        if len(rest) == 1:
            out += rest
        elif rest:
            found = f"the like in {len(rest)} more rows, such as {rest[0].found}"
            out.append(replace(rest[0], found=found, row=_ranges([int(each.row or 0) for each in rest])))
    return out


def _ranges(rows: list[int]) -> str:
    """Return row numbers as ``13-17, 20``."""
    spans: list[list[int]] = []
    for row in sorted(set(rows)):
        if spans and row == spans[-1][1] + 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)
