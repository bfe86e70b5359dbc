"""What a question of a duty says: open until a person has answered it, then the answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from siting.rules.finding import Verdict
from siting.rules.law import Text

if TYPE_CHECKING:
    from siting.rules.answers import Answer
    from siting.rules.law import Duty

_OUTCOME_OF_ANSWER = {"yes": "pass", "no": "fail", "not_applicable": "not_applicable"}
_WORD_OF_ANSWER = {
    "yes": Text("是", "yes"),
    "no": Text("否", "no"),
    "not_applicable": Text("不适用", "not applicable"),
}


def asked(duty: Duty, answer: Answer | None) -> Verdict:
    """Return what a question says: undecided until a person has answered, then the answer.

    Parameters
    ----------
    duty : Duty
    answer : Answer or None
    """
    question = duty.question or duty.title
    if answer is None:
        return Verdict(outcome="undecided", message=question)
    word, by = _WORD_OF_ANSWER[answer.answer], answer.signature
    return Verdict(
        outcome=_OUTCOME_OF_ANSWER[answer.answer],
        expected="yes",
        observed=answer.answer,
        flags=("answered",),
        message=Text(f"{question.zh} 答：{word.zh}（{by.zh}）", f"{question.en} Answer: {word.en} ({by.en})"),
    )


def settled_by(answer: Answer, duty: Duty, verdict: Verdict) -> Verdict:
    """Return what the plan leaves open of a computed duty as a person has answered it.

    What the plan settles stands, whatever is answered.

    Parameters
    ----------
    answer : Answer
    duty : Duty
        One with a question.
    verdict : Verdict
        As its check gives it.
    """
    if verdict.outcome != "undecided":
        return verdict
    given = asked(duty, answer)
    told = Text(f"{verdict.message.zh} {given.message.zh}", f"{verdict.message.en} {given.message.en}")
    return replace(verdict, outcome=given.outcome, flags=given.flags, message=told)
