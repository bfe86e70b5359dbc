"""The page of the app: widgets on the left choose, one call works it out, the right side draws."""

from __future__ import annotations

import contextlib
import datetime
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

import siting
from siting import maps
from siting.errors import SitingError
from siting.rules.pack import DEFAULT_PACKS, ladder_names, pack_names
from siting.ui import draw, opening
from siting.ui.words import LANGUAGES, read_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from streamlit.delta_generator import DeltaGenerator

    from siting.assess import Assessment
    from siting.model import Progress, Scene
    from siting.words import Words

_TARGET_HEIGHT_M = 1.5
_HIGHEST_TARGET_M = 100.0
_STEP_M = 0.1
_FIRST_DAY = datetime.date(2000, 1, 1)
_LAST_DAY = datetime.date(2100, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a plan is judged by: options of `siting.assess`."""

    packs: tuple[str, ...]
    on: datetime.date
    ladder: str
    target_height_m: float


def show() -> None:
    """Return nothing; draw the whole page for what the user has chosen."""
    st.set_page_config(page_title="Siting", layout="wide", initial_sidebar_state="expanded")
    draw.style()
    with st.sidebar:
        lang = st.radio(
            "Language / 语言", list(LANGUAGES), format_func=LANGUAGES.__getitem__, horizontal=True
        )
        words = read_words(lang)
        st.caption(words.say("confidential"))
        wanted = opening.choose_source(sys.argv[1:], words)
    # Both stand on every run, so that what follows keeps its place and the map is not loaded anew.
    work, troubles = st.empty(), st.container()
    _open(wanted, words, work)
    if "scene" in st.session_state:
        with st.sidebar:
            settings = _settings(words)
        _assess(st.session_state["scene"], settings, words, work=work)
    for name in ("not_read", "not_judged"):
        if st.session_state.get(name) is not None:
            with troubles:
                draw.trouble(st.session_state[name], words)
    if "assessment" in st.session_state:
        found: Assessment = st.session_state["assessment"]
        draw.everything(found, _map(found, words), words)


def _settings(words: Words) -> Settings:
    """Return what the user wants the plan to be judged by."""
    packs = st.multiselect(words.say("packs"), pack_names(), default=list(DEFAULT_PACKS))
    today = datetime.datetime.now().astimezone().date()
    on = st.date_input(words.say("law_date"), today, min_value=_FIRST_DAY, max_value=_LAST_DAY)
    ladder = st.selectbox(words.say("ladder"), ladder_names())
    height_m = st.number_input(
        words.say("target_height"), 0.0, _HIGHEST_TARGET_M, _TARGET_HEIGHT_M, step=_STEP_M, format="%.1f"
    )
    return Settings(packs=tuple(packs), on=on, ladder=ladder, target_height_m=height_m)


def _open(wanted: opening.Source | None, words: Words, work: DeltaGenerator) -> None:
    """Return nothing; read the wanted plan, keeping the one that is open when that fails."""
    state = st.session_state
    if wanted is None or wanted.key == state.get("tried"):
        return
    state["tried"] = wanted.key
    state["not_read"] = None
    try:
        with _progress(words.say("reading"), work) as progress:
            state["scene"] = wanted.read(progress)
        state["opened"] = wanted.key
    except SitingError as error:
        state["not_read"] = error


def _assess(scene: Scene, settings: Settings, words: Words, *, work: DeltaGenerator) -> None:
    """Return nothing; judge the plan anew when it or a setting has changed."""
    state = st.session_state
    key = (state["opened"], settings)
    if key == state.get("judged"):
        return
    state["judged"] = key
    state["not_judged"] = None
    try:
        with _progress(words.say("assessing"), work) as progress:
            state["assessment"] = siting.assess(
                scene,
                packs=settings.packs,
                on=settings.on,
                ladder=settings.ladder,
                target_height_m=settings.target_height_m,
                progress=progress,
            )
        state["maps"] = {}
    except SitingError as error:
        state["not_judged"] = error


def _map(assessment: Assessment, words: Words) -> str:
    """Return the map page in the language of the app, made once for each."""
    made: dict[str, str] = st.session_state["maps"]
    if words.lang not in made:
        made[words.lang] = maps.map_html(assessment, lang="zh" if words.lang == "zh" else "en")
    return made[words.lang]


@contextlib.contextmanager
def _progress(text: str, work: DeltaGenerator) -> Iterator[Progress]:
    """Yield the callback that moves a bar, which stands in its place as long as the work."""
    work.progress(0.0, text=text)

    def moved(done: int, total: int) -> None:
        work.progress(min(1.0, done / max(total, 1)), text=text)

    try:
        yield moved
    finally:
        work.empty()
