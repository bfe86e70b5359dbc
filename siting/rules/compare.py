"""Two texts side by side: which duties answer which, what changed, what stands in one text alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from siting.errors import UsageError
from siting.rules.consequences import consequence_differences
from siting.rules.law import BASES, FORCES, NONE, Article, Duty, Number, Pack, Text
from siting.rules.pack import refuse_lost_counterparts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Links = frozenset[tuple[str, str]]

_NO_TEXT = Text("", "")
# The weakest basis: a number of nobody's text.
_OWN_BASIS = BASES[-1]


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two texts: the `place` it was named at (0 or 1), the other text, and its linked duties."""

    pack: Pack
    other: Pack
    place: int
    linked: frozenset[str]

    def in_order(self, mine: object, others: object) -> list[object]:
        """Return what is of this text and what is of the other, the first text first."""
        return [mine, others] if self.place == 0 else [others, mine]


def compare(packs: Sequence[Pack]) -> dict[str, object]:
    """Return what changed from the first text to the second, article by article, as values for JSON.

    Articles are paired by the counterparts of their duties and by what their packs say has changed. A pair
    of articles is one row; what an article has of its own, with no answer in the other text, is another.

    Parameters
    ----------
    packs : sequence of Pack
        Exactly two.

    Returns
    -------
    dict
        ``packs``: id, title, status, first_day, banner of both. ``rows``: `articles` (of the first and of
        the second text, null where there is none), `only_in` (id of the one text that has it, or null),
        `changed_zh`, `changed_en`, and `duties`: groups of duty ids that answer each other, each with its
        `differences` in numbers, force and liability (name, first, second; of liability the `duty_ids`,
        for of several duties in a group each may have consequences of its own).

    Raises
    ------
    UsageError
        When there are not two different packs.
    PackError
        When a counterpart is not there.
    """
    first, second = _two(packs)
    refuse_lost_counterparts([first, second])
    links = _links(first, second)
    linked = frozenset(each for link in links for each in link)
    pairs = _article_pairs(first, second, links)
    by_number = {article.number: article for article in second.articles}
    rows: list[dict[str, object]] = []
    side = _Side(first, second, 0, linked)
    for article in first.articles:
        mates = sorted(other for one, other in pairs if one == article.number)
        rows += [_pair(side, article, by_number[mate], links=links) for mate in mates]
        rows += _alone(side, article, has_mate=bool(mates))
    mated = {other for _, other in pairs}
    side = _Side(second, first, 1, linked)
    for article in second.articles:
        rows += _alone(side, article, has_mate=article.number in mated)
    return {"packs": [_pack(first), _pack(second)], "rows": rows}


def _two(packs: Sequence[Pack]) -> tuple[Pack, Pack]:
    ids = [pack.id for pack in packs]
    if len(set(ids)) != len(ids) or len(ids) != len(("first", "second")):
        raise UsageError(
            f"compare: found {len(ids)} packs ({', '.join(ids) or 'none'}); allowed exactly two different "
            "ones, such as --pack cn_2016_draft --pack cn_2025"
        )
    return packs[0], packs[1]


def _links(first: Pack, second: Pack) -> Links:
    """Whoever of the two names the other, they answer each other."""
    named = {(duty.id, other) for duty in first.duties for other in duty.counterpart}
    named |= {(other, duty.id) for duty in second.duties for other in duty.counterpart}
    known = {duty.id for pack in (first, second) for duty in pack.duties}
    return frozenset((one, other) for one, other in named if {one, other} <= known)


def _article_pairs(first: Pack, second: Pack, links: Links) -> set[tuple[int, int]]:
    article_of = {duty.id: duty.article for pack in (first, second) for duty in pack.duties}
    pairs = {(article_of[one], article_of[other]) for one, other in links}
    pairs |= {(article.number, other) for article in first.articles for other in _named(article, second)}
    pairs |= {(other, article.number) for article in second.articles for other in _named(article, first)}
    return pairs


def _named(article: Article, other: Pack) -> Iterator[int]:
    for change in article.changed:
        if change.pack == other.id:
            yield from change.articles


def _said(article: Article, other: Pack, number: int | None) -> Text:
    """What `article` says has changed against an article of another text, or, None, has no answer there."""
    for change in article.changed:
        is_it = number in change.articles if number is not None else not change.articles
        if change.pack == other.id and is_it:
            return change.text
    return _NO_TEXT


