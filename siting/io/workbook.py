"""Workbooks: the sheet that holds a layer, its rows by the numbers that the sheet shows."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import openpyxl
import pandas as pd
from openpyxl.utils.exceptions import InvalidFileException

from siting.errors import Fault, InputError
from siting.io.ledger import shortened
from siting.io.table_head import Line
from siting.io.table_rows import Table, table_of

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_FEWEST_KNOWN = 2


def read_xlsx(path: Path, sheet: str | None = None, layer: str | None = None) -> Table:
    """Return the rows of a workbook's sheet.

    Parameters
    ----------
    path : pathlib.Path
        The workbook.
    sheet : str or None
        Name of the sheet; None takes that which holds the most names of the layer's fields, the first of
        several.
    layer : str or None
        The canonical layer that it is read as.

    Returns
    -------
    Table
        Of cells merged over several rows each row has the value.

    Raises
    ------
    InputError
        When it is no workbook, or has no such sheet, or nothing in it.
    """
    book = _opened(path)
    names = [each.title for each in book.worksheets]
    if sheet is not None:
        if sheet not in names:
            remedy = f"Choose one: {path.name}:{names[0]}."
            raise InputError([Fault(path.name, "sheet", sheet, "one of " + ", ".join(names), remedy)])
        return _table(book[sheet], layer) or Table(pd.DataFrame(), name=sheet)
    tables = {each.title: _table(each, layer) for each in book.worksheets}
    held = {name: table for name, table in tables.items() if table is not None}
    if not held:
        allowed, remedy = "a sheet with names of columns and rows", "Save the workbook with its table."
        raise InputError([Fault(path.name, "", "an empty workbook", allowed, remedy)])
    known = max(held, key=lambda name: held[name].head_known)
    chosen = known if held[known].head_known >= _FEWEST_KNOWN else next(iter(held))
    others = [name for name in names if name != chosen]
    if not others:
        return held[chosen]
    done = f"not used: {chosen} was read; choose another as {path.name}:{others[0]}"
    return replace(held[chosen], remarks=(*held[chosen].remarks, ("", f"sheets {shortened(others)}", done)))


def sheet_names(path: Path) -> list[str]:
    """Return the names of the sheets of a workbook; InputError when it is none."""
    return [sheet.title for sheet in _opened(path, read_only=True).worksheets]


def _opened(path: Path, *, read_only: bool = False) -> Workbook:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and print areas that openpyxl does not know
            return openpyxl.load_workbook(path, data_only=True, read_only=read_only)
    except (ValueError, OSError, KeyError, BadZipFile, InvalidFileException) as problem:
        remedy = "Open it in a spreadsheet program and save it as .xlsx, without a password."
        fault = Fault(path.name, "", "no workbook that can be read", "an .xlsx file", remedy)
        raise InputError([fault]) from problem


def _table(sheet: Worksheet, layer: str | None) -> Table | None:
    """Return the rows of a sheet; None when it is empty."""
    rows = [[_plain(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    if not any(cell is not None for row in rows for cell in row):
        return None
    filled = _fill_merged(sheet, rows)
    table = table_of([Line(number, number, tuple(row)) for number, row in enumerate(rows, start=1)], layer)
    first = min(table.numbers, default=0)
    among = [stretch for stretch in filled if stretch[1] >= first]
    remarks = list(table.remarks)
    if among:
        cells = shortened(f"{column}{top}:{column}{last}" for column, top, last in among)
        remarks.append(("row", f"cells merged over several rows: {cells}", "each of the rows has the value"))
    hidden = [number for number in table.numbers if sheet.row_dimensions[number].hidden]
    if hidden:
        remarks.append(("row", f"rows hidden in the sheet: {shortened(hidden)}", "read like the others"))
    return replace(table, remarks=tuple(remarks), name=sheet.title)


def _plain(cell: Any) -> Any:
    """Return a cell with the blanks around a text cut; None for nothing."""
    if isinstance(cell, str):
        return cell.strip() or None
    return cell


def _fill_merged(sheet: Worksheet, rows: list[list[Any]]) -> list[tuple[str, int, int]]:
    """Give every row of cells that are merged downwards their value; return column, first and last row.

    Empty rows stay empty, and what is merged sideways stays in its first column: beside it lie other fields.
    """
    empty = [not any(cell is not None for cell in row) for row in rows]
    out = []
    for merged in sheet.merged_cells.ranges:
        column, top, last = merged.min_col - 1, merged.min_row, merged.max_row
        value = rows[top - 1][column]
        if last == top or value is None:
            continue
        for number in range(top + 1, last + 1):
            if not empty[number - 1]:
                rows[number - 1][column] = value
        out.append((openpyxl.utils.get_column_letter(merged.min_col), top, last))
    return sorted(out, key=lambda stretch: (stretch[1], stretch[0]))
