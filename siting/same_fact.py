"""Findings of several duties that speak of one fact, put together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from siting.rules.cells import records
from siting.rules.law import FORCES, SEVERITIES
from siting.rules.margin import DEPENDS, FLAG_OF

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

_MEASURED = (
    *("outcome", "subject_kind", "subject_id", "object_kind", "object_id"),
    *("expected", "observed", "unit"),
)
_measured = itemgetter(*_MEASURED)
GROUPED_BY = (*_MEASURED, "check", "message_en", "duty_id", "waived", "pack_status", "severity", "force")
"""Columns of findings that say which belong together, and which of them tells the fact."""

# Where nothing was measured, the reason is the fact: two duties that do not apply, or stay open, for
# different reasons say two things.
_BY_REASON = ("not_applicable", "undecided")

# Stands in a text about several for the name of any.
_ANY = "…"


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of which one or several duties speak.

    Parameters
    ----------
    row : dict
        The finding that weighs most.
    duty_ids : tuple of str
        Every duty that speaks of the fact, pack by pack.
    waived_ids : frozenset of str
        Those of them that are waived.
    is_draft : bool
        True when every one of them is of a draft, which binds nobody.
    """

    row: dict[str, Any]
    duty_ids: tuple[str, ...]
    waived_ids: frozenset[str] = frozenset()
    is_draft: bool = False

    @property
    def is_waived(self) -> bool:
        """Return whether every duty that speaks of the fact is waived."""
        return self.waived_ids.issuperset(self.duty_ids)

    @property
    def rank(self) -> tuple[int, int]:
        """Return what sorts the gravest first."""
        return -SEVERITIES.index(self.row["severity"]), -FORCES.index(self.row["force"])


def groups(findings: Sequence[dict[str, Any]]) -> list[list[int]]:
    """Return the places of findings, those of one fact together, in each the one first that tells the fact.

    Parameters
    ----------
    findings : sequence of dict
        Rows of findings by column, at least by those of `GROUPED_BY`.
    """
    same: dict[tuple[object, ...], list[int]] = {}
    for place, row in enumerate(findings):
        same.setdefault(_key(row), []).append(place)
    for places in same.values():
        if len(places) > 1:
            places.sort(key=lambda place: _lightness(findings[place]))
    return list(same.values())


def _key(row: dict[str, Any]) -> tuple[object, ...]:
    check, reason = row["check"], row["message_en"] if row["outcome"] in _BY_REASON else ""
    if row["outcome"] == "not_applicable":
        check = ""
    elif check == "by_hand":
        # A question is a fact of its own: two of them share nothing but that nobody answered.
        check = row["duty_id"]
    return (check, reason, *_measured(row))


def _lightness(row: dict[str, Any]) -> tuple[bool, bool, int, int]:
    # What is waived for one text still stands under the other: the standing one tells the fact. So does
    # a text in force before a draft, however grave the draft would have it.
    is_draft = row.get("pack_status") == "draft"
    return bool(row["waived"]), is_draft, -SEVERITIES.index(row["severity"]), -FORCES.index(row["force"])


def facts(findings: pd.DataFrame, outcome: str) -> list[Fact]:
    """Return the facts behind findings of one outcome, subject by subject, the gravest first.

    Findings of several duties that measured the same thing about the same pair are one fact; where nothing
    was measured, those that give the same reason.

    Parameters
    ----------
    findings : pandas.DataFrame
    outcome : str
    """
    rows = records(findings[findings["outcome"] == outcome].drop(columns="geometry", errors="ignore"))
    merged = [_fact(rows, places) for places in groups(rows)]
    worst: dict[tuple[str, str], tuple[int, int]] = {}
    for fact in merged:
        subject = _subject(fact)
        worst[subject] = min(worst.get(subject, fact.rank), fact.rank)

    def place(fact: Fact) -> tuple[object, ...]:
        subject = _subject(fact)
        return (worst[subject], subject, fact.rank, fact.duty_ids, fact.row["object_id"])

    return sorted(merged, key=place)


def _fact(rows: list[dict[str, Any]], places: list[int]) -> Fact:
    said = [rows[place] for place in sorted(places)]
    return Fact(
        rows[places[0]],
        tuple(row["duty_id"] for row in said),
        frozenset(row["duty_id"] for row in said if row["waived"]),
        all(row.get("pack_status") == "draft" for row in said),
    )


def _subject(fact: Fact) -> tuple[str, str]:
    return fact.row["subject_kind"], fact.row["subject_id"]


def for_one_reason(found: Sequence[Fact], *, comma: str) -> list[Fact]:
    """Return facts, those that say the same of different subjects and things as one that names them all.

    Parameters
    ----------
    found : sequence of Fact
        Of one outcome.
    comma : str
        Parts the names.
    """
    same: dict[tuple[object, ...], list[Fact]] = {}
    for fact in found:
        row = fact.row
        reason = tuple(_without_names(row, row[f"message_{lang}"]) for lang in ("zh", "en"))
        kinds = (row["subject_kind"], row["object_kind"], row["expected"], row["observed"])
        same.setdefault((reason, kinds, fact.duty_ids, fact.waived_ids), []).append(fact)
    return [_named(those, comma) for those in same.values()]


def _without_names(row: dict[str, Any], message: str) -> str:
    for name in (row["subject_id"], row["object_id"]):
        message = message.replace(str(name), _ANY) if name else message
    return message


def _named(those: Sequence[Fact], comma: str) -> Fact:
    first = those[0]
    if len(those) == 1:
        return first
    names = {
        name: comma.join(dict.fromkeys(str(fact.row[name]) for fact in those))
        for name in ("subject_id", "object_id")
    }
    said = {name: _without_names(first.row, first.row[name]) for name in ("message_zh", "message_en")}
    return replace(first, row=first.row | names | said)


def passing_only_as_planned(findings: pd.DataFrame) -> pd.DataFrame:
    """Return the findings that pass, yet may not somewhere within the tolerances.

    Parameters
    ----------
    findings : pandas.DataFrame
    """
    depends = findings["flags"].str.split(",").map(lambda flags: FLAG_OF[DEPENDS] in flags)
    return findings[(findings["outcome"] == "pass") & depends.astype(bool)]
