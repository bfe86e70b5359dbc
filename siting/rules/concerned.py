"""Whom duties concern, found once: many duties ask the same of a subject, and many subjects say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.rules.applicability import applies, as_doubted, doubt_of, not_concerned
from siting.rules.concern import NO
from siting.rules.facts import CameraFacts, SystemFacts

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence

    from siting.rules.applicability import Doubt
    from siting.rules.concern import Applies
    from siting.rules.facts import Subject
    from siting.rules.finding import Verdict
    from siting.rules.law import Duty


class Concerned:
    """Whom duties concern, as found so far.

    Parameters
    ----------
    known : mapping of str to frozenset of str
        As `siting.rules.applicability.known_words` gives it.
    """

    def __init__(self, known: Mapping[str, frozenset[str]]) -> None:
        self._known = known
        self._found: dict[tuple[Hashable, str], dict[str, Applies]] = {}
        # Of cameras and the plan it follows from the words of a few fields.
        self._by_words: dict[Hashable, dict[tuple[str, ...], Applies]] = {}
        self._of_no_system: dict[Hashable, tuple[str, ...]] = {}
        # By answer, which lives as long as we do.
        self._spared: dict[int, Verdict] = {}
        self._doubts: dict[int, Doubt] = {}

    def take(self, before: Concerned, same: Collection[tuple[str, str]]) -> None:
        """Take from another what it found of the same words and of the same systems.

        Parameters
        ----------
        before : Concerned
            By the same known words.
        same : collection of tuple of str
            Kinds and ids of the subjects that are the same.
        """
        self._by_words = before._by_words
        for (asks, kind), found in before._found.items():
            if kind == SystemFacts.kind:
                self._found[asks, kind] = {key: each for key, each in found.items() if (kind, key) in same}

    def among(self, duty: Duty, subjects: Iterable[Subject], kind: str) -> Mapping[str, Applies]:
        """Return whether a duty concerns subjects, by their ids; it may tell of others of their kind, too.

        Parameters
        ----------
        duty : Duty
        subjects : iterable of Subject
            All of one kind.
        kind : str
        """
        asks = _asks(duty)
        found = self._found.setdefault((asks, kind), {})
        for subject in subjects:
            if subject.id not in found:
                found[subject.id] = self._answer(duty, asks, subject)
        return found

    def among_those_of_no_system(self, duty: Duty, cameras: Sequence[CameraFacts]) -> tuple[str, ...]:
        """Return the ids of the cameras of no system that a duty concerns or may concern.

        Parameters
        ----------
        duty : Duty
        cameras : sequence of CameraFacts
            All of the plan that name no system.
        """
        asks = _asks(duty)
        if asks not in self._of_no_system:
            found = self.among(duty, cameras, CameraFacts.kind)
            self._of_no_system[asks] = tuple(each.id for each in cameras if found[each.id].answer != NO)
        return self._of_no_system[asks]

    def spared(self, why: Applies) -> Verdict:
        """Return the verdict on a subject that a duty does not concern.

        Parameters
        ----------
        why : Applies
            From `among`.
        """
        if id(why) not in self._spared:
            self._spared[id(why)] = not_concerned(why)
        return self._spared[id(why)]

    def as_unknown(self, verdict: Verdict, why: Applies) -> Verdict:
        """Return `verdict` as undecided, because whom the duty concerns is not known.

        Parameters
        ----------
        verdict : Verdict
            What would hold if the duty applied.
        why : Applies
            From `among`.
        """
        if id(why) not in self._doubts:
            self._doubts[id(why)] = doubt_of(why)
        return as_doubted(verdict, self._doubts[id(why)])

    def _answer(self, duty: Duty, asks: Hashable, subject: Subject) -> Applies:
        if isinstance(subject, SystemFacts):
            return applies(duty, subject, self._known)
        by_words = self._by_words.setdefault(asks, {})
        words = tuple(subject.field(name) for name in (*duty.applies_to, *duty.spares, *duty.unsettled_for))
        if words not in by_words:
            by_words[words] = applies(duty, subject, self._known)
        return by_words[words]


def _asks(duty: Duty) -> Hashable:
    """Return what decides whom a duty concerns: of duties alike in this it is found once."""
    return tuple(tuple(each.items()) for each in (duty.applies_to, duty.spares, duty.unsettled_for))
