"""Findings that come, go or change between two plans as lines: all of them, the gravest first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text as Line

from siting.change.tables import PLAN_AND_BUILT
from siting.rules.cells import records
from siting.rules.finding import OUTCOMES
from siting.rules.law import FORCES, SEVERITIES
from siting.text_report import STYLE_OF, grade_told, in_one_line, subject_told
from siting.words import words_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    import pandas as pd

    from siting.words import Words

    Row = dict[str, Any]

LINE_TABLES = ("map_page/words.yaml", "text_report.yaml", "change/lines.yaml")
"""The words of a comparison in lines, and of the values in it."""

_KINDS = ("appeared", "changed", "vanished")
# Outcomes with the worst first, as lines are sorted.
_WORST_FIRST = ("fail", "undecided", "pass", "not_applicable")
# What passes or concerns nobody comes and goes with every camera: a line a subject tells of it.
_QUIET = ("pass", "not_applicable")
_DUTIES_TOLD = 8


def changed_finding_lines(
    findings: pd.DataFrame,
    *,
    lang: str,
    sides: tuple[str, str] = PLAN_AND_BUILT,
    drafts: Collection[str] = (),
) -> Iterator[Line]:
    """Yield the findings that differ, kind by kind, each kind with its count and the gravest first.

    Findings of several duties about one fact are one line; so are those of several subjects that are
    undecided for one reason, and those of the same duties that pass, do not apply, or stay undecided.

    Parameters
    ----------
    findings : pandas.DataFrame
        As `siting.change.tables.changed_findings` gives them.
    lang : {'en', 'zh'}
    sides : tuple of str
        How the two sides are called.
    drafts : collection of str
        Ids of the packs that are drafts.
    """
    words = words_of(lang, *LINE_TABLES)
    rows = [_with_turn(row, sides) for row in records(findings)]
    for kind in _KINDS:
        those = [row for row in rows if row["change"] == kind]
        if those:
            yield Line()
            yield Line(_heading(kind, those, words), "bold")
            for group in sorted(_merged(those), key=_place):
                yield _line(group, words, drafts)


def _with_turn(row: Row, sides: tuple[str, str]) -> Row:
    """Return a row with `was` and `is`, its outcomes, and the severity and the value of the later one."""
    was, now = (str(row[f"outcome_{side}"]) for side in sides)
    side = sides[1] if now else sides[0]
    told = {"was": was, "is": now or was, "severity": row[f"severity_{side}"]}
    return row | told | {"before": str(row[f"observed_{sides[0]}"]), "value": str(row[f"observed_{side}"])}


def _heading(kind: str, rows: Sequence[Row], words: Words) -> str:
    counts = {outcome: sum(row["is"] == outcome for row in rows) for outcome in OUTCOMES}
    told = [
        f"{words.value('outcome', outcome)} {counts[outcome]}" for outcome in _WORST_FIRST if counts[outcome]
    ]
    return words.say(f"{kind}_all", count=len(rows), outcomes=words.say("listed").join(told))


def _merged(rows: Sequence[Row]) -> list[list[Row]]:
    """Return the rows that are told in one line together."""
    facts: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        facts.setdefault(_fact(row), []).append(row)
    lines: dict[tuple[str, ...], list[Row]] = {}
    for group in facts.values():
        row = group[0]
        key = [row["is"], row["was"], *(each["duty_id"] for each in group)]
        if not _is_quiet(row):
            # One reason may leave many open: a fail is always told by itself.
            key += [row["object_id"], row["message_en"]]
            key += [row["subject_id"]] if row["is"] == "fail" else []
        lines.setdefault(tuple(key), []).extend(group)
    return list(lines.values())


def _fact(row: Row) -> tuple[str, ...]:
    same = [row[name] for name in ("subject_kind", "subject_id", "object_id", "was", "is")]
    if not _is_quiet(row):
        # Where nothing was measured, the reason is the fact.
        reason = "" if row["is"] == "fail" else row["message_en"]
        same += [row["expected"], row["before"], row["value"], reason]
    return tuple(map(str, same))


def _is_quiet(row: Row) -> bool:
    """Return whether a finding is told with others like it: it passes, or stays open as it was."""
    return row["is"] in _QUIET or (_is_same(row) and row["is"] != "fail")


def _is_same(row: Row) -> bool:
    """Return whether the outcome stays, and only what was measured has changed."""
    return bool(row["change"] == "changed" and row["was"] == row["is"])


def _place(rows: Sequence[Row]) -> tuple[object, ...]:
    row = _gravest(rows)
    rank = -SEVERITIES.index(row["severity"]), -FORCES.index(row["force"])
    return _WORST_FIRST.index(row["is"]), not row["is_worse"], rank, row["subject_id"], row["object_id"]


def _gravest(rows: Sequence[Row]) -> Row:
    return max(rows, key=lambda row: (SEVERITIES.index(row["severity"]), FORCES.index(row["force"])))


def _line(rows: Sequence[Row], words: Words, drafts: Collection[str]) -> Line:
    row = _gravest(rows)
    style = STYLE_OF[row["severity"]] if row["is"] == "fail" and row["change"] != "vanished" else "dim"
    subjects = dict.fromkeys(subject_told(each, words) for each in rows)
    things = dict.fromkeys(in_one_line(each["object_id"]) for each in rows if each["object_id"])
    comma = words.say("listed")
    parts = [
        Line(comma.join(subjects), "bold"),
        Line(comma.join(things) or "-"),
        Line.assemble((f"{_how(rows, words, drafts)}: ", style), _said(rows, words)),
        Line(f"[{_duties(rows, words)}]", "dim"),
    ]
    return Line("  ").join(parts)


def _how(rows: Sequence[Row], words: Words, drafts: Collection[str]) -> str:
    """Return what became of the finding: new, gone, what it was; of a fail how grave it is."""
    row, comma = _gravest(rows), words.say("comma")
    now, was = (words.value("outcome", row[name]) for name in ("is", "was"))
    if not _is_same(row):
        how = words.say(row["change"], now=now, was=was)
    elif row["is"] != "fail" and len(rows) > 1:
        how = words.say("still", now=now)
    else:
        how = words.say("still_measured", now=now, before=in_one_line(row["before"]) or "-")
    if row["is"] != "fail":
        return how
    is_draft = all(each["duty_id"].partition("/")[0] in drafts for each in rows)
    return how + comma + grade_told(row["severity"], row["force"], words, is_draft=is_draft)


def _said(rows: Sequence[Row], words: Words) -> str:
    messages = {in_one_line(row[f"message_{words.lang}"]) for row in rows}
    if _is_quiet(rows[0]) and len(messages) > 1:
        return words.say("several", count=len(rows))
    return in_one_line(_gravest(rows)[f"message_{words.lang}"])


def _duties(rows: Sequence[Row], words: Words) -> str:
    """Return the duties that speak of a line; of what passes or does not apply the first of many."""
    waived = words.say("waived")
    ids = [f"{row['duty_id']} ({waived})" if row["waived"] else row["duty_id"] for row in rows]
    ids = list(dict.fromkeys(ids))
    more = len(ids) - _DUTIES_TOLD if _is_quiet(rows[0]) else 0
    if more <= 0:
        return ", ".join(ids)
    return ", ".join(ids[:_DUTIES_TOLD]) + words.say("others", count=more, total=len(ids))
