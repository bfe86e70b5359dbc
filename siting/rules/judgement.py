"""A judgement that can be taken up again: what was found of whom, and what each answer rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from siting.rules.concerned import Concerned
from siting.rules.watched import Comparison, Notes, Watched

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    from siting.rules.facts import Facts, Subject
    from siting.rules.finding import Finding
    from siting.rules.law import Duty, Rule
    from siting.rules.watched import Question


class Answered(NamedTuple):
    """What one duty says of one subject or of several: findings, their ids, what was asked to find them."""

    findings: Sequence[Finding]
    ids: Sequence[str]
    asked: dict[Question, Any]


Subjects = dict[Any, Answered]
"""Answers of one duty by the kind and id of the subject; one of all where none is to be taken up again."""


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
    concerned : Concerned
        Whom they concern.
    is_kept : bool
        Whether it is noted what the answers rest on.
    """

    facts: Facts
    rules: Sequence[Rule | Duty]
    duties: tuple[Subjects, ...]
    concerned: Concerned
    is_kept: bool

    def answers(self) -> Iterable[Answered]:
        """Yield all answers, in the order of packs, articles and subjects."""
        for subjects in self.duties:
            yield from subjects.values()


_NOBODY, _EVERYBODY = "nobody", "everybody"


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
        self._is_kept = is_watched or before is not None
        self.watched: Any = Watched(facts, self._notes) if is_watched else facts
        self.concerned = Concerned(facts.known)
        self._asked: Sequence[Subject] = ()
        self._keys: list[tuple[tuple[str, str], Subject]] = []
        self._same = _same_subjects(facts, before.facts) if before else frozenset()
        if before:
            self.concerned.take(before.concerned, self._same)

    def ask_each(
        self, place: int, subjects: Sequence[Subject], work: Callable[[Sequence[Subject]], Iterable[Finding]]
    ) -> Iterable[tuple[Hashable, Answered]]:
        """Yield what a duty says of subjects, and by what name it is kept.

        Parameters
        ----------
        place : int
            Of the duty.
        subjects : sequence of Subject
        work : callable
            Finds it of some of them, looking at the facts watched.
        """
        if not self._is_kept:
            # Nobody takes it up again: what was found of whom need not be told apart.
            yield _EVERYBODY, _answered(work(subjects), {})
            return
        before = {} if self._before is None else self._before.duties[place]
        for key, subject in self._keyed(subjects):
            known = before.get(key) if key in self._same else None
            if known is not None and (not known.asked or self._comparison.holds(known.asked)):
                yield key, known
            else:
                self._notes.fresh()
                yield key, _answered(work((subject,)), self._notes.asked)

    def _keyed(self, subjects: Sequence[Subject]) -> Sequence[tuple[tuple[str, str], Subject]]:
        """Subjects with their kinds and ids, put together once for all duties that ask the same ones."""
        if subjects is not self._asked:
            self._asked = subjects
            self._keys = [((subject.kind, subject.id), subject) for subject in subjects]
        return self._keys

    def ask(self, place: int, work: Callable[[], Iterable[Finding]]) -> tuple[Hashable, Answered]:
        """Return what a duty says where nobody is asked about, and by what name it is kept.

        Parameters
        ----------
        place : int
            Of the duty.
        work : callable
            Finds it, looking at the facts watched.
        """
        if self._before is not None:
            known = self._before.duties[place].get(_NOBODY)
            if known is not None and self._comparison.holds(known.asked):
                return _NOBODY, known
        self._notes.fresh()
        return _NOBODY, _answered(work(), self._notes.asked)


def _answered(findings: Iterable[Finding], asked: dict[Question, Any]) -> Answered:
    found = tuple(findings)
    return Answered(found, [each.id for each in found], asked)


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
