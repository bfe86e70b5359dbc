"""A difference as text, in the manner of a linter: one line for one change, one for one finding."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from rich.text import Text as Line

from siting.change.tables import PLAN_AND_BUILT
from siting.rules.cells import records
from siting.rules.changes import BEYOND, CHANGES, UNKNOWN, WITHIN
from siting.rules.law import FORCES
from siting.same_fact import facts
from siting.text_report import STYLE_OF, comparison, fact_lines, in_one_line
from siting.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from siting.change.difference import Difference
    from siting.words import Words

_STYLE_OF_EXTENT = {BEYOND: "red", UNKNOWN: "yellow", WITHIN: "dim"}
_TABLE = "change/lines.yaml"
# Findings that say that a duty does not concern somebody come and go with every camera, and those that
# nobody can decide in either plan change with every number: only the counts tell of them.
_TOLD = ("fail", "undecided")


def change_lines(difference: Difference, *, lang: str) -> Iterator[Line]:
    """Yield one line for each change beyond its tolerance or unknown.

    Parameters
    ----------
    difference : Difference
    lang : {'en', 'zh'}
    """
    words = words_of(lang, _TABLE)
    for row in records(difference.changes):
        if row["extent"] != WITHIN:
            yield _change_line(row, words)


def _change_line(row: dict[str, Any], words: Words) -> Line:
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
        Line(in_one_line(row["subject_id"]), "bold"),
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
    """Yield one line for each fact whose findings appear, vanish or change: fails, and outcomes that turn.

    Parameters
    ----------
    difference : Difference
    lang : {'en', 'zh'}
    """
    yield from changed_finding_lines(difference.findings, lang=lang)


def changed_finding_lines(
    findings: pd.DataFrame, *, lang: str, sides: tuple[str, str] = PLAN_AND_BUILT
) -> Iterator[Line]:
    """Yield one line for each fact whose findings differ: fails, and outcomes that turn.

    Parameters
    ----------
    findings : pandas.DataFrame
        As `siting.change.tables.changed_findings` gives them.
    lang : {'en', 'zh'}
    sides : tuple of str
        How the two sides are called.
    """
    words = words_of(lang, _TABLE)
    outcomes = tuple(f"outcome_{side}" for side in sides)
    same_fact = (
        *("change", "subject_id", "object_id", "expected"),
        *outcomes,
        *(f"observed_{side}" for side in sides),
    )
    same: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in records(findings):
        turned = [row[name] for name in outcomes]
        # That a duty comes to concern somebody, or no more, is told where it broke or was open alone.
        is_turn = all(turned) and turned[0] != turned[1] and "undecided" in turned
        if "fail" in turned or is_turn:
            same.setdefault(tuple(str(row[name]) for name in same_fact), []).append(row)
    if same:
        yield Line()
        yield Line(words.say("findings"), "bold")
    for rows in sorted(same.values(), key=lambda rows: (not rows[0]["is_worse"], rows[0]["subject_id"])):
        yield _finding_line(rows, words, sides)


def _finding_line(rows: list[dict[str, Any]], words: Words, sides: tuple[str, str]) -> Line:
    row = max(rows, key=lambda row: FORCES.index(row["force"]))
    before, after = (row[f"outcome_{side}"] for side in sides)
    how = words.say(row["change"], outcome=before)
    style = STYLE_OF[row[f"severity_{sides[1]}"]] if after == "fail" else "dim"
    parts = [
        Line(in_one_line(row["subject_id"]), "bold"),
        Line(in_one_line(row["object_id"]) or "-"),
        Line.assemble((f"{how}, {after or before}: ", style), in_one_line(row[f"message_{words.lang}"])),
        Line("[" + ", ".join(each["duty_id"] for each in rows) + "]", "dim"),
    ]
    return Line("  ").join(parts)


def duty_lines(difference: Difference, *, lang: str) -> Iterator[Line]:
    """Yield one line for each fact that the duties about changes find broken or undecided.

    Parameters
    ----------
    difference : Difference
    lang : {'en', 'zh'}
    """
    words = words_of(lang, _TABLE)
    for outcome in _TOLD:
        found = facts(difference.findings_of_change, outcome)
        if found:
            yield Line()
            yield Line(f"{words.say('duties')}: {outcome}", "bold")
            yield from fact_lines(found, lang=lang)


def summary_lines(difference: Difference, *, lang: str) -> Iterator[Line]:
    """Yield the counts, the tolerances with their basis, the banners of drafts and the mark of secrecy.

    Parameters
    ----------
    difference : Difference
    lang : {'en', 'zh'}
    """
    summary, words = difference.summary, words_of(lang, _TABLE)
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
            said = ", ".join(f"{words.say(extent)} {count}" for extent, count in extents.items() if count)
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
    bases = ", ".join(sorted({str(each["basis"]) for each in summary["tolerances"]}))
    yield Line(words.say("tolerances", basis=bases, limits=limits))
    for pack in summary["packs"]:
        if pack["status"] == "draft":
            yield Line(f"{pack['id']}: {pack['banner'][lang]}", "bold yellow")
    yield Line(summary["confidential"][lang], "bold")
