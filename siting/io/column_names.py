"""Which column holds which field: by name or alias, whole, with a unit, or cut short by a Shapefile."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from siting.io.aliases import field_aliases, fold

if TYPE_CHECKING:
    from siting.io.raw import RawLayer

# "height_ft", "range_feet": a unit at the end of a column's name that is not the field's own.
UNIT_TAIL = re.compile(r"(.+)_(ft|feet|cm|mm|km|m|deg|px)")
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
    for name in raw.frame.columns:
        if name != "geometry":
            folded.setdefault(fold(name), []).append(name)
    out = Matches()
    used: set[str] = set()
    for each, aliases in field_aliases(layer).items():
        for alias in aliases:
            key = alias if alias in folded else next((key for key in folded if _bare(key) == alias), None)
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


def _bare(folded: str) -> str:
    """Return a folded column name without a foreign unit at its end."""
    match = UNIT_TAIL.fullmatch(folded)
    return match[1] if match else folded
