"""From geometry to finding: one small town, computed by the engine and judged by both texts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import shapely

from siting.coverage.table import cover
from siting.rules.engine import judge
from siting.rules.pack import DEFAULT_PACKS, load_pack
from tests.coverage.readings import F_PX
from tests.scenes import building, camera, entrance, home, rect, scene, zone

PACKS = [load_pack(name) for name in DEFAULT_PACKS]
UNIT = {"regime": "operator", "social_public_area": "yes"}
HOUSE = home(rect(-10.0, 40.0, 10.0, 50.0), id="H")
ZONES = [
    zone(rect(-3.0, 10.0, 3.0, 30.0), "must_cover", id="PLAZA", min_px_per_m=100.0),
    zone(rect(-3.0, 10.0, 3.0, 12.0), "lit", id="LAMPS"),
    zone(rect(-3.0, 30.0, 3.0, 40.0), "garden", id="GARDEN"),
    zone(rect(-9.0, 15.0, -5.0, 30.0), "consent", id="UNIT"),
    zone(rect(-100.0, -1.0, 100.0, 200.0), "parcel", id="PARCEL"),
]
CAMERAS = [
    camera(height_m=4.0, id="NEW", ir_range_m=0.0, has_audio="yes", audio_range_m=45.0, **UNIT),
    camera(height_m=4.0, id="OLD", ir_range_m=0.0, has_audio="no", status="existing", range_m=20.0, **UNIT),
]


@pytest.fixture(scope="module")
def findings() -> Any:
    plan = scene([HOUSE], CAMERAS, zones=ZONES, entrances=[entrance(0.0, 40.0, "H", id="DOOR")])
    return judge(plan, cover(plan), PACKS, on=date(2026, 3, 1))


def found(findings: Any, duty: str, subject: str) -> dict[str, Any]:
    mine = findings[(findings["duty_id"] == duty) & (findings["subject_id"] == subject)]
    (row,) = mine.to_dict("records")
    return dict(row)


def test_a_key_place_covered_too_dimly_shows_its_gap(findings: Any) -> None:
    row = found(findings, "cn_2025/7/key_places_covered", "scene")
    assert (row["outcome"], row["object_id"]) == ("fail", "PLAZA")
    assert float(row["observed"]) == pytest.approx((F_PX / 100.0 - 10.0) / 20.0, abs=1e-3)
    assert row["geometry"].area == pytest.approx(6.0 * (30.0 - F_PX / 100.0), rel=1e-6)
    assert "33.1 % of key place PLAZA" in row["message_en"]
    assert found(findings, "cn_2016_draft/9/key_parts_covered", "scene")["observed"] == row["observed"]


def test_by_night_only_the_lit_part_counts(findings: Any) -> None:
    row = found(findings, "cn_2025/7/key_places_covered_at_night", "scene")
    assert (row["outcome"], row["observed"], row["force"]) == ("fail", "0.1", "advisory")


def test_a_door_is_seen_where_its_window_would_not_count(findings: Any) -> None:
    door = found(findings, "cn_2025/8/view_of_door", "NEW")
    assert (door["outcome"], door["object_id"], door["severity"]) == ("fail", "DOOR", "minor")
    assert float(door["observed"]) == pytest.approx(F_PX / 40.0, abs=1e-3)
    assert found(findings, "cn_2025/8/view_into_residence", "NEW")["outcome"] == "pass"
    # Beyond the range of the old camera: undecided, never dropped.
    assert found(findings, "cn_2025/8/view_of_door", "OLD")["flags"] == "beyond_range"


def test_a_garden_is_measured_at_its_best(findings: Any) -> None:
    row = found(findings, "cn_2025/13/view_into_garden", "NEW")
    assert (row["outcome"], float(row["observed"])) == ("pass", pytest.approx(F_PX / 30.0, abs=1e-3))
    assert "covers 60 m2 of garden GARDEN" in row["message_en"]


def test_the_microphone_reaches_home_and_garden(findings: Any) -> None:
    rows = findings[(findings["duty_id"] == "cn_2025/8/no_overhearing") & (findings["subject_id"] == "NEW")]
    assert sorted(zip(rows["object_id"], rows["observed"], rows["outcome"], strict=True)) == [
        ("GARDEN", "30", "fail"),
        ("H", "40", "fail"),
    ]


def test_a_view_into_a_consent_zone_is_a_question_of_interpretation(findings: Any) -> None:
    row = found(findings, "cn_2025/10/consent_to_view", "NEW")
    assert (row["outcome"], row["object_id"], row["force"]) == ("undecided", "UNIT", "interpretation")
    assert found(findings, "cn_2025/10/consent_obtained", "NEW")["outcome"] == "not_applicable"


def test_what_is_covered_already_and_what_lies_beyond(findings: Any) -> None:
    row = found(findings, "cn_2025/6/no_duplicate_construction", "NEW")
    assert row["outcome"] == "pass"
    assert 0.0 < float(row["observed"]) < 0.8
    assert found(findings, "cn_2025/6/no_duplicate_construction", "OLD")["outcome"] == "not_applicable"
    beyond = found(findings, "cn_2025/13/capture_within_parcel", "OLD")
    assert (beyond["outcome"], beyond["observed"]) == ("pass", "0")


def test_every_geometry_is_one_that_maps_and_files_take(findings: Any) -> None:
    kinds = {shape.geom_type for shape in findings.geometry if shape is not None}
    assert kinds <= {"Point", "LineString", "MultiLineString", "Polygon", "MultiPolygon"}
    assert all(shapely.is_valid(shape) for shape in findings.geometry if shape is not None)
    assert findings["finding_id"].is_unique


def test_an_office_door_and_a_roofed_plaza_are_nobodys_breach() -> None:
    office = building(rect(-10.0, 40.0, 10.0, 50.0), id="O")
    plan = scene(
        [office],
        [camera(height_m=4.0, id="NEW", **UNIT)],
        zones=[zone(rect(-5.0, 42.0, 5.0, 48.0), "must_cover", id="HALL", min_px_per_m=50.0)],
        entrances=[entrance(0.0, 40.0, "O")],
    )
    told = judge(plan, cover(plan), PACKS, on=date(2026, 3, 1))
    assert found(told, "cn_2025/8/view_of_door", "NEW")["outcome"] == "pass"
    hall = found(told, "cn_2025/7/key_places_covered", "scene")
    assert (hall["outcome"], hall["flags"]) == ("undecided", "zone_indoors")


def test_the_message_says_whose_cameras_are_there_already() -> None:
    twice = {"height_m": 4.0, "social_public_area": "yes"}
    plan = scene(
        [],
        [
            camera(id="NEW", regime="gov", **twice),
            camera(id="OURS", status="existing", regime="operator", **twice),
            camera(id="THEIRS", status="existing", regime="non_public", **twice),
        ],
    )
    row = found(
        judge(plan, cover(plan), PACKS, on=date(2026, 3, 1)), "cn_2025/6/no_duplicate_construction", "NEW"
    )
    assert row["outcome"] == "fail"
    assert "(non_public 100 %, operator 100 %, 100 % in the same class or a better one)" in row["message_en"]
    assert "（非公共场所 100 %，经营管理单位 100 %，同级或更清晰的占 100 %）" in row["message_zh"]


def test_the_message_says_whose_cameras_count_for_a_key_place() -> None:
    plaza = zone(rect(-3.0, 10.0, 3.0, 14.0), "must_cover", id="PLAZA", min_px_per_m=100.0)
    for regime, outcome in (("gov", "pass"), ("non_public", "fail"), (None, "undecided")):
        plan = scene([], [camera(height_m=4.0, regime=regime)], zones=[plaza])
        row = found(
            judge(plan, cover(plan), PACKS, on=date(2026, 3, 1)), "cn_2025/7/key_places_covered", "scene"
        )
        assert row["outcome"] == outcome
        assert "by the cameras, existing and proposed, of gov, operator" in row["message_en"]
        assert "由政府、经营管理单位的摄像机（现有和拟建合计）" in row["message_zh"]
        assert ("cameras of others cover 24 m2 more" in row["message_en"]) == (regime == "non_public")


def test_a_status_that_no_plan_gives_is_told_from_engine_to_finding() -> None:
    plaza = zone(rect(-3.0, 10.0, 3.0, 14.0), "must_cover", id="PLAZA", min_px_per_m=100.0)
    unit = zone(rect(-2.0, -2.0, 2.0, 2.0), "consent", id="UNIT")
    told = {"height_m": 4.0, "regime": "gov", "assumed": ("status",)}
    consent = {"consent_ref": "X-1", "consent_date": "2026-01-01"}
    cameras = [camera(id="A", **told, **consent), camera(1.0, 0.0, id="B", **told)]
    plan = scene([], cameras, zones=[plaza, unit])
    table = cover(plan)
    findings = judge(plan, table, PACKS, on=date(2026, 3, 1))
    assert table.cameras["flags"].tolist() == ["status_assumed"] * 2
    assert not table.coverage["flags"].str.contains("status").any()
    key_place = found(findings, "cn_2025/7/key_places_covered", "scene")
    assert (key_place["outcome"], key_place["flags"]) == ("pass", "status_assumed")
    twice = found(findings, "cn_2025/6/no_duplicate_construction", "A")
    assert (twice["outcome"], twice["flags"]) == ("undecided", "status_assumed")
    late = found(findings, "cn_2025/10/consent_obtained", "A")
    assert (late["outcome"], late["flags"]) == ("undecided", "installation_undated,status_assumed")
