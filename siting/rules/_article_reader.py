"""One article file of a pack, read key by key: its texts, its citation, its duties, what changed in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules._duty_reader import Rules, read_duty
from siting.rules._keys import Keys
from siting.rules.law import BY_HAND, NONE, Article, Change, Cite, Duty, Text
from siting.rules.registry import CHECKS

if TYPE_CHECKING:
    from datetime import date

_CHECKS = (*CHECKS, BY_HAND, NONE)
# Numbers of articles begin at 1.
_NONE = 0


def read_article(
    keys: Keys, number: int, pack_id: str, *, status: str, first_day: date, rules: Rules
) -> Article:
    """Return the article that `keys` holds; faults are gathered in `keys`.

    Parameters
    ----------
    keys : Keys
    number : int
        As the name of its file gives it.
    pack_id, status : str
        Id and standing of the pack.
    first_day : datetime.date
        Of the pack.
    rules : dict
        The liabilities of the pack's articles by article and name.
    """
    keys.raw("liabilities", None)
    stated = keys.whole("article")
    if stated not in (0, number):
        keys.fault("article", stated, f"{number}, the number in the file name")
    title, summary, cite = keys.both("title"), keys.both("summary"), _cite(keys)
    changed = _changes(keys, pack_id)
    duties: list[Duty] = []
    for place, item in enumerate(keys.items("duties")):
        inner = Keys(keys.file, f"duties[{place}]", item, keys.faults)
        if isinstance(item, dict) and item.get("check") not in _CHECKS:
            # What a check that nobody knows takes cannot be told: that it is none is fault enough.
            inner.choice("check", _CHECKS)
            continue
        duty = read_duty(
            inner,
            pack=pack_id,
            status=status,
            article=number,
            article_title=title,
            cite=cite,
            first_day=first_day,
            rules=rules,
        )
        if any(duty.name == other.name for other in duties):
            inner.fault("id", duty.name, "an id that no other duty of the article has")
        duties.append(duty)
    if not keys.items("duties"):
        keys.fault(
            "duties", "nothing", "at least one duty (check: by_hand or none where nothing is computed)"
        )
    keys.close()
    return Article(
        number=number,
        file=keys.file,
        title=title,
        summary=summary,
        cite=cite,
        duties=tuple(duties),
        changed=changed,
    )


def _cite(keys: Keys) -> Cite:
    """A citation: plain text, or zh and en with the address and the day it was read."""
    value = keys.raw("cite", allowed="how the official text is cited")
    if value is None:
        return Cite(Text("", ""))
    if isinstance(value, str):
        if not value.strip():
            keys.fault("cite", value, "text that is not empty")
        return Cite(Text(value, value))
    inner = Keys(keys.file, "cite", value, keys.faults)
    cite = Cite(
        Text(inner.text("zh"), inner.text("en")),
        inner.text("url", "") if inner.has("url") else "",
        inner.day("retrieved") if inner.has("retrieved") else None,
    )
    if cite.url and not cite.url.startswith(("https://", "http://")):
        inner.fault("url", cite.url, "an address that begins with https:// or http://")
    if cite.retrieved and not cite.url:
        inner.fault("retrieved", str(cite.retrieved), "nothing without the address (url) that was read")
    inner.close()
    return cite


def _changes(keys: Keys, pack_id: str) -> tuple[Change, ...]:
    """What changed against other texts: one entry for one or several of their articles, or for none."""
    changes: list[Change] = []
    told: set[tuple[str, int]] = set()
    for place, item in enumerate(keys.items("changed")):
        inner = Keys(keys.file, f"changed[{place}]", item, keys.faults)
        other = inner.text("pack")
        if other == pack_id:
            inner.fault("pack", other, "the id of another pack")
        articles = _article_numbers(inner)
        # An entry for none stands once, too.
        pairs = {(other, number) for number in articles or (_NONE,)}
        if told & pairs:
            inner.fault("articles", list(articles), "each article of the other pack once")
        told |= pairs
        changes.append(Change(pack=other, articles=articles, text=Text(inner.text("zh"), inner.text("en"))))
        inner.close()
    return tuple(changes)


def _article_numbers(keys: Keys) -> tuple[int, ...]:
    allowed = "a list of article numbers, each once, or [] when none answers"
    value = keys.raw("articles", allowed=allowed)
    if not keys.has("articles"):
        return ()
    numbers = value if isinstance(value, list) else [value]
    is_whole = all(isinstance(each, int) and not isinstance(each, bool) and each >= 1 for each in numbers)
    if not isinstance(value, list) or not is_whole or len(set(numbers)) < len(numbers):
        keys.fault("articles", value, allowed)
        return ()
    return tuple(numbers)
