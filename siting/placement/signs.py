"""The fewest further signs that serve every way in on which none is read."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

import geopandas as gpd
import numpy as np
import shapely
from scipy.sparse import coo_array, csr_array, hstack

from siting.coverage.solids import prepare_solids
from siting.crs import grid_azimuth_deg
from siting.placement.fewest import fewest
from siting.placement.lead_in import lead_in
from siting.placement.reading import read_on
from siting.placement.sites import new_posts, sites_near
from siting.rules.applicability import known_words
from siting.rules.gather import gather
from siting.rules.law import Duty
from siting.rules.settle import settle
from siting.rules.signing import reading_of, ways_in

if TYPE_CHECKING:
    import pandas as pd

    from siting.assess import Assessment
    from siting.coverage.routes import Entry
    from siting.placement.lead_in import LeadIn
    from siting.placement.sites import Site
    from siting.rules.facts import Facts
    from siting.rules.law import Rule

SIDE_MM = 400.0
"""Smaller side of a proposed sign: 400 mm x 600 mm is what Belgian law asks for in the open [mm]."""
MOUNT_M = 2.0
"""Height at which a proposed sign hangs: above heads and parked bicycles [m]."""

COLUMNS = (
    "id",
    "host_kind",
    "host_id",
    "facing_deg",
    "height_mm",
    "mount_m",
    "serves",
    "camera_ids",
    "optimum_proved",
)
"""Columns of the layer beside its points; `serves` names camera and way in, `camera_ids` as signs do."""

_CHECK = "approaches_signed"
_MM_PER_M = 1000.0


class Need(NamedTuple):
    """A way into what a camera covers on which no sign is read."""

    camera_id: str
    entry: Entry


def propose_signs(assessment: Assessment) -> gpd.GeoDataFrame:
    """Return the fewest further signs that serve every way in which an assessment found without one.

    Candidates are poles, the poles of cameras and the nearest walls; where none of them serves a way in, a
    new post beside it. Among these candidates no smaller number serves them all (`optimum_proved`).
    Cameras of waived findings are left out.

    Parameters
    ----------
    assessment : Assessment

    Returns
    -------
    geopandas.GeoDataFrame
        Columns `COLUMNS` and points; empty when nothing is missing.
    """
    rows: list[dict[str, Any]] = []
    shapes: list[shapely.Point] = []
    failing = _failing(assessment)
    if failing:
        packs = assessment.packs
        facts = gather(
            assessment.scene,
            assessment.table,
            on=assessment.on,
            ladder=assessment.ladder,
            known=known_words(packs),
        )
        overrides = assessment.summary["parameters"]["overrides"]
        for rule in settle(packs, on=assessment.on, overrides=overrides):
            if not isinstance(rule, Duty) and rule.duty.id in failing:
                _propose(facts, rule, failing[rule.duty.id], rows=rows, shapes=shapes)
    return gpd.GeoDataFrame(
        {name: [row[name] for row in rows] for name in COLUMNS}, geometry=shapes, crs=assessment.scene.crs
    )


def failing_rows(assessment: Assessment) -> pd.DataFrame:
    """Return the findings of ways in without a sign that fail and are not waived.

    Parameters
    ----------
    assessment : Assessment
    """
    found = assessment.findings
    fails = (found["check"] == _CHECK) & (found["outcome"] == "fail") & ~found["waived"].astype(bool)
    return found[fails].drop(columns="geometry")


def _failing(assessment: Assessment) -> dict[str, set[str]]:
    """Return the cameras that fail, each under the first duty that says so."""
    rows = failing_rows(assessment)
    first: dict[str, str] = {}
    for camera_id, duty_id in zip(rows["subject_id"], rows["duty_id"], strict=True):
        first.setdefault(camera_id, duty_id)
    by_duty: dict[str, set[str]] = defaultdict(set)
    for camera_id, duty_id in first.items():
        by_duty[duty_id].add(camera_id)
    return dict(by_duty)


def _propose(
    facts: Facts, rule: Rule, camera_ids: set[str], *, rows: list[dict[str, Any]], shapes: list[shapely.Point]
) -> None:
    needs = [
        Need(camera.id, way.entry)
        for camera in facts.cameras
        if camera.id in camera_ids
        for way in ways_in(facts, rule, camera)
        if way.outcome == "fail"
    ]
    leads = _leads(facts, rule, needs)
    sites, read_m = _candidates(facts, rule, leads)
    serves = _serves(read_m, leads, len(needs))
    # Where no place at all would do (a way between walls that stand too close) the need stays open.
    can_be = np.flatnonzero(np.diff(serves.indptr))
    needs, serves = [needs[k] for k in can_be], serves[can_be]
    choice = fewest(serves, read_m.sum(axis=0))
    by_site = serves.tocsc().sorted_indices()
    facings = _true_azimuths_deg(facts, [sites[k] for k in choice.chosen])
    for k, facing_deg in zip(choice.chosen, facings, strict=True):
        site = sites[k]
        served = [needs[i] for i in by_site.indices[by_site.indptr[k] : by_site.indptr[k + 1]]]
        rows.append(
            {
                "id": f"PROPOSED-{len(rows) + 1}",
                "host_kind": site.host_kind,
                "host_id": site.host_id,
                "facing_deg": facing_deg,
                "height_mm": SIDE_MM,
                "mount_m": MOUNT_M,
                "serves": "; ".join(f"{need.camera_id} {need.entry.id}" for need in served),
                "camera_ids": ";".join(dict.fromkeys(need.camera_id for need in served)),
                "optimum_proved": "yes" if choice.is_proved else "no",
            }
        )
        shapes.append(shapely.Point(site.easting_m, site.northing_m))


def _serves(read_m: csr_array, leads: list[LeadIn], need_count: int) -> csr_array:
    """Return which site serves which need: a way in with several gates where it is read before each."""
    need = np.array([lead.need for lead in leads], dtype=np.int64)
    gates = np.bincount(need, minlength=need_count)
    of_need = csr_array((np.ones(len(leads)), (need, np.arange(len(leads)))), shape=(need_count, len(leads)))
    read = coo_array(of_need @ (read_m > 0.0).astype(float))
    every = read.data >= gates[read.row]
    return csr_array((np.ones(int(every.sum()), bool), (read.row[every], read.col[every])), shape=read.shape)


def _leads(facts: Facts, rule: Rule, needs: list[Need]) -> list[LeadIn]:
    signage, approach_m = facts.signage, rule.number("approach_m")
    return [
        lead_in(k, gate, signage.walks[need.camera_id], signage.network, approach_m=approach_m)
        for k, need in enumerate(needs)
        for gate in need.entry.gates
    ]


def _candidates(facts: Facts, rule: Rule, leads: list[LeadIn]) -> tuple[list[Site], csr_array]:
    """Return where signs can be put, and over what length of each stretch they are read."""
    reading = reading_of(rule)
    reach_m = reading.distance_factor * SIDE_MM / _MM_PER_M
    around = shapely.buffer(
        shapely.points([lead.middle for lead in leads]), 2.0 * reach_m + rule.number("approach_m")
    )
    _, near = facts.scene.buildings.sindex.query(np.atleast_1d(around))
    solids = prepare_solids(facts.scene, np.unique(near).astype(np.int64))
    how = {"reach_m": reach_m, "mount_m": MOUNT_M, "eye_height_m": reading.eye_height_m}
    sites = sites_near(facts.scene, facts.cameras, leads, reach_m=reach_m, mount_m=MOUNT_M)
    read_m = read_on(sites, leads, solids, **how)
    count = max(lead.need for lead in leads) + 1
    left = set(np.flatnonzero(np.diff(_serves(read_m, leads, count).indptr) == 0).tolist())
    posts = new_posts([lead for lead in leads if lead.need in left])
    return [*sites, *posts], csr_array(hstack([read_m, read_on(posts, leads, solids, **how)]))


def _true_azimuths_deg(facts: Facts, sites: list[Site]) -> list[float]:
    """Return facings from true north, as the layer of signs gives them [degrees]."""
    if not sites:
        return []
    table = np.array([(site.easting_m, site.northing_m, site.facing_grid_deg) for site in sites])
    turned = grid_azimuth_deg(facts.scene.crs, table[:, 0], table[:, 1], np.zeros(len(sites)))
    found: list[float] = (np.round(table[:, 2] - turned, 1) % 360.0).tolist()
    return found
