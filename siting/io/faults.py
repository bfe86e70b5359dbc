"""Many like faults told as a few, with every row still named."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from siting.errors import Fault

# So many of one kind are told one by one, and so many that are the same but for the row.
_MOST_ALIKE = 12
_MOST_SAME = 3
# So many stretches of rows are named.
_MOST_SPANS = 12
_NUMBER = re.compile(r"\d+")


def condensed(faults: Iterable[Fault]) -> list[Fault]:
    """Return faults in which more than a few of one kind are one that names the rows and their count.

    Those that are the same but for the row are one from four of them on; of those that differ in what was
    found the first dozen is told one by one.

    Parameters
    ----------
    faults : iterable of Fault
        In any order.

    Returns
    -------
    list of Fault
    """
    same: dict[Fault, list[Fault]] = {}
    for fault in dict.fromkeys(faults):
        same.setdefault(replace(fault, row=""), []).append(fault)
    groups: dict[tuple[str, ...], list[list[Fault]]] = {}
    for bare, each in same.items():
        groups.setdefault((bare.file, bare.field, bare.allowed, bare.remedy), []).append(each)
    out: list[Fault] = []
    for alike in groups.values():
        out += [fault for each in alike[:_MOST_ALIKE] for fault in _merged(each)]
        rest = [fault for each in alike[_MOST_ALIKE:] for fault in each]
        if len(rest) == 1:
            out += rest
        elif rest:
            found = f"the like in {len(rest)} more rows, such as {rest[0].found}"
            out.append(replace(rest[0], found=found, row=_ranges(rest)))
    return out


def row_number(fault: Fault) -> int:
    """Return the first number that a fault's row names; 0 when it names none."""
    match = _NUMBER.match(fault.row)
    return int(match[0]) if match else 0


def _merged(same: Sequence[Fault]) -> list[Fault]:
    """Return faults that are the same but for the row as one, where they are many and rows have numbers."""
    if len(same) <= _MOST_SAME or not all(map(row_number, same)):
        return [*same]
    return [replace(same[0], row=f"{_ranges(same)} ({len(same)} rows)")]


def _ranges(faults: Sequence[Fault]) -> str:
    """Return row numbers as ``13-17, 20``, and how many more stretches there are."""
    spans: list[list[int]] = []
    for row in sorted({*map(row_number, faults)}):
        if spans and row == spans[-1][1] + 1:
            spans[-1][1] = row
        else:
            spans.append([row, row])
    told = [str(first) if first == last else f"{first}-{last}" for first, last in spans[:_MOST_SPANS]]
    more = sum(last - first + 1 for first, last in spans[_MOST_SPANS:])
    return ", ".join(told) + (f" and {more} more" if more else "")
