"""What would cure the facts that break a duty: each cure once, with all that it cures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text as Line

from siting.text_report import in_one_line, report_words, subject_told

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from siting.same_fact import Fact
    from siting.words import Words

_NAMES_TOLD = 8


def cure_lines(found: Sequence[Fact], *, lang: str) -> Iterator[Line]:
    """Yield one line a cure, that of the gravest fact first; what is waived needs none.

    Parameters
    ----------
    found : sequence of Fact
        Fails, as `siting.same_fact.facts` sorts them.
    lang : {'en', 'zh'}
    """
    words = report_words(lang)
    cured: dict[str, list[Fact]] = {}
    for fact in found:
        text = str(fact.row.get(f"cure_{lang}") or "")
        if text and not fact.is_waived:
            cured.setdefault(text, []).append(fact)
    for text, those in cured.items():
        yield Line.assemble((words.say("cure"), "bold green"), in_one_line(text), (_of(those, words), "dim"))


def _of(facts: Sequence[Fact], words: Words) -> str:
    """Return in brackets the duties, by their own names, and the subjects that a cure is for."""
    duties = dict.fromkeys(str(fact.row["duty_id"]).rpartition("/")[2] for fact in facts)
    subjects = dict.fromkeys(subject_told(fact.row, words) for fact in facts)
    comma = words.say("listed")
    return f"  [{comma.join(duties)}{words.say('colon')}{first_of(list(subjects), words)}]"


def first_of(names: Sequence[str], words: Words) -> str:
    """Return the first of several names, and how many more there are.

    Parameters
    ----------
    names : sequence of str
    words : Words
        Of the report.
    """
    total, more = len(names), len(names) - _NAMES_TOLD
    named = words.say("listed").join(names[:_NAMES_TOLD])
    return named + (words.say("others", count=more, total=total) if more > 0 else "")
