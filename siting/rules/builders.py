"""To whom a text leaves the building of a key place, by the class of place that the plan gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from siting.rules.law import Rule

_OF_CLASSES = "builders_of_classes"


class Builders(NamedTuple):
    """Regimes whose cameras count for a key place.

    `regimes` are those to whom the class of the place leaves it, or all where the plan gives no class;
    `least` those of them who build whatever the class. `doubt` is a flag where the class is missing or not
    known and would tell who builds; empty where it is known or makes no difference.
    """

    regimes: tuple[str, ...]
    least: tuple[str, ...]
    place_class: str = ""
    doubt: str = ""


def builders_of(rule: Rule, place_class: str) -> Builders:
    """Return whose cameras count for a key place.

    Parameters
    ----------
    rule : Rule
        `builder_regimes`: regimes of those who are charged with such places; optionally
        `builders_of_classes`: pairs ``class:regime``, who is charged with which class.
    place_class : str
        As the plan gives it to the zone; empty when it gives none.
    """
    everyone = rule.texts("builder_regimes")
    if _OF_CLASSES not in rule.values:
        return Builders(everyone, everyone)
    of_class: dict[str, list[str]] = {}
    for pair in rule.texts(_OF_CLASSES):
        name, _, regime = pair.partition(":")
        of_class.setdefault(name, []).append(regime)
    if place_class in of_class:
        regimes = tuple(of_class[place_class])
        return Builders(regimes, regimes, place_class)
    least = tuple(each for each in everyone if all(each in regimes for regimes in of_class.values()))
    doubt = "place_class_unknown" if place_class else "place_class_missing"
    return Builders(everyone, least, doubt=doubt if least != everyone else "")
