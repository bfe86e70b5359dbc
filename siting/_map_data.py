"""What the map page holds: an assessment as plain lists, free of anything out of reach.

Texts stand once in a table and are named by their place in it; shapes are packed by `_map_shapes`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

from siting._map_shapes import packed, sectors, walls
from siting.coverage.night import NIGHT_VIEW
from siting.coverage.optics import FLOOR_PX_PER_M
from siting.coverage.rows import CAPABILITY_VIEW, MAIN_VIEW
from siting.rules.cells import records
from siting.rules.finding import number_text
from siting.same_fact import GROUPED_BY, groups

if TYPE_CHECKING:
    import geopandas as gpd

    from siting.assess import Assessment
    from siting.rules.law import Pack, Text

_WGS84 = 4326

BUILDING_TEXTS = ("id", "use", "height_m", "levels", "name", "residential_from_level")
CAMERA_TEXTS = (
    "id", "kind", "height_m", "azimuth_deg", "tilt_deg", "hfov_deg", "why_empty", "flags", "azimuth_grid_deg",
)  # fmt: skip
COVERAGE_TEXTS = ("camera_id", "class", "view", "area_m2", "beside")
WALL_TEXTS = (
    "camera_id", "building_id", "class", "max_px_per_m", "storeys", "visible_length_m", "distance_m", "flags",
    "wall", "beside",
)  # fmt: skip
PROPOSAL_TEXTS = ("id", "host_kind", "host_id", "camera_ids", "serves")
FINDING_TEXTS = (
    "finding_id", "pack", "article", "duty_id", "force", "outcome", "severity", "subject_kind", "subject_id",
    "object_kind", "object_id", "expected", "observed", "unit", "margin", "basis", "liability",
    "message_zh", "message_en", "flags", "cure_zh", "cure_en", "cite", "waived",
)  # fmt: skip
"""Columns of findings that the page shows, in the order in which they stand in each of its rows."""


class Texts:
    """A table of texts in which each stands once."""

    def __init__(self) -> None:
        self.rows: list[str] = []
        self._places: dict[str, int] = {}

    def place(self, value: object) -> int:
        """Return the place of `value` in the table, -1 for a missing value."""
        text = text_of(value)
        if not text:
            return -1
        if text not in self._places:
            self._places[text] = len(self.rows)
            self.rows.append(text)
        return self._places[text]


def text_of(value: object) -> str:
    """Return `value` as findings print it: at most three decimals, nothing for missing values."""
    if value is None or value is pd.NA:
        return ""
    if isinstance(value, (bool, np.bool_)):
        return "yes" if value else ""
    if isinstance(value, (float, np.floating)):
        return "" if math.isnan(value) else number_text(float(value))
    return str(value)


def buildings_in_reach(assessment: Assessment, reach: list[Any]) -> gpd.GeoDataFrame:
    """Return the buildings that some camera can reach or that a finding or an exposed wall names.

    Parameters
    ----------
    assessment : Assessment
        What `siting.assess` returned.
    reach : list of shapely.Geometry or None
        What each camera can reach, in the scene's system [m].
    """
    buildings = assessment.scene.buildings
    areas = [area for area in reach if area is not None]
    findings = assessment.findings
    named = set(findings["object_id"][findings["object_kind"] == "building"])
    named |= set(assessment.facades["building_id"])
    kept = buildings["id"].isin(named).to_numpy(dtype=bool, copy=True)
    if areas:
        kept[shapely.STRtree(buildings.geometry.to_numpy()).query(areas, predicate="intersects")[1]] = True
    return buildings[kept]


def payload(assessment: Assessment) -> dict[str, Any]:
    """Return all that the map page shows, as values that JSON can carry, in a fixed order.

    Parameters
    ----------
    assessment : Assessment
        What `siting.assess` returned.

    Returns
    -------
    dict
        Texts once in ``texts``; every layer as rows of places in that table, each ending in its shape.
        ``facts`` holds the places of findings that speak of one fact, the one first that tells it.
    """
    texts = Texts()
    views = sectors(assessment.cameras)
    scene = assessment.scene
    near = buildings_in_reach(assessment, list(views["reach"]))
    limits = {"below": FLOOR_PX_PER_M, **dict(assessment.ladder.classes)}
    return {
        "name": scene.name,
        "on": str(assessment.on),
        "attribution": list(scene.attribution),
        "packs": [_pack(pack) for pack in assessment.packs],
        "ladder": {"name": assessment.ladder.name, "classes": [list(each) for each in limits.items()]},
        "buildings": _rows(near, BUILDING_TEXTS, texts),
        "zones": _rows(scene.zones, ("id", "kind", "base_m", "top_m", "name"), texts),
        "signs": _rows(scene.signs, ("id", "camera_ids", "facing_deg"), texts),
        "obstacles": _rows(scene.obstacles, ("id", "kind", "status", "base_m", "top_m"), texts),
        "entrances": _rows(scene.entrances, ("id", "building_id"), texts),
        "sign_proposals": _rows(assessment.sign_proposals, PROPOSAL_TEXTS, texts),
        "coverage": _rows(beside(assessment, assessment.coverage), COVERAGE_TEXTS, texts),
        "sectors": _rows(views, ("id",), texts),
        "facades": _rows(walls(beside(assessment, assessment.facades)), WALL_TEXTS, texts),
        "cameras": _rows(assessment.cameras, CAMERA_TEXTS, texts),
        "findings": _rows(assessment.findings, FINDING_TEXTS, texts),
        "facts": groups(records(assessment.findings[list(GROUPED_BY)])),
        "finding_columns": list(FINDING_TEXTS),
        "texts": texts.rows,
    }


def beside(assessment: Assessment, rows: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return rows of coverage or facades with `beside`: True for views that are only shown on demand.

    A map shows each camera as it is aimed by day, and one without such a view by what it can reach; the
    other views of a turning camera lie beside, those by night are left out.

    Parameters
    ----------
    assessment : Assessment
        What `siting.assess` returned.
    rows : geopandas.GeoDataFrame
        Its coverage or its facades.
    """
    both = pd.concat([frame[["camera_id", "view"]] for frame in (assessment.coverage, assessment.facades)])
    aimed = set(both["camera_id"][both["view"] == MAIN_VIEW])
    reaches = (rows["view"] == CAPABILITY_VIEW) & ~rows["camera_id"].isin(aimed)
    by_night = (rows["view"] == NIGHT_VIEW).to_numpy(bool)
    return rows.assign(beside=~((rows["view"] == MAIN_VIEW) | reaches).to_numpy(bool))[~by_night]


def _rows(frame: gpd.GeoDataFrame, columns: tuple[str, ...], texts: Texts) -> list[list[Any]]:
    """Return the rows of a layer: the places of its texts, then its shape."""
    places = [[texts.place(value) for value in frame[column]] for column in columns]
    inside = frame.geometry if frame.empty or frame.crs is None else frame.geometry.to_crs(_WGS84)
    return [list(row) for row in zip(*places, map(packed, inside), strict=True)]


def _pack(pack: Pack) -> dict[str, Any]:
    """Return name, standing, title and banner of a pack, and the titles of its articles by number."""
    return {
        "id": pack.id,
        "status": pack.status,
        "title": _both(pack.title),
        "banner": _both(pack.banner),
        "articles": {str(article.number): _both(article.title) for article in pack.articles},
    }


def _both(text: Text) -> dict[str, str]:
    """Return a text of a pack in both languages."""
    return {"en": text.en, "zh": text.zh}
