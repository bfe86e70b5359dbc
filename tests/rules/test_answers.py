"""A reviewer's answers are read whole, or refused with every fault."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from siting.errors import InputError
from siting.rules.answers import Answer, Answers, Waiver, read_answers

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """
answers:
  - {duty_id: cn_2025/7/key_places_covered, subject_id: scene, answer: yes, name: 王芳,
     date: 2026-01-02, reference: R-1}
  - {duty_id: cn_2025/9/necessary_for_public_safety, subject_id: C1, answer: no, name: Li}
waivers:
  - {finding_id: 0123456789abcdef, reason: ordered, name: Li, date: 2026-01-02, until: 2026-06-30}
"""


def test_good(tmp_path: Path) -> None:
    answers = read_answers(_write(tmp_path, GOOD))
    assert answers.to("cn_2025/7/key_places_covered", "scene") == Answer(
        duty_id="cn_2025/7/key_places_covered",
        subject_id="scene",
        answer="yes",
        name="王芳",
        date=date(2026, 1, 2),
        reference="R-1",
    )
    assert answers.to("cn_2025/9/necessary_for_public_safety", "C2") is None
    waiver = answers.waiver("0123456789abcdef")
    assert waiver == Waiver(
        finding_id="0123456789abcdef",
        reason="ordered",
        name="Li",
        date=date(2026, 1, 2),
        until=date(2026, 6, 30),
    )
    assert [waiver.holds(date(2026, month, 30)) for month in (6, 7)] == [True, False]
    assert not waiver.holds(date(2026, 1, 1))


def test_empty(tmp_path: Path) -> None:
    assert read_answers(_write(tmp_path, "")).answers == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "answer: yes",
            "answer: maybe",
            r"answers\[0\]\.answer: found 'maybe'; allowed one of yes, no, not_applicable",
        ),
        ("answer: yes", "answer: true", r"answers\[0\]\.answer: found True"),
        ("name: Li}", "}", r"answers\[1\]\.name: found nothing"),
        ("reason: ordered", "reason: ''", r"waivers\[0\]\.reason: found ''; allowed text that is not empty"),
        ("until: 2026-06-30", "until: June", r"waivers\[0\]\.until: found 'June'"),
        ("reference: R-1", "ref: R-1", r"answers\[0\]\.ref: found 'R-1'; allowed one of the keys"),
        ("waivers:", "waiver:", r"waiver: found .*; allowed one of the keys answers, waivers"),
        (
            "duty_id: cn_2025/9/necessary_for_public_safety, subject_id: C1",
            "duty_id: cn_2025/7/key_places_covered, subject_id: scene",
            r"answers\[1\].*each subject or finding once",
        ),
        ("answers:", "answers: [", r"line"),
    ],
)
def test_bad(old: str, new: str, said: str, tmp_path: Path) -> None:
    assert old in GOOD
    with pytest.raises(InputError, match=r"answers\.yaml") as caught:
        read_answers(_write(tmp_path, GOOD.replace(old, new, 1)))
    caught.match(said)


def test_all_faults_come_at_once(tmp_path: Path) -> None:
    text = GOOD.replace("answer: yes", "answer: maybe").replace("until: 2026-06-30", "until: June")
    with pytest.raises(InputError) as caught:
        read_answers(_write(tmp_path, text))
    assert [fault.field for fault in caught.value.faults] == ["answers[0].answer", "waivers[0].until"]


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"answers\.yaml: found No such file"):
        read_answers(tmp_path / "answers.yaml")


def test_a_list_at_the_top_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="allowed a mapping"):
        read_answers(_write(tmp_path, "- a\n"))


def _write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "answers.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_answer_counts_from_its_day_on() -> None:
    words = Answers(
        (
            Answer(duty_id="a/1/b", subject_id="scene", answer="yes", name="Li Na", date=date(2026, 3, 2)),
            Answer(duty_id="a/1/c", subject_id="scene", answer="yes", name="Li Na"),
        )
    )
    assert words.given_by(date(2026, 3, 1)).to("a/1/b", "scene") is None
    assert words.given_by(date(2026, 3, 1)).to("a/1/c", "scene") is not None
    assert words.given_by(date(2026, 3, 2)).to("a/1/b", "scene") is not None


def test_an_entry_that_is_no_mapping_is_one_fault(tmp_path: Path) -> None:
    path = tmp_path / "answers.yaml"
    path.write_text("waivers: [foo]\nanswers: [3]\n", encoding="utf-8")
    with pytest.raises(InputError) as told:
        read_answers(path)
    assert [fault.field for fault in told.value.faults] == ["answers[0]", "waivers[0]"]
