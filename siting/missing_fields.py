"""The few fields that a plan does not fill in and that would settle the most findings."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from siting.fields import LAYERS
from siting.io.aliases import chinese_name
from siting.rules.cells import flags_of
from siting.words import own_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

_MISSING = "_missing"
_MOST = 6


@dataclass(frozen=True, slots=True)
class MissingFields:
    """Fields as ``layer.field``, and how many findings more wait for nothing else once they are given."""

    fields: tuple[str, ...]
    finding_count: int

    def columns(self, lang: str) -> str:
        """Return the fields as columns of their layers are called: use (buildings), or 用途 use（建筑）."""
        told: dict[str, list[str]] = {}
        for each in self.fields:
            layer, _, name = each.partition(".")
            told.setdefault(layer, []).append(_in_chinese(layer, name) if lang == "zh" else name)
        if lang == "zh":
            return "，".join(f"{'、'.join(names)}（{chinese_name(layer)}）" for layer, names in told.items())
        return ", ".join(f"{', '.join(names)} ({layer})" for layer, names in told.items())


def missing_fields(findings: pd.DataFrame, *, most: int = _MOST) -> list[MissingFields]:
    """Return the fields that would settle the most undecided findings, the best first.

    Each counts what it settles beside those before it. What only a person can answer, and what waits for
    anything but a field, is not counted.

    Parameters
    ----------
    findings : pandas.DataFrame
    most : int
        So many at most.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = {"outcome": ["undecided"], "check": ["has_sign"], "flags": ["regime_missing"]}
    >>> missing_fields(pd.DataFrame(rows))[0]
    MissingFields(fields=('cameras.regime',), finding_count=1)
    """
    open_ones = findings[(findings["outcome"] == "undecided") & (findings["check"] != "by_hand")]
    needs = Counter(need for flags in open_ones["flags"] if (need := _need(flags_of(flags))))
    given: frozenset[str] = frozenset()
    out: list[MissingFields] = []
    while needs and len(out) < most:
        # Fields are told one by one where one alone settles something.
        least = [need for need in needs if not any(other - given < need - given for other in needs)]
        step = max(least, key=lambda need: (_gain(needs, given | need) / len(need - given), sorted(need)))
        out.append(MissingFields(tuple(sorted(step - given)), _gain(needs, given | step)))
        given |= step
        needs = Counter({need: count for need, count in needs.items() if not need <= given})
    return out


def _gain(needs: Mapping[frozenset[str], int], given: frozenset[str]) -> int:
    """Return how many findings need no more than what is given."""
    return sum(count for need, count in needs.items() if need <= given)


def _need(flags: Iterable[str]) -> frozenset[str]:
    """Return the fields that settle a finding; none where something else is amiss, too."""
    out: set[str] = set()
    for flag in flags:
        if flag in _table()["beside"]:
            continue
        fields = _table()["fields"].get(flag, _by_name(flag))
        if not fields:
            return frozenset()
        out.update(fields)
    return frozenset(out)


def _in_chinese(layer: str, name: str) -> str:
    """Return a Chinese name of a field with its own beside it, and a value that is asked for."""
    field, equals, value = name.partition("=")
    known = chinese_name(layer, field)
    told = field if known == field else f"{known} {field}"
    return f"{told}={chinese_name(layer, field, value)}" if equals else told


@cache
def _by_name(flag: str) -> tuple[str, ...]:
    """Return the field whose name stands before ``_missing``; none where it is none, or of several layers."""
    name = flag.removesuffix(_MISSING)
    found = [
        f"{layer}.{name}" for layer, each in LAYERS.items() if name in {field.name for field in each.fields}
    ]
    return tuple(found) if flag.endswith(_MISSING) and len(found) == 1 else ()


@cache
def _table() -> dict[str, Any]:
    text = files("siting").joinpath("missing_fields.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = own_table(text)
    return loaded
