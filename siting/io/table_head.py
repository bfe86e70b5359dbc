"""Where a table begins: the line of names among titles and notes, in one line or two; and where rows end."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from siting.io.aliases import fold, table
from siting.io.column_names import known_name
from siting.io.column_units import is_unit
from siting.io.ledger import shortened
from siting.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

# So far down the names of the columns are looked for; in a line that is not the first so many must be known.
_DEEPEST = 30
_FEWEST_KNOWN = 2
_LONGEST_TOLD = 30
# 一、东区 or （二）南侧 over some of the rows.
_SECTION = re.compile(r"(?:[一二三四五六七八九十]+[、.．:：]|[(（][一二三四五六七八九十]+[)）]).*")
_LEFT_OUT = "left out"


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
        return tuple(cell for cell in self.cells if cell is not None and cell != "")


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a table under the names of its columns, and what else was in the file.

    Parameters
    ----------
    frame : pandas.DataFrame
    numbers, lines : tuple of int
        As `Line` has them, of each row.
    left_out : tuple of (row, found, done)
        Lines among the rows that are none.
    remarks : tuple of (field, found, done)
        Notes for the ledger.
    head_known : int
        How many names of columns are those of fields or coordinates.
    width : int
        How many columns the head has, empty names counted.
    name : str
        Of the sheet; empty where the file has but one table.
    """

    frame: pd.DataFrame
    numbers: tuple[int, ...] = ()
    lines: tuple[int, ...] = ()
    left_out: tuple[tuple[str, str, str], ...] = ()
    remarks: tuple[tuple[str, str, str], ...] = ()
    head_known: int = 0
    width: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """The names of the columns, the lines that they were taken from, how many of them are known."""

    names: tuple[str, ...]
    first: int
    depth: int
    known: int


def table_of(lines: Sequence[Line], layer: str | None) -> Table:
    """Return the rows of a table.

    Parameters
    ----------
    lines : sequence of Line
        All lines, empty ones too; at least one that holds something.
    layer : str or None
        The canonical layer whose names are looked for; None looks for those of all.
    """
    while lines and not lines[-1].held:
        lines = lines[:-1]
    head = _head(lines, layer)
    above = [line for line in lines[: head.first] if line.held]
    remarks = []
    if above:
        told = shortened((_told(line) for line in above), most=3)
        done = f"not read: the names of the columns stand in row {lines[head.first].number}"
        remarks.append(("row", f"{counted(len(above), 'line')} above the names of the columns: {told}", done))
    if head.depth > 1:
        under = shortened((_told(line) for line in lines[head.first + 1 : head.first + head.depth]), most=3)
        remarks.append(
            ("row", f"names of columns in {head.depth} lines: {under}", "read as one name a column")
        )
    rows, left_out = [], []
    for line in lines[head.first + head.depth :]:
        why = _why_none(line, head)
        if why:
            left_out.append((f"row {line.number}", why, _LEFT_OUT))
        else:
            rows.append(line)
    return Table(
        _frame(rows, head.names),
        tuple(line.number for line in rows),
        tuple(line.line for line in rows),
        tuple(left_out),
        tuple(remarks),
        head.known,
        len(head.names),
    )


def known_count(cells: Sequence[Any], layer: str | None) -> int:
    """Return how many different fields and coordinates the texts of a line name."""
    found = {known_name(cell, layer) for cell in cells if isinstance(cell, str) and cell.strip()}
    return len(found - {""})


def _head(lines: Sequence[Line], layer: str | None) -> Head:
    held = [place for place, line in enumerate(lines) if line.held][:_DEEPEST]
    counts = {place: known_count(lines[place].cells, layer) for place in held}
    best = max(held, key=lambda place: (counts[place], -place))
    if counts[best] < _FEWEST_KNOWN:
        best = held[0]
    head = Head(_names(lines[best].cells), best, 1, counts[best])
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
        not isinstance(cell, str) or _is_number(cell) for cell in (*lines[first].held, *lines[second].held)
    ):
        return None
    names, over = [], ""
    width = max(len(lines[first].cells), len(lines[second].cells))
    for top, under in zip(
        _padded(lines[first].cells, width), _padded(lines[second].cells, width), strict=True
    ):
        # A group's name stands over its first column, and spreads over those without one.
        over = str(top) if top else over if under else ""
        names.append(_joined_name(over, str(under or ""), layer))
    return Head(_names(names), first, 2, known_count(names, layer))


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


def _why_none(line: Line, head: Head) -> str:
    """Return why a line among the rows is none; empty when it is one."""
    if not line.held:
        return "an empty row"
    if _names(_padded(line.cells, len(head.names))) == head.names:
        return "the names of the columns once more"
    different = list(dict.fromkeys(line.held))
    first = str(different[0]).strip()
    few = len(different) <= max(2, len(head.names) // 3)
    if few and len(head.names) > len(different) and _is_beside(first):
        return f"no row of the table: {_told(line)}"
    if len(different) == 1 and len(head.names) > 2 and _SECTION.fullmatch(first):
        return f"a heading among the rows: {_told(line)}"
    return ""


def _is_beside(text: str) -> bool:
    """Return whether a text begins with a word for what stands below a table: 合计, 备注：, Total."""
    folded = fold(text)
    rests = [
        folded.removeprefix(word) for word in map(str, table()["lines_beside"]) if folded.startswith(word)
    ]
    return any(not rest[:1].isalpha() or ":" in text or "：" in text for rest in rests)


def _frame(rows: Sequence[Line], names: Sequence[str]) -> pd.DataFrame:
    cells = np.full((len(rows), len(names)), None, dtype=object)
    for place, line in enumerate(rows):
        cells[place] = [None if cell == "" else cell for cell in _padded(line.cells, len(names))]
    frame = pd.DataFrame(cells, columns=unique_names(names), dtype=object)
    empty = [
        column
        for name, column in zip(names, frame.columns, strict=True)
        if not name and frame[column].isna().all()
    ]
    return frame.drop(columns=empty)


def unique_names(names: Sequence[str]) -> list[str]:
    """Return column names with empty ones filled and repeated ones numbered."""
    seen: dict[str, int] = {}
    out = []
    for number, name in enumerate(names, start=1):
        text = name or f"column_{number}"
        seen[text] = seen.get(text, 0) + 1
        out.append(text if seen[text] == 1 else f"{text}_{seen[text]}")
    return out


def _names(cells: Sequence[Any]) -> tuple[str, ...]:
    """Return cells as names, each in one line of text."""
    return tuple(" ".join(str(cell).split()) if cell is not None else "" for cell in cells)


def _padded(cells: Sequence[Any], width: int) -> tuple[Any, ...]:
    return (*cells, *[None] * (width - len(cells)))[:width]


def _told(line: Line) -> str:
    text = " ".join(" ".join(map(str, dict.fromkeys(line.held))).split())
    return repr(text if len(text) <= _LONGEST_TOLD else text[:_LONGEST_TOLD] + "...")


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True
