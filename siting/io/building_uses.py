"""What a building is used for: words in, a use out; a home named among other things stays a home."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from siting.io.aliases import fold, table, values_of
from siting.io.door import texts
from siting.io.ledger import shortened

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from siting.io.door import Columns
    from siting.io.ledger import Ledger
    from siting.io.raw import RawLayer

_KEY = "buildings.use"
HOMES = ("residence", "dormitory", "hotel")
"""Uses that are homes; in a mixed building the first of these that is named is its use."""

_CJK = re.compile("[\u2e80-\u9fff]")
_BRACKETS = re.compile(r"[()\[\]{}【】〔〕<>《》]")
_PARTING = re.compile(r"[/\\,;|+&、。·()\[\]{}【】〔〕<>《》\n]|\b(?:and|with|over|above|plus)\b")
# Between Chinese words whatever is no letter parts them, and so do the words for "and".
_PARTING_CJK = re.compile(r"[\s:_\-—–~和及与兼暨]+")
_NOT = re.compile(r"(?:non|not|no)_?(.+)")
_NOT_CJK = "(?:非|不含|不是|不作|不得|不|没有|无)"
# 住宅配套 is what serves homes and is none.
_SERVES = re.compile("配套|附属")
# A word that no table knows but that may name a home: 住户, 农舍, 安置房.
_HOMELIKE = re.compile("[住居宅寓舍]|[民农租置障建]房")
_KEPT = "so that no home is missed"


@dataclass(frozen=True, slots=True)
class Use:
    """What a text says of a use: the use (None when no table knows it), and how it was read if not plainly.

    One that is `settled` names several uses itself: no other column fills in what it leaves unknown.
    """

    value: str | None
    remark: str = ""
    settled: bool = False


@cache
def read_use(text: str) -> Use:
    """Return the use that a text names; homes win over what is named beside them.

    Parameters
    ----------
    text : str
        Such as ``apartments``, ``住宅/写字楼``, ``非住宅``, ``yes;apartments``.

    Returns
    -------
    Use

    Examples
    --------
    >>> read_use("住宅/写字楼").value, read_use("住宅配套商业").value, read_use("非住宅").value
    ('residence', 'unknown', 'other')
    """
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    if not _BRACKETS.search(plain) and fold(plain) in values_of(_KEY):
        return _known(fold(plain))
    parts = [part.strip() for piece in _PARTING.split(plain) for part in _split_cjk(piece) if part.strip()]
    return _of_part(parts[0]) if len(parts) == 1 else _of_several(parts)


def uses_of(raw: RawLayer, columns: Columns, ledger: Ledger) -> NDArray[np.object_]:
    """Return the use of every building: protected uses win, what no table knows is unknown.

    Parameters
    ----------
    raw : RawLayer
        The buildings as read.
    columns : Columns
        Their canonical columns, for the names of those that hold the use.
    ledger : Ledger
        Receives the words that no table knows, and those that name several uses.

    Returns
    -------
    ndarray of str
    """
    folded = {fold(name): name for name in raw.frame.columns}
    names = list(columns.sources.get("use", []))
    own_tag = "building_part" if raw.layer == "building_parts" else "building"
    if own_tag in folded:
        names.append(folded[own_tag])
    votes = [_votes(texts(raw.frame[name]), raw.words.get("use", ()), raw.layer, ledger) for name in names]
    for tag, meanings in table()["use_tags"].items():
        # A Shapefile keeps ten letters of a name.
        name = folded.get(tag, folded.get(tag[:10]))
        if name is not None:
            codes, words = pd.factorize(texts(raw.frame[name]))
            votes.append(_Votes.of(codes, [Use(_of_tag(word, meanings)) for word in words]))
    out = np.full(len(raw.frame), "unknown", dtype=object)
    is_open, is_home = np.ones(len(out), dtype=bool), np.zeros(len(out), dtype=bool)
    for vote in votes:
        take = vote.counts & is_open
        out[take], is_home[take] = vote.uses[take], vote.is_home[take]
        is_open &= ~take
    for vote in votes:
        homes = vote.is_home & ~is_home
        out[homes] = vote.uses[homes]
        is_home |= homes
    return out


@dataclass(frozen=True, slots=True)
class _Votes:
    """What one column says of each building's use, whether that counts, and whether it is a home."""

    uses: NDArray[np.object_]
    counts: NDArray[np.bool_]
    is_home: NDArray[np.bool_]

    @classmethod
    def of(cls, codes: NDArray[np.intp], uses: list[Use]) -> _Votes:
        """Return the votes of cells by the codes of their words, -1 where there is none."""
        known = [
            (use.value, use.value is not None and (use.settled or use.value != "unknown")) for use in uses
        ]
        values = np.array([*(value for value, _ in known), None], dtype=object)
        counts = np.array([*(counts for _, counts in known), False], dtype=bool)
        homes = np.array([*(value in HOMES for value, _ in known), False], dtype=bool)
        return cls(values[codes], counts[codes], homes[codes])


