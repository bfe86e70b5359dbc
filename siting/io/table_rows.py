"""The rows of a table under the names of its columns, and what among them is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from siting.errors import Fault, InputError
from siting.io.aliases import fold, table
from siting.io.column_names import known_name
from siting.io.ledger import shortened
from siting.io.quantities import units_of
from siting.io.table_head import head_of, is_number, names_in, padded
from siting.words import counted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from siting.io.table_head import Head, Line

_LONGEST_TOLD = 30
# 一、东区 or （二）南侧 over some of the rows.
_SECTION = re.compile(r"(?:[一二三四五六七八九十]+[、.．:：]|[(（][一二三四五六七八九十]+[)）]).*")
_LEFT_OUT = "left out"
# 单位：mm above a table holds for whatever in it is a length.
_UNIT_OF_ALL = re.compile(r"(?:单位|units?)\s*[:：]\s*([a-zμ]+|[\u4e00-\u9fff]{1,2})", re.IGNORECASE)


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
    above : tuple of str
        What stands above the names of the columns.
    """

    frame: pd.DataFrame
    numbers: tuple[int, ...] = ()
    lines: tuple[int, ...] = ()
    left_out: tuple[tuple[str, str, str], ...] = ()
    remarks: tuple[tuple[str, str, str], ...] = ()
    head_known: int = 0
    width: int = 0
    name: str = ""
    above: tuple[str, ...] = ()


def table_of(lines: Sequence[Line], layer: str | None) -> Table:
    """Return the rows of a table.

    Parameters
    ----------
    lines : sequence of Line
        All lines, empty ones too; at least one that holds something.
    layer : str or None
        The canonical layer whose names are looked for; None looks for those of all.
    """
    lines = lines[: 1 + max(place for place, line in enumerate(lines) if line.held)]
    head = head_of(lines, layer)
    above = [line for line in lines[: head.first] if line.held]
    remarks = []
    if above:
        told = shortened((_told(line) for line in above), most=3)
        done = f"not read: the names of the columns stand in row {lines[head.first].number}"
        remarks.append(("row", f"{counted(len(above), 'line')} above the names of the columns: {told}", done))
    if head.depth > 1:
        under = shortened((_told(line) for line in lines[head.first + 1 : head.first + head.depth]), most=3)
        remarks.append(
            ("row", f"names of columns in {head.depth} lines: {under}", "none of them read as a row")
        )
    rows, left_out, empty = [], [], []
    for line in lines[head.first + head.depth :]:
        if not line.held:
            empty.append(line.number)
            continue
        why = _why_none(line, head)
        if why:
            left_out.append((f"row {line.number}", why, _LEFT_OUT))
        else:
            rows.append(line)
    if empty:
        found = f"{counted(len(empty), 'empty row')}: {shortened(empty)}"
        remarks.append(("row", found, "skipped: no row of the table, and not counted"))
    return Table(
        _frame(rows, head.names),
        tuple(line.number for line in rows),
        tuple(line.line for line in rows),
        tuple(left_out),
        tuple(remarks),
        head.known,
        len(head.names),
        above=tuple(" ".join(map(str, line.held)) for line in above),
    )


def refuse_unclear(table: Table, file: str) -> None:
    """Raise InputError when a table has no names of columns, or a line above them says another unit for all.

    Parameters
    ----------
    table : Table
    file : str
        What to call it.
    """
    if table.head_known == 0 and any(map(is_number, map(str, table.frame.columns))):
        allowed = "names of columns above the rows"
        remedy = "Put a line of names above the rows, such as id, lon, lat (编号, 经度, 纬度)."
        raise InputError([Fault(file, "", "no line of names: the first one holds numbers", allowed, remedy)])
    for line in table.above:
        told = _UNIT_OF_ALL.search(line)
        factor = units_of("height_m").get(told[1].lower()) if told else None
        if told and factor not in (None, 1):
            remedy = (
                f"Write the unit into the names of its columns, such as 高度({told[1]}), and remove the line."
            )
            found = f"a line above the names that gives a unit for the whole table, {told[0]!r}"
            raise InputError([Fault(file, "", found, "metres, or units in the names of columns", remedy)])


def _why_none(line: Line, head: Head) -> str:
    """Return why a line that holds something is no row; empty when it is one."""
    held = line.held
    if held[0] in head.names and names_in(padded(line.cells, len(head.names))) == head.names:
        return "the names of the columns once more"
    first = str(held[0]).strip()
    if len(held) > max(2, len(head.names) // 3):
        return f"no row of the table: {_told(line)}" if _are_beside(line, head) else ""
    if len(head.names) > len(held) and _is_beside(first):
        return f"no row of the table: {_told(line)}"
    if len(held) == 1 and len(head.names) > 2 and _SECTION.fullmatch(first):
        return f"a heading among the rows: {_told(line)}"
    return ""


def _are_beside(line: Line, head: Head) -> bool:
    """Return whether all that a line holds are words for what stands below a table, each with its answer.

    设计：张三 | 审核 | 李四 | 日期 | 2025.8 is none of the rows; a line with coordinates always is one.
    """
    cells = padded(line.cells, len(head.names))
    for name, cell in zip(head.names, cells, strict=True):
        if (
            cell not in (None, "")
            and known_name(name, None) in table()["coordinates"]
            and is_number(str(cell))
        ):
            return False
    is_said = [_is_beside(str(cell).strip()) for cell in line.held]
    return is_said[0] and all(this or before for before, this in pairwise(is_said))


def _is_beside(text: str) -> bool:
    """Return whether a text begins with a word for what stands below a table: 合计, 备注：, Total."""
    folded = fold(text)
    rests = [
        folded.removeprefix(word) for word in map(str, table()["lines_beside"]) if folded.startswith(word)
    ]
    return any(not rest[:1].isalpha() or ":" in text or "：" in text for rest in rests)


def _told(line: Line) -> str:
    text = " ".join(" ".join(map(str, dict.fromkeys(line.held))).split())
    return repr(text if len(text) <= _LONGEST_TOLD else text[:_LONGEST_TOLD] + "...")


def _frame(rows: Sequence[Line], names: Sequence[str]) -> pd.DataFrame:
    cells = np.full((len(rows), len(names)), None, dtype=object)
    for place, line in enumerate(rows):
        cells[place] = [None if cell == "" else cell for cell in padded(line.cells, len(names))]
    frame = pd.DataFrame(cells, columns=_unique_names(names), dtype=object)
    empty = [
        column
        for name, column in zip(names, frame.columns, strict=True)
        if not name and frame[column].isna().all()
    ]
    return frame.drop(columns=empty)


def _unique_names(names: Sequence[str]) -> list[str]:
    """Return column names with empty ones filled and repeated ones numbered."""
    seen: dict[str, int] = {}
    out = []
    for number, name in enumerate(names, start=1):
        text = name or f"column_{number}"
        seen[text] = seen.get(text, 0) + 1
        out.append(text if seen[text] == 1 else f"{text}_{seen[text]}")
    return out
