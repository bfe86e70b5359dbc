"""How grave what is found of homes is, as drawings colour it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules.law import SEVERITIES as ASCENDING

if TYPE_CHECKING:
    import geopandas as gpd

    from siting.assess import Assessment

SEVERITIES = tuple(reversed(ASCENDING))
"""Gravest first."""
_COUNTS = ("fail", "undecided")


def _objections(assessment: Assessment) -> gpd.GeoDataFrame:
    """Return what is found of cameras and buildings that fails or is undecided."""
    found = assessment.findings
    told = (found["object_kind"] == "building") & found["outcome"].isin(_COUNTS)
    return found[told.to_numpy(bool)]


def worst_of(assessment: Assessment, camera_id: str | None = None) -> dict[str, str]:
    """Return the worst severity of what is found of each building, by its id.

    A finding counts that fails or is undecided. Buildings of which nothing is found are left out.

    Parameters
    ----------
    assessment : siting.assess.Assessment
    camera_id : str or None
        Only what this camera is found to do; None takes all cameras.
    """
    found = _objections(assessment)
    if camera_id is not None:
        found = found[(found["subject_id"] == camera_id).to_numpy(bool)]
    rank = {name: place for place, name in enumerate(SEVERITIES)}
    worst: dict[str, str] = {}
    for building, severity in zip(found["object_id"], found["severity"], strict=True):
        if rank.get(severity, len(rank)) < rank.get(worst.get(building, ""), len(rank)):
            worst[str(building)] = str(severity)
    return worst
