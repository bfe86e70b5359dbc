"""Systems of two scenes matched by id, and what differs between them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from siting.rules.cells import records, text_of
from siting.rules.changes import BEYOND, UNKNOWN, Change
from siting.rules.finding import number_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from siting.model import Scene

_OF_SYSTEM = {"unit_name": "unit_changed", "retention_days": "retention_changed"}


def system_changes(plan: Scene, built: Scene) -> Iterator[Change]:
    """Yield what differs between the systems that both scenes declare, field by field.

    Parameters
    ----------
    plan, built : siting.model.Scene
    """
    after = {text_of(row["id"]): row for row in records(built.systems)}
    for row in records(plan.systems):
        system_id = text_of(row["id"])
        if system_id not in after:
            continue
        for name, change in _OF_SYSTEM.items():
            first, second = _plain(row[name]), _plain(after[system_id][name])
            if first and first != second:
                yield Change(
                    subject_kind="system",
                    subject_id=system_id,
                    system_id=system_id,
                    change=change,
                    field=name,
                    plan=first,
                    built=second,
                    extent=BEYOND if second else UNKNOWN,
                )


def _plain(value: object) -> str:
    return number_text(value) if isinstance(value, float) and math.isfinite(value) else text_of(value)
