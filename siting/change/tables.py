"""What changed, as tables: the changes, the findings that differ, the list for a change filing."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from siting.rules.cells import records
from siting.rules.changes import chosen
from siting.rules.law import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterable

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
FINDING_CHANGE_COLUMNS = (
    "finding_id",
    "change",
    "duty_id",
    "force",
    "subject_kind",
    "subject_id",
    "object_kind",
    "object_id",
    "outcome_plan",
    "outcome_built",
    "severity_plan",
    "severity_built",
    "observed_plan",
    "observed_built",
    "expected",
    "unit",
    "message_zh",
    "message_en",
    "waived",
    "is_worse",
)
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
_COMPARED = ("outcome", "severity", "observed")


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


def changed_findings(plan: gpd.GeoDataFrame, built: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the findings that appear, vanish or change from one plan to the other, matched by their id.

    Parameters
    ----------
    plan, built : geopandas.GeoDataFrame
        As assessments carry them.

    Returns
    -------
    geopandas.GeoDataFrame
        Columns `FINDING_CHANGE_COLUMNS` and geometry, as built, where it vanished as planned. `change` is
        appeared, vanished or changed; `is_worse` marks fails that are new or of a graver severity.
    """
    before = {row["finding_id"]: row for row in records(plan)}
    after = {row["finding_id"]: row for row in records(built)}
    rows = []
    for finding_id in {**before, **after}:
        first, second = before.get(finding_id), after.get(finding_id)
        if first is None or second is None or any(_differs(first, second, name) for name in _COMPARED):
            rows.append(_finding_row(first, second))
    columns = [*FINDING_CHANGE_COLUMNS, "geometry"]
    frame = pd.DataFrame(rows, columns=columns).astype({"waived": bool, "is_worse": bool})
    return gpd.GeoDataFrame(frame, geometry="geometry", crs=built.crs)


def _differs(first: dict[str, Any], second: dict[str, Any], name: str) -> bool:
    one, other = str(first[name]), str(second[name])
    if one == other:
        return False
    try:
        numbers = float(one), float(other)
    except ValueError:
        return True
    return not math.isclose(*numbers, rel_tol=_SAME_RATIO, abs_tol=_SAME_DIFFERENCE)


def _finding_row(first: dict[str, Any] | None, second: dict[str, Any] | None) -> dict[str, Any]:
    row = second or first or {}
    kind = "appeared" if first is None else "vanished" if second is None else "changed"
    out = {name: row.get(name) for name in (*FINDING_CHANGE_COLUMNS, "geometry")}
    for name in _COMPARED:
        out[f"{name}_plan"] = "" if first is None else first[name]
        out[f"{name}_built"] = "" if second is None else second[name]
    return out | {"change": kind, "is_worse": _is_worse(out)}


def _is_worse(row: dict[str, Any]) -> bool:
    if row["outcome_built"] != "fail":
        return False
    if row["outcome_plan"] != "fail":
        return True
    return SEVERITIES.index(row["severity_built"]) > SEVERITIES.index(row["severity_plan"])


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
