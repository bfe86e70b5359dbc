"""Facts that note what is asked of them, so that an answer holds as long as what it rests on.

After an edit of cameras a check need not be asked again about a subject that is the same, when all else that
it looked at is the same too: it is a pure function of these.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator

    from siting.rules.facts import Facts

Question = tuple[Any, ...]
"""What was asked: a path of names, the key of an item or the arguments of a call after them."""

_ITEM, _CALL, _WHOLE = "item", "call", "whole"
# What an edit of cameras leaves as it is; all else is noted.
_LEFT = frozenset(
    {
        *("on", "ladder", "known", "signs", "zones", "buildings", "building_by_id", "zone_by_id"),
        *("zone_kinds", "signs_by_camera", "surroundings", "nearest", "within", "zones_at", "around"),
        *("counties", "home_counts", "has_signs_layer", "has_obstacles_layer", "has_proposed_obstacles"),
        *("has_signs_left_out", "has_field", "sign_columns_unread"),
        # Of the scene.
        *("scene.walks", "scene.entrances", "scene.known_within_m"),
        "places.unplaced_doors",
        # What can be read of signs, and the lines of ways that are noted themselves.
        *("signage.zone", "signage.zones", "signage.face", "signage.walked_m", "signage.readable"),
        *("signage.read_at", "signage.network", "signage.stretches", "signage.lines"),
    }
)
_PARTED = frozenset({"scene", "places", "signage", "signs_around"})
_BY_KEY = frozenset(
    {
        *("system_by_id", "unit_names", "cameras_of_code", "whereabouts"),
        *("places.doors", "places.zone_views", "places.overlaps", "places.beyond"),
        *("signage.walks", "signage.covering"),
    }
)
_CALLS_BY_KEY = frozenset({"signage.entries", "signage.out_of_buildings"})
_CALLS = frozenset(
    {
        *("signs_around.nearest_named", "signs_around.nearest_unnamed"),
        "signs_around.nearest_unnamed_to_view",
    }
)
_REMEMBERED = frozenset({"views", "ways"})


class Notes:
    """What was asked while one check was asked about one subject, and of what is remembered all that."""

    def __init__(self) -> None:
        self.asked: dict[Question, Any] = {}
        self._remembered: dict[tuple[str, Hashable], dict[Question, Any]] = {}

    def fresh(self) -> None:
        """Begin with the next check or subject."""
        self.asked = {}

    def remember(self, name: str, key: Hashable) -> None:
        """Note on what rests that is remembered from now on."""
        self._remembered[name, key] = self.asked.copy()

    def recall(self, name: str, key: Hashable) -> None:
        """Note on what rests that was remembered."""
        self.asked.update(self._remembered[name, key])


class Watched:
    """A part of some facts, or all of them; reads like it, and notes what is read that an edit may change.

    Parameters
    ----------
    part : object
    notes : Notes
    path : str
        How it is reached from the facts, empty for these themselves.
    """

    def __init__(self, part: Any, notes: Notes, path: str = "") -> None:
        self._part = part
        self._notes = notes
        self._path = path

    def __getattr__(self, name: str) -> Any:
        path = f"{self._path}.{name}" if self._path else name
        found = getattr(self._part, name)
        if path in _LEFT:
            return found
        if path in _PARTED:
            return Watched(found, self._notes, path)
        if path in _BY_KEY:
            return _ByKey(found, self._notes, (path,))
        if path in _REMEMBERED:
            return _Memory(found, self._notes, path)
        if path in _CALLS or path in _CALLS_BY_KEY:
            return self._call(found, path)
        self._notes.asked[path, _WHOLE] = found
        return found

    def _call(self, method: Any, path: str) -> Any:
        def call(*places: Any, **named: Any) -> Any:
            question = (path, _CALL, places, tuple(named.items()))
            found = method(*places, **named)
            if path in _CALLS_BY_KEY:
                return _ByKey(found, self._notes, question)
            self._notes.asked[question] = found
            return found

        return call


class _ByKey:
    """A mapping or a set of which single items are asked for."""

    def __init__(self, held: Any, notes: Notes, path: Question) -> None:
        self._held = held
        self._notes = notes
        self._path = path

    def _item(self, key: Hashable) -> Any:
        found = _item_of(self._held, key)
        self._notes.asked[(*self._path, _ITEM, key)] = found
        return found

    def __contains__(self, key: Hashable) -> bool:
        return self._item(key) is not None

    def __getitem__(self, key: Hashable) -> Any:
        self._item(key)
        return self._held[key]

    def get(self, key: Hashable, default: Any = None) -> Any:
        """Return an item, or `default` where there is none."""
        found = self._item(key)
        return default if found is None else found

    def __iter__(self) -> Iterator[Any]:
        self._notes.asked[(*self._path, _WHOLE)] = self._held
        return iter(self._held)


class _Memory:
    """What several duties ask alike, remembered with what it rests on."""

    def __init__(self, held: dict[Hashable, Any], notes: Notes, path: str) -> None:
        self._held = held
        self._notes = notes
        self._path = path

    def __contains__(self, key: Hashable) -> bool:
        return key in self._held

    def __getitem__(self, key: Hashable) -> Any:
        self._notes.recall(self._path, key)
        return self._held[key]

    def __setitem__(self, key: Hashable, value: Any) -> None:
        self._held[key] = value
        self._notes.remember(self._path, key)


class Comparison:
    """Whether what was noted of some facts holds of others.

    Parameters
    ----------
    facts : Facts
        The others.
    """

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._known: dict[Question, Any] = {}
        self._compared: dict[tuple[Question, int], bool] = {}

    def holds(self, asked: dict[Question, Any]) -> bool:
        """Return whether every question has the same answer.

        Parameters
        ----------
        asked : dict of Question to object
            As `Notes` noted it.
        """
        return not asked or all(self._is_same(question, answer) for question, answer in asked.items())

    def _is_same(self, question: Question, answer: Any) -> bool:
        # Many answers rest on one and the same: it is compared once. Noted answers live as long as we do.
        key = question, id(answer)
        if key not in self._compared:
            now = self._answer(question)
            self._compared[key] = now is answer or now == answer
        return self._compared[key]

    def _answer(self, question: Question) -> Any:
        if question not in self._known:
            self._known[question] = self._asked(question)
        return self._known[question]

    def _asked(self, question: Question) -> Any:
        path, rest = question[0], question[1:]
        found: Any = self._facts
        for name in str(path).split("."):
            found = getattr(found, name)
        if rest[0] == _CALL:
            places, named = rest[1:3]
            found, rest = found(*places, **dict(named)), rest[3:]
        return _item_of(found, rest[1]) if rest and rest[0] == _ITEM else found


def _item_of(held: Any, key: Hashable) -> Any:
    """Return an item of a mapping, None where there is none; of a set, True where it holds the key."""
    return held.get(key) if hasattr(held, "get") else (True if key in held else None)
