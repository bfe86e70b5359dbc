"""Drawing: each function puts one view on the page and decides nothing."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import streamlit as st

from siting.errors import InputError, SitingError
from siting.ui import finding_list, people, reviewing, views
from siting.ui.sizes import TABLE_HEIGHT_PX
from siting.ui.words import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

    from siting.assess import Assessment
    from siting.ui.desk import Desk
    from siting.words import Words

_SHOWN_FAILS = 8
_STYLE = """
<style>
.stMainBlockContainer { padding: 2.6rem 1.2rem 0.5rem; }
.stMainBlockContainer [data-testid="stVerticalBlock"] { gap: 0.5rem; }
.siting-map { --map-height: max(420px, calc(100vh - 170px)); }
.stImage img { max-height: calc(100vh - 250px); object-fit: contain; object-position: left top; }
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


@contextlib.contextmanager
def told(words: Words) -> Iterator[None]:
    """Yield nothing; what is refused inside is told on the page, and the page goes on."""
    try:
        yield
    except SitingError as error:
        trouble(error, words)


def numbers(desk: Desk, words: Words) -> None:
    """Return nothing; draw the numbers of a plan in one line, and what the last edit did to them."""
    assessment = desk.assessment
    assert assessment is not None
    parts = [f"**{plain(assessment.scene.name)}**"]
    for key, count in views.metrics(assessment):
        parts.append(f"{plain(words.say(key))} **{count:,}**")
    if desk.effect is not None:
        told = words.say("effect", appeared=desk.effect.appeared, vanished=desk.effect.vanished)
        parts.append(f"*{plain(told)}*")
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
    """Return nothing; draw the findings, the worst first, and what is known of the chosen one."""
    assessment = desk.assessment
    assert assessment is not None
    rows = views.chosen(assessment.findings, _filters(assessment, words))
    if rows.empty:
        st.info(words.say("none_match"))
        return
    finding_list.draw(desk, rows, words)
    picked = rows[(rows["finding_id"] == desk.finding_id).to_numpy()]
    if picked.empty:
        st.caption(words.say("pick_row"))
    else:
        _evidence(picked.iloc[0], assessment, words)
        reviewing.review(desk, desk.finding_id, words, disabled=not desk.person.may(people.REVIEW))
    _banners(assessment, words)


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
        placeholder=words.say("all"),
    )
    severities = columns[1].multiselect(
        words.say("filter_severity"),
        views.WORST_FIRST,
        format_func=lambda name: words.value("severity", name),
        placeholder=words.say("all"),
    )
    chosen = columns[2].multiselect(words.say("filter_pack"), packs, placeholder=words.say("all"))
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
