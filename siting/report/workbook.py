"""Writing a workbook: cameras, findings, homes, ledger; numbers as numbers, texts as texts."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from siting.coverage.rows import is_sure
from siting.look.severity import worst_of
from siting.words import words_of

if TYPE_CHECKING:
    from pathlib import Path

    from siting.assess import Assessment

HOME_COLUMNS = (
    "building_id", "name", "use", "severity", "worst_px_per_m", "class", "worst_camera_id", "camera_count",
    "storey_count", "nearest_m", "flags",
)  # fmt: skip
_LEFT_OUT = ("geometry", "panel_wkb_z")
# A spreadsheet runs a cell that begins so; a quotation prefix keeps it a text when it is edited, too.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_CELL = 32_767
_WIDEST, _NARROWEST = 60, 8
_WRAPPED = ("message_zh", "message_en", "cure_zh", "cure_en", "liability", "cite", "found", "done")
_HEAD = PatternFill("solid", fgColor="0B3C5D")


def homes_of(assessment: Assessment) -> pd.DataFrame:
    """Return one row a building with protected windows in view: what is sharpest of it, and for whom.

    Parameters
    ----------
    assessment : siting.assess.Assessment

    Returns
    -------
    pandas.DataFrame
        Columns `HOME_COLUMNS`, the sharpest first.
    """
    rows = assessment.facades[is_sure(assessment.facades)]
    buildings, worst = assessment.scene.buildings, worst_of(assessment)
    told = {
        row["id"]: (row["name"], row["use"]) for row in buildings[["id", "name", "use"]].to_dict("records")
    }
    made = []
    for building, mine in rows.groupby("building_id", sort=False):
        best = mine.iloc[int(np.argmax(mine["max_px_per_m"]))]
        flags = {flag for text in mine["flags"] for flag in str(text).split(",") if flag}
        made.append(
            (
                *(
                    building,
                    *told.get(building, (None, None)),
                    worst.get(str(building), ""),
                    best["max_px_per_m"],
                ),
                *(best["class"], best["camera_id"], mine["camera_id"].nunique(), mine["storey"].nunique()),
                *(mine["distance_m"].min(), ",".join(sorted(flags))),
            )
        )
    table = pd.DataFrame(made, columns=list(HOME_COLUMNS))
    return table.sort_values("worst_px_per_m", ascending=False, kind="stable", ignore_index=True)


def write_workbook(assessment: Assessment, path: Path) -> None:
    """Return nothing; write the workbook of an assessment.

    Parameters
    ----------
    assessment : siting.assess.Assessment
    path : pathlib.Path
    """
    book = Workbook()
    book.remove(book.active)
    tables = {
        "cameras": assessment.cameras,
        "findings": assessment.findings,
        "homes": homes_of(assessment),
        "ledger": assessment.ledger,
    }
    for key, frame in tables.items():
        _fill(book.create_sheet(_both(f"sheet.{key}")), frame.drop(columns=list(_LEFT_OUT), errors="ignore"))
    _about(book.create_sheet(_both("sheet.about")), assessment)
    book.save(path)


def _both(key: str) -> str:
    """Return a name in both languages."""
    names = [words_of(lang, "report/words.yaml").say(key) for lang in ("en", "zh")]
    return " ".join(names)


def _fill(sheet: Any, frame: pd.DataFrame) -> None:
    """Write a table: its head filtered and held, columns as wide as what stands in them."""
    widths = [len(str(name)) + 4 for name in frame.columns]
    for column, name in enumerate(frame.columns, start=1):
        head = sheet.cell(row=1, column=column, value=str(name))
        head.font, head.fill = Font(bold=True, color="FFFFFF"), _HEAD
    for row, record in enumerate(frame.itertuples(index=False, name=None), start=2):
        for column, value in enumerate(record, start=1):
            told = _put(sheet, row, column, value)
            widths[column - 1] = max(widths[column - 1], _width(told))
    for column, (name, width) in enumerate(zip(frame.columns, widths, strict=True), start=1):
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = min(max(width, _NARROWEST), _WIDEST)
        if name in _WRAPPED:
            for cell in sheet[letter][1:]:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(max(len(frame.columns), 1))}{len(frame) + 1}"


def _put(sheet: Any, row: int, column: int, value: object) -> object:
    """Write one value and return it: a number, a truth, a text that nothing runs, or nothing."""
    told = _told(value)
    if told is None:
        return None
    cell = sheet.cell(row=row, column=column)
    cell.value = told
    if isinstance(told, str):
        cell.data_type = "s"
        if told.startswith(_FORMULA_STARTS):
            cell.quotePrefix = True
    elif isinstance(told, float):
        cell.number_format = "0.00" if abs(told) < 1000 else "0.0"
    return told


def _told(value: object) -> object:
    if value is None or value is pd.NA:
        return None
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        number = float(value)
        if math.isnan(number):
            return None
        return number if math.isfinite(number) else str(number)
    text = ILLEGAL_CHARACTERS_RE.sub("\ufffd", str(value))
    return text[:_LONGEST_CELL] if text else None


def _width(value: object) -> int:
    if isinstance(value, float):
        return len(f"{value:.2f}") + 2
    # Chinese signs are twice as wide as letters.
    return 2 + sum(2 if sign >= "\u2e80" else 1 for sign in str(value or "").partition("\n")[0])


def _about(sheet: Any, assessment: Assessment) -> None:
    """Write what the workbook is about, and how it is marked."""
    summary = assessment.summary
    marks = summary["confidential"]
    rows = [
        ("about.mark", f"{marks['en']} {marks['zh']}"),
        ("about.plan", summary["scene"]),
        ("about.on", summary["on"]),
        ("about.crs", summary["crs"]),
        ("about.attribution", " ".join(assessment.scene.attribution)),
        ("about.made_by", f"siting {summary['versions']['siting']}"),
    ]
    for row, (key, said) in enumerate(rows, start=1):
        sheet.cell(row=row, column=1, value=_both(key)).font = Font(bold=True)
        _put(sheet, row, 2, said)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 30, 100
