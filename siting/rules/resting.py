"""On which views a finding rests: the home aim, a preset, or what pan, tilt and zoom can reach.

A reviewer judges what a device can see: what only its capability reaches counts like any other view, and
the finding says that it rests on that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.coverage.rows import CAPABILITY_VIEW, MAIN_VIEW, PRESET_VIEW, aim_of
from siting.rules.finding import number_text
from siting.rules.law import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

CAPABILITY_ONLY, PRESET_ONLY = "capability_only", "preset_only"
"""Flags: neither the home aim nor a preset shows it; the home aim does not, but a preset does."""

_REACH = Text("云台转动及变倍可达的范围", "what pan, tilt and zoom can reach")
_HOME = Text("归位视域", "its home view")


def resting_flags(best: Mapping[str, float]) -> tuple[str, ...]:
    """Return the flags that say on which views a finding rests; none where the home aim shows it.

    Parameters
    ----------
    best : mapping of str to float
        The views that see one thing too well, each with its density [px/m].
    """
    aimed = set(_whether_built(best))
    if MAIN_VIEW in aimed:
        return ()
    return (CAPABILITY_ONLY,) if aimed == {CAPABILITY_VIEW} else (PRESET_ONLY,)


def resting_on(view: str, best: Mapping[str, float]) -> Text:
    """Return on which view a density rests and which others show the thing; empty for a home aim alone.

    Parameters
    ----------
    view : str
        Whose density the finding states.
    best : mapping of str to float
        As for `resting_flags`.
    """
    best = _whether_built(best)
    view = aim_of(view)
    if set(best) == {MAIN_VIEW}:
        return Text("", "")
    mine = _named(view)
    zh, en = f"；该数值依据{mine.zh}", f"; this rests on {mine.en}"
    others = [each for each in sorted(best) if each not in (view, CAPABILITY_VIEW)]
    if others:
        shown = [(_named(each), number_text(round(best[each], 1))) for each in others]
        zh += "，" + "、".join(f"{name.zh}为 {px} px/m" for name, px in shown)
        en += ", " + ", ".join(f"{name.en} has {px} px/m" for name, px in shown)
    elif view == CAPABILITY_VIEW:
        zh += "，归位视域及各预置位均未达限值"
        en += ", neither its home view nor a preset reaches the limit"
    return Text(zh, en)


def reached_by(kind: str) -> Text:
    """Return that what is told of a camera's ground is what it can be turned to; empty for one that is fixed.

    Parameters
    ----------
    kind : str
        Of camera.
    """
    if kind != "ptz":
        return Text("", "")
    return Text(f"；依据{_REACH.zh}", f"; within {_REACH.en}")


def _whether_built(best: Mapping[str, float]) -> dict[str, float]:
    """Return the densities by view, whether the proposed obstacles are built or not."""
    made: dict[str, float] = {}
    for view, px_per_m in best.items():
        name = aim_of(view)
        made[name] = max(made.get(name, 0.0), px_per_m)
    return made


def _named(view: str) -> Text:
    if view.startswith(PRESET_VIEW):
        name = view.removeprefix(PRESET_VIEW)
        return Text(f"预置位“{name}”", f"preset {name}")
    return _REACH if view == CAPABILITY_VIEW else _HOME
