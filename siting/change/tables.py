"""What changed, as tables: the changes, the findings that differ, the list for a change filing."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from siting.rules.cells import records
from siting.rules.changes import chosen
from siting.rules.finding import ID_COLUMNS, id_of_finding
from siting.rules.law import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pyproj

    from siting.rules.changes import Change, SystemPair
    from siting.rules.law import Rule

CHANGE_COLUMNS = (
    "subject_kind",
    "subject_id",
    "system_id",
    "change",
    "field",
    "plan",
    "built",
    "deviation",
    "tolerance",
    "unit",
    "extent",
    "perhaps_id",
)
PLAN_AND_BUILT = ("plan", "built")
"""How the two sides of a comparison are called, the earlier first."""


def finding_change_columns(sides: tuple[str, str]) -> tuple[str, ...]:
    """Return the columns of the findings that differ, by the names of the two sides.

    Parameters
    ----------
    sides : tuple of str
    """
    return (
        *("finding_id", "change", "duty_id", "force"),
        *("subject_kind", "subject_id", "object_kind", "object_id"),
        *(f"{name}_{side}" for name in _COMPARED for side in sides),
        *("expected", "unit", "message_zh", "message_en", "waived", "is_worse"),
    )


_COMPARED = ("outcome", "severity", "observed")
FINDING_CHANGE_COLUMNS = finding_change_columns(PLAN_AND_BUILT)
FILING_COLUMNS = (
    "system_id",
    "unit_name",
    "duty_id",
    "subject_kind",
    "subject_id",
    "change",
    "field",
    "plan",
    "built",
    "unit",
    "calls_for_filing",
)
# Two plans of one town in different systems measure alike but for rounding.
_SAME_RATIO = 1e-3
_SAME_DIFFERENCE = 2e-3


def changes_frame(changes: Iterable[Change], crs: pyproj.CRS) -> gpd.GeoDataFrame:
    """Return the changes as a table with `CHANGE_COLUMNS` and geometry.

    Parameters
    ----------
    changes : iterable of Change
    crs : pyproj.CRS
    """
    rows = list(changes)
    data = {name: [getattr(each, name) for each in rows] for name in CHANGE_COLUMNS}
    shapes = np.array([each.geometry for each in rows], dtype=object)
    frame = gpd.GeoDataFrame(data, geometry=shapes, crs=crs)
    return frame.astype({"deviation": float, "tolerance": float})


def changed_findings(
    plan: gpd.GeoDataFrame,
    built: gpd.GeoDataFrame,
    *,
    sides: tuple[str, str] = PLAN_AND_BUILT,
    renamed: Mapping[str, str] | None = None,
) -> gpd.GeoDataFrame:
    """Return the findings that appear, vanish or change from one plan to the other, matched by their id.

    Parameters
    ----------
    plan, built : geopandas.GeoDataFrame
        As assessments carry them.
    sides : tuple of str
        How the two sides are called.
    renamed : mapping of str to str, or None
        The id as built of each camera that has another in the plan: its findings are those of the same.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns `FINDING_CHANGE_COLUMNS` and geometry, as built, where it vanished as planned. `change` is
        appeared, vanished or changed; `is_worse` marks fails that are new or of a graver severity.
    """
    before = {_id_as_built(row, renamed or {}): row for row in records(plan)}
    after = {row["finding_id"]: row for row in records(built)}
    rows = []
    for finding_id in {**before, **after}:
        first, second = before.get(finding_id), after.get(finding_id)
        if first is None or second is None or any(_differs(first, second, name) for name in _COMPARED):
            rows.append(_finding_row(first, second, sides))
    columns = [*finding_change_columns(sides), "geometry"]
    frame = pd.DataFrame(rows, columns=columns).astype({"waived": bool, "is_worse": bool})
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=built.crs)


def _id_as_built(row: dict[str, Any], renamed: Mapping[str, str]) -> str:
    """Return the id that a finding of the plan has where its cameras go by their ids as built."""
    ids = {
        f"{side}_id": renamed[row[f"{side}_id"]]
        for side in ("subject", "object")
        if row[f"{side}_kind"] == "camera" and row[f"{side}_id"] in renamed
    }
    if not ids:
        return str(row["finding_id"])
    told = row | ids
    return id_of_finding(*(told[name] for name in ID_COLUMNS))


def _differs(first: dict[str, Any], second: dict[str, Any], name: str) -> bool:
    one, other = str(first[name]), str(second[name])
    if one == other:
        return False
    try:
        numbers = float(one), float(other)
    except ValueError:
        return True
    return not math.isclose(*numbers, rel_tol=_SAME_RATIO, abs_tol=_SAME_DIFFERENCE)


def _finding_row(
    first: dict[str, Any] | None, second: dict[str, Any] | None, sides: tuple[str, str]
) -> dict[str, Any]:
    row = second or first or {}
    kind = "appeared" if first is None else "vanished" if second is None else "changed"
    out = {name: row.get(name) for name in (*finding_change_columns(sides), "geometry")}
    for name in _COMPARED:
        for side, finding in zip(sides, (first, second), strict=True):
            out[f"{name}_{side}"] = "" if finding is None else finding[name]
    return out | {"change": kind, "is_worse": _is_worse(first, second)}


def _is_worse(first: dict[str, Any] | None, second: dict[str, Any] | None) -> bool:
    if second is None or second["outcome"] != "fail":
        return False
    if first is None or first["outcome"] != "fail":
        return True
    return SEVERITIES.index(second["severity"]) > SEVERITIES.index(first["severity"])


def filing_frame(asked: Iterable[tuple[Rule, SystemPair]]) -> pd.DataFrame:
    """Return the changes that a change filing would list, system by system, with `FILING_COLUMNS`.

    Parameters
    ----------
    asked : iterable of tuple of Rule and SystemPair
        Filed systems, with the duty that asks for their change filing. `calls_for_filing` is yes where its
        text names what changed, ask where that is for a person to say.
    """
    rows = []
    for rule, system in asked:
        certain = set(rule.texts("filed_changes"))
        for change in chosen(system.changes, [*certain, *rule.texts("asked_changes")]):
            row = {name: getattr(change, name, "") for name in FILING_COLUMNS}
            rows.append(
                row
                | {
                    "unit_name": system.either.field("unit_name"),
                    "duty_id": rule.duty.id,
                    "calls_for_filing": "yes" if change.change in certain else "ask",
                }
            )
    return pd.DataFrame(rows, columns=list(FILING_COLUMNS), dtype=object)
