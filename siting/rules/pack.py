"""Packs: the law as data, loaded from YAML, or refused by file and key."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from siting.errors import Fault, InputError, PackError
from siting.model import Ladder
from siting.rules._article_reader import read_article
from siting.rules._days_off_reader import calendars
from siting.rules._duty_reader import Rules, read_consequence
from siting.rules._keys import Keys
from siting.rules.law import STATUSES, Article, Pack
from siting.rules.strict_yaml import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable

PACKS_FOLDER = Path(__file__).parent / "packs"
DEFAULT_PACKS = ("cn_2016_draft", "cn_2025")
"""Both texts, side by side: the draft the project was founded on and the one in force."""

_LADDERS = PACKS_FOLDER / "standards" / "ladders.yaml"
_PACK_FILE = "pack.yaml"
_BROKEN = object()
_ARTICLE_FILE = re.compile(r"article_(\d{2,})_[a-z0-9_]+\.yaml")


def pack_names() -> tuple[str, ...]:
    """Return the names of the packs that come with Siting."""
    return tuple(sorted(path.parent.name for path in PACKS_FOLDER.glob(f"*/{_PACK_FILE}")))


def load_pack(name_or_path: str | Path) -> Pack:
    """Return a pack by name, or from a folder that holds ``pack.yaml`` and its articles.

    Parameters
    ----------
    name_or_path : str or pathlib.Path
        A name of `pack_names`, else a path.

    Raises
    ------
    PackError
        When there is no such pack, or anything in it is wrong: every fault, with file, key, value
        found and value allowed.
    """
    folder = PACKS_FOLDER / str(name_or_path)
    if str(name_or_path) not in pack_names():
        folder = Path(name_or_path).expanduser()
    if not (folder / _PACK_FILE).is_file():
        raise PackError(
            f"{name_or_path}: found no {_PACK_FILE} there; allowed {', '.join(pack_names())}, "
            f"or a folder that holds {_PACK_FILE}"
        )
    faults: list[Fault] = []
    pack = _read_pack(folder, faults)
    if faults or pack is None:
        raise PackError("\n".join(str(fault) for fault in faults))
    return pack


def refuse_lost_counterparts(packs: Iterable[Pack]) -> None:
    """Raise PackError when a duty or an article names a counterpart that its pack, at hand here, lacks.

    Parameters
    ----------
    packs : iterable of Pack
    """
    packs = tuple(packs)
    at_hand = {pack.id: {duty.id for duty in pack.duties} for pack in packs}
    lost = [
        f"{duty.id}, counterpart: found {other!r}; allowed a duty of {other.split('/')[0]}"
        for pack in packs
        for duty in pack.duties
        for other in duty.counterpart
        if other not in at_hand.get(other.split("/")[0], {other})
    ]
    numbers = {pack.id: {article.number for article in pack.articles} for pack in packs}
    lost += [
        f"{article.file}, changed: found {number} of {change.pack}; allowed an article of {change.pack}"
        for pack in packs
        for article in pack.articles
        for change in article.changed
        for number in change.articles
        if number not in numbers.get(change.pack, {number})
    ]
    if lost:
        raise PackError("\n".join(lost))


def ladder_names() -> tuple[str, ...]:
    """Return the names of the ladders of pixel densities that come with Siting, in the order of their file.

    Raises
    ------
    PackError
        When the file is at fault.
    """
    faults: list[Fault] = []
    names = tuple(_ladders(faults))
    if faults:
        raise PackError("\n".join(str(fault) for fault in faults))
    return names


def load_ladder(name: str) -> Ladder:
    """Return a ladder of pixel densities by name.

    Parameters
    ----------
    name : str
        A name of `ladder_names`.

    Raises
    ------
    PackError
        When there is no such ladder, or the file is at fault.
    """
    faults: list[Fault] = []
    known = _ladders(faults)
    if name not in known:
        raise PackError(f"ladder: found {name!r}; allowed {', '.join(known)}")
    keys = Keys(_LADDERS.name, name, known[name], faults)
    title, source = keys.both("title"), keys.text("source")
    keys.day("from")
    keys.text("unit")
    classes = []
    for place, item in enumerate(keys.items("classes")):
        each = Keys(_LADDERS.name, f"{name}.classes[{place}]", item, faults)
        classes.append((each.text("name"), each.amount("min_px_per_m") or 0.0))
        each.basis()
        each.close()
    keys.close()
    if faults:
        raise PackError("\n".join(str(fault) for fault in faults))
    return Ladder(name, tuple(classes), f"{title.en}: {source}")


def _ladders(faults: list[Fault]) -> dict[str, Any]:
    """The ladders by name, as they stand in their file."""
    return Keys(_LADDERS.name, "", _yaml(_LADDERS, faults), faults).names("ladders")


def _yaml(path: Path, faults: list[Fault]) -> object:
    try:
        return read_yaml(path)
    except InputError as error:
        faults.extend(error.faults)
        return _BROKEN


def _read_pack(folder: Path, faults: list[Fault]) -> Pack | None:
    content = _yaml(folder / _PACK_FILE, faults)
    if faults:
        return None
    keys = Keys(_PACK_FILE, "", content, faults)
    pack_id, first_day = keys.text("id"), keys.day("first_day")
    if not re.fullmatch(r"[a-z0-9_]+", pack_id):
        keys.fault("id", pack_id, "lower-case letters, digits and underscores")
    article_count, status = keys.whole("article_count"), keys.choice("status", STATUSES)
    files = _article_files(folder, article_count, faults)
    contents = [(number, path, _yaml(path, faults)) for number, path in files]
    rules = _rules(contents, faults, first_day=first_day)
    articles = tuple(
        read_article(
            Keys(path.name, "", content, faults),
            number,
            pack_id,
            status=status,
            first_day=first_day,
            rules=rules,
        )
        for number, path, content in contents
        if content is not _BROKEN
    )
    if keys.has("holidays"):
        articles = _observing(articles, keys)
    pack = Pack(
        id=pack_id,
        title=keys.both("title"),
        status=status,
        first_day=first_day,
        banner=keys.both("banner"),
        article_count=article_count,
        articles=articles,
        sha256=_sha256([folder / _PACK_FILE, *(path for _, path in files)]),
        source=keys.both_or_none("source"),
    )
    keys.close()
    _refuse_lost_articles(pack, faults)
    return pack


def _observing(articles: tuple[Article, ...], keys: Keys) -> tuple[Article, ...]:
    """The articles, their duties with the calendar of holidays that the pack names."""
    known = calendars()
    days_off = known[keys.choice("holidays", tuple(known))]
    return tuple(
        replace(article, duties=tuple(replace(duty, days_off=days_off) for duty in article.duties))
        for article in articles
    )


def _refuse_lost_articles(pack: Pack, faults: list[Fault]) -> None:
    """Gather a fault for every consequence of an article that the text does not have."""
    faults.extend(
        Fault(
            article.file,
            f"{duty.name}.liability",
            f"article {entry.article}",
            f"an article from 1 to {pack.article_count}",
            "Name the article that gives the liability, or correct article_count in pack.yaml.",
        )
        for article in pack.articles
        for duty in article.duties
        for entry in duty.liability
        if entry.article > pack.article_count
    )


def _article_files(folder: Path, article_count: int, faults: list[Fault]) -> list[tuple[int, Path]]:
    found: dict[int, Path] = {}
    for path in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]):
        if path.name == _PACK_FILE:
            continue
        match = _ARTICLE_FILE.fullmatch(path.name)
        number = int(match[1]) if match else 0
        if not 1 <= number <= article_count:
            allowed = f"article_NN_title.yaml, NN from 01 to {article_count:02d}"
            remedy = "Call the file so, or move it out of the folder of the pack."
            faults.append(Fault(path.name, "", "this file name", allowed, remedy))
        elif number in found:
            allowed = f"one file an article; {found[number].name} holds {number} already"
            remedy = "Put the duties of both into one file, or correct the number."
            faults.append(Fault(path.name, "", "this file name", allowed, remedy))
        else:
            found[number] = path
    if not found:
        faults.append(
            Fault(
                *(_PACK_FILE, "", "no article file beside it", "at least one article_NN_title.yaml"),
                remedy="Put the files of the articles into the folder of the pack.",
            )
        )
    return sorted(found.items())


def _rules(contents: list[tuple[int, Path, object]], faults: list[Fault], *, first_day: date) -> Rules:
    """The liabilities that articles give, by article and name."""
    rules: Rules = {}
    for number, path, content in contents:
        if not isinstance(content, dict) or "liabilities" not in content:
            continue
        named = Keys(path.name, "liabilities", content["liabilities"], faults)
        for name in content["liabilities"] if isinstance(content["liabilities"], dict) else ():
            keys = Keys(path.name, f"liabilities.{name}", named.raw(name), faults)
            unit = keys.text("unit")
            since = keys.day("from")
            if date.min < first_day < since:
                keys.fault("from", str(since), f"a day no later than the pack's first, {first_day}")
            keys.text("source")
            keys.basis()
            rules[number, name] = tuple(
                read_consequence(Keys(path.name, f"liabilities.{name}[{i}]", item, faults), number, unit)
                for i, item in enumerate(keys.items("measures"))
            )
            if not rules[number, name]:
                keys.fault("measures", "nothing", "at least one measure")
            keys.close()
    return rules


def _sha256(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()
