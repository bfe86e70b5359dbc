"""The line of names of a table among titles and notes, in one line or two."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any

from siting.io.column_names import known_name
from siting.io.column_units import is_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

# So far down the names of the columns are looked for; in a line that is not the first so many must be known.
_DEEPEST = 30
_FEWEST_KNOWN = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table as its owner sees it.

    Parameters
    ----------
    number : int
        Of the row, from 1; every line counts.
    line : int
        Of the text where it begins; the number again where the file is no text.
    cells : tuple
        Texts, numbers, days; None or empty where nothing stands.
    """

    number: int
    line: int
    cells: tuple[Any, ...]

    @property
    def held(self) -> tuple[Any, ...]:
        """Return the cells that hold something."""
        return tuple(cell for cell in self.cells if cell is not None and str(cell).strip())


@dataclass(frozen=True, slots=True)
class Head:
    """The names of the columns, the lines that they were taken from, how many of them are known."""

    names: tuple[str, ...]
    first: int
    depth: int
    known: int


def known_count(cells: Sequence[Any], layer: str | None) -> int:
    """Return how many different fields and coordinates the texts of a line name.

    Parameters
    ----------
    cells : sequence
    layer : str or None
        The canonical layer whose names are looked for; None looks for those of all.
    """
    found = {known_name(cell, layer) for cell in cells if isinstance(cell, str) and cell.strip()}
    return len(found - {""})


def head_of(lines: Sequence[Line], layer: str | None) -> Head:
    """Return the names of the columns of a table: of the line, or two, in which the most are known.

    Parameters
    ----------
    lines : sequence of Line
        All lines; at least one that holds something.
    layer : str or None
        As for `known_count`.
    """
    held = [*islice((place for place, line in enumerate(lines) if line.held), _DEEPEST)]
    counts = {place: known_count(lines[place].cells, layer) for place in held}
    best = max(held, key=lambda place: (counts[place], -place))
    if counts[best] < _FEWEST_KNOWN:
        best = held[0]
    head = Head(names_in(lines[best].cells), best, 1, counts[best])
    for first, second in ((best - 1, best), (best, best + 1)):
        two = _of_two(lines, first, second, layer)
        if two is not None and (two.known > head.known or (first == best and _are_units(lines[second]))):
            head = replace(two, known=max(two.known, head.known))
            break
    return _with_second_language(lines, head, layer)


def _of_two(lines: Sequence[Line], first: int, second: int, layer: str | None) -> Head | None:
    """Return the names that two lines give together, as 坐标 over 经度; None when one holds numbers."""
    if first < 0 or second >= len(lines) or not (lines[first].held and lines[second].held):
        return None
    if any(
        not isinstance(cell, str) or is_number(cell) for cell in (*lines[first].held, *lines[second].held)
    ):
        return None
    names, over = [], ""
    width = max(len(lines[first].cells), len(lines[second].cells))
    for top, under in zip(padded(lines[first].cells, width), padded(lines[second].cells, width), strict=True):
        # A group's name stands over its first column, and spreads over those without one.
        over = str(top) if top else over if under else ""
        names.append(_joined_name(over, str(under or ""), layer))
    return Head(names_in(names), first, 2, known_count(names, layer))


def _joined_name(top: str, under: str, layer: str | None) -> str:
    if not under or under == top:
        return top
    if is_unit(under):
        return f"{top}({under.strip('()（）[]')})"
    for name in (under, f"{top}{under}", f"{under}{top}"):
        if known_name(name, layer):
            return name
    return f"{top} {under}".strip()


def _with_second_language(lines: Sequence[Line], head: Head, layer: str | None) -> Head:
    """Return a head that takes in a line of further names below it, as of the same columns in English."""
    below = head.first + head.depth
    if below < len(lines) and head.known >= _FEWEST_KNOWN:
        cells = [cell for cell in lines[below].held if isinstance(cell, str)]
        known = known_count(cells, layer)
        if known >= _FEWEST_KNOWN and 2 * known > len(lines[below].held):
            return replace(head, depth=head.depth + 1)
    return head


def _are_units(line: Line) -> bool:
    return bool(line.held) and all(isinstance(cell, str) and is_unit(cell) for cell in line.held)


def names_in(cells: Sequence[Any]) -> tuple[str, ...]:
    """Return cells as names, each in one line of text."""
    return tuple(" ".join(str(cell).split()) if cell is not None else "" for cell in cells)


def padded(cells: Sequence[Any], width: int) -> tuple[Any, ...]:
    """Return so many cells, None where there are fewer."""
    return (*cells, *[None] * (width - len(cells)))[:width]


def is_number(text: str) -> bool:
    """Return whether a text is a number, with a decimal point or comma."""
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True
