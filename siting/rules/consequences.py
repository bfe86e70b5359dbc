"""What answers a breach under two texts, set side by side."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from siting.rules.law import Duty

    Records = list[dict[str, object]]


def consequence_differences(pairs: Sequence[tuple[Duty, Duty]]) -> Iterator[dict[str, object]]:
    """Yield where the consequences of duties that answer each other differ, duties of the same once.

    Pair by pair: where one duty is answered by several, each of them may have consequences of its own.

    Parameters
    ----------
    pairs : sequence of tuple of Duty
        A duty of the first text and one of the second that answers it.

    Yields
    ------
    dict
        ``name``, always ``liability``; ``duty_ids`` of the first and of the second text; ``first`` and
        ``second``, their consequences as `siting.rules.law.Liability.as_record` gives them.
    """
    found: dict[str, list[tuple[Duty, Duty]]] = {}
    for one, other in pairs:
        sides = _consequences(one), _consequences(other)
        if _without_articles(sides[0]) != _without_articles(sides[1]):
            found.setdefault(json.dumps(sides), []).append((one, other))
    for alike in found.values():
        ones, others = zip(*alike, strict=True)
        yield {
            "name": "liability",
            "duty_ids": [list(dict.fromkeys(duty.id for duty in duties)) for duties in (ones, others)],
            "first": _consequences(ones[0]),
            "second": _consequences(others[0]),
        }


def _consequences(duty: Duty) -> Records:
    return [each.as_record() for each in duty.liability]


def _without_articles(records: Records) -> Records:
    return [{key: value for key, value in each.items() if key != "article"} for each in records]
