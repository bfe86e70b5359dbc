"""Settings of a project: what it is judged by, and whatever else a window wants to find again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from siting._options import resolve
from siting.assess import DEFAULT_LADDER, DEFAULT_TARGET_HEIGHT_M
from siting.errors import Fault, InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

JUDGED_BY = ("packs", "on", "target_height_m", "ladder", "overrides", "tolerance")
"""Settings that are options of `siting.assess`."""

_LANGUAGES = ("en", "zh")


def checked_settings(settings: Mapping[str, object]) -> dict[str, str]:
    """Return settings as they are kept, JSON by name; those that are None are left out.

    Parameters
    ----------
    settings : mapping of str to object

    Raises
    ------
    InputError, UsageError, PackError
        When one is not what `siting.assess` takes, or cannot be kept.
    """
    given = {name: value for name, value in settings.items() if value is not None}
    if given.get("lang", "en") not in _LANGUAGES:
        raise InputError([Fault("settings", "lang", repr(given["lang"]), "en or zh", "Choose one.")])
    try:
        kept = {
            name: json.dumps(_plain(value), ensure_ascii=False, allow_nan=False)
            for name, value in given.items()
        }
    except (TypeError, ValueError) as problem:
        fault = Fault("settings", "", str(problem), "text, numbers, lists and mappings", "Say it so.")
        raise InputError([fault]) from problem
    judged_by = {name: json.loads(kept[name]) for name in JUDGED_BY if name in kept}
    if judged_by:
        resolve(**options_of(judged_by), answers=None)
    return kept


def options_of(settings: Mapping[str, object]) -> dict[str, Any]:
    """Return the options of `siting.assess` that settings give, its own where they give none.

    Parameters
    ----------
    settings : mapping of str to object
    """
    without = {
        "packs": None,
        "on": None,
        "target_height_m": DEFAULT_TARGET_HEIGHT_M,
        "ladder": DEFAULT_LADDER,
        "overrides": None,
        "tolerance": None,
    }
    return {name: settings.get(name, value) for name, value in without.items()}


def _plain(value: object) -> object:
    """Return a day as text, and what holds several as a list."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return list(value) if isinstance(value, (tuple, set, frozenset)) else value
