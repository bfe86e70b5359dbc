"""The page of the app: open a plan, edit it on the map, see at once what the law objects to."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

import streamlit as st

from siting.errors import SitingError
from siting.ui import (
    camera_form,
    closer,
    draw,
    events,
    exporting,
    opening,
    people,
    plan_map,
    reviewing,
    row_form,
    settings,
    staging,
    variants,
)
from siting.ui.sizes import SIDE_HEIGHT_PX
from siting.ui.words import LANGUAGES, plain, read_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from streamlit.delta_generator import DeltaGenerator

    from siting.model import Progress
    from siting.ui.desk import Desk
    from siting.ui.source import Source
    from siting.words import Words

VIEWS = ("map", "closer", "variants", "questions", "homes", "export", "texts", "ledger")
_MAP_SHARE = (5, 3)


def show() -> None:
    """Return nothing; draw the whole page for what the user has chosen."""
    st.set_page_config(page_title="Siting", layout="wide", initial_sidebar_state="expanded")
    draw.style()
    with st.sidebar:
        lang = st.radio(
            "Language / 语言", list(LANGUAGES), format_func=LANGUAGES.__getitem__, horizontal=True, key="lang"
        )
        words = read_words(lang)
        st.caption(words.say("confidential"))
    person = people.come_in(words)
    if person is None:
        return
    with st.sidebar:
        wanted = opening.choose_source(sys.argv[1:], words, person)
    # Both stand on every run, so that what follows keeps its place and the map is not loaded anew.
    work, troubles = st.empty(), st.container()
    wanted = staging.draw(words, work) or wanted
    _open(wanted, words, work, person)
    desk: Desk | None = st.session_state.get("desk")
    if st.session_state.get("not_read") is not None:
        with troubles:
            draw.trouble(st.session_state["not_read"], words)
    if desk is None or staging.is_standing():
        return
    with st.sidebar:
        settings.draw(desk, words, disabled=not desk.person.may(people.EDIT))
    if desk.assessment is None:
        with _progress(words.say("assessing"), work) as progress:
            desk.judge(progress)
    if desk.trouble is not None:
        with troubles:
            draw.trouble(desk.trouble, words)
        desk.trouble = None
    _neighbours(desk, words, troubles)
    _plan(desk, words)


def _open(wanted: Source | None, words: Words, work: DeltaGenerator, person: people.Person) -> None:
    """Return nothing; open the wanted plan, keeping the one that is open when that fails."""
    state = st.session_state
    if wanted is None or wanted.key == state.get("tried"):
        return
    state["tried"] = wanted.key
    state["not_read"] = None
    try:
        with _progress(words.say("reading"), work) as progress:
            opened = wanted.open(progress, person)
    except SitingError as error:
        state["not_read"] = error
        return
    if "desk" in state:
        state["desk"].project.close()
    state["desk"] = opened


def _neighbours(desk: Desk, words: Words, troubles: DeltaGenerator) -> None:
    """Return nothing; tell of other windows on the same project, and take in what one of them has written."""
    others = desk.project.windows()
    if others:
        st.sidebar.info(words.say("other_windows", count=len(others)))
    if desk.is_behind:
        troubles.button(words.say("catch_up"), key="catch_up", type="primary", on_click=desk.catch_up)


def _plan(desk: Desk, words: Words) -> None:
    """Return nothing; draw the open plan: what is done with all of it, then the way of looking at it."""
    bar, undo, redo = st.columns([12, 1, 1], vertical_alignment="center")
    with bar:
        view = st.segmented_control(
            words.say("view"),
            VIEWS,
            default="map",
            format_func=words.say,
            key="view",
            label_visibility="collapsed",
        )
    undo.button(
        "",
        icon=":material/undo:",
        key="undo",
        help=words.say("undo"),
        disabled=not (desk.project.can_undo and desk.person.may(people.EDIT)),
        on_click=desk.undo,
        width="stretch",
    )
    redo.button(
        "",
        icon=":material/redo:",
        key="redo",
        help=words.say("redo"),
        disabled=not (desk.project.can_redo and desk.person.may(people.EDIT)),
        on_click=desk.redo,
        width="stretch",
    )
    if desk.assessment is None:
        return
    draw.numbers(desk, words)
    match view or "map":
        case "map":
            _map(desk, words)
        case "closer":
            closer.draw_all(desk, words)
        case "variants":
            variants.draw_all(desk, words, disabled=not desk.person.may(people.EDIT))
        case "questions":
            reviewing.questions(desk, words, disabled=not desk.person.may(people.REVIEW))
        case "export":
            exporting.draw_all(desk, words)
        case "homes":
            draw.homes(desk.assessment, words)
        case "texts":
            draw.law(desk.assessment, words)
        case "ledger":
            draw.ledger(desk.assessment, words)


def _map(desk: Desk, words: Words) -> None:
    """Return nothing; draw the map, and beside it the findings or the form of what is chosen."""
    left, right = st.columns(_MAP_SHARE)

    def heard() -> None:
        before = desk.chosen
        events.hear(desk, plan_map.events())
        if desk.chosen != before and desk.chosen.id:
            st.session_state["side"] = "chosen"

    st.session_state.setdefault("side", "findings")
    with left:
        plan_map.draw(desk, words, heard, locked=not desk.person.may(people.EDIT))
    with right:
        sides = ("findings", "chosen", *(("unplaced",) if desk.project.unplaced else ()))
        side = st.segmented_control(
            words.say("side"),
            sides,
            format_func=lambda name: words.say(f"side.{name}"),
            key="side",
            label_visibility="collapsed",
        )
        with st.container(height=SIDE_HEIGHT_PX, border=False):
            match side or "findings":
                case "findings":
                    draw.findings(desk, words)
                case "chosen":
                    _chosen(desk, words)
                case "unplaced":
                    draw.unplaced(desk, words)


def _chosen(desk: Desk, words: Words) -> None:
    """Return nothing; draw the form of what is chosen on the map."""
    chosen = desk.chosen
    if not chosen.id:
        st.caption(words.say("choose_something"))
        return
    if chosen.layer != "cameras":
        row_form.draw(desk, chosen.layer, chosen.id, words, disabled=not desk.person.may(people.EDIT))
        return
    try:
        camera = events.camera_of(desk, chosen.id)
    except KeyError:
        st.caption(words.say("choose_something"))
        return
    camera_form.draw(desk, camera, words, disabled=not desk.person.may(people.EDIT))
    closer.tilt(desk, camera, words)
    draw.findings_of(desk, camera.id, words)


@contextlib.contextmanager
def _progress(text: str, work: DeltaGenerator) -> Iterator[Progress]:
    """Yield the callback that moves a bar, which stands in its place as long as the work."""
    work.progress(0.0, text=plain(text))

    def moved(done: int, total: int) -> None:
        work.progress(min(1.0, done / max(total, 1)), text=plain(text))

    try:
        yield moved
    finally:
        work.empty()
