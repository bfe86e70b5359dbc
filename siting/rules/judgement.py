"""A judgement that can be taken up again: what was found of whom, and what each answer rests on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from siting.rules.watched import Comparison, Notes, Watched

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    from siting.rules.facts import Facts, Subject
    from siting.rules.finding import Finding
    from siting.rules.law import Duty, Rule
    from siting.rules.watched import Question


class Answered(NamedTuple):
    """What one duty says of one subject: its findings and their rows, and what was asked to find them."""

    findings: tuple[Finding, ...]
    rows: tuple[tuple[object, ...], ...]
    asked: dict[Question, Any]


Subjects = dict[Any, Answered]
"""Answers of one duty by the kind and id of the subject."""


@dataclass(frozen=True, eq=False)
class Judgement:
    """What was found of a plan, duty by duty.

    Parameters
    ----------
    facts : siting.rules.facts.Facts
    rules : sequence of Rule or Duty
        The duties as settled for the day.
    duties : tuple of dict
        The answers of each of them.
    is_kept : bool
        Whether it is noted what the answers rest on.
    """

    facts: Facts
    rules: Sequence[Rule | Duty]
    duties: tuple[Subjects, ...]
    is_kept: bool

    def answers(self) -> Iterable[Answered]:
        """Yield all answers, in the order of packs, articles and subjects."""
        for subjects in self.duties:
            yield from subjects.values()


class Judge:
    """Asks duties about subjects, unless an earlier judgement holds the answer.

    Parameters
    ----------
    facts : siting.rules.facts.Facts
    before : Judgement or None
        Of the same duties on the same day, and of a plan that differs in cameras alone.
    is_watched : bool
        Whether it is noted what is asked, so that the judgement can be taken up again.
    """

    def __init__(self, facts: Facts, before: Judgement | None = None, *, is_watched: bool = False) -> None:
        self._before = before
        self._notes = Notes()
        self._comparison = Comparison(facts)
        self.watched: Any = Watched(facts, self._notes) if is_watched else facts
        self._same = _same_subjects(facts, before.facts) if before else frozenset()
        if before:
            # Whom a duty concerns follows from the subject alone.
            for key, concern in before.facts.concerned.items():
                if key[1:] in self._same:
                    facts.concerned[key] = concern

    def ask_each(
        self, place: int, subjects: Sequence[Subject], work: Callable[[Subject], Iterable[Finding]]
    ) -> Iterable[tuple[Hashable, Answered]]:
        """Yield what a duty says of each subject, and by what name it is kept.

        Parameters
        ----------
        place : int
            Of the duty.
        subjects : sequence of Subject
        work : callable
            Finds it of one of them, looking at the facts watched.
        """
        before = {} if self._before is None else self._before.duties[place]
        for subject in subjects:
            key = (subject.kind, subject.id)
            known = before.get(key) if key in self._same else None
            if known is not None and (not known.asked or self._comparison.holds(known.asked)):
                yield key, known
            else:
                yield self.ask(place, subject, partial(work, subject))

    def ask(
        self, place: int, subject: Subject | None, work: Callable[[], Iterable[Finding]]
    ) -> tuple[Hashable, Answered]:
        """Return what a duty says of a subject, and by what name it is kept.

        Parameters
        ----------
        place : int
            Of the duty.
        subject : Subject or None
            None where nobody is asked about.
        work : callable
            Finds it, looking at the facts watched.
        """
        key = (subject.kind, subject.id) if subject else None
        if self._before is not None and (key is None or key in self._same):
            known = self._before.duties[place].get(key)
            if known is not None and self._comparison.holds(known.asked):
                return key, known
        self._notes.fresh()
        findings = tuple(work())
        return key, Answered(findings, tuple(each.as_row() for each in findings), self._notes.asked)


def _same_subjects(facts: Facts, before: Facts) -> frozenset[tuple[str, str]]:
    """Return the kinds and ids of the subjects that are the same in both."""
    same = {("scene", "scene")}
    pairs: tuple[tuple[Mapping[str, Any], Any], ...] = (
        ({camera.id: camera for camera in before.cameras}, facts.cameras),
        (before.system_by_id, facts.systems),
    )
    for old, new in pairs:
        same |= {(each.kind, each.id) for each in new if each.id in old and each == old[each.id]}
    return frozenset(same)
