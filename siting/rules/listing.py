"""Every duty listed, and one explained, as records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.errors import UsageError
from siting.rules.nearest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from siting.rules.law import Article, Duty, Number, Pack, Text


def list_duties(packs: Iterable[Pack]) -> list[dict[str, object]]:
    """Return one record a duty, in the order of packs, articles and files.

    Parameters
    ----------
    packs : iterable of Pack

    Returns
    -------
    list of dict
        Keys pack, article (integer), duty_id, check, force, basis, severity, subject, applies_to, spares,
        unsettled_for, article_title_zh, article_title_en, title_zh, title_en, counterpart.
    """
    return [
        {
            "pack": duty.pack,
            "article": duty.article,
            "duty_id": duty.id,
            "check": duty.check,
            "force": duty.force,
            "basis": duty.basis,
            "severity": duty.severity,
            "subject": duty.subject,
            **_scope(duty),
            "article_title_zh": article.title.zh,
            "article_title_en": article.title.en,
            "title_zh": duty.title.zh,
            "title_en": duty.title.en,
            "counterpart": list(duty.counterpart),
        }
        for pack in packs
        for article in pack.articles
        for duty in article.duties
    ]


def explain(packs: Iterable[Pack], duty_id: str) -> dict[str, object]:
    """Return all that a pack says of one duty: its record and the article's summary and citation, numbers,
    question or reason, cure and liability.

    Parameters
    ----------
    packs : iterable of Pack
    duty_id : str
        Full id, ``pack/article/name``.

    Raises
    ------
    UsageError
        When no pack has the duty; those of the same article, or the ids most like it, are named.
    """
    packs = list(packs)
    for pack in packs:
        for article in pack.articles:
            for duty in article.duties:
                if duty.id == duty_id:
                    record = next(row for row in list_duties([pack]) if row["duty_id"] == duty_id)
                    return record | _details(pack, article, duty)
    known = [duty.id for pack in packs for duty in pack.duties]
    near = [each for each in known if each.rpartition("/")[0] == duty_id.rpartition("/")[0]]
    if near:
        raise UsageError(f"duty: found {duty_id!r}; allowed {', '.join(near)}")
    asked = did_you_mean(duty_id, known)
    names = ", ".join(pack.id for pack in packs)
    raise UsageError(
        f"duty: found {duty_id!r}; allowed pack/article/name, pack/article or a number of an article, of "
        f"{names}; {asked or 'siting rules lists all'}"
    )


def duties_of_article(packs: Iterable[Pack], name: str) -> list[dict[str, object]]:
    """Return the records of an article's duties, as `list_duties`; none when `name` names no article.

    Parameters
    ----------
    packs : iterable of Pack
    name : str
        ``pack/article``, or the article's number for every pack that has it.
    """
    return [
        row for row in list_duties(packs) if name in (f"{row['pack']}/{row['article']}", str(row["article"]))
    ]


def _details(pack: Pack, article: Article, duty: Duty) -> dict[str, object]:
    return {
        "pack_title": _both(pack.title),
        "banner": _both(pack.banner),
        "status": pack.status,
        "first_day": str(pack.first_day),
        "published": _both(pack.source) if pack.source else None,
        "summary": _both(article.summary),
        "cite": {
            **_both(article.cite.text),
            "url": article.cite.url,
            "retrieved": str(article.cite.retrieved or ""),
        },
        "numbers": _numbers(duty),
        "between": _between(duty.between) if duty.between else None,
        "question": _both(duty.question) if duty.question else None,
        "reason": _both(duty.reason) if duty.reason else None,
        "cure": _both(duty.cure) if duty.cure else None,
        "liability": [each.as_record() for each in duty.liability],
        "file": article.file,
    }


def _between(duty: Duty) -> dict[str, object]:
    """How the duty is asked between two plans."""
    return {
        "check": duty.check,
        "subject": duty.subject,
        **_scope(duty),
        "numbers": _numbers(duty),
    }


def _scope(duty: Duty) -> dict[str, object]:
    """Whom the duty concerns, whom it spares, of whom its text does not say."""
    scope = {"applies_to": duty.applies_to, "spares": duty.spares, "unsettled_for": duty.unsettled_for}
    return {key: {name: list(values) for name, values in named.items()} for key, named in scope.items()}


def _numbers(duty: Duty) -> list[dict[str, object]]:
    return [
        {"name": name, **_number(number)} for name, numbers in duty.parameters.items() for number in numbers
    ]


def _number(number: Number) -> dict[str, object]:
    value = number.value
    return {
        "value": list(value) if isinstance(value, tuple) else value if value is None else _plain(value),
        "unit": number.unit,
        "from": str(number.first_day),
        "basis": number.basis,
        "source": number.source,
        "reason": _both(number.reason) if number.reason else None,
    }


def _plain(value: object) -> object:
    return value if isinstance(value, (int, float, str)) else str(value)


def _both(text: Text) -> dict[str, object]:
    return {"zh": text.zh, "en": text.en}
