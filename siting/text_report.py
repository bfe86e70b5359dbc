"""An assessment as text, in the manner of a linter: one line for one fact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from rich.text import Text as Line

from siting.io.ledger import ledger_counts
from siting.placement.told import proposed_in_words
from siting.rules.finding import OUTCOMES
from siting.rules.law import FORCES, SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pandas as pd

    from siting.assess import Assessment

SHOWN = ("fail", "undecided", "pass", "all")
"""What the lines may be about beside the fails, which are always shown."""

_STYLE_OF = {"critical": "bold red", "major": "red", "moderate": "yellow", "minor": "cyan", "info": "dim"}
# Flags that undecided findings carry, too, without being why they are.
_NO_REASON = ("windows_assumed", "mixed_", "due_on_weekend", "grazing")
_NO_PARTNER = ("", "none", "nan")


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact to which one or several duties object.

    Parameters
    ----------
    row : dict
        The finding that weighs most.
    duty_ids : tuple of str
        Every duty that speaks of the fact, pack by pack.
    is_waived : bool
        True when every one of them is waived.
    """

    row: dict[str, Any]
    duty_ids: tuple[str, ...]
    is_waived: bool

    @property
    def rank(self) -> tuple[int, int]:
        """Return what sorts the gravest first."""
        return -SEVERITIES.index(self.row["severity"]), -FORCES.index(self.row["force"])


def facts(findings: pd.DataFrame, outcome: str) -> list[Fact]:
    """Return the facts behind findings of one outcome, subject by subject, the gravest first.

    Findings of several duties that measured the same thing about the same pair are one fact.

    Parameters
    ----------
    findings : pandas.DataFrame
    outcome : str
    """
    rows = findings[findings["outcome"] == outcome].drop(columns="geometry", errors="ignore")
    same: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    keys = ("check", "subject_kind", "subject_id", "object_kind", "object_id", "expected", "observed", "unit")
    for row in _records(rows):
        # A question is a fact of its own: two of them share nothing but that nobody answered.
        own = row["duty_id"] if row["check"] == "by_hand" else ""
        same.setdefault((*(str(row[key]) for key in keys), own), []).append(row)
    merged = [
        Fact(
            max(group, key=lambda row: (SEVERITIES.index(row["severity"]), FORCES.index(row["force"]))),
            tuple(row["duty_id"] for row in group),
            all(row["waived"] for row in group),
        )
        for group in same.values()
    ]
    worst: dict[tuple[str, str], tuple[int, int]] = {}
    for fact in merged:
        subject = (fact.row["subject_kind"], fact.row["subject_id"])
        worst[subject] = min(worst.get(subject, fact.rank), fact.rank)

    def place(fact: Fact) -> tuple[object, ...]:
        subject = (fact.row["subject_kind"], fact.row["subject_id"])
        return (worst[subject], subject, fact.rank, fact.duty_ids, fact.row["object_id"])

    return sorted(merged, key=place)


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    columns = [rows[name].tolist() for name in rows.columns]
    return [dict(zip(rows.columns, row, strict=True)) for row in zip(*columns, strict=True)]


def fact_lines(found: Sequence[Fact], *, lang: str) -> Iterator[Line]:
    """Yield one line a fact, an empty line between subjects.

    Parameters
    ----------
    found : sequence of Fact
        As `facts` sorts them.
    lang : {'en', 'zh'}
    """
    before = None
    for fact in found:
        subject = (fact.row["subject_kind"], fact.row["subject_id"])
        if before is not None and subject != before:
            yield Line()
        before = subject
        yield _fact_line(fact, lang)


def _fact_line(fact: Fact, lang: str) -> Line:
    row = fact.row
    style = "dim" if fact.is_waived else _STYLE_OF[row["severity"]]
    thing = _clean(row["object_id"]) or "-"
    grade = row["severity"] if row["outcome"] == "fail" else row["outcome"]
    parts = [
        Line(_clean(row["subject_id"]), "bold"),
        Line(thing),
        Line(comparison(str(row["observed"]), str(row["expected"]), str(row["unit"])), style),
        Line.assemble((f"{grade}: ", style), _clean(row[f"message_{lang}"])),
        Line("[" + ", ".join(fact.duty_ids) + "]", "dim"),
    ]
    return Line("  ").join(part for part in parts if part)


