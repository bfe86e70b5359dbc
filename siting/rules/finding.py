"""What a check answers, and the table of findings made of the answers."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from siting.rules.law import BY_LADDER, SEVERITIES, Rule, Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import pyproj
    from shapely.geometry.base import BaseGeometry

OUTCOMES = ("pass", "fail", "not_applicable", "undecided")
COLUMNS = (
    "finding_id",
    "pack",
    "article",
    "duty_id",
    "force",
    "outcome",
    "severity",
    "subject_kind",
    "subject_id",
    "object_kind",
    "object_id",
    "expected",
    "observed",
    "unit",
    "margin",
    "basis",
    "liability",
    "message_zh",
    "message_en",
    "flags",
    "cure_zh",
    "cure_en",
    "cite",
    "waived",
    "check",
    "pack_status",
)
"""Columns of the findings beside their geometry; the first twenty are fixed by the design."""

_NO_TEXT = Text("", "")
_NO_LIABILITY = "[]"
# 64 bits: among a million findings two share an id with a chance of 3e-8.
_ID_LENGTH = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A check's answer about one subject and at most one object.

    Parameters
    ----------
    outcome : str
        One of `OUTCOMES`.
    message : Text
    object_kind, object_id : str
        What the subject meets (a building, a zone, a sign); empty when nothing.
    expected, observed, unit : str
        Limit and measured value as text, with their unit.
    margin : float
        Distance to the limit [unit], positive on the side of the law; NaN when it has no measure.
    severity : str or None
        One of `SEVERITIES`; None takes the duty's.
    basis : str or None
        One of `siting.rules.law.BASES`, where the answer rests on another number than the duty's; None
        takes the duty's.
    flags : tuple of str
    geometry : shapely geometry or None
        What proves it.
    """

    outcome: str
    message: Text
    object_kind: str = ""
    object_id: str = ""
    expected: str = ""
    observed: str = ""
    unit: str = ""
    margin: float = math.nan
    severity: str | None = None
    basis: str | None = None
    flags: tuple[str, ...] = ()
    geometry: BaseGeometry | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A verdict on a subject under a rule."""

    rule: Rule
    subject_kind: str
    subject_id: str
    verdict: Verdict
    waived: bool = False

    @property
    def id(self) -> str:
        """Return the stable id: a hash of duty, subject and object."""
        return id_of_finding(
            self.rule.duty.id,
            self.subject_kind,
            self.subject_id,
            self.verdict.object_kind,
            self.verdict.object_id,
        )

    def as_row(self) -> tuple[object, ...]:
        """Return the values of `COLUMNS`, in that order."""
        duty, verdict = self.rule.duty, self.verdict
        cure = duty.cure or _NO_TEXT
        # What answers a breach is printed on breaches alone: a doubt is no accusation.
        answers = [each.as_record() for each in duty.liability] if verdict.outcome == "fail" else []
        return (
            self.id,
            duty.pack,
            duty.article,
            duty.id,
            duty.force,
            verdict.outcome,
            self._severity(),
            self.subject_kind,
            self.subject_id,
            verdict.object_kind,
            verdict.object_id,
            verdict.expected,
            verdict.observed,
            verdict.unit,
            verdict.margin,
            verdict.basis or self.rule.basis,
            json.dumps(answers, ensure_ascii=False) if answers else _NO_LIABILITY,
            verdict.message.zh,
            verdict.message.en,
            self._flags(),
            cure.zh,
            cure.en,
            duty.cite.line,
            self.waived,
            duty.check,
            duty.pack_status,
        )

    def _flags(self) -> str:
        flags = self.verdict.flags
        if self.rule.overridden:
            flags = (*flags, "overridden")
        return ",".join(sorted({*flags})) if len(flags) > 1 else "".join(flags)

    def _severity(self) -> str:
        if self.verdict.outcome in ("pass", "not_applicable"):
            return "info"
        severity = self.verdict.severity or self.rule.duty.severity
        # A ladder grades what was measured; where nothing was, there is no grade.
        return SEVERITIES[0] if severity == BY_LADDER else severity


ID_COLUMNS = ("duty_id", "subject_kind", "subject_id", "object_kind", "object_id")
"""What the id of a finding is made of."""


def id_of_finding(*parts: str) -> str:
    """Return the stable id of a finding: a hash of duty, subject and object.

    Parameters
    ----------
    parts : str
        The values of `ID_COLUMNS`.
    """
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:_ID_LENGTH]


def number_text(value: float) -> str:
    """Return `value` with at most three decimals and no idle zeros.

    >>> number_text(62.5), number_text(20.0)
    ('62.5', '20')
    """
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _texts(columns: Mapping[str, Sequence[object]]) -> dict[str, object]:
    """Return columns of texts as pandas keeps texts, without a look at each of them."""
    import pandas as pd
    import pyarrow as pa

    kind = pd.Series([""]).dtype
    if not isinstance(kind, pd.StringDtype) or kind.storage != "pyarrow":
        return {name: list(column) for name, column in columns.items()}
    made = {name: pa.array(column, pa.large_string()) for name, column in columns.items()}
    return {name: pd.array(column, dtype=kind) for name, column in made.items()}


def findings_frame(findings: list[Finding], crs: pyproj.CRS) -> gpd.GeoDataFrame:
    """Return the findings as a table with `COLUMNS` and geometry, in the order given.

    Parameters
    ----------
    findings : list of Finding
    crs : pyproj.CRS
        System of the geometry.
    """
    shapes = [each.verdict.geometry for each in findings]
    return frame_of_rows([each.as_row() for each in findings], shapes, crs)


def frame_of_rows(
    rows: Sequence[tuple[object, ...]], shapes: Sequence[BaseGeometry | None], crs: pyproj.CRS
) -> gpd.GeoDataFrame:
    """Return rows of findings as a table with `COLUMNS` and geometry.

    Parameters
    ----------
    rows : sequence of tuple
        From `Finding.as_row`.
    shapes : sequence of shapely geometry or None
    crs : pyproj.CRS
        System of the geometry.
    """
    import geopandas as gpd
    import numpy as np

    # Column by column: a frame made of rows as dictionaries takes twice as long.
    columns = list(zip(*rows, strict=True)) or [()] * len(COLUMNS)
    kinds = {"article": "int64", "margin": "float64", "waived": "bool"}
    cells = dict(zip(COLUMNS, columns, strict=True))
    numbers = {name: np.array(cells[name], kind) for name, kind in kinds.items()}
    texts = _texts({name: column for name, column in cells.items() if name not in kinds})
    data = {name: numbers[name] if name in kinds else texts[name] for name in COLUMNS}
    return gpd.GeoDataFrame(data, geometry=np.array(shapes, dtype=object), crs=crs)
