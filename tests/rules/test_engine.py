"""The judge: scope, answers, waivers, the user's own numbers, order, ids and the form of the table."""

from __future__ import annotations

import gc
import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import shapely

from siting.errors import InputError, UsageError
from siting.model import Ladder
from siting.rules.answers import Answer, Answers, Waiver
from siting.rules.engine import judge
from siting.rules.finding import COLUMNS, OUTCOMES
from siting.rules.law import FORCES, SEVERITIES
from siting.rules.pack import DEFAULT_PACKS, load_pack
from tests.rules.scenes import scene_of, table_of

if TYPE_CHECKING:
    import geopandas as gpd

TOYLAND = Path(__file__).parent / "packs" / "toyland"
PACKS = [load_pack(name) for name in DEFAULT_PACKS]
ON = date(2026, 3, 1)
PLAN: dict[str, Any] = {
    "cameras": [
        {"id": "C1", "at": [0, 0], "regime": "gov", "social_public_area": "yes", "system_id": "S1"},
        {"id": "C2", "at": [500, 0]},
        {"id": "C3", "at": [12, 0], "height_m": 2.0, "standing": "indoor", "regime": "non_public"},
    ],
    "buildings": [
        {"id": "H1", "box": [10, -5, 20, 5], "height_m": 9, "use": "hotel"},
        {"id": "H2", "box": [10, 10, 20, 20], "height_m": 9, "use": "residence"},
    ],
    "zones": [{"id": "Z1", "kind": "hotel_room", "box": [11, -4, 15, 4], "base_m": 0, "top_m": 3}],
    "signs": [],
    "systems": [{"id": "S1", "in_use_date": "2026-01-01", "filing_date": None}],
    "facades": [{"camera": "C1", "building": "H2", "px_per_m": 130.0, "storey": 1}],
}


def run(plan: dict[str, Any] = PLAN, packs: Any = PACKS, **options: Any) -> gpd.GeoDataFrame:
    return judge(scene_of(plan), table_of(plan), packs, on=options.pop("on", ON), **options)


def rows(findings: gpd.GeoDataFrame, duty_id: str) -> list[dict[str, Any]]:
    found = findings[findings["duty_id"] == duty_id].to_dict("records")
    assert found, f"no finding of {duty_id}"
    return found


def test_the_table_has_the_form_of_the_design() -> None:
    findings = run()
    assert list(findings.columns) == [*COLUMNS, "geometry"]
    assert findings.crs.to_epsg() == 32650
    assert set(findings["outcome"]) <= set(OUTCOMES)
    assert set(findings["force"]) <= set(FORCES)
    assert set(findings["severity"]) <= set(SEVERITIES)
    assert findings["finding_id"].is_unique
    assert findings["message_zh"].str.len().gt(0).all()
    assert findings["message_en"].str.len().gt(0).all()
    assert findings["cite"].str.len().gt(0).all()
    for text in findings["flags"]:
        assert text == ",".join(sorted(set(text.split(",")))) if text else True
    for text in findings["liability"]:
        assert isinstance(json.loads(text), list)
    assert not findings.drop(columns=["geometry", "margin"]).isna().any().any()


def test_every_duty_answers_every_subject_it_is_put_to() -> None:
    findings = run()
    for pack in PACKS:
        for duty in pack.duties:
            subjects = {row["subject_id"] for row in rows(findings, duty.id)}
            cameras = {"C1", "C2", "C3"}
            wanted = {"camera": cameras, "system": {"S1", "scene"}, "scene": {"scene"}}[duty.subject]
            assert subjects == (wanted if duty.check != "none" else {"scene"})


def test_only_failing_binding_findings_carry_liability() -> None:
    findings = run()
    with_liability = findings[findings["liability"] != "[]"]
    assert set(with_liability["outcome"]) == {"fail"}
    assert set(with_liability["force"]) == {"binding"}
    inside = rows(findings, "cn_2025/8/device_in_guest_room")[-1]
    assert inside["outcome"] == "fail"
    assert {
        (each["article"], each["measure"], each["who"], each["from"], each["to"])
        for each in json.loads(inside["liability"])
    } >= {
        (27, "confiscate", "any", None, None),
        (27, "fine", "individual", 5000, 10000),
        (27, "fine", "unit", 10000, 20000),
    }


