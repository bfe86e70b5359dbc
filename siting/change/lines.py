"""A difference as text, in the manner of a linter: one line for one change, one for one finding."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from rich.text import Text as Line

from siting.rules.cells import records
from siting.rules.changes import BEYOND, CHANGES, UNKNOWN, WITHIN
from siting.rules.law import FORCES
from siting.text_report import STYLE_OF, comparison, fact_lines, facts, in_one_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.change.difference import Difference

_STYLE_OF_EXTENT = {BEYOND: "red", UNKNOWN: "yellow", WITHIN: "dim"}
_WORDS = {
    "en": {
        "unknown": "not given as built",
        "appeared": "new",
        "vanished": "gone",
        "changed": "was {outcome}",
        "findings": "findings that appear, vanish or change",
        "duties": "what the law asks of the changes",
        "perhaps": "perhaps {other} under another id",
        "sides": "{plan}: {before} cameras; {built}: {after} cameras; law of {on}",
        "beyond": "beyond tolerance",
        "within": "within",
        "counts": "findings: {appeared} appear, {vanished} vanish, {changed} change; {worse} fails new or "
        "graver, {gone} gone; {filing} rows for a change filing",
        "tolerances": "tolerances (basis: {basis}): {limits}",
    },
    "zh": {
        "unknown": "建成后未申报",
        "appeared": "新出现",
        "vanished": "已消失",
        "changed": "原为 {outcome}",
        "findings": "出现、消失或变化的结论",
        "duties": "对变化的法律要求",
        "perhaps": "是否即为 {other}，改了编号？",
        "sides": "{plan}：{before} 台；{built}：{after} 台；适用 {on} 的法律",
        "beyond": "超出容差",
        "within": "容差以内",
        "counts": "结论：出现 {appeared}，消失 {vanished}，变化 {changed}；"
        "新增或加重的不符合 {worse}，消除 {gone}；变更备案清单 {filing} 行",
        "tolerances": "容差（依据：{basis}）：{limits}",
    },
}
# Findings that say that a duty does not concern somebody come and go with every camera, and those that
# nobody can decide in either plan change with every number: only the counts tell of them.
_TOLD = ("fail", "undecided")
_SAME_FACT = (
    "change",
    "subject_id",
    "object_id",
    "outcome_plan",
    "outcome_built",
    "observed_plan",
    "observed_built",
    "expected",
)


def change_lines(difference: Difference, *, lang: str) -> Iterator[Line]:
    """Yield one line for each change beyond its tolerance or unknown.

    Parameters
    ----------
    difference : Difference
    lang : {'en', 'zh'}
    """
    for row in records(difference.changes):
        if row["extent"] != WITHIN:
            yield _change_line(row, lang)


def _change_line(row: dict[str, Any], lang: str) -> Line:
    word, words = CHANGES[row["change"]].of(lang), _WORDS[lang]
    style = _STYLE_OF_EXTENT[row["extent"]]
    measured = ""
    if math.isfinite(row["tolerance"]):
        measured = comparison(str(row["deviation"]), str(row["tolerance"]), row["unit"])
    told = word
    if row["extent"] == UNKNOWN:
        told = f"{word}: {words['unknown']}"
    elif row["field"] and row["change"] != "moved":
        told = f"{word}: {row['plan'] or '-'} -> {row['built'] or '-'}"
    elif row["perhaps_id"]:
        told = f"{word} ({words['perhaps'].format(other=row['perhaps_id'])})"
    parts = [
        Line(in_one_line(row["subject_id"]), "bold"),
        Line(in_one_line(row["field"]) or "-"),
        Line(measured, style),
        Line(in_one_line(told), style),
    ]
    return Line("  ").join(part for part in parts if part)


def finding_lines(difference: Difference, *, lang: str) -> Iterator[Line]:
    """Yield one line for each fact whose findings appear, vanish or change: fails, and outcomes that turn.

    Parameters
    ----------
    difference : Difference
    lang : {'en', 'zh'}
    """
    same: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in records(difference.findings):
        outcomes = (row["outcome_plan"], row["outcome_built"])
        if "fail" in outcomes or (all(outcomes) and outcomes[0] != outcomes[1]):
            same.setdefault(tuple(str(row[name]) for name in _SAME_FACT), []).append(row)
    if same:
        yield Line()
        yield Line(_WORDS[lang]["findings"], "bold")
    for rows in sorted(same.values(), key=lambda rows: (not rows[0]["is_worse"], rows[0]["subject_id"])):
        yield _finding_line(rows, lang)


def _finding_line(rows: list[dict[str, Any]], lang: str) -> Line:
    row = max(rows, key=lambda row: FORCES.index(row["force"]))
    how = _WORDS[lang][row["change"]].format(outcome=row["outcome_plan"])
    outcome = row["outcome_built"] or row["outcome_plan"]
    style = STYLE_OF[row["severity_built"]] if row["outcome_built"] == "fail" else "dim"
    parts = [
        Line(in_one_line(row["subject_id"]), "bold"),
        Line(in_one_line(row["object_id"]) or "-"),
        Line.assemble((f"{how}, {outcome}: ", style), in_one_line(row[f"message_{lang}"])),
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
    for outcome in _TOLD:
        found = facts(difference.findings_of_change, outcome)
        if found:
            yield Line()
            yield Line(f"{_WORDS[lang]['duties']}: {outcome}", "bold")
            yield from fact_lines(found, lang=lang)


def summary_lines(difference: Difference, *, lang: str) -> Iterator[Line]:
    """Yield the counts, the tolerances with their basis, the banners of drafts and the mark of secrecy.

    Parameters
    ----------
    difference : Difference
    lang : {'en', 'zh'}
    """
    summary, words = difference.summary, _WORDS[lang]
    counts = summary["counts"]
    sides = {name: in_one_line(summary[name]["scene"]) for name in ("plan", "built")}
    yield Line()
    yield Line(
        words["sides"].format(
            **sides,
            before=summary["plan"]["cameras"],
            after=summary["built"]["cameras"],
            on=summary["on"],
        )
    )
    for kind, extents in counts["changes"].items():
        if any(extents.values()):
            said = ", ".join(f"{words[extent]} {count}" for extent, count in extents.items() if count)
            yield Line(f"  {CHANGES[kind].of(lang)}: {said}")
    yield Line(
        words["counts"].format(
            **counts["findings"],
            worse=counts["fails_new_or_graver"],
            gone=counts["fails_gone"],
            filing=counts["change_filing"],
        )
    )
    limits = ", ".join(f"{each['name']} {each['value']:g} {each['unit']}" for each in summary["tolerances"])
    bases = ", ".join(sorted({str(each["basis"]) for each in summary["tolerances"]}))
    yield Line(words["tolerances"].format(basis=bases, limits=limits))
    for pack in summary["packs"]:
        if pack["status"] == "draft":
            yield Line(f"{pack['id']}: {pack['banner'][lang]}", "bold yellow")
    yield Line(summary["confidential"][lang], "bold")
