"""A reviewer's words: answers to questions, and breaches that are waived with a reason and a name."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from siting.errors import Fault, InputError
from siting.rules._keys import Keys
from siting.rules.law import Text
from siting.rules.strict_yaml import read_yaml

if TYPE_CHECKING:
    import datetime

ANSWERS = ("yes", "no", "not_applicable")
_SCENE = "scene"
_ONE = "Keep the one that counts and take the others out."


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one person answered to one question about one subject."""

    duty_id: str
    subject_id: str
    answer: str
    name: str
    date: datetime.date | None = None
    reference: str = ""

    @property
    def signature(self) -> Text:
        """Return who answered, when and with which reference."""
        parts = [
            self.name,
            *([str(self.date)] if self.date else []),
            *([self.reference] if self.reference else []),
        ]
        return Text("，".join(parts), ", ".join(parts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A finding that a named person lets stand, with the reason; after `until` it counts again."""

    finding_id: str
    reason: str
    name: str
    date: datetime.date | None = None
    until: datetime.date | None = None

    def holds(self, on: datetime.date) -> bool:
        """Return whether the waiver holds on the day `on`."""
        return (self.date is None or self.date <= on) and (self.until is None or on <= self.until)


@dataclass(frozen=True, slots=True)
class Answers:
    """All that the reviewers said of one scene; name and SHA-256 of the file, where it came from one."""

    answers: tuple[Answer, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    file: str = ""
    sha256: str = ""

    def given_by(self, on: datetime.date) -> Answers:
        """Return these words without the answers that were given after the day `on`."""
        heard = tuple(each for each in self.answers if each.date is None or each.date <= on)
        return replace(self, answers=heard)

    def to(self, duty_id: str, subject_id: str) -> Answer | None:
        """Return the answer to a duty's question about a subject, None when nobody answered."""
        for answer in self.answers:
            if (answer.duty_id, answer.subject_id) == (duty_id, subject_id):
                return answer
        return None

    def waiver(self, finding_id: str) -> Waiver | None:
        """Return the waiver of a finding, None when nobody waived it."""
        for waiver in self.waivers:
            if waiver.finding_id == finding_id:
                return waiver
        return None


def read_answers(path: str | Path) -> Answers:
    """Return the answers and waivers of a file ``answers.yaml``.

    Parameters
    ----------
    path : str or pathlib.Path

    Raises
    ------
    InputError
        With every fault of the file: key, value found, value allowed.
    """
    path = Path(path)
    faults: list[Fault] = []
    keys = Keys(path.name, "", read_yaml(path) or {}, faults)
    answers = [
        _answer(Keys(path.name, f"answers[{place}]", item, faults))
        for place, item in _mappings(keys, "answers")
    ]
    waivers = [
        _waiver(Keys(path.name, f"waivers[{place}]", item, faults))
        for place, item in _mappings(keys, "waivers")
    ]
    keys.close()
    _refuse_doubles(path.name, "answers", [(each.duty_id, each.subject_id) for each in answers], faults)
    _refuse_doubles(path.name, "waivers", [(each.finding_id,) for each in waivers], faults)
    if faults:
        raise InputError(faults)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Answers(tuple(answers), tuple(waivers), path.name, digest)


def _mappings(keys: Keys, key: str) -> list[tuple[int, object]]:
    """Return place and value of each entry that is a mapping; of one that is none, a fault is enough."""
    entries = list(enumerate(keys.items(key)))
    for place, item in entries:
        if not isinstance(item, dict):
            keys.fault(f"{key}[{place}]", item, "a mapping of keys to values")
    return [(place, item) for place, item in entries if isinstance(item, dict)]


def _answer(keys: Keys) -> Answer:
    answer = Answer(
        duty_id=keys.text("duty_id"),
        subject_id=keys.text("subject_id", _SCENE),
        answer=keys.choice("answer", ANSWERS),
        name=keys.text("name"),
        date=keys.day("date") if keys.has("date") else None,
        reference=keys.text("reference", ""),
    )
    keys.close()
    return answer


def _waiver(keys: Keys) -> Waiver:
    waiver = Waiver(
        finding_id=keys.text("finding_id"),
        reason=keys.text("reason"),
        name=keys.text("name"),
        date=keys.day("date") if keys.has("date") else None,
        until=keys.day("until") if keys.has("until") else None,
    )
    keys.close()
    return waiver


def _refuse_doubles(file: str, key: str, ids: list[tuple[str, ...]], faults: list[Fault]) -> None:
    for place, each in enumerate(ids):
        if each in ids[:place]:
            faults.append(
                Fault(file, f"{key}[{place}]", " ".join(each), "each subject or finding once", _ONE)
            )
