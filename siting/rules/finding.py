"""What a check answers, of whom and under which rule."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from siting.rules.law import Rule, Text

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


class Finding(NamedTuple):
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