def comparison(observed: str, expected: str, unit: str) -> str:
    """Return measured value and limit with the sign between them.

    Parameters
    ----------
    observed, expected, unit : str
        As findings carry them.

    Examples
    --------
    >>> comparison("83.138", "62.5", "px/m")
    '83.14 > 62.5 px/m'
    >>> comparison("", "<= 2025-07-01", "day")
    'none > 2025-07-01'
    """
    observed, expected = _clean(observed), _clean(expected)
    if expected.lower() in _NO_PARTNER and observed.lower() in _NO_PARTNER:
        return ""
    try:
        measured, limit = float(observed), float(expected)
    except ValueError:
        # A deadline is written as the days that are allowed.
        if expected.startswith("<= "):
            return f"{observed or 'none'} > {expected.removeprefix('<= ')}"
        return f"{observed or 'none'} / {expected or 'none'}"
    sign = ">" if measured > limit else "<" if measured < limit else "="
    return f"{measured:.4g} {sign} {limit:.6g} {unit}".strip()


def undecided_lines(findings: pd.DataFrame) -> Iterator[Line]:
    """Yield how many facts are undecided and what most of them lack.

    Parameters
    ----------
    findings : pandas.DataFrame
    """
    found = facts(findings, "undecided")
    if not found:
        return
    counts: dict[str, int] = {}
    for fact in found:
        asked = fact.row["check"] == "by_hand"
        for reason in ["a person must answer"] if asked else str(fact.row["flags"]).split(","):
            if reason and not reason.startswith(_NO_REASON):
                counts[reason] = counts.get(reason, 0) + 1
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:8]
    yield Line(f"undecided: {len(found)} facts (--show undecided lists them)", "bold")
    yield Line("  " + ", ".join(f"{reason} {count}" for reason, count in most))


def summary_lines(assessment: Assessment, *, lang: str) -> Iterator[Line]:
    """Yield the summary: outcomes of each duty, the ledger's sums, banners, assumptions, hints.

    Parameters
    ----------
    assessment : Assessment
    lang : {'en', 'zh'}
    """
    summary = assessment.summary
    counts = summary["counts"]
    yield from _duty_table(summary["duties"])
    yield Line()
    yield Line(
        f"{counts['cameras']} cameras, {counts['buildings']} buildings, {counts['buildings_in_view']} of "
        f"them in view; law of {assessment.on}; classes of {assessment.ladder.name}; "
        f"target at {assessment.target_height_m:g} m"
    )
    sums = ledger_counts(assessment.ledger)
    yield _heading("rows in = used + repaired + rejected")
    for layer in sums.itertuples():
        yield Line(f"  {layer.layer}: {layer.rows} = {layer.used} + {layer.repaired} + {layer.rejected}")
    for pack in assessment.packs:
        if pack.status == "draft":
            yield Line(f"{pack.id}: {pack.banner.of(lang)}", "bold yellow")
    proposed = proposed_in_words(assessment)
    if proposed:
        yield Line(proposed.of(lang))
    yield from _told("assumed", [entry[lang] for entry in summary["assumptions"]])
    yield from _told("would settle more", [entry[lang] for entry in summary["hints"]])
    yield Line(summary["not_decided"][lang])
    for text in assessment.scene.attribution:
        yield Line(_clean(text), "dim")
    yield Line(summary["confidential"][lang], "bold")


def _duty_table(duties: Sequence[dict[str, Any]]) -> Iterator[Line]:
    """Yield the table of duties and outcomes, without duties that concern nobody."""
    names = ("fail", "undecided", "pass", "not_applicable")
    shown = [duty for duty in duties if any(duty[name] for name in names[:3])]
    silent = len(duties) - len(shown)
    width = max([len("duty"), *(len(duty["duty_id"]) for duty in shown)])
    yield _heading(f"{'duty':<{width}}  " + "".join(f"{name:>11}" for name in names[:3]) + f"{'n/a':>7}")
    for duty in [*shown, {"duty_id": "all", **{n: sum(d[n] for d in duties) for n in OUTCOMES}}]:
        line = Line(f"{duty['duty_id']:<{width}}  ")
        line.append(f"{duty['fail']:>11}", "red" if duty["fail"] else "dim")
        line.append(f"{duty['undecided']:>11}", "yellow" if duty["undecided"] else "dim")
        line.append(f"{duty['pass']:>11}{duty['not_applicable']:>7}")
        yield line
    if silent:
        yield Line(f"({silent} more duties concern nobody in this plan)", "dim")


def _told(heading: str, texts: Iterable[str]) -> Iterator[Line]:
    texts = list(texts)
    if texts:
        yield _heading(heading)
        for text in texts:
            yield Line(f"  - {text}")


def _heading(text: str) -> Line:
    return Line(text, "bold")


def _clean(value: object) -> str:
    """Return a value in one line that no terminal takes for a command."""
    text = "" if value is None else str(value)
    return "".join(sign if sign.isprintable() else " " for sign in text)
