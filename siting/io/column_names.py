"""Which column holds which field: by name or alias, whole, with a unit, or cut short by a Shapefile."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from siting.fields import LAYERS
from siting.io.aliases import field_aliases, fold, table
from siting.io.column_units import bare_name, split_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from siting.io.raw import RawLayer

# dBASE keeps ten bytes of a name; of two names that become one GDAL numbers the second: main_wor_1.
_DBASE_BYTES = 10
_DBASE_ENCODINGS = ("utf-8", "gb18030")
_NUMBERED = re.compile(r"(.{8})_\d{1,2}")


@dataclass
class Matches:
    """Field -> columns that hold it, the best first; and cut column -> fields that it may be, two or more."""

    sources: dict[str, list[str]] = field(default_factory=dict)
    doubtful: dict[str, list[str]] = field(default_factory=dict)


def matched(raw: RawLayer, layer: str) -> Matches:
    """Return which columns of a raw layer hold which fields of `layer`.

    Parameters
    ----------
    raw : RawLayer
        The layer as read.
    layer : str
        The canonical layer whose fields are looked for.

    Returns
    -------
    Matches
    """
    folded: dict[str, list[str]] = {}
    said = dict(raw.told)
    for name in raw.frame.columns:
        if name != "geometry" and name not in said:
            folded.setdefault(fold(name), []).append(name)
    out = Matches()
    for name, each in said.items():
        if name in raw.frame.columns and each in field_aliases(layer):
            out.sources.setdefault(each, []).append(name)
    used: set[str] = set()
    whole = {alias for aliases in field_aliases(layer).values() for alias in aliases}
    for each, aliases in field_aliases(layer).items():
        for alias in aliases:
            key = alias if alias in folded else _with_unit(alias, each, folded, whole)
            if key is not None and key not in used:
                out.sources.setdefault(each, []).extend(folded[key])
                used.add(key)
    for key, columns in folded.items():
        if key not in used:
            _match_cut(out, key, columns, layer, is_dbase=raw.is_dbase)
    return out


def _match_cut(out: Matches, key: str, columns: list[str], layer: str, *, is_dbase: bool) -> None:
    """Add a column whose name is that of a field cut short."""
    fields = [
        each
        for each, aliases in field_aliases(layer).items()
        if any(key in _cuts(alias, is_dbase) for alias in aliases)
    ]
    number = _NUMBERED.fullmatch(key)
    if not fields and number and is_dbase:
        fields = [
            each
            for each, aliases in field_aliases(layer).items()
            if any(len(alias) >= _DBASE_BYTES and alias.startswith(number[1]) for alias in aliases)
            and each not in out.sources
        ]
    if len(fields) == 1:
        out.sources.setdefault(fields[0], []).extend(columns)
    elif fields:
        out.doubtful |= dict.fromkeys(columns, fields)


@cache
def _cuts(alias: str, is_dbase: bool) -> frozenset[str]:
    """Return what dBASE makes of a name; where nothing says dBASE only what is cut within a word.

    A column `acceptance` of another format is hardly an acceptance_date that was cut.
    """
    cuts = set()
    for encoding in _DBASE_ENCODINGS:
        cut = alias.encode(encoding)[:_DBASE_BYTES].decode(encoding, "ignore")
        if cut != alias and (is_dbase or (cut.isascii() and alias[len(cut)] != "_" and cut[-1] != "_")):
            cuts.add(cut.strip("_"))
    return frozenset(cuts)


def _with_unit(alias: str, each: str, folded: Iterable[str], whole: Collection[str]) -> str | None:
    """Return the column that is called `alias` with a unit of the field behind; None when there is none."""
    return next((key for key in folded if key not in whole and bare_name(key, each) == alias), None)


def known_name(name: object, layer: str | None) -> str:
    """Return the field, or the coordinate, that a column called so holds; empty when it holds none of ours.

    Parameters
    ----------
    name : object
    layer : str or None
        The canonical layer; None asks all of them.
    """
    folded = fold(name)
    bare, unit = split_name(folded)
    for each in LAYERS if layer is None else (layer,):
        known = _known(each)
        if folded in known:
            return known[folded]
        if unit and bare in known and bare_name(folded, known[bare]) == bare:
            return known[bare]
    return ""


@cache
def _known(layer: str) -> dict[str, str]:
    """Return folded name -> field or coordinate of a layer."""
    fields = {alias: each for each, aliases in field_aliases(layer).items() for alias in aliases}
    places = {fold(alias): key for key, aliases in table()["coordinates"].items() for alias in aliases}
    return places | fields