def _votes(words: NDArray[np.object_], own: tuple[str, ...], layer: str, ledger: Ledger) -> _Votes:
    """Return the uses that a column says; odd words go to the ledger."""
    codes, found = pd.factorize(words)
    read = [Use(word) if word in own else read_use(word) for word in found]
    count = np.bincount(codes[codes >= 0], minlength=len(read))
    told: dict[str, list[str]] = {}
    for place in np.argsort(-count, kind="stable").tolist():
        word, use = found[place], read[place]
        if use.remark or use.value is None:
            remark = use.remark or "not a use that is known; read as unknown, which is protected"
            told.setdefault(remark, []).append(f"{word} ({count[place]})")
    for remark, odd in told.items():
        ledger.note(layer, field="use", found=shortened(odd), done=remark)
    return _Votes.of(codes, read)


def _known(folded: str) -> Use:
    return Use(values_of(_KEY)[folded], settled=folded in table()["mixed_uses"])


def _split_cjk(piece: str) -> list[str]:
    return _PARTING_CJK.split(piece) if _CJK.search(piece) else [piece]


def _of_several(parts: list[str]) -> Use:
    """Return the use of a building of which every part says one."""
    uses = [_of_part(part) for part in parts]
    named = list(dict.fromkeys(use.value for use in uses if use.value not in (None, "unknown")))
    homes = [home for home in HOMES if home in named]
    if homes:
        remark = f"names {' and '.join(map(str, named))}: read as {homes[0]}, {_KEPT}"
        return Use(homes[0], remark if len(named) > 1 else "", settled=True)
    doubtful = [use for use in uses if use.settled and use.value == "unknown"]
    if doubtful:
        return doubtful[0]
    strange = [part for part, use in zip(parts, uses, strict=True) if use.value is None]
    if not named or any(_HOMELIKE.search(part) or not _CJK.search(part) for part in strange):
        return Use(None)
    if any(use.value == "unknown" for use in uses):
        return Use("unknown")
    told = next((use.remark for use in uses if use.remark), "")
    first = next((value for value in named if value != "other"), named[0])
    return Use(
        first, told or (f"names {' and '.join(map(str, named))}: the first taken" if named[1:] else "")
    )


def _of_part(part: str) -> Use:
    """Return the use that a word names which nothing parts."""
    folded, words = fold(part), values_of(_KEY)
    if folded in words:
        return _known(folded)
    if _CJK.search(folded):
        return _of_compound(folded)
    match = _NOT.fullmatch(folded)
    if match and words.get(match[1]) in HOMES:
        return Use("other", "says that it is no home: read as other")
    return Use(None)


def _of_compound(text: str) -> Use:
    """Return the use that a Chinese compound names, of which the last word says what it is.

    大学宿舍 is a dormitory; 住宅配套商业 may be shops beside homes or below them, so it stays unknown, and so
    does 医院职工楼, of which no table knows the last word.
    """
    any_word, no_home = _patterns()
    words = values_of(_KEY)
    bare = no_home.sub("", text)
    matches = list(any_word.finditer(bare))
    if not matches:
        is_denied = bare != text
        return Use("other" if is_denied else None, "says that it is no home: read as other" * is_denied)
    found = [words[match[0]] for match in matches]
    denied = "says that it is no home" if bare != text else ""
    if not set(found) & set(HOMES):
        value = words[max((match[0] for match in matches), key=len)]
        rest = bare[matches[-1].end() :]
        if not denied and (
            rest.strip("的_") not in ("", *table()["use_tails"]) or _HOMELIKE.search(_less(bare))
        ):
            return Use("unknown", f"names {value} and more: left unknown, which is protected", settled=True)
        return Use(value, f"{denied}: read as {value}" if denied else "")
    others = [value for value in found if value not in (*HOMES, "unknown")]
    if found[-1] in HOMES and not _SERVES.search(bare, matches[-1].end()):
        remark = f"names {found[-1]} last, after {others[0]}: read as {found[-1]}, {_KEPT}" if others else ""
        return Use(found[-1], remark, settled=True)
    if not others and not _SERVES.search(bare):
        home = next(value for value in reversed(found) if value in HOMES)
        return Use(home, settled=True)
    beside = others[0] if others else "what serves it"
    home = next(value for value in found if value in HOMES)
    return Use("unknown", f"names {home} and {beside}: left unknown, which is protected", settled=True)


def _less(text: str) -> str:
    """Return a compound without the uses and the plain tails in it: what no table explains."""
    any_word, _ = _patterns()
    tails = "|".join(sorted(table()["use_tails"], key=len, reverse=True))
    return re.sub(tails, " ", any_word.sub(" ", text))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what finds a Chinese word of the table, the longest first, and what finds a home denied."""
    words = {word: use for word, use in values_of(_KEY).items() if _CJK.match(word)}
    longest = sorted(words, key=len, reverse=True)
    homes = "|".join(word for word in longest if words[word] in HOMES)
    return re.compile("|".join(longest)), re.compile(f"{_NOT_CJK}(?:{homes})")


def _of_tag(cell: str | None, meanings: dict[str, str]) -> str | None:
    """Return the use that a tag says, of several that of a home."""
    if cell is None:
        return None
    found = [meanings[word] for word in map(str.strip, cell.split(";")) if word in meanings]
    return min(found, key=lambda use: use not in HOMES, default=None)
