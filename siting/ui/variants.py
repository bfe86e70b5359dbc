"""Variants of a plan: kept, switched, thrown away, and laid side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

import siting
from siting._map_data import text_of
from siting.errors import SitingError
from siting.ui import draw, plan_map, views
from siting.ui.sizes import HALF_TABLE_HEIGHT_PX
from siting.ui.words import plain

if TYPE_CHECKING:
    from siting.change.difference import Difference
    from siting.model import Progress
    from siting.ui.desk import Desk
    from siting.words import Words

_SIDES = ("plan", "built")


def draw_all(desk: Desk, words: Words, *, disabled: bool = False) -> None:
    """Return nothing; draw the variants of a plan and the comparison of two of them.

    Parameters
    ----------
    desk : Desk
    words : Words
    disabled : bool
        True where nothing may be changed.
    """
    known = desk.project.variants
    choose, name, keep, gone = st.columns([3, 3, 2, 2], vertical_alignment="bottom")
    with choose:
        current = st.selectbox(
            words.say("variant"), known, index=known.index(desk.project.variant), disabled=disabled
        )
    if current != desk.project.variant:
        desk.change(lambda: desk.project.switch_variant(current))
        st.rerun()
    wanted = name.text_input(words.say("variant_name"), disabled=disabled)
    keep.button(
        words.say("variant_keep"),
        on_click=lambda: desk.change(lambda: desk.project.save_variant(wanted.strip())),
        disabled=disabled or not wanted.strip(),
    )
    others = [each for each in known if each != desk.project.variant]
    if others:
        with gone.popover(words.say("variant_delete"), disabled=disabled):
            thrown = st.selectbox(words.say("variant"), others, key="thrown")
            st.button(
                words.say("remove"), on_click=lambda: desk.change(lambda: desk.project.delete_variant(thrown))
            )
    if len(known) > 1:
        _compare(desk, words)
    else:
        st.caption(words.say("variant_help"))


def _compare(desk: Desk, words: Words) -> None:
    """Return nothing; draw two variants beside each other: numbers, findings that differ, maps."""
    known = list(desk.project.variants)
    left, right, go = st.columns([3, 3, 2], vertical_alignment="bottom")
    first = left.selectbox(words.say("variant_first"), known, index=0)
    second = right.selectbox(words.say("variant_second"), known, index=1)
    if go.button(words.say("compare"), type="primary", disabled=first == second):
        bar = st.progress(0.0, text=words.say("assessing"))
        try:
            desk.compared = (
                first,
                second,
                desk.project.revision,
                _difference(desk, first, second, bar.progress),
            )
        except SitingError as error:
            draw.trouble(error, words)
        bar.empty()
    if desk.compared is None or desk.compared[:3] != (first, second, desk.project.revision):
        return
    _beside(desk.compared[3], (first, second), words, desk)


def _difference(desk: Desk, first: str, second: str, bar: object) -> Difference:
    def moved(done: int, total: int) -> None:
        bar(min(1.0, done / max(total, 1)))  # type: ignore[operator]

    progress: Progress = moved
    options = {name: value for name, value in desk.project.options.items() if name != "tolerance"}
    scenes = [desk.project.scene_of(name) for name in (first, second)]
    return siting.diff(*scenes, **options, progress=progress)


def _beside(difference: Difference, names: tuple[str, str], words: Words, desk: Desk) -> None:
    sides = (difference.plan, difference.built)
    numbers = [views.numbers(side) for side in sides]
    table = pd.DataFrame(
        {
            words.say("number"): [words.say(key) for key in numbers[0]],
            names[0]: list(numbers[0].values()),
            names[1]: list(numbers[1].values()),
        }
    )
    table[words.say("more_or_less")] = [numbers[1][key] - numbers[0][key] for key in numbers[0]]
    st.dataframe(table, hide_index=True)
    columns = st.columns(2)
    for at, (place, side, name) in enumerate(zip(columns, sides, names, strict=True)):
        with place:
            st.markdown(f"**{plain(name)}**")
            plan_map.picture(side, desk.layers_beside(at), words, key=f"variant_map_{at}")
    rows = difference.findings
    if rows.empty:
        st.info(words.say("findings_same"))
        return
    told = pd.DataFrame(
        {
            "change": [words.value("change", name) for name in rows["change"]],
            "subject_id": rows["subject_id"].to_numpy(),
            "object_id": rows["object_id"].map(text_of).to_numpy(),
            **{
                f"outcome_{side}": [words.value("outcome", text_of(each)) for each in rows[f"outcome_{side}"]]
                for side in _SIDES
            },
            "message": rows[f"message_{words.lang}"].to_numpy(),
        }
    )
    heads = {"subject_id": "subject", "object_id": "object"}
    called = {
        name: words.say(heads.get(name, name)) for name in ("change", "subject_id", "object_id", "message")
    }
    called |= {f"outcome_{side}": name for side, name in zip(_SIDES, names, strict=True)}
    st.dataframe(told.rename(columns=called), hide_index=True, height=HALF_TABLE_HEIGHT_PX)
