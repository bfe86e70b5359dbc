"""An assessment as text, in the manner of a linter: one line for one fact."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.text import Text as Line

from siting.io.ledger import ledger_counts, rows_beyond_reach
from siting.missing_fields import missing_fields
from siting.placement.told import proposed_in_words
from siting.rules.changes import CHANGES
from siting.rules.finding import OUTCOMES
from siting.same_fact import facts
from siting.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pandas as pd

    from siting.assess import Assessment
    from siting.same_fact import Fact
    from siting.words import Words

SHOWN = ("fail", "undecided", "pass", "all")
"""What the lines may be about beside the fails, which are always shown."""

STYLE_OF = {"critical": "bold red", "major": "red", "moderate": "yellow", "minor": "cyan", "info": "dim"}
"""How each severity is shown."""
# Flags that undecided findings carry, too, without being why they are.
_NO_REASON = (
    "windows_assumed",
    "window_height_assumed",
    "levels_conflict",
    "on_slope",
    "cut_by_ground",
    "mixed_",
    "due_on_weekend",
    "due_on_holiday",
    "grazing",
)
# Every result depends on it: told last, where it is read.
_ASKED_ALOUD = "layers.shifted"
_NO_PARTNER = ("", "none", "nan")
_REASONS_TOLD = 8
# The columns of the table of duties, and how wide each is.
_STYLE_OF_COUNT = {"fail": "red", "undecided": "yellow"}
_WIDTHS = {"fail": 11, "undecided": 11, "pass": 11, "not_applicable": 7}


def fact_lines(found: Sequence[Fact], *, lang: str) -> Iterator[Line]:
    """Yield one line a fact, an empty line between subjects.

    Parameters
    ----------
    found : sequence of Fact
        As `siting.same_fact.facts` sorts them.
    lang : {'en', 'zh'}
    """
    words = report_words(lang)
    before = None
    for fact in found:
        subject = (fact.row["subject_kind"], fact.row["subject_id"])
        if before is not None and subject != before:
            yield Line()
        before = subject
        yield _fact_line(fact, words)


def report_words(lang: str) -> Words:
    """Return the words of the report, and of the values in it.

    Parameters
    ----------
    lang : {'en', 'zh'}
    """
    return words_of(lang, "map_page/words.yaml", "rules/words.yaml", "text_report.yaml")


def _fact_line(fact: Fact, words: Words) -> Line:
    row = fact.row
    style = "dim" if fact.is_waived else STYLE_OF[row["severity"]]
    thing = _thing(row, words) or "-"
    grade = _grade(fact, words)
    told = (f"{each} ({words.say('waived')})" if each in fact.waived_ids else each for each in fact.duty_ids)
    observed, expected = (_said(str(row[name]), words) for name in ("observed", "expected"))
    unit = str(row["unit"]) if words.lang == "en" else words.value("unit", str(row["unit"]))
    measure = comparison(observed, expected, unit, none=words.say("none"))
    parts = [
        Line(subject_told(row, words), "bold"),
        Line(thing),
        Line(measure, style),
        Line.assemble((f"{grade}: ", style), in_one_line(row[f"message_{words.lang}"])),
        Line("[" + ", ".join(told) + "]", "dim"),
    ]
    return Line("  ").join(part for part in parts if part)


def subject_told(row: Mapping[str, Any], words: Words) -> str:
    """Return what a finding calls its subject; the plan, which has no id, in Chinese by its word.

    Parameters
    ----------
    row : mapping of str to object
        A finding.
    words : Words
        Of the report.
    """
    if row["subject_kind"] == "scene" and words.lang != "en":
        return words.value("kind", "scene")
    return in_one_line(row["subject_id"])


def _thing(row: Mapping[str, Any], words: Words) -> str:
    """What the fact is about; in Chinese steps and papers are called by their words."""
    thing = in_one_line(row["object_id"])
    group = {"step": "field", "document": "document"}.get(str(row["object_kind"]), "")
    return words.value(group, thing) if group and words.lang != "en" else thing


def _said(value: str, words: Words) -> str:
    """What was found or wanted, in words where it is no number; in English fields and changes stay."""
    said = words.value("said", value)
    if said != value or words.lang == "en":
        return said
    parts = value.replace(" or ", ", ").split(", ")
    return words.say("listed").join(
        CHANGES[each].zh if each in CHANGES else words.value("regime", each) for each in parts
    )


def _grade(fact: Fact, words: Words) -> str:
    """Return how grave a fail is and of which force, or the outcome of what is none."""
    row = fact.row
    if row["outcome"] != "fail":
        return words.value("outcome", row["outcome"])
    return grade_told(row["severity"], row["force"], words, is_draft=fact.is_draft)


def grade_told(severity: str, force: str, words: Words, *, is_draft: bool) -> str:
    """Return how grave a fail is and of which force; a draft alone binds nobody.

    Parameters
    ----------
    severity, force : str
    words : Words
        Of the report.
    is_draft : bool
        True where nothing but a draft objects.
    """
    told = words.value("severity", severity)
    if is_draft:
        return told + words.say("draft_only")
    return told + words.say("comma") + words.value("force", force)


def comparison(observed: str, expected: str, unit: str, *, none: str = "none") -> str:
    """Return measured value and limit with the sign between them.

    Parameters
    ----------
    observed, expected, unit : str
        As findings carry them.
    none : str
        Stands for what is not there.

    Examples
    --------
    >>> comparison("83.138", "62.5", "px/m")
    '83.14 > 62.5 px/m'
    >>> comparison("", "<= 2025-07-01", "day")
    'none > 2025-07-01'
    """
    observed, expected = in_one_line(observed), in_one_line(expected)
    if expected.lower() in _NO_PARTNER and observed.lower() in _NO_PARTNER:
        return ""
    try:
        measured, limit = float(observed), float(expected)
    except ValueError:
        # A deadline is written as the days that are allowed.
        if expected.startswith("<= "):
            return f"{observed or none} > {expected.removeprefix('<= ')}"
        return f"{observed or none} / {expected or none}"
    sign = ">" if measured > limit else "<" if measured < limit else "="
    return f"{measured:.4g} {sign} {limit:.6g} {unit}".strip()


def undecided_lines(findings: pd.DataFrame, *, lang: str) -> Iterator[Line]:
    """Yield how many facts are undecided and what most of them lack.

    Parameters
    ----------
    findings : pandas.DataFrame
    lang : {'en', 'zh'}
    """
    words = report_words(lang)
    found = facts(findings, "undecided")
    if not found:
        return
    counts: dict[str, int] = {}
    for fact in found:
        asked = fact.row["check"] == "by_hand"
        for reason in [words.say("asked")] if asked else str(fact.row["flags"]).split(","):
            if reason and not reason.startswith(_NO_REASON):
                counts[reason] = counts.get(reason, 0) + 1
    # First what the plan itself can say; what only a person can answer comes last.
    most = sorted(counts.items(), key=lambda item: (item[0] == words.say("asked"), -item[1], item[0]))
    asked_too = most[-1:] if len(most) > _REASONS_TOLD and most[-1][0] == words.say("asked") else []
    most = [*most[: _REASONS_TOLD - len(asked_too)], *asked_too]
    yield _heading(words.say("undecided", count=len(found)))
    told = [words.say("reason", reason=words.value("flag", reason), count=count) for reason, count in most]
    yield Line("  " + words.say("semicolon").join(told))


def summary_lines(assessment: Assessment, *, lang: str, is_whole: bool = False) -> Iterator[Line]:
    """Yield the summary: outcomes of each duty, the ledger's sums, banners, assumptions, hints.

    Parameters
    ----------
    assessment : Assessment
    lang : {'en', 'zh'}
    is_whole : bool
        True also lists the duties of which nothing is decided, one by one.
    """
    summary, words = assessment.summary, report_words(lang)
    counts = summary["counts"]
    yield from _duty_table(summary["duties"], words, is_whole=is_whole)
    yield Line()
    yield Line(
        words.say(
            "plan",
            cameras=counts["cameras"],
            buildings=counts["buildings"],
            in_view=counts["buildings_in_view"],
            on=assessment.on,
            ladder=assessment.ladder.name,
            target=f"{assessment.target_height_m:g}",
        )
    )
    if "within_tolerance" in summary:
        yield Line(words.say("within_tolerance", **summary["within_tolerance"]["counts"]))
    sums, beyond = ledger_counts(assessment.ledger), rows_beyond_reach(assessment.ledger)
    yield _heading(words.say("ledger"))
    for layer in sums.itertuples():
        counts = f"{layer.used} + {layer.repaired} + {layer.rejected}"
        unread = beyond[str(layer.layer)]
        counts += f" + {unread}" if unread else ""
        yield Line(f"  {layer.layer}: {layer.rows} = {counts}")
    for pack in assessment.packs:
        if pack.status == "draft":
            yield Line(f"{pack.id}: {pack.banner.of(lang)}", "bold yellow")
    proposed = proposed_in_words(assessment)
    if proposed:
        yield Line(proposed.of(lang))
    yield from _told(words.say("assumed"), [entry[lang] for entry in summary["assumptions"]])
    asked = [entry[lang] for entry in summary["hints"] if entry["id"] == _ASKED_ALOUD]
    yield from _told(
        words.say("hints"), [entry[lang] for entry in summary["hints"] if entry["id"] != _ASKED_ALOUD]
    )
    yield from _told(words.say("missing_fields"), _fields_told(assessment.findings, words))
    yield Line(summary["not_decided"][lang])
    for text in assessment.scene.attribution:
        yield Line(in_one_line(text), "dim")
    yield Line(summary["confidential"][lang], "bold")
    for text in asked:
        yield Line(in_one_line(text), "bold yellow")


def _fields_told(findings: pd.DataFrame, words: Words) -> list[str]:
    """Return a text for each of the few fields that would settle the most."""
    return [
        words.say("missing_field", columns=each.columns(words.lang), count=each.finding_count)
        for each in missing_fields(findings)
    ]


def closing_line(assessment: Assessment, *, force: str, counted: int, lang: str) -> Line:
    """Return the last line: how many facts break how many duties, and how many of these count.

    Parameters
    ----------
    assessment : Assessment
    force : {'advisory', 'interpretation', 'binding'}
        The weakest force that counts.
    counted : int
        As `siting.summary.failing` gives it.
    lang : {'en', 'zh'}
    """
    words = report_words(lang)
    if not assessment.scene.cameras:
        return Line(words.say("nothing_checked"), "bold yellow")
    duties = assessment.summary["counts"]["findings"]["fail"]
    if not duties:
        return Line(words.say("no_fail"), "bold green")
    broken = facts(assessment.findings, "fail")
    drafts = sum(fact.is_draft for fact in broken)
    named = words.value("force", force) if lang != "en" else force
    said = words.say("closing", facts=len(broken), duties=duties, counted=counted, force=named)
    said += words.say("closing_draft", count=drafts) if drafts else ""
    return Line(said, "bold red" if counted else "bold green")


def _duty_table(duties: Sequence[dict[str, Any]], words: Words, *, is_whole: bool = False) -> Iterator[Line]:
    """Yield the table of duties and outcomes, without duties that concern nobody or are open throughout."""
    concerned = [duty for duty in duties if any(duty[name] for name in ("fail", "undecided", "pass"))]
    shown = [duty for duty in concerned if is_whole or duty["fail"] or duty["pass"]]
    silent, unsettled = len(duties) - len(concerned), len(concerned) - len(shown)
    total = {"duty_id": words.say("all"), **{n: sum(d[n] for d in duties) for n in OUTCOMES}}
    width = max(cell_len(text) for text in (words.say("duty"), *(duty["duty_id"] for duty in shown)))
    heads = (_right(words.say(f"outcome.{name}"), cells) for name, cells in _WIDTHS.items())
    yield _heading(_left(words.say("duty"), width) + "  " + "".join(heads))
    for duty in [*shown, total]:
        line = Line(_left(duty["duty_id"], width) + "  ")
        for name, cells in _WIDTHS.items():
            style = _STYLE_OF_COUNT.get(name, "") if duty[name] else "dim"
            line.append(_right(str(duty[name]), cells), style)
        yield line
    if unsettled:
        yield Line(words.say("open", count=unsettled), "dim")
    if silent:
        yield Line(words.say("silent", count=silent), "dim")


def _left(text: str, cells: int) -> str:
    """Return a text filled up on the right; a Chinese sign takes two cells."""
    return text + " " * (cells - cell_len(text))


def _right(text: str, cells: int) -> str:
    return " " * (cells - cell_len(text)) + text


def _told(heading: str, texts: Iterable[str]) -> Iterator[Line]:
    texts = list(texts)
    if texts:
        yield _heading(heading)
        for text in texts:
            yield Line(f"  - {text}")


def _heading(text: str) -> Line:
    return Line(text, "bold")


def in_one_line(value: object) -> str:
    """Return a value in one line that no terminal takes for a command.

    Parameters
    ----------
    value : object
    """
    text = "" if value is None else str(value)
    return "".join(sign if sign.isprintable() else " " for sign in text)
