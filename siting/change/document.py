"""A difference as values that JSON can carry: its summary, and all of it."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from siting.change.tables import PLAN_AND_BUILT
from siting.io.formats import findings_json
from siting.rules.cells import records
from siting.rules.changes import BEYOND, CHANGES, UNKNOWN, WITHIN
from siting.rules.finding import OUTCOMES
from siting.rules.law import FORCES
from siting.summary import MADE_BY, failing

if TYPE_CHECKING:
    from collections.abc import Mapping

    import geopandas as gpd
    import pandas as pd

    from siting.assess import Assessment
    from siting.rules.tolerances import Tolerance

KIND = "difference"
"""Value of `kind` by which a document is known to hold a comparison."""


def summarise_difference(
    plan: Assessment,
    built: Assessment,
    tolerances: Mapping[str, Tolerance],
    *,
    changes: gpd.GeoDataFrame,
    findings: gpd.GeoDataFrame,
    findings_of_change: gpd.GeoDataFrame,
    change_filing: pd.DataFrame,
) -> dict[str, Any]:
    """Return the summary of a difference; the same inputs give the same summary.

    Parameters
    ----------
    plan, built : Assessment
    tolerances : mapping of str to Tolerance
    changes, findings, findings_of_change, change_filing : frames
        As `siting.change.difference.Difference` carries them.
    """
    told = plan.summary
    return {
        "made_by": MADE_BY,
        "kind": KIND,
        "confidential": told["confidential"],
        "on": told["on"],
        "crs": told["crs"],
        "versions": told["versions"],
        "plan": side_of(plan),
        "built": side_of(built),
        "parameters": told["parameters"],
        "packs": told["packs"],
        "tolerances": [each.as_record() for each in tolerances.values()],
        "counts": {
            "changes": {
                kind: {
                    extent: int(((changes["change"] == kind) & (changes["extent"] == extent)).sum())
                    for extent in (BEYOND, WITHIN, UNKNOWN)
                }
                for kind in CHANGES
            },
            "cameras_changed": int(_beyond(changes)["subject_id"].nunique()),
            **findings_counted(findings, PLAN_AND_BUILT),
            "findings_of_change": {
                outcome: int((findings_of_change["outcome"] == outcome).sum()) for outcome in OUTCOMES
            },
            "change_filing": len(change_filing),
        },
    }


def findings_counted(findings: pd.DataFrame, sides: tuple[str, str]) -> dict[str, Any]:
    """Return how many findings appear, vanish and change, and how many fails are new, graver or gone.

    Parameters
    ----------
    findings : pandas.DataFrame
        As `siting.change.tables.changed_findings` gives them.
    sides : tuple of str
        How the two sides are called.
    """
    before, after = (findings[f"outcome_{side}"] == "fail" for side in sides)
    return {
        "findings": {
            kind: int((findings["change"] == kind).sum()) for kind in ("appeared", "vanished", "changed")
        },
        "fails_new_or_graver": int(findings["is_worse"].sum()),
        "fails_gone": int((before & ~after).sum()),
    }


def side_of(assessment: Assessment) -> dict[str, Any]:
    """Return what a comparison tells of one of its sides.

    Parameters
    ----------
    assessment : Assessment
    """
    counts = assessment.summary["counts"]
    return {
        "scene": assessment.scene.name,
        "inputs": assessment.summary["inputs"],
        "cameras": counts["cameras"],
        "findings": counts["findings"],
    }


def drafts_of(summary: Mapping[str, Any]) -> frozenset[str]:
    """Return the ids of the packs that are drafts, of the summary of a comparison.

    Parameters
    ----------
    summary : mapping of str to object
    """
    return frozenset(pack["id"] for pack in summary["packs"] if pack["status"] == "draft")


def _beyond(changes: pd.DataFrame) -> pd.DataFrame:
    return changes[(changes["extent"] == BEYOND) & (changes["subject_kind"] == "camera")]


def as_document(
    summary: dict[str, Any],
    *,
    changes: gpd.GeoDataFrame,
    findings: gpd.GeoDataFrame,
    findings_of_change: gpd.GeoDataFrame,
    change_filing: pd.DataFrame,
) -> dict[str, Any]:
    """Return all of a difference as values that JSON can carry: the summary's keys, and the four tables.

    Parameters
    ----------
    summary : dict
        As `summarise_difference` returns it.
    changes, findings, findings_of_change, change_filing : frames
        As `siting.change.difference.Difference` carries them.

    Returns
    -------
    dict
        The summary, and `changes`, `findings`, `findings_of_change`, `change_filing` as lists of objects,
        without geometry.
    """
    return {
        **summary,
        "changes": plain_records(changes),
        "findings": plain_records(findings),
        "findings_of_change": json.loads(findings_json(findings_of_change)),
        "change_filing": plain_records(change_filing),
    }


def plain_records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of a table without geometry, as values that JSON can carry.

    Parameters
    ----------
    frame : pandas.DataFrame
    """
    rows = records(frame.drop(columns="geometry", errors="ignore"))
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: object) -> object:
    """A cell as JSON carries it: what is not a number is none, a number of numpy a plain one."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value.item() if isinstance(value, np.generic) else value


def what_matters(
    changes: gpd.GeoDataFrame,
    findings: gpd.GeoDataFrame,
    findings_of_change: gpd.GeoDataFrame,
    *,
    weakest_force: str,
) -> int:
    """Return how many things make a difference matter.

    They are changes beyond tolerance, fails that are new or graver, and fails of the duties that speak of
    changes; fails count from a force on, and less the waived ones.

    Parameters
    ----------
    changes, findings, findings_of_change : frames
        As `siting.change.difference.Difference` carries them.
    weakest_force : {'advisory', 'interpretation', 'binding'}
    """
    beyond = (changes["extent"] == BEYOND).sum()
    worse = worse_findings(findings, weakest_force=weakest_force)
    return int(beyond) + worse + failing(findings_of_change, weakest_force)


def worse_findings(findings: pd.DataFrame, *, weakest_force: str) -> int:
    """Return how many fails are new or graver, from a force on and less the waived ones.

    Parameters
    ----------
    findings : pandas.DataFrame
        As `siting.change.tables.changed_findings` gives them.
    weakest_force : {'advisory', 'interpretation', 'binding'}
    """
    strong = FORCES[FORCES.index(weakest_force) :]
    worse = findings["is_worse"] & findings["force"].isin(strong) & ~findings["waived"].astype(bool)
    return int(worse.sum())
