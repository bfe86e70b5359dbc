"""A person's answer settles what a duty leaves open, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from siting.rules.answers import Answer
from siting.rules.asking import asked, settled_by
from siting.rules.finding import Verdict
from siting.rules.law import Text
from siting.rules.pack import load_pack

DUTY = next(duty for duty in load_pack("cn_2025").duties if duty.id == "cn_2025/13/has_sign")
SAID = Text("未提供标识图层", "No layer")
OPEN = Verdict(outcome="undecided", object_kind="sign", flags=("signs_not_given",), message=SAID)


def answer(word: str) -> Answer:
    return Answer(duty_id=DUTY.id, subject_id="C1", answer=word, name="Wang", date=date(2026, 3, 1))


def test_a_question_is_open_until_it_is_answered() -> None:
    assert asked(DUTY, None).outcome == "undecided"
    assert asked(DUTY, None).message == DUTY.question


@pytest.mark.parametrize(
    ("word", "outcome"), [("yes", "pass"), ("no", "fail"), ("not_applicable", "not_applicable")]
)
def test_an_answer_settles_what_the_plan_leaves_open(word: str, outcome: str) -> None:
    settled = settled_by(answer(word), DUTY, OPEN)
    assert (settled.outcome, settled.flags, settled.object_kind) == (outcome, ("answered",), "sign")
    assert settled.message.en.startswith("No layer Does the camera have a conspicuous sign? Answer: ")
    assert settled.message.en.endswith("(Wang, 2026-03-01)")


@pytest.mark.parametrize("outcome", ["pass", "fail", "not_applicable"])
def test_what_the_plan_settles_stands(outcome: str) -> None:
    verdict = Verdict(outcome=outcome, message=Text("有", "There is one"))
    assert settled_by(answer("no"), DUTY, verdict) == verdict
