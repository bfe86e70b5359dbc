"""Tables of text: CSV with whatever delimiter and encoding, rows as a spreadsheet counts them."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from siting.errors import Fault, InputError
from siting.io.faults import condensed
from siting.io.table_head import Line, known_count
from siting.io.table_rows import Table, table_of
from siting.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_DELIMITERS = ",;\t|"
# GB18030 holds GBK and GB2312; Latin-1 holds any bytes, so it is the last resort.
_ENCODINGS = ("utf-8-sig", "gb18030", "latin-1")
_BYTE_ORDER_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SAMPLE_LINES = 40
# By which a spreadsheet is told the delimiter.
_SEPARATOR = re.compile(r'"?sep=(.)"?\s*')
# Stands after the end, where only a quote that was never closed can swallow it.
_END = "\x00end"
# A quoted cell with so many delimiters in one of its lines holds a row, not a remark.
_FEWEST_COLUMNS = 4


def read_csv(path: Path, encoding: str | None = None, layer: str | None = None) -> Table:
    """Return the rows of a CSV file as text.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    encoding : str or None
        Its encoding; found out when None.
    layer : str or None
        The canonical layer that it is read as, by whose names the head is known.

    Returns
    -------
    Table
        All cells text, blanks around names and cells cut. Rows are counted as a spreadsheet counts them.

    Raises
    ------
    InputError
        When the encoding does not fit, a quote is not closed, or rows have more cells than the head.
    """
    text, used = _decoded(path, encoding)
    sample = [line for line in text.splitlines() if line.strip()][:_SAMPLE_LINES]
    if not sample:
        remedy = "Export the table again, with its names and rows."
        raise InputError([Fault(path.name, "", "an empty file", "a line of names and rows", remedy)])
    told = _SEPARATOR.fullmatch(sample[0])
    delimiter = told[1] if told else _delimiter(sample, layer)
    lines = [*_lines(path, text, delimiter)]
    if told:
        lines = [line for line in lines if line.cells != (sample[0].strip().strip('"'),)]
    table = table_of(lines, layer)
    _refuse_long(path, lines, table, delimiter)
    if used not in ("utf-8-sig", encoding):
        remark = ("", f"bytes that are not UTF-8 in {path.name}", f"read as {used}")
        return replace(table, remarks=(remark, *table.remarks))
    return table


def _lines(path: Path, text: str, delimiter: str) -> Iterator[Line]:
    """Yield the records of a text, empty ones too; InputError when a quote runs on over rows."""
    ended = text if text.endswith(("\n", "\r")) else text + "\n"
    written = [*io.StringIO(ended + _END, newline="")]
    reader = csv.reader(written, delimiter=delimiter, skipinitialspace=True)
    begin = 1
    for number, cells in enumerate(reader, start=1):
        if cells == [_END]:
            return
        record = written[begin - 1 : reader.line_num]
        if _runs_on(cells, record, delimiter):
            raise InputError([_open_quote(path, number, begin)])
        yield Line(number, begin, tuple(cell.strip() for cell in cells))
        begin = reader.line_num + 1


def _runs_on(cells: Sequence[str], record: Sequence[str], delimiter: str) -> bool:
    """Return whether a record of several lines holds further rows: its quote was not closed in time."""
    if len(record) == 1:
        return False
    if cells[-1].endswith(_END):
        return True
    try:
        # The quote at which a later cell begins has closed it, and text follows.
        next(csv.reader(record, delimiter=delimiter, skipinitialspace=True, strict=True))
    except csv.Error:
        return True
    width = max(len(cells), _FEWEST_COLUMNS)
    return any(part.count(delimiter) >= width for cell in cells for part in cell.splitlines()[1:])


def _open_quote(path: Path, number: int, line: int) -> Fault:
    return Fault(
        path.name,
        "",
        "a cell that begins with a quote and runs on over the rows below",
        "quotes in pairs around a cell",
        'Close the quote at the end of the cell, or remove it; a quote within a cell is written twice ("").',
        row=str(number) if number == line else f"{number} (line {line})",
    )


def _refuse_long(path: Path, lines: Sequence[Line], table: Table, delimiter: str) -> None:
    """Raise InputError for rows with more cells than the head has names."""
    width, rows = table.width, {*table.numbers}
    faults = [
        Fault(
            path.name,
            "",
            counted(len(line.cells), "cell"),
            f"at most the {width} of the line of names",
            f"Put cells that hold {delimiter!r} in quotes.",
            row=str(line.number) if line.number == line.line else f"{line.number} (line {line.line})",
        )
        for line in lines
        if line.number in rows and any(line.cells[width:])
    ]
    if faults:
        raise InputError(condensed(faults))


def _decoded(path: Path, encoding: str | None) -> tuple[str, str]:
    raw = path.read_bytes()
    marked = [name for mark, name in _BYTE_ORDER_MARKS if raw.startswith(mark)]
    for name in [encoding] if encoding else [*marked, *_ENCODINGS]:
        try:
            return raw.decode(name), name
        except UnicodeDecodeError:
            continue
        except LookupError as problem:
            allowed = "an encoding such as utf-8 or gb18030"
            remedy = "Leave --encoding out, or name one of these."
            raise InputError([Fault(path.name, "encoding", repr(encoding), allowed, remedy)]) from problem
    raise InputError(
        [
            Fault(
                path.name,
                "encoding",
                f"bytes that are not {encoding}",
                "text in the encoding named",
                "Leave --encoding out, or name another.",
            )
        ]
    )


def _delimiter(lines: Sequence[str], layer: str | None) -> str:
    """Return the delimiter that makes the most known names, then divides the most lines alike."""

    def score(delimiter: str) -> tuple[int, int, int]:
        rows = [*csv.reader(lines, delimiter=delimiter, skipinitialspace=True)]
        counts = [len(row) for row in rows if len(row) > 1]
        usual = max(set(counts), key=lambda count: (counts.count(count), count)) if counts else 0
        return max(known_count(row, layer) for row in rows), counts.count(usual), usual

    return max(_DELIMITERS, key=score)
