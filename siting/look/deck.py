"""The view in space as a deck.gl scene that asks no tile server for anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from siting.look.solid import solids_of
from siting.words import words_of

if TYPE_CHECKING:
    import pydeck

    from siting.assess import Assessment
    from siting.look.solid import Block, Corner, Quad, SolidView

_SEVERITY = {
    "critical": (122, 12, 46),
    "major": (194, 50, 31),
    "moderate": (224, 123, 0),
    "minor": (201, 164, 0),
    "info": (125, 136, 148),
}
_HOME, _OTHER, _TREE, _OBSTACLE = (237, 213, 171), (211, 218, 228), (150, 186, 128), (185, 178, 166)
_SIGHT, _CHOSEN, _PANE = (11, 60, 93), (194, 0, 122), (179, 51, 31)
# Windows in view are drawn as boxes so thick, so that they stand before their wall [m].
_PANE_M = 0.35
_METRES_PER_DEG = 111_320.0
_PITCH_DEG, _ZOOM, _CLOSE_ZOOM = 55, 16.0, 17.5
_LAND, _LAND_M = (236, 233, 226), -0.3


def deck_of(assessment: Assessment, *, camera_id: str | None = None, lang: str = "en") -> pydeck.Deck:
    """Return the view in space of an assessment; it needs no network, and only cameras can be picked.

    Parameters
    ----------
    assessment : siting.assess.Assessment
    camera_id : str or None
        The camera to look at, whose windows in view alone are drawn; None shows those of all.
    lang : {'en', 'zh'}
        Of what is said of a camera under the pointer.
    """
    import pydeck

    seen = solids_of(assessment)
    shown = [f for f in seen.frusta if camera_id is None or f.camera_id == camera_id]
    layers = [
        _land(seen),
        _blocks(seen),
        pydeck.Layer(
            "PolygonLayer",
            id="views",
            data=[{"polygon": ring} for frustum in shown for ring in frustum.rings],
            get_polygon="polygon",
            get_fill_color=[*_SIGHT, 45],
            get_line_color=[*_SIGHT, 160],
            line_width_units=pydeck.types.String("pixels"),
            get_line_width=1.5,
            pickable=False,
        ),
        pydeck.Layer(
            "LineLayer",
            id="edges",
            data=[{"from": a, "to": b} for frustum in shown for a, b in frustum.edges],
            get_source_position="from",
            get_target_position="to",
            get_color=[*_SIGHT, 150],
            get_width=1,
            pickable=False,
        ),
        _panes([quad for quad in seen.quads if camera_id is None or quad.camera_id == camera_id]),
        _cameras(assessment, seen, camera_id, lang),
    ]
    chosen = next((f for f in seen.frusta if f.camera_id == camera_id), None)
    lon, lat = seen.middle if chosen is None else chosen.apex[:2]
    # Over the camera's shoulder: what it looks at lies ahead.
    bearing = 0.0 if chosen is None else _azimuth_deg(assessment, chosen.camera_id)
    zoom = _ZOOM if chosen is None else _CLOSE_ZOOM
    view = pydeck.ViewState(longitude=lon, latitude=lat, zoom=zoom, pitch=_PITCH_DEG, bearing=bearing)
    # Without a provider of maps no style is asked for either: nothing leaves the machine.
    return pydeck.Deck(layers, initial_view_state=view, map_provider=None, tooltip={"text": "{id}\n{told}"})


def _azimuth_deg(assessment: Assessment, camera_id: str) -> float:
    cameras = assessment.cameras
    azimuth = float(cameras["azimuth_deg"][cameras["id"] == camera_id].iloc[0])
    return 0.0 if np.isnan(azimuth) else azimuth


def _land(seen: SolidView) -> Any:
    """Return the ground below all that is drawn, a little lower, so that nothing flickers on it."""
    import pydeck

    places = [corner[:2] for block in seen.blocks for corner in block.rings[0]]
    (west, south), (east, north) = (
        np.min([*places, seen.middle], axis=0),
        np.max([*places, seen.middle], axis=0),
    )
    ring = [[x, y, _LAND_M] for x, y in ((west, south), (east, south), (east, north), (west, north))]
    return pydeck.Layer(
        "PolygonLayer",
        id="land",
        data=[{"polygon": [[float(value) for value in corner] for corner in ring]}],
        get_polygon="polygon",
        get_fill_color=list(_LAND),
        stroked=False,
        pickable=False,
    )


def _blocks(seen: SolidView) -> Any:
    import pydeck

    data = [
        {"polygon": block.rings, "height": block.height_m, "colour": [*_colour(block), _opacity(block)]}
        for block in seen.blocks
    ]
    return pydeck.Layer(
        "PolygonLayer",
        id="blocks",
        data=data,
        get_polygon="polygon",
        get_elevation="height",
        get_fill_color="colour",
        extruded=True,
        wireframe=True,
        get_line_color=[90, 98, 110],
        pickable=False,
    )


def _colour(block: Block) -> tuple[int, int, int]:
    if block.kind == "obstacle":
        return _TREE if block.use == "tree" else _OBSTACLE
    if block.severity:
        return _SEVERITY.get(block.severity, _SEVERITY["info"])
    return _HOME if block.is_protected else _OTHER


def _opacity(block: Block) -> int:
    return 110 if block.use == "tree" else 235


def _panes(quads: list[Quad]) -> Any:
    import pydeck

    data = [{"polygon": _box(quad.line), "height": quad.high_m - quad.low_m} for quad in quads]
    return pydeck.Layer(
        "PolygonLayer",
        id="windows",
        data=data,
        get_polygon="polygon",
        get_elevation="height",
        get_fill_color=[*_PANE, 255],
        extruded=True,
        pickable=False,
    )


def _box(line: tuple[Corner, Corner]) -> list[list[float]]:
    """Return the outline of a thin box along a line of the wall."""
    a, b = np.array(line[0]), np.array(line[1])
    size = np.array([_METRES_PER_DEG * np.cos(np.radians(a[1])), _METRES_PER_DEG])
    run = (b - a)[:2] * size
    aside = np.array([-run[1], run[0]]) / max(float(np.hypot(*run)), 1e-9) * _PANE_M / size
    shift = np.array([*aside, 0.0])
    outline: list[list[float]] = [each.tolist() for each in (a - shift, b - shift, b + shift, a + shift)]
    return outline


def _cameras(assessment: Assessment, seen: SolidView, camera_id: str | None, lang: str) -> Any:
    import pydeck

    words = words_of(lang, "map_page/words.yaml")
    kinds = dict(zip(assessment.cameras["id"], assessment.cameras["kind"], strict=True))
    data = [
        {
            "id": frustum.camera_id,
            "position": frustum.apex,
            "told": f"{words.value('kind', kinds[frustum.camera_id])}, {frustum.apex[2]:g} m",
            "colour": list(_CHOSEN if frustum.camera_id == camera_id else _SIGHT),
        }
        for frustum in seen.frusta
    ]
    return pydeck.Layer(
        "ScatterplotLayer",
        id="cameras",
        data=data,
        get_position="position",
        get_fill_color="colour",
        get_line_color=[255, 255, 255],
        stroked=True,
        get_radius=1.2,
        radius_min_pixels=6,
        radius_max_pixels=14,
        line_width_min_pixels=1.5,
        billboard=True,
        pickable=True,
    )
