"""The map as a part of the page: told what to show, it answers with what the user did on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from siting.coverage.optics import FLOOR_PX_PER_M
from siting.ui.component import component
from siting.ui.map_layers import cameras_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from siting.assess import Assessment
    from siting.ui.desk import Desk
    from siting.ui.map_layers import MapLayers
    from siting.words import Words

KEY = "plan_map"
_WORDS = (
    "map_alt", "camera", "cameras", "sign", "kind", "name", "height", "use", "severity", "density", "up_to",
    "px_per_m", "class", "storeys", "length", "distance", "door", "object", "status", "azimuth", "tilt",
    "hfov", "sees_nothing", "turn", "corner", "tools", "measured", "zoom_in", "zoom_out", "whole_plan",
    "layers_legend", "opacity",
)  # fmt: skip
_GROUPS = ("severity", "class", "use", "kind", "status", "empty", "layer", "tool", "hint")


def draw(desk: Desk, words: Words, heard: Callable[[], None], *, locked: bool = False) -> None:
    """Return nothing; draw the map of the plan that is worked on.

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
    desk.run += 1
    told = shown(desk.assessment, desk.layers, words, name=str(desk.project.path), light=desk.light)
    told |= {
        "run": desk.run,
        "ack": desk.acknowledged,
        "chosen": {"layer": desk.chosen.layer, "id": desk.chosen.id} if desk.chosen.id else None,
        "focus": desk.focus,
        "placing": desk.placing,
        "locked": locked,
    }
    component("map.js")(key=KEY, data=told, height="content", on_events_change=heard)


def picture(assessment: Assessment, layers: MapLayers, words: Words, *, key: str) -> None:
    """Return nothing; draw a map that is only looked at.

    Parameters
    ----------
    assessment : Assessment
    layers : MapLayers
        Of this map alone.
    words : Words
    key : str
        Tells this map from others on the page.
    """
    still = {"run": 0, "ack": 0, "chosen": None, "focus": None, "placing": "", "locked": True}
    told = shown(assessment, layers, words, name=key)
    component("map.js")(key=key, data=told | still, height="content", on_events_change=lambda: None)


def events() -> Any:
    """Return the batch of events that the map has sent, None when there is none."""
    sent = st.session_state.get(KEY)
    return None if sent is None else sent.get("events")


def shown(
    assessment: Assessment, layers: MapLayers, words: Words, *, name: str, light: str = "day"
) -> dict[str, Any]:
    """Return what a map is told of an assessment, small enough to go with every run of the page.

    Parameters
    ----------
    assessment : Assessment
    layers : MapLayers
    words : Words
    name : str
        Tells the plan from others; a new one is shown from its edge to its edge.
    light : {'day', 'night', 'leaf_off'}
        Which coverage is shown.
    """
    ladder = [("below", FLOOR_PX_PER_M), *assessment.ladder.classes]
    return {
        "plan": name,
        "store": f"siting/layer/{layers.token}/",
        "layers": [
            [layer.kind, layer.camera_id, layer.digest] for layer in layers.of(assessment, light=light)
        ],
        "cameras": cameras_of(assessment),
        "classes": [rung for rung, _ in ladder],
        "ladder": [[rung, limit] for rung, limit in ladder],
        "attribution": list(assessment.scene.attribution),
        "lang": words.lang,
        "words": _spoken(words),
    }


def _spoken(words: Words) -> dict[str, str]:
    """Return the words that the map says."""
    kept = {name: words.say(name) for name in _WORDS}
    return kept | {name: text for name, text in words.texts.items() if name.partition(".")[0] in _GROUPS}
