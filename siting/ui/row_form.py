"""The form of a zone, a sign, an obstacle or a door; a building is shown and not edited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from siting.errors import SitingError
from siting.fields import LAYERS
from siting.project import edits
from siting.ui import forms
from siting.ui.desk import Chosen
from siting.ui.words import plain

if TYPE_CHECKING:
    import pandas as pd

    from siting.ui.desk import Desk
    from siting.words import Words

_EDITED = ("zones", "signs", "obstacles", "entrances")


def draw(desk: Desk, layer: str, row_id: str, words: Words, *, disabled: bool = False) -> None:
    """Return nothing; draw the form of a row and carry out what is entered.

    Parameters
    ----------
    desk : Desk
    layer, row_id : str
        What is chosen.
    words : Words
    disabled : bool
        True where nothing may be changed.
    """
    frame = getattr(desk.scene, layer, None)
    rows = None if frame is None else frame[frame["id"] == row_id]
    if rows is None or rows.empty:
        desk.chosen = Chosen()
        return
    row = rows.iloc[0]
    st.markdown(f"**{words.say('one.' + layer)} {plain(row_id)}**")
    names = [field.name for field in LAYERS[layer].fields if field.name != "id"]

    def changed(name: str, value: Any) -> None:
        _enter(desk, layer, row, name, value)

    forms.fields(
        layer, row_id, row.to_dict(), names, words=words, changed=changed,
        disabled=disabled or layer not in _EDITED,
    )  # fmt: skip
    if layer in _EDITED:
        st.button(
            words.say("remove"),
            key=f"remove/{layer}/{row_id}",
            on_click=lambda: _remove(desk, layer, row_id),
            disabled=disabled,
        )


def _enter(desk: Desk, layer: str, row: pd.Series[Any], name: str, value: Any) -> None:
    fields = {key: row[key] for key in row.index if key not in ("id", "geometry")}
    try:
        edit = edits.put_row(desk.scene, layer, row["id"], row["geometry"], **{**fields, name: value})
    except SitingError as error:
        desk.trouble = error
        return
    desk.do(edit)


def _remove(desk: Desk, layer: str, row_id: str) -> None:
    if desk.do(edits.remove_row(desk.scene, layer, row_id)):
        desk.chosen = Chosen()
