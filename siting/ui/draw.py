"""Drawing: each function puts one view on the page and decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from siting.errors import InputError
from siting.ui import views
from siting.ui.words import plain

if TYPE_CHECKING:
    import pandas as pd

    from siting.assess import Assessment
    from siting.errors import SitingError
    from siting.words import Words

_MAP_HEIGHT_PX = 760
_TABLE_HEIGHT_PX = 560
_STYLE = """
<style>
.stMainBlockContainer { padding: 1.6rem 1.6rem 1rem; }
[data-testid="stMetricValue"] { font-size: 1.5rem; }
[data-testid="stSidebarUserContent"] { padding-top: 0.5rem; }
</style>
"""


def style() -> None:
    """Return nothing; tighten the page so that the map has the room."""
    st.html(_STYLE)


def trouble(error: SitingError, words: Words) -> None:
    """Return nothing; say why something could not be used, fault by fault."""
    st.error(words.say("not_opened"))
    if isinstance(error, InputError):
        st.dataframe(views.faults(error, words), hide_index=True)
    else:
        st.error(plain(str(error)))


def everything(assessment: Assessment, map_page: str, words: Words) -> None:
    """Return nothing; draw an assessment: its numbers, then a tab for each way to look at it."""
    st.subheader(plain(assessment.scene.name))
    _metrics(assessment, words)
    names = ("map", "findings", "homes", "texts", "ledger")
    tabs = st.tabs([words.say(name) for name in names])
    with tabs[0]:
        st.iframe(map_page, height=_MAP_HEIGHT_PX, alt=words.say("map_alt"))
        st.download_button(words.say("download_map"), map_page, file_name="map.html", mime="text/html")
    with tabs[1]:
        _banners(assessment, words)
        _findings(assessment, words)
    with tabs[2]:
        st.dataframe(views.homes(assessment.facades, words), hide_index=True, height=_TABLE_HEIGHT_PX)
    with tabs[3]:
        _banners(assessment, words)
        st.dataframe(views.law(assessment, words), hide_index=True, height=_TABLE_HEIGHT_PX)
    with tabs[4]:
        st.caption(words.say("ledger_help"))
        st.dataframe(assessment.ledger.astype(str), hide_index=True, height=_TABLE_HEIGHT_PX)
    for text in assessment.scene.attribution:
        st.caption(plain(text))


def _metrics(assessment: Assessment, words: Words) -> None:
    """Return nothing; draw the numbers at the top."""
    numbers = views.metrics(assessment)
    for column, (key, count) in zip(st.columns(len(numbers)), numbers, strict=True):
        column.metric(words.say(key), count)


def _banners(assessment: Assessment, words: Words) -> None:
    """Return nothing; say of every draft that it was never law."""
    for pack in assessment.packs:
        if pack.status == "draft":
            st.warning(plain(pack.banner.of(words.lang)))


def _findings(assessment: Assessment, words: Words) -> None:
    """Return nothing; draw the filters, the table, and the evidence of the chosen row."""
    rows = views.chosen(assessment.findings, _filters(assessment, words))
    if rows.empty:
        st.info(words.say("none_match"))
        return
    left, right = st.columns([3, 2])
    with left:
        picked = st.dataframe(
            views.findings_table(rows, words),
            hide_index=True,
            height=_TABLE_HEIGHT_PX,
            on_select="rerun",
            selection_mode="single-row",
            key="findings",
        )
    places = [place for place in picked.selection.rows if place < len(rows)]
    with right:
        _evidence(rows.iloc[places[0] if places else 0], assessment, words)
        if not places:
            st.caption(words.say("pick_row"))


def _filters(assessment: Assessment, words: Words) -> views.Choice:
    """Return which findings the user wants to see."""
    packs = [pack.id for pack in assessment.packs]
    columns = st.columns(4)
    outcomes = columns[0].multiselect(
        words.say("filter_outcome"),
        views.OUTCOMES,
        default=["fail", "undecided"],
        format_func=lambda name: words.value("outcome", name),
    )
    severities = columns[1].multiselect(
        words.say("filter_severity"),
        views.WORST_FIRST,
        format_func=lambda name: words.value("severity", name),
    )
    chosen = columns[2].multiselect(words.say("filter_pack"), packs)
    text = columns[3].text_input(words.say("filter_text"))
    return views.Choice(
        outcomes=tuple(outcomes), severities=tuple(severities), packs=tuple(chosen), text=text
    )


def _evidence(finding: pd.Series, assessment: Assessment, words: Words) -> None:
    """Return nothing; draw all that is known of one finding."""
    st.markdown(f"**{plain(str(finding[f'message_{words.lang}']))}**")
    for heading, text in views.detail(finding, assessment, words):
        name, value = st.columns([1, 3], gap="small")
        name.caption(heading)
        value.text(text)
