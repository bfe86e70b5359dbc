"""A difference as text, in the manner of a linter: one line for one change, one for one finding."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from rich.text import Text as Line

from siting.change.document import drafts_of
from siting.change.finding_lines import LINE_TABLES, changed_finding_lines
from siting.cure_lines import cure_lines
from siting.rules.cells import records
from siting.rules.changes import BEYOND, CHANGES, RENAMED, UNKNOWN, WITHIN
from siting.same_fact import facts, for_one_reason
from siting.text_report import comparison, fact_lines, in_one_line
from siting.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from siting.change.difference import Difference
    from siting.words import Words

_STYLE_OF_EXTENT = {BEYOND: "red", UNKNOWN: "yellow", WITHIN: "dim"}
_TABLE = "change/lines.yaml"
# What the duties about changes find in order, or do not ask, only the counts tell of.
_TOLD = ("fail", "undecided")


def change_lines(difference: Difference, *, lang: str) -> Iterator[Line]:
    """Yield one line for each camera renamed, and each change beyond its tolerance or unknown.

    A field that was not given as built is one line for all cameras that lack it.

    Parameters
    ----------
    difference : Difference
    lang : {'en', 'zh'}
    """
    words = words_of(lang, *LINE_TABLES)
    told: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for place, row in enumerate(records(difference.changes)):
        if row["extent"] != WITHIN or row["change"] == RENAMED:
            same = ("",) if row["extent"] == UNKNOWN else (row["subject_id"], str(place))
            told.setdefault((row["subject_kind"], row["field"], row["change"], *same), []).append(row)
    for rows in told.values():
        yield _change_line(rows, words)


def _change_line(rows: Sequence[dict[str, Any]], words: Words) -> Line:
    row = rows[0]
    word = CHANGES[row["change"]].of(words.lang)
    style = _STYLE_OF_EXTENT[row["extent"]]
    measured = ""
    if math.isfinite(row["tolerance"]):
        measured = comparison(str(row["deviation"]), str(row["tolerance"]), row["unit"])
    told = word
    if row["extent"] == UNKNOWN:
        told = f"{word}: {words.say('unknown')}"
    elif row["field"] and row["change"] != "moved":
        told = f"{word}: {row['plan'] or '-'} -> {row['built'] or '-'}"
    elif row["perhaps_id"]:
        told = f"{word} ({words.say('perhaps', other=row['perhaps_id'])})"
    parts = [
        Line(words.say("listed").join(in_one_line(each["subject_id"]) for each in rows), "bold"),
        Line(in_one_line(row["field"]) or "-"),
        Line(measured, style),
        Line(in_one_line(told), style),
    ]
    return Line("  ").join(part for part in parts if part)


def closing_line(difference: Difference, *, matters: int, lang: str) -> Line:
    """Return the last line: whether what was built deviates, or that there was nothing to compare.

    Parameters
    ----------
    difference : Difference
    matters : int
        As `Difference.matters` gives it.
    lang : {'en', 'zh'}
    """
    words = words_of(lang, _TABLE)
    if not (difference.plan.scene.cameras or difference.built.scene.cameras):
        return Line(words.say("nothing_compared"), "bold yellow")
    if matters:
        return Line(words.say("deviates"), "bold red")
    return Line(words.say("as_planned"), "bold green")


def finding_lines(difference: Difference, *, lang: str) -> Iterator[Line]:
    """Yield the findings that appear, vanish or change, the gravest first.

    Parameters
    ----------
    difference : Difference
    lang : {'en', 'zh'}
    """
    drafts = drafts_of(difference.summary)
    yield from changed_finding_lines(difference.findings, lang=lang, drafts=drafts)


def duty_lines(difference: Difference, *, lang: str) -> Iterator[Line]:
    """Yield one line for each fact that the duties about changes find broken, with the cure, or undecided.

    Parameters
    ----------
    difference : Difference
    lang : {'en', 'zh'}
    """
    words = words_of(lang, *LINE_TABLES)
    for outcome in _TOLD:
        found = facts(difference.findings_of_change, outcome)
        if outcome != "fail":
            found = for_one_reason(found, comma=words.say("listed"))
        if found:
            yield Line()
            yield Line(words.say("duties") + words.say("colon") + words.value("outcome", outcome), "bold")
            yield from fact_lines(found, lang=lang)
        if outcome == "fail":
            yield from cure_lines(found, lang=lang)


def summary_lines(difference: Difference, *, lang: str) -> Iterator[Line]:
    """Yield the counts, the tolerances with their basis, the banners of drafts and the mark of secrecy.

    Parameters
    ----------
    difference : Difference
    lang : {'en', 'zh'}
    """
    summary, words = difference.summary, words_of(lang, *LINE_TABLES)
    counts = summary["counts"]
    sides = {name: in_one_line(summary[name]["scene"]) for name in ("plan", "built")}
    yield Line()
    yield Line(
        words.say(
            "sides",
            **sides,
            before=summary["plan"]["cameras"],
            after=summary["built"]["cameras"],
            on=summary["on"],
        )
    )
    for kind, extents in counts["changes"].items():
        if any(extents.values()):
            told = [f"{words.say(extent)} {count}" for extent, count in extents.items() if count]
            said = str(sum(extents.values())) if kind == RENAMED else ", ".join(told)
            yield Line(f"  {CHANGES[kind].of(lang)}: {said}")
    yield Line(
        words.say(
            "counts",
            **counts["findings"],
            worse=counts["fails_new_or_graver"],
            gone=counts["fails_gone"],
            filing=counts["change_filing"],
        )
    )
    limits = ", ".join(f"{each['name']} {each['value']:g} {each['unit']}" for each in summary["tolerances"])
    bases = sorted({str(each["basis"]) for each in summary["tolerances"]})
    named = words.say("listed").join(words.value("basis", each) for each in bases)
    yield Line(words.say("tolerances", basis=named, limits=limits))
    for pack in summary["packs"]:
        if pack["status"] == "draft":
            yield Line(f"{pack['id']}: {pack['banner'][lang]}", "bold yellow")
    yield Line(summary["confidential"][lang], "bold")
