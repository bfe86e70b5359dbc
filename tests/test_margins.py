"""Verdicts within tolerances against plans drawn at random, which know nothing of bounds."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import date
from functools import cache

import numpy as np
import pytest
import shapely

import siting
from siting.coverage.table import cover
from siting.rules.engine import judge
from siting.rules.margin import COLUMNS
from siting.rules.pack import load_pack
from siting.tolerance import Tolerance
from tests.drawn import drawn, stands_within
from tests.scenes import building, camera, home, rect, scene, zone
from tests.street import street

DAY = "2025-09-01"
TOLERANCE = Tolerance(position_m=0.5, aim_deg=2.0, height_m=0.3, building_height_m=1.0)


def _corner():
    """Return a plan in which much hangs on a little: edges of view, of houses, of densities, of rooms."""
    public = {"social_public_area": "yes", "regime": "gov"}
    return scene(
        [
            home(rect(-4, 25.8, 12, 36), 9.0, id="at-the-limit", levels=3.0),
            building(rect(-30, 8, -6, 10), 6.2, id="screen"),
            home(rect(-30, 14, -8, 24), 6.0, id="screened", levels=2.0),
            home(rect(14, -40, 30, -19.8), 12.0, id="near", levels=4.0),
            building(rect(40, -10, 60, 10), 12.0, id="hotel", use="hotel", levels=4.0),
        ],
        [
            camera(0, 0, id="ahead", azimuth_grid_deg=3.0, **public),
            camera(-16, 0, id="over", azimuth_grid_deg=0.0, height_m=6.0, tilt_deg=5.0, **public),
            camera(5, -6, id="aside", azimuth_grid_deg=70.0, tilt_deg=5.0, **public),
            camera(39.7, -5, id="on-the-wall", azimuth_grid_deg=270.0, hfov_deg=90.0, **public),
            camera(
                8,
                4,
                id="all-round",
                kind="panoramic",
                hfov_deg=360.0,
                azimuth_deg=None,
                image_width_px=7680,
                **public,
            ),
            camera(50, 0, id="inside", azimuth_grid_deg=0.0, height_m=2.5, **public),
        ],
        zones=[zone(rect(46, -4, 55, 4), "bath", id="bath", base_m=0.0, top_m=3.0)],
        name="corner",
    )


def _demo_cut():
    plan = siting.demo_scene()
    cameras = tuple(c for c in plan.cameras if c.kind == "fixed")[:8]
    places = shapely.multipoints([(c.easting_m, c.northing_m) for c in cameras])
    near = shapely.dwithin(plan.buildings.geometry.to_numpy(), places, 120.0)
    return replace(plan, cameras=cameras, buildings=plan.buildings[near].reset_index(drop=True))


def _outcome(findings, row):
    """Return whether a finding stands in another plan as it does in the one with the margins."""
    mine = findings[(findings["duty_id"] == row.duty_id) & (findings["subject_id"] == row.subject_id)]
    if row.outcome == "fail":
        if row.measure_unit == "m" and row.object_kind == "building":
            return bool((mine["outcome"] == "fail").any())
        return bool(((mine["object_id"] == row.object_id) & (mine["outcome"] == "fail")).any())
    return bool((mine["outcome"] == "pass").all())


@cache
def _packs():
    return tuple(load_pack(name) for name in ("cn_2016_draft", "cn_2025"))


@cache
def _counts(plan, *, count, seed=5):
    """Return the margins, and how often each finding stood and fell in plans drawn at random."""
    rng = np.random.default_rng(seed)
    judged = siting.assess(plan(), packs=_packs(), on=DAY, tolerance=TOLERANCE)
    margins = judged.margins[judged.margins["finding_id"].isin(judged.findings["finding_id"])]
    stood, fell = np.zeros(len(margins), int), np.zeros(len(margins), int)
    for _ in range(count):
        # Judged alone: a summary of each would take longer.
        scene_drawn = drawn(judged, TOLERANCE, rng)
        table = cover(scene_drawn)
        findings = judge(scene_drawn, table, _packs(), on=date.fromisoformat(DAY))
        counts = stands_within(judged, table, TOLERANCE)
        for k, row in enumerate(margins.itertuples()):
            if counts[row.subject_id] or row.measure_unit == "m":
                holds = _outcome(findings, row)
                stood[k] += holds
                fell[k] += not holds
    return margins, stood, fell


@pytest.mark.parametrize(
    ("plan", "count"),
    [
        (street, 4),
        (_corner, 12),
        pytest.param(street, 40, marks=pytest.mark.slow),
        pytest.param(_corner, 80, marks=pytest.mark.slow),
        pytest.param(_demo_cut, 40, marks=pytest.mark.slow),
    ],
)
def test_no_plan_within_the_tolerances_contradicts_a_verdict(plan, count):
    margins, stood, fell = _counts(plan, count=count)
    sure = (margins["verdict"] != "depends").to_numpy()
    assert (stood[sure] > 0).any()
    wrong = margins[sure & (fell > 0)]
    assert wrong.empty, wrong.to_string()


def test_what_depends_mostly_turns():
    margins, stood, fell = _counts(_corner, count=12)
    depends = (margins["verdict"] == "depends").to_numpy()
    assert depends.sum() >= 4
    turns = ((stood > 0) & (fell > 0))[depends].mean()
    assert turns >= 0.5, f"{turns:.0%} of what depends was drawn on both sides"


def test_exact_plans_are_told_nothing():
    plain = siting.assess(_corner(), packs="cn_2025", on=DAY)
    assert plain.margins is None
    assert "within_tolerance" not in plain.summary
    assert not plain.findings["flags"].str.contains("within_tolerance").any()
    assert not any("tolerance" in name for name in plain.cameras.columns)


def test_findings_keep_their_columns_and_outcomes():
    plain = siting.assess(_corner(), packs=_packs(), on=DAY)
    told = siting.assess(_corner(), packs=_packs(), on=DAY, tolerance={"position_m": 0.5, "aim_deg": 2})
    assert list(told.findings.columns) == list(plain.findings.columns)
    for name in ("finding_id", "outcome", "observed", "severity"):
        assert told.findings[name].tolist() == plain.findings[name].tolist()
    assert tuple(told.margins.columns) == COLUMNS
    one = told.margins.set_index("finding_id")
    flagged = told.findings[told.findings["flags"].str.contains("within_tolerance")]
    for row in flagged.itertuples():
        assert f"within_tolerance_{one['verdict'][row.finding_id]}" in row.flags.split(",")
        assert "within tolerance" in row.message_en
        assert "容差范围内" in row.message_zh


def test_a_distance_turns_where_the_ruler_says():
    """The house `near` begins 19.8 m south of the camera `ahead`, the pack asks for 20 m."""
    told = siting.assess(_corner(), packs=_packs(), on=DAY, tolerance={"position_m": 0.5})
    row = told.margins.set_index(["duty_id", "subject_id"]).loc[
        ("cn_2016_draft/11/distance_from_residence", "all-round")
    ]
    apart = float(row["nominal"])
    assert row["lowest"] == pytest.approx(apart - 0.5)
    assert row["highest"] == pytest.approx(apart + 0.5)
    expected = "depends" if abs(apart - 20.0) <= 0.5 else "fails" if apart < 20.0 else "passes"
    assert row["verdict"] == expected


def test_tolerances_of_the_plan_itself_count():
    plan = _corner()
    cameras = tuple(
        replace(each, aim_tolerance_deg=2.0) if each.id == "ahead" else each for each in plan.cameras
    )
    told = siting.assess(replace(plan, cameras=cameras), packs=_packs(), on=DAY)
    mine = told.margins.set_index("subject_id")["aim_tolerance_deg"]
    assert set(mine.loc[["ahead"]]) == {2.0}
    assert set(mine.drop("ahead")) == {0.0}


def test_on_the_command_line(tmp_path):
    from siting.io import demo_path

    out = tmp_path / "out"
    asked = f"--on {DAY} --pack cn_2025 --lang zh --no-map"
    asked += " --tolerance position_m=0.5,aim_deg=2,building_height_m=1"
    run = subprocess.run(
        [sys.executable, "-m", "siting.cli", "check", str(demo_path()), "--out", str(out), *asked.split()],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1, run.stderr
    assert "容差范围内始终不符合" in run.stdout
    counts = json.loads((out / "summary.json").read_text(encoding="utf-8"))["within_tolerance"]["counts"]
    assert counts["fails"] > 0
    import pyogrio

    margins = pyogrio.read_dataframe(out / "assessment.gpkg", layer="margins")
    assert tuple(margins.columns) == COLUMNS


def test_a_name_that_is_no_tolerance_is_told():
    with pytest.raises(siting.UsageError, match="tolerance: found 'height'; allowed position_m"):
        siting.assess(_corner(), on=DAY, tolerance={"height": 1})
