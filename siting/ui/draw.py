"""Drawing: each function puts one view on the page and decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from siting.errors import InputError
from siting.ui import people, reviewing, views
from siting.ui.sizes import LIST_HEIGHT_PX, TABLE_HEIGHT_PX
from siting.ui.words import plain

if TYPE_CHECKING:
    import pandas as pd

    from siting.assess import Assessment
    from siting.errors import SitingError
    from siting.ui.desk import Desk
    from siting.words import Words

_SHOWN_FAILS = 8
_LAYER_OF = {
    "zone": "zones",
    "sign": "signs",
    "obstacle": "obstacles",
    "entrance": "entrances",
    "door": "entrances",
}
_STYLE = """
<style>
.stMainBlockContainer { padding: 2.6rem 1.2rem 0.5rem; }
.stMainBlockContainer [data-testid="stVerticalBlock"] { gap: 0.5rem; }
.siting-map { --map-height: max(420px, calc(100vh - 170px)); }
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


def numbers(assessment: Assessment, words: Words) -> None:
    """Return nothing; draw the numbers of a plan in one line, and of a draft that it was never law."""
    parts = [f"**{plain(assessment.scene.name)}**"]
    for key, count in views.metrics(assessment):
        parts.append(f"{plain(words.say(key))} **{count:,}**")
    st.markdown(" · ".join(parts))


def homes(assessment: Assessment, words: Words) -> None:
    """Return nothing; draw the table of homes in view, the one seen best first."""
    st.dataframe(views.homes(assessment.facades, words), hide_index=True, height=TABLE_HEIGHT_PX)


def law(assessment: Assessment, words: Words) -> None:
    """Return nothing; draw the articles of the texts in use."""
    _banners(assessment, words)
    st.dataframe(views.law(assessment, words), hide_index=True, height=TABLE_HEIGHT_PX)


def ledger(assessment: Assessment, words: Words) -> None:
    """Return nothing; draw what was read, repaired, rejected or assumed."""
    st.caption(words.say("ledger_help"))
    st.dataframe(assessment.ledger.astype(str), hide_index=True, height=TABLE_HEIGHT_PX)


def unplaced(desk: Desk, words: Words) -> None:
    """Return nothing; draw the cameras that wait for a place; the one that is taken is put by a click."""
    st.caption(words.say("unplaced_help"))
    for waiting in desk.project.unplaced:
        name, take = st.columns([3, 1], vertical_alignment="center")
        name.text(waiting.id)

        def taken(camera_id: str = waiting.id) -> None:
            desk.placing = "" if desk.placing == camera_id else camera_id

        take.button(
            words.say("place"),
            key=f"place/{waiting.id}",
            type="primary" if desk.placing == waiting.id else "secondary",
            on_click=taken,
        )


def _banners(assessment: Assessment, words: Words) -> None:
    """Return nothing; say of every draft that it was never law."""
    for pack in assessment.packs:
        if pack.status == "draft":
            st.warning(plain(pack.banner.of(words.lang)))


def findings(desk: Desk, words: Words) -> None:
    """Return nothing; draw the findings, the worst first; the chosen one is brought into view on the map."""
    assessment = desk.assessment
    assert assessment is not None
    rows = views.chosen(assessment.findings, _filters(assessment, words))
    st.session_state["finding_ids"] = rows["finding_id"].tolist()
    if rows.empty:
        st.info(words.say("none_match"))
        return
    picked = st.dataframe(
        views.short_table(rows, words),
        hide_index=True,
        height=LIST_HEIGHT_PX,
        on_select=lambda: _show_on_map(desk),
        selection_mode="single-row",
        key="findings",
        column_config={words.say("message"): st.column_config.TextColumn(width="large")},
    )
    places = [place for place in picked.selection.rows if place < len(rows)]
    if places:
        row = rows.iloc[places[0]]
        _evidence(row, assessment, words)
        reviewing.review(desk, str(row["finding_id"]), words, disabled=not desk.person.may(people.REVIEW))
    else:
        st.caption(words.say("pick_row"))
    _banners(assessment, words)


def _show_on_map(desk: Desk) -> None:
    """Return nothing; bring what the chosen finding is about into view on the map."""
    assert desk.assessment is not None
    ids = st.session_state["finding_ids"]
    places = st.session_state["findings"].selection.rows
    if not places or places[0] >= len(ids):
        return
    found = desk.assessment.findings
    row = found[(found["finding_id"] == ids[places[0]]).to_numpy()].iloc[0]
    about = {}
    for kind, name in ((row["subject_kind"], row["subject_id"]), (row["object_kind"], row["object_id"])):
        if kind in ("camera", "building"):
            about[kind] = name
        elif kind in _LAYER_OF:
            about |= {"layer": _LAYER_OF[kind], "id": name}
    desk.look_at(**about)


def findings_of(desk: Desk, camera_id: str, words: Words) -> None:
    """Return nothing; draw what is found about one camera, fails first, each with its cure."""
    assert desk.assessment is not None
    found = desk.assessment.findings
    rows = views.chosen(
        found[(found["subject_id"] == camera_id).to_numpy()], views.Choice(outcomes=("fail",))
    )
    st.markdown(f"**{plain(words.say('fails_of', count=len(rows)))}**")
    for _, row in rows.head(_SHOWN_FAILS).iterrows():
        severity = words.value("severity", str(row["severity"]))
        st.markdown(f"- **{plain(severity)}** {plain(str(row[f'message_{words.lang}']))}")
        cure = str(row[f"cure_{words.lang}"] or "")
        if cure:
            st.caption(f"{words.say('cure')}: {plain(cure)}")


def _filters(assessment: Assessment, words: Words) -> views.Choice:
    """Return which findings the user wants to see."""
    packs = [pack.id for pack in assessment.packs]
    columns = st.columns(2) + st.columns(2)
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
