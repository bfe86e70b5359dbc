"""The summary of a what-if, as values that JSON can carry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from siting.change.document import findings_counted, side_of
from siting.summary import MADE_BY

if TYPE_CHECKING:
    import pandas as pd

    from siting.assess import Assessment
    from siting.change.edit import Edit

KIND = "whatif"
"""Value of `kind` by which a document is known to hold an answer to a what-if."""
BEFORE_AND_AFTER = ("before", "after")
"""How the two sides of an edit are called."""
HOME_CHANGES = ("exposed", "hidden", "more", "less", "gone")
"""What may happen to a home, as `siting.change.effects.HOME_COLUMNS` says."""


def summarise_whatif(
    before: Assessment,
    after: Assessment,
    edit: Edit,
    *,
    ground: pd.DataFrame,
    homes: pd.DataFrame,
    findings: pd.DataFrame,
) -> dict[str, Any]:
    """Return the summary of a what-if; the same inputs give the same summary.

    Parameters
    ----------
    before, after : Assessment
    edit : Edit
    ground, homes, findings : frames
        As `siting.change.whatif.WhatIf` carries them.
    """
    told = before.summary
    in_leaf = ground[ground["view"] != "leaf_off"]
    news = homes[homes["is_news"]]
    return {
        "made_by": MADE_BY,
        "kind": KIND,
        "confidential": told["confidential"],
        "on": told["on"],
        "crs": told["crs"],
        "versions": told["versions"],
        "added": edit.ids_added(),
        "removed": {layer: list(ids) for layer, ids in edit.removed.items()},
        "left_out": _left_out(edit),
        "before": side_of(before),
        "after": side_of(after),
        "parameters": told["parameters"],
        "packs": told["packs"],
        "counts": {
            "cameras_affected": int(ground["camera_id"].nunique()),
            "lost_m2": float(in_leaf["lost_m2"].sum()),
            "gained_m2": float(in_leaf["gained_m2"].sum()),
            "homes": {kind: int((homes["change"] == kind).sum()) for kind in HOME_CHANGES},
            "homes_exposed_to_anyone": _count(news, "exposed"),
            "homes_hidden_from_everyone": _count(news, "hidden"),
            **findings_counted(findings, BEFORE_AND_AFTER),
        },
    }


def _count(news: pd.DataFrame, change: str) -> int:
    found = news.loc[news["change"] == change, ["building_id", "storey", "zone_id"]]
    return len(found.drop_duplicates())


def _left_out(edit: Edit) -> list[dict[str, str]]:
    """Return the rows of what was to be added that could not be used, with the reason."""
    rows = edit.added.ledger
    return [
        {name: str(row[name]) for name in ("layer", "id", "field", "found", "done")}
        for row in rows[rows["outcome"] == "rejected"].to_dict("records")
    ]
