"""What a plan is judged by and shown in: settings that the project keeps."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import streamlit as st

from siting.rules.pack import DEFAULT_PACKS, ladder_names, pack_names
from siting.ui.map_layers import LIGHTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from siting.ui.desk import Desk
    from siting.words import Words

_TARGET_HEIGHT_M = 1.5
_HIGHEST_TARGET_M = 100.0
_STEP_M = 0.1
_FIRST_DAY = datetime.date(2000, 1, 1)
_LAST_DAY = datetime.date(2100, 1, 1)


def draw(desk: Desk, words: Words, *, disabled: bool = False) -> None:
    """Return nothing; draw the settings; a change of them is kept in the project.

    Parameters
    ----------
    desk : Desk
    words : Words
    disabled : bool
        True where nothing may be changed.
    """
    known: Mapping[str, Any] = desk.project.settings
    packs = st.multiselect(
        words.say("packs"),
        pack_names(),
        default=list(known.get("packs") or DEFAULT_PACKS),
        disabled=disabled,
    )
    today = datetime.datetime.now().astimezone().date()
    day = datetime.date.fromisoformat(str(known["on"])) if known.get("on") else today
    on = st.date_input(
        words.say("law_date"), day, min_value=_FIRST_DAY, max_value=_LAST_DAY, disabled=disabled
    )
    ladders = ladder_names()
    ladder = st.selectbox(
        words.say("ladder"),
        ladders,
        index=ladders.index(str(known.get("ladder", ladders[0]))),
        disabled=disabled,
    )
    height_m = st.number_input(
        words.say("target_height"),
        0.0,
        _HIGHEST_TARGET_M,
        float(str(known.get("target_height_m", _TARGET_HEIGHT_M))),
        step=_STEP_M,
        format="%.1f",
        disabled=disabled,
    )
    desk.light = (
        st.segmented_control(
            words.say("light"),
            LIGHTS,
            default="day",
            format_func=lambda name: words.say(f"light.{name}"),
            key="light",
        )
        or "day"
    )
    wanted: dict[str, Any] = {"packs": packs, "ladder": ladder, "target_height_m": height_m}
    # The day stays today's until somebody chooses one.
    if on != day or known.get("on"):
        wanted["on"] = on.isoformat() if isinstance(on, datetime.date) else day.isoformat()
    standing = {"packs": list(DEFAULT_PACKS), "ladder": ladders[0], "target_height_m": _TARGET_HEIGHT_M}
    for name, value in wanted.items():
        if known.get(name, standing.get(name)) != value:
            desk.settle(name, value)
    st.caption(f"{words.say('kept_in')} {desk.project.path}")
