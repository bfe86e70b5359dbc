"""Tables: CSV with whatever delimiter and encoding, and the first sheet of a workbook."""

from __future__ import annotations

import csv
import io
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING
from zipfile import BadZipFile

import pandas as pd

from siting.errors import Fault, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DELIMITERS = ",;\t|"
# GB18030 holds GBK and GB2312; Latin-1 holds any bytes, so it is the last resort.
_ENCODINGS = ("utf-8-sig", "gb18030", "latin-1")
_BYTE_ORDER_MARKS = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SAMPLE_LINES = 20


def read_csv(
    path: Path, encoding: str | None = None
) -> tuple[pd.DataFrame, tuple[tuple[str, str, str], ...]]:
    """Return the rows of a CSV file as text, and remarks for the ledger.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    encoding : str or None
        Its encoding; found out when None.

    Returns
    -------
    frame : pandas.DataFrame
        All cells text, blanks around names and cells cut.
    remarks : tuple of (field, found, done)

    Raises
    ------
    InputError
        When the encoding does not fit, or rows have more cells than the head.
    """
    text, used = _decoded(path, encoding)
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise InputError([Fault(path.name, "", "an empty file", "a head line and rows")])
    delimiter = _delimiter(lines[:_SAMPLE_LINES])
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter, skipinitialspace=True))
    rows = [[cell.strip() for cell in row] for row in rows]
    rows = [row for row in rows if any(row)]
    head = rows[0]
    faults = [
        Fault(
            path.name,
            "",
            f"{len(row)} cells",
            f"at most the {len(head)} of the head line",
            f"Put cells that hold {delimiter!r} in quotes.",
            row=str(number),
        )
        for number, row in enumerate(rows[1:], start=1)
        if len(row) > len(head) and any(row[len(head) :])
    ]
    if faults:
        raise InputError(faults)
    width = len(head)
    body = [(row + [""] * width)[:width] for row in rows[1:]]
    remarks = (
        ()
        if used in ("utf-8-sig", encoding)
        else (("", f"bytes that are not UTF-8 in {path.name}", f"read as {used}"),)
    )
    return pd.DataFrame(body, columns=_unique(head), dtype=object), remarks


def read_xlsx(path: Path, sheet: str | None = None) -> pd.DataFrame:
    """Return the rows of a workbook's sheet, the first when `sheet` is None.

    Parameters
    ----------
    path : pathlib.Path
        The workbook.
    sheet : str or None
        Name of the sheet.

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    InputError
        When it is no workbook, or has no such sheet.
    """
    with _opened(path) as book:
        names = [str(name) for name in book.sheet_names]
        if sheet is not None and sheet not in names:
            raise InputError([Fault(path.name, "sheet", sheet, "one of " + ", ".join(names))])
        frame = pd.read_excel(book, sheet_name=sheet or names[0], dtype=object)
    frame = frame.dropna(how="all").reset_index(drop=True)
    return frame.set_axis(_unique([str(name).strip() for name in frame.columns]), axis=1)


def sheet_names(path: Path) -> list[str]:
    """Return the names of the sheets of a workbook; InputError when it is none."""
    with _opened(path) as book:
        return [str(name) for name in book.sheet_names]


@contextmanager
def _opened(path: Path) -> Iterator[pd.ExcelFile]:
    try:
        with warnings.catch_warnings(), pd.ExcelFile(path, engine="openpyxl") as book:
            warnings.simplefilter("ignore")  # styles and print areas that openpyxl does not know
            yield book
    except (ValueError, OSError, KeyError, BadZipFile) as problem:
        fault = Fault(path.name, "", "no workbook that can be read", "an .xlsx file", f"{problem}.")
        raise InputError([fault]) from problem


def _decoded(path: Path, encoding: str | None) -> tuple[str, str]:
    raw = path.read_bytes()
    marked = [name for mark, name in _BYTE_ORDER_MARKS if raw.startswith(mark)]
    for name in [encoding] if encoding else [*marked, *_ENCODINGS]:
        try:
            return raw.decode(name), name
        except UnicodeDecodeError:
            continue
        except LookupError as problem:
            raise InputError(
                [Fault(path.name, "encoding", repr(encoding), "an encoding such as utf-8 or gb18030")]
            ) from problem
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


def _delimiter(lines: list[str]) -> str:
    """Return the delimiter that divides the head most often and the rows alike."""

    def score(delimiter: str) -> tuple[int, int]:
        counts = [len(row) for row in csv.reader(lines, delimiter=delimiter)]
        return (sum(count == counts[0] for count in counts) if counts[0] > 1 else 0, counts[0])

    return max(_DELIMITERS, key=score)


def _unique(names: list[str]) -> list[str]:
    """Return column names with empty ones filled and repeated ones numbered."""
    seen: dict[str, int] = {}
    out = []
    for number, name in enumerate(names, start=1):
        text = name or f"column_{number}"
        seen[text] = seen.get(text, 0) + 1
        out.append(text if seen[text] == 1 else f"{text}_{seen[text]}")
    return out