def _pair(side: _Side, article: Article, other: Article, *, links: Links) -> dict[str, object]:
    said = _said(other, side.pack, article.number)
    said = said if said.en else _said(article, side.other, other.number)
    ids = {duty.id for duty in (*article.duties, *other.duties)}
    inside = frozenset(link for link in links if ids.issuperset(link))
    return {
        "articles": [_article(side.pack, article), _article(side.other, other)],
        "only_in": None,
        "changed_zh": said.zh,
        "changed_en": said.en,
        "duties": [
            {
                "duty_ids": [[duty.id for duty in ones], [duty.id for duty in others]],
                "differences": list(_differences(ones, others, inside)),
            }
            for ones, others in _groups(article.duties, other.duties, inside)
        ],
    }


def _alone(side: _Side, article: Article, *, has_mate: bool) -> list[dict[str, object]]:
    """The row of what an article has of its own; none when every duty is answered and nothing is said."""
    lone = [duty.id for duty in article.duties if duty.check != NONE and duty.id not in side.linked]
    said = _said(article, side.other, None)
    if has_mate and not lone and not said.en:
        return []
    return [
        {
            "articles": side.in_order(_article(side.pack, article), None),
            "only_in": side.pack.id,
            "changed_zh": said.zh,
            "changed_en": said.en,
            "duties": [{"duty_ids": side.in_order(lone, []), "differences": []}] if lone else [],
        }
    ]


def _groups(
    ones: Sequence[Duty], others: Sequence[Duty], links: Links
) -> Iterator[tuple[list[Duty], list[Duty]]]:
    """Yield duties of two articles that answer each other, each group whole: several may answer several."""
    left = {one for one, _ in links}
    while left:
        ids, size = {min(left)}, 0
        while len(ids) > size:
            size = len(ids)
            ids |= {each for pair in links if ids & set(pair) for each in pair}
        left -= ids
        yield [duty for duty in ones if duty.id in ids], [duty for duty in others if duty.id in ids]


def _differences(ones: Sequence[Duty], others: Sequence[Duty], links: Links) -> Iterator[dict[str, object]]:
    """Yield what the numbers, the force and the consequences of two sides do not have in common."""
    for name in dict.fromkeys(name for duty in (*ones, *others) for name in duty.parameters):
        steps = _last(ones, name), _last(others, name)
        first, second = map(_worded, steps)
        if first != second and (all(steps) or _is_of_the_text(*steps[0], *steps[1])):
            yield {"name": name, "first": first, "second": second}
    first, second = _forces(ones), _forces(others)
    if first != second and first and second:
        yield {"name": "force", "first": first, "second": second}
    pairs = [(one, other) for one in ones for other in others if (one.id, other.id) in links]
    yield from consequence_differences(pairs)


def _last(duties: Sequence[Duty], name: str) -> list[Number]:
    return [duty.parameters[name][-1] for duty in duties if name in duty.parameters]


def _is_of_the_text(*steps: Number) -> bool:
    """Whether a number that one side has alone is the law's: our own, and words, are no change of it."""
    return all(step.basis != _OWN_BASIS and not isinstance(step.value, (tuple, str)) for step in steps)


def _worded(steps: Sequence[Number]) -> list[str]:
    """Numbers with their unit; lists of several duties as one."""
    words = [word for step in steps if isinstance(step.value, tuple) for word in step.value]
    if words:
        return sorted(set(words))
    return list(dict.fromkeys(_value(step) for step in steps))


def _value(step: Number) -> str:
    if step.value is None:
        return "ended"
    value = f"{step.value:g}" if isinstance(step.value, float) else str(step.value)
    # The name of a field has no unit.
    return value if isinstance(step.value, str) else f"{value} {step.unit}"


def _forces(duties: Sequence[Duty]) -> list[str]:
    return sorted({duty.force for duty in duties if duty.check != NONE}, key=FORCES.index)


def _article(pack: Pack, article: Article) -> dict[str, object]:
    return {
        "pack": pack.id,
        "article": article.number,
        "title_zh": article.title.zh,
        "title_en": article.title.en,
    }


def _pack(pack: Pack) -> dict[str, object]:
    return {
        "id": pack.id,
        "title": {"zh": pack.title.zh, "en": pack.title.en},
        "status": pack.status,
        "first_day": str(pack.first_day),
        "banner": {"zh": pack.banner.zh, "en": pack.banner.en},
    }