def test_a_missing_sign_is_ordered_corrected_and_costs_nothing() -> None:
    sign = rows(run(), "cn_2025/13/has_sign")[0]
    assert sign["outcome"] == "fail"
    assert [each["measure"] for each in json.loads(sign["liability"])] == ["order_to_correct"]
    assert rows(run(), "cn_2016_draft/10/has_sign")[0]["liability"] == "[]"


def test_the_same_input_gives_the_same_findings_in_the_same_order() -> None:
    first, second = run(), run()
    assert first.drop(columns="geometry").equals(second.drop(columns="geometry"))
    assert first.geometry.to_wkb().tolist() == second.geometry.to_wkb().tolist()


def test_ids_do_not_hang_on_numbers_or_on_other_subjects() -> None:
    whole = run()
    alone = run(
        {**PLAN, "cameras": PLAN["cameras"][:1]},
        overrides={"cn_2025/8/view_into_residence.limit_px_per_m": 30},
    )
    for duty_id in ("cn_2025/8/view_into_residence", "cn_2016_draft/10/has_sign"):
        assert rows(whole, duty_id)[0]["finding_id"] == rows(alone, duty_id)[0]["finding_id"]


def test_an_unknown_scope_keeps_the_evidence_and_decides_nothing() -> None:
    plan = {**PLAN, "cameras": [{"id": "C1", "at": [0, 0]}]}
    row = rows(run(plan), "cn_2025/8/view_into_residence")[0]
    assert (row["outcome"], row["object_id"], row["observed"]) == ("undecided", "H2", "130")
    assert "regime is not declared" in row["message_en"]
    assert row["message_zh"].startswith("未申报建设主体类别，")


def test_geometry_is_the_proof() -> None:
    findings = run()
    view = rows(findings, "cn_2025/8/view_into_residence")[0]
    assert view["geometry"].equals(shapely.LineString([[0, 20], [10, 20]]))
    distance = rows(findings, "cn_2016_draft/11/distance_from_residence")[0]
    assert distance["geometry"].length == pytest.approx(float(distance["observed"]), abs=1e-3)


def test_a_day_before_the_first_is_refused_and_named() -> None:
    with pytest.raises(
        UsageError, match=r"found 2025-03-31; allowed 2025-04-01 or later, the first day of cn_2025"
    ):
        run(on=date(2025, 3, 31))
    assert len(run(packs=PACKS[:1], on=date(2025, 3, 31)))
    with pytest.raises(UsageError, match="2016-11-28"):
        run(packs=PACKS[:1], on=date(2016, 11, 27))


@pytest.mark.parametrize("value", ["12", 12, 12.0])
def test_an_own_number_is_used_and_shown(value: object) -> None:
    duty_id = "cn_2016_draft/11/distance_from_residence"
    row = rows(run(overrides={f"{duty_id}.min_distance_m": value}), duty_id)[0]
    assert (row["outcome"], row["expected"], row["flags"], row["basis"]) == (
        "pass",
        "12",
        "overridden",
        "assumption",
    )
    assert rows(run(), duty_id)[0]["basis"] == "case"


