"""Duties between two plans: a person's answers, waivers and one's own tolerances count."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from siting.change.compare import compare_scenes
from siting.change.pairs import pair_up
from siting.rules.answers import Answer, Answers, Waiver
from siting.rules.applicability import known_words
from siting.rules.comparing import duties_between, judge_changes
from siting.rules.finding import COLUMNS
from siting.rules.pack import DEFAULT_PACKS, load_pack
from siting.rules.tolerances import load_tolerances
from tests.rules.scenes import CRS, scene_of

PACKS = [load_pack(name) for name in DEFAULT_PACKS]
AUTHORITY = "cn_2025/23/not_moved_without_authority"
BUILT = "cn_2016_draft/12/built_as_demonstrated"
FILING = "cn_2025/14/change_filing"
CAMERA = {"id": "C1", "at": [0, 0], "system_id": "S1", "regime": "gov", "status": "existing"}
SYSTEM = {"id": "S1", "demonstration_date": "2025-01-10", "filing_date": "2025-06-01"}
PLAN = {"cameras": [CAMERA], "systems": [SYSTEM]}
MOVED = {"cameras": [{**CAMERA, "at": [5, 0]}], "systems": [SYSTEM]}


def judged(
    built: dict[str, Any], *, answers: Answers | None = None, tolerances: dict[str, object] | None = None
) -> dict[str, dict[str, Any]]:
    """Return the one finding of each duty about `PLAN` and `built`."""
    limits, scenes = load_tolerances(tolerances), (scene_of(PLAN), scene_of(built))
    changes = compare_scenes(*scenes, limits)
    facts = pair_up(*scenes, changes, tolerances=limits, known=known_words(PACKS), on=date(2026, 3, 1))
    found = judge_changes(facts, PACKS, answers=answers, crs=CRS)
    assert tuple(found.columns) == (*COLUMNS, "geometry")
    return {row["duty_id"]: row for row in found.to_dict("records")}


def test_the_duties_of_both_packs() -> None:
    assert {duty.id for duty in duties_between(PACKS)} == {BUILT, FILING, AUTHORITY}
    # In one plan they are questions, and name the command that answers them.
    for duty in (duty for pack in PACKS for duty in pack.duties if duty.between):
        assert duty.check == "by_hand"
        assert duty.question is not None
        assert "siting diff" in duty.question.zh
        assert "siting diff" in duty.question.en


def test_a_fail_carries_the_liability_of_its_own_text() -> None:
    row = judged(MOVED)[BUILT]
    assert row["outcome"] == "fail"
    answers = json.loads(row["liability"])
    assert {each["article"] for each in answers} == {28}
    assert {each["trigger"] for each in answers} == {"at_once", "not_corrected_in_time"}
    assert row["geometry"].length == 5.0


def test_a_question_is_settled_by_its_answer() -> None:
    assert judged(MOVED)[AUTHORITY]["outcome"] == "undecided"
    for subject in ("C1", "scene"):
        for answer, outcome in (("yes", "pass"), ("no", "fail")):
            given = Answer(duty_id=AUTHORITY, subject_id=subject, answer=answer, name="Wang", reference="P-7")
            row = judged(MOVED, answers=Answers((given,)))[AUTHORITY]
            assert (row["outcome"], row["flags"]) == (outcome, "answered")
            assert row["message_en"].endswith(f"who authorised it? Answer: {answer} (Wang, P-7)")
            assert (row["liability"] != "[]") == (outcome == "fail")


def test_an_answer_about_one_system_settles_no_other() -> None:
    given = Answer(duty_id=FILING, subject_id="scene", answer="yes", name="Wang")
    assert judged(MOVED, answers=Answers((given,)))[FILING]["outcome"] == "undecided"
    given = Answer(duty_id=FILING, subject_id="S1", answer="yes", name="Wang")
    assert judged(MOVED, answers=Answers((given,)))[FILING]["outcome"] == "pass"


def test_an_answer_does_not_undo_what_was_measured() -> None:
    given = Answer(duty_id=BUILT, subject_id="S1", answer="yes", name="Wang")
    assert judged(MOVED, answers=Answers((given,)))[BUILT]["outcome"] == "fail"


def test_a_fail_can_be_waived() -> None:
    waiver = Waiver(finding_id=judged(MOVED)[BUILT]["finding_id"], reason="tree root", name="Wang")
    row = judged(MOVED, answers=Answers(waivers=(waiver,)))[BUILT]
    assert (row["outcome"], row["waived"], row["flags"]) == ("fail", True, "waived")


def test_own_tolerances_are_marked() -> None:
    row = judged(MOVED, tolerances={"position_m": 5})[BUILT]
    assert (row["outcome"], row["flags"], row["basis"]) == ("pass", "overridden", "assumption")
    assert judged(MOVED, tolerances={"position_m": 5})[FILING]["basis"] == "statute"
