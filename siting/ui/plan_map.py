"""The map as a part of the page: told what to show, it answers with what the user did on it."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import streamlit as st

import siting
from siting.coverage.optics import FLOOR_PX_PER_M
from siting.ui.map_layers import cameras_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from siting.ui.desk import Desk
    from siting.words import Words

KEY = "plan_map"
_HTML = '<div class="siting-root"></div>'
# The map's own files are fetched once from the app's server; this only fetches them.
_SCRIPT = """
const base = new URL('siting/asset/', document.baseURI);
const version = '?v=VERSION';
function style(name) {
  if (document.querySelector(`link[data-siting="${name}"]`)) return;
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = new URL(name + version, base);
  link.dataset.siting = name;
  document.head.append(link);
}
function leaflet() {
  window.sitingLeaflet ||= new Promise((done, failed) => {
    const script = document.createElement('script');
    script.src = new URL('leaflet.js' + version, base);
    script.onload = done;
    script.onerror = failed;
    document.head.append(script);
  });
  return window.sitingLeaflet;
}
export default function (component) {
  const root = component.parentElement.querySelector('.siting-root');
  style('leaflet.css');
  style('map.css');
  leaflet().then(() => import(new URL('map.js' + version, base))).then(({ mount }) => mount(component, root));
}
"""
_WORDS = (
    "map_alt", "camera", "cameras", "sign", "kind", "name", "height", "use", "severity", "density", "up_to",
    "px_per_m", "class", "storeys", "length", "distance", "door", "object", "status", "azimuth", "tilt", "hfov",
    "sees_nothing", "turn", "corner", "tools", "measured", "zoom_in", "zoom_out", "whole_plan", "layers_legend",
    "opacity",
)  # fmt: skip
_GROUPS = ("severity", "class", "use", "kind", "status", "empty", "layer", "tool", "hint")


@cache
def _component() -> Any:
    script = _SCRIPT.replace("VERSION", siting.__version__)
    return st.components.v2.component("siting_plan_map", html=_HTML, js=script, isolate_styles=False)


def draw(desk: Desk, words: Words, heard: Callable[[], None], *, locked: bool = False) -> None:
    """Return nothing; draw the map of a plan.

    Parameters
    ----------
    desk : Desk
    words : Words
    heard : callable
        Called when the user has done something on the map; `events` then returns what.
    locked : bool
        True where the user may look and measure but change nothing.
    """
    if desk.assessment is None:
        return
    _component()(
        key=KEY,
        data=_told(desk, words, locked=locked),
        height="content",
        on_events_change=heard,
    )


def events() -> Any:
    """Return the batch of events that the map has sent, None when there is none."""
    sent = st.session_state.get(KEY)
    return None if sent is None else sent.get("events")


def _told(desk: Desk, words: Words, *, locked: bool) -> dict[str, Any]:
    """Return what the map needs to know, small enough to go with every run of the page."""
    assessment = desk.assessment
    assert assessment is not None
    ladder = [("below", FLOOR_PX_PER_M), *assessment.ladder.classes]
    desk.run += 1
    return {
        "plan": str(desk.project.path),
        "run": desk.run,
        "ack": desk.acknowledged,
        "store": f"siting/layer/{desk.store.token}/",
        "layers": [
            [layer.kind, layer.camera_id, layer.digest]
            for layer in desk.layers.of(assessment, light=desk.light)
        ],
        "cameras": cameras_of(assessment),
        "chosen": {"layer": desk.chosen.layer, "id": desk.chosen.id} if desk.chosen.id else None,
        "focus": desk.focus,
        "placing": desk.placing,
        "locked": locked,
        "classes": [name for name, _ in ladder],
        "ladder": [[name, limit] for name, limit in ladder],
        "attribution": list(assessment.scene.attribution),
        "lang": words.lang,
        "words": _spoken(words),
    }


def _spoken(words: Words) -> dict[str, str]:
    """Return the words that the map says."""
    kept = {name: words.say(name) for name in _WORDS}
    return kept | {name: text for name, text in words.texts.items() if name.partition(".")[0] in _GROUPS}