def test_an_own_list_and_day_are_read_from_text() -> None:
    duty_id = "cn_2025/8/device_in_guest_room"
    own = {f"{duty_id}.room_kinds": "toilet, bath", "cn_2025/14/filing_after_use.older_before": "2026-02-01"}
    findings = run(overrides=own)
    assert rows(findings, duty_id)[-1]["outcome"] == "not_applicable"
    assert rows(findings, "cn_2025/14/filing_after_use")[-1]["expected"] == "<= 2026-05-02"


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("cn_2025/8/device_in_guest_room.kinds", "x", r"allowed cn_2025/8/device_in_guest_room\.room_kinds$"),
        ("nonsense", "x", r"allowed duty_id\.name"),
        ("cn_2016_draft/11/distance_from_residence.min_distance_m", "far", r"found 'far'; allowed a number"),
        (
            "cn_2016_draft/11/distance_from_residence.min_distance_m",
            "-1",
            r"found '-1'; allowed a number of at least 0",
        ),
        ("cn_2016_draft/11/distance_from_residence.min_distance_m", "nan", r"found 'nan'"),
        ("cn_2025/14/filing_after_use.filing_days", "1.5", r"allowed a whole number"),
        ("cn_2025/14/filing_after_use.older_before", "soon", r"allowed a day"),
    ],
)
def test_a_wrong_own_number_is_refused(key: str, value: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        run(overrides={key: value})


QUESTION = "cn_2025/23/not_moved_without_authority"


@pytest.mark.parametrize(
    ("answer", "outcome"), [("yes", "pass"), ("no", "fail"), ("not_applicable", "not_applicable")]
)
def test_an_answer_settles_a_question(answer: str, outcome: str) -> None:
    unanswered = rows(run(), QUESTION)[0]
    assert unanswered["outcome"] == "undecided"
    assert unanswered["message_en"].endswith("?")
    given = Answer(duty_id=QUESTION, subject_id="scene", answer=answer, name="Wang", date=ON, reference="R-1")
    row = rows(run(answers=Answers((given,))), QUESTION)[0]
    assert (row["outcome"], row["flags"], row["finding_id"]) == (
        outcome,
        "answered",
        unanswered["finding_id"],
    )
    assert "Wang, 2026-03-01, R-1" in row["message_en"]
    assert (row["liability"] != "[]") == (outcome == "fail")


def test_an_answer_settles_what_a_computed_duty_asks() -> None:
    duty_id = "cn_2025/7/entitled_installer"
    open_ = [row for row in rows(run(), duty_id) if row["outcome"] == "undecided"]
    given = Answer(duty_id=duty_id, subject_id=open_[0]["subject_id"], answer="yes", name="Wang")
    settled = {row["subject_id"]: row for row in rows(run(answers=Answers((given,))), duty_id)}
    row = settled[open_[0]["subject_id"]]
    assert (row["outcome"], row["flags"], row["finding_id"]) == ("pass", "answered", open_[0]["finding_id"])


def test_an_answer_to_what_is_computed_or_not_there_is_told() -> None:
    for duty_id in ("cn_2025/13/extent_of_view", "cn_2025/7/nothing"):
        given = Answer(duty_id=duty_id, subject_id="C1", answer="yes", name="Wang")
        with pytest.raises(InputError, match=f"found {duty_id}; allowed a duty that puts a question"):
            run(answers=Answers((given,)))
    other = Answer(duty_id="elsewhere/1/x", subject_id="C1", answer="yes", name="Wang")
    assert len(run(answers=Answers((other,))))


@pytest.mark.parametrize(
    ("duty_id", "subject_id", "allowed"),
    [
        ("cn_2025/9/necessary_for_public_safety", "C9", "C1, C2, C3"),
        ("cn_2025/9/necessary_for_public_safety", "scene", "C1, C2, C3"),
        ("cn_2025/14/change_filing", "S9", "S1, scene"),
        (QUESTION, "C1", "scene"),
    ],
)
def test_an_answer_about_whom_the_plan_does_not_hold_is_told(
    duty_id: str, subject_id: str, allowed: str
) -> None:
    given = Answer(duty_id=duty_id, subject_id=subject_id, answer="yes", name="Wang")
    with pytest.raises(InputError, match=f"'{subject_id}' of {duty_id}; allowed {allowed}. Give the id"):
        run(answers=Answers((given,)))


def test_answers_survive_another_run_and_a_plan_that_grew() -> None:
    given = Answers((Answer(duty_id=QUESTION, subject_id="scene", answer="yes", name="Wang"),))
    grown = {**PLAN, "cameras": [*PLAN["cameras"], {"id": "C4", "at": [900, 0], "regime": "gov"}]}
    for plan in (PLAN, PLAN, grown):
        row = rows(run(plan, answers=given), QUESTION)[0]
        assert (row["outcome"], row["flags"]) == ("pass", "answered")


def test_every_finding_says_whether_its_text_is_in_force() -> None:
    findings = run(packs=[*PACKS, load_pack(TOYLAND)])
    told = set(zip(findings["pack"], findings["pack_status"], strict=True))
    assert told == {("cn_2016_draft", "draft"), ("cn_2025", "in_force"), ("toyland", "in_force")}


@pytest.mark.parametrize(
    ("until", "waived", "flag"),
    [
        (None, True, "waived"),
        (date(2026, 3, 1), True, "waived"),
        (date(2026, 2, 28), False, "waiver_expired"),
    ],
)
def test_a_waived_finding_stays_a_fail(until: date | None, waived: bool, flag: str) -> None:
    fail = rows(run(), "cn_2025/13/has_sign")[0]
    waiver = Waiver(finding_id=fail["finding_id"], reason="ordered", name="Li", until=until)
    row = rows(run(answers=Answers(waivers=(waiver,))), "cn_2025/13/has_sign")[0]
    assert (row["outcome"], row["waived"], row["flags"]) == ("fail", waived, flag)
    assert ("ordered, Li" in row["message_en"]) == waived


def test_the_ladder_changes_names_only() -> None:
    duty_id = "cn_2025/8/view_into_residence"
    own = Ladder("own", (("blurred", 20.0), ("sharp", 100.0)))
    first, second = rows(run(), duty_id)[0], rows(run(ladder=own), duty_id)[0]
    assert "(recognise)" in first["message_en"]
    assert "(sharp)" in second["message_en"]
    assert first["outcome"] == second["outcome"]
    assert first["severity"] == second["severity"]


def test_progress_counts_to_the_end() -> None:
    calls: list[tuple[int, int]] = []
    run(progress=lambda done, total: calls.append((done, total)))
    total = sum(len(pack.duties) for pack in PACKS)
    assert calls == [(done, total) for done in range(1, total + 1)]


def test_a_plan_without_cameras_or_systems() -> None:
    findings = run({"buildings": PLAN["buildings"]})
    assert rows(findings, "cn_2025/13/has_sign")[0]["outcome"] == "not_applicable"
    assert rows(findings, "cn_2025/14/filing_after_use")[0]["outcome"] == "not_applicable"
    assert not (findings["outcome"] == "fail").any()


@pytest.mark.parametrize(
    ("on", "outcome"),
    [(date(2023, 1, 1), "pass"), (date(2024, 1, 1), "fail"), (date(2030, 1, 1), "not_applicable")],
)
def test_a_pack_of_another_country_judges_by_its_own_numbers(on: date, outcome: str) -> None:
    plan = {
        "cameras": [{"id": "C1", "at": [0, 0], "regime": "royal"}],
        "buildings": [{"id": "K1", "box": [6, 0, 9, 9], "height_m": 30, "use": "castle"}],
    }
    row = rows(run(plan, [load_pack(TOYLAND)], on=on), "toyland/3/five_metres")[0]
    assert row["outcome"] == outcome
    if outcome == "fail":
        assert (row["expected"], row["observed"], row["object_id"]) == ("8", "6", "K1")
        assert json.loads(row["liability"])[0]["trigger"] == "on_refusal"


def test_a_pack_given_twice_is_refused() -> None:
    with pytest.raises(UsageError, match="found cn_2025 twice"):
        run(packs=[PACKS[1], PACKS[1]])


def test_cameras_of_no_system_are_told_with_the_others() -> None:
    found = rows(run(), "cn_2025/14/filing_after_use")
    assert [(row["subject_id"], row["outcome"]) for row in found] == [("scene", "undecided"), ("S1", "fail")]
    assert "no system is given for C2 (1 in all)" in found[0]["message_en"]


def test_an_answer_for_the_plan_settles_a_question_to_cameras_of_no_system() -> None:
    plan = {**PLAN, "cameras": PLAN["cameras"][1:2], "systems": []}
    given = Answer(duty_id="cn_2025/14/change_filing", subject_id="scene", answer="yes", name="Wang")
    row = rows(run(plan, answers=Answers((given,))), "cn_2025/14/change_filing")[0]
    assert (row["subject_kind"], row["outcome"], row["flags"]) == ("scene", "pass", "answered")


def test_hotels_can_be_left_out_by_name() -> None:
    plan = {**PLAN, "facades": [{"camera": "C1", "building": "H1", "px_per_m": 130.0}]}
    duty_id = "cn_2025/8/view_into_residence"
    assert rows(run(plan), duty_id)[0]["outcome"] == "fail"
    own = {f"{duty_id}.protected_uses": "residence,dormitory"}
    assert rows(run(plan, overrides=own), duty_id)[0]["outcome"] == "pass"


def test_views_of_duties_with_their_own_numbers_are_told_apart() -> None:
    """Duties that ask the same share their answer; one whose number was changed gets its own."""
    findings = run(overrides={"cn_2025/13/extent_of_view.limit_px_per_m": 200})
    (shared,) = [row for row in rows(findings, "cn_2025/8/view_into_residence") if row["subject_id"] == "C1"]
    (own,) = [row for row in rows(findings, "cn_2025/13/extent_of_view") if row["subject_id"] == "C1"]
    (draft,) = [
        row for row in rows(findings, "cn_2016_draft/11/view_into_residence") if row["subject_id"] == "C1"
    ]
    assert (shared["outcome"], own["outcome"], draft["outcome"]) == ("fail", "pass", "fail")
    assert shared["message_en"] == draft["message_en"]
    assert (own["expected"], own["flags"]) == ("200", "overridden")


def test_a_microphone_of_unknown_reach_decides_nothing() -> None:
    cameras = [
        {"id": "C1", "at": [0, 0], "regime": "gov", "has_audio": "yes"},
        {"id": "C2", "at": [9, 0], "regime": "gov", "has_audio": "no"},
        {"id": "C3", "at": [0, 9], "regime": "gov"},
        {"id": "C4", "at": [9, 9], "regime": "non_public", "has_audio": "yes"},
    ]
    found = rows(run({"cameras": cameras}), "cn_2025/8/no_overhearing")
    assert [row["outcome"] for row in found] == ["undecided", "not_applicable", "undecided", "not_applicable"]
    assert found[2]["flags"] == "audio_range_missing,has_audio_missing"


def test_reporting_late_is_not_punished_as_not_inspecting() -> None:
    said = [
        Answer(duty_id=f"cn_2025/8/{name}", subject_id="scene", answer="no", name="Li")
        for name in ("operator_inspects", "operator_reports")
    ]
    findings = run(answers=Answers(tuple(said)))
    inspects, reports = rows(findings, said[0].duty_id)[0], rows(findings, said[1].duty_id)[0]
    assert {each["article"] for each in json.loads(inspects["liability"])} == {27}
    assert (reports["outcome"], reports["liability"]) == ("fail", "[]")


def test_a_word_that_no_pack_knows_is_told() -> None:
    plan = {"cameras": [{"id": "C1", "at": [0, 0], "regime": "compound", "social_public_area": "no"}]}
    sign = rows(run(plan), "cn_2025/13/has_sign")[0]
    assert sign["message_en"].startswith("regime is 'compound', which no pack at hand knows")
    assert sign["message_zh"].startswith("建设主体类别的值“compound”不认识")


def test_the_severity_of_a_finding_is_always_a_severity() -> None:
    """Also where a ladder grades and nothing could be measured."""
    plan = {**PLAN, "cameras": [{**row, "view_computed": False} for row in PLAN["cameras"]], "facades": []}
    findings = run(plan)
    assert (findings["check"] == "view_into_residence").any()
    assert set(findings["severity"]) <= set(SEVERITIES)


def test_cameras_of_no_system_leave_a_named_duty_undecided() -> None:
    plan = {"cameras": [{"id": "C1", "at": [0, 0], "regime": "gov"}]}
    (row,) = rows(run(plan), "cn_2025/14/filing_after_use")
    assert (row["outcome"], row["flags"]) == ("undecided", "system_missing")
    title = "'Filing in time after being put into use' is not decided"
    assert row["message_en"] == f"no system is given for C1 (1 in all): {title}"


@pytest.mark.parametrize("was_on", [True, False])
def test_the_search_for_garbage_is_left_as_it_was(was_on: bool) -> None:
    def stop(*_: int) -> None:
        raise RuntimeError

    try:
        (gc.enable if was_on else gc.disable)()
        run()
        assert gc.isenabled() == was_on
        with pytest.raises(RuntimeError):
            run(progress=stop)
        assert gc.isenabled() == was_on
    finally:
        gc.enable()
