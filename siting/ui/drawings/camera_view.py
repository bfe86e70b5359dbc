"""The drawing of what a camera sees: walls by use, ground by class, protected windows in view on top."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import shapely

from siting.look.image import FLAT, ROUND
from siting.ui.drawings.canvas import SMALL_PX, Canvas, figure, shortened, text_width_px, ticks
from siting.ui.drawings.legend import Entry, draw_legend, legend_height_px
from siting.ui.drawings.palette import (
    ALERT,
    GROUND_RAMP,
    INK,
    OBSTACLE,
    PAPER,
    SIGHT,
    SOFT_INK,
    TREE,
    USES,
    WALL_RAMP,
    ink_on,
    rung_colour,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from numpy.typing import NDArray

    from siting.look.camera_view import CameraView, Pane, Part
    from siting.model import Ladder
    from siting.words import Words

_TOP_PX, _LEFT_PX, _RIGHT_PX, _FOOT_PX = 54.0, 44.0, 16.0, 26.0
_CORNER = np.array([_LEFT_PX, _TOP_PX])
_SKY, _LAND = "#eaf2f9", "#ece7db"
# What is farther off is drawn paler, down to this share of its colour [m].
_PALE_M = 220.0
_LEAST_SHARE = 0.35
# Walls are lit from one side, so that corners are seen.
_LIGHT_FROM_DEG, _SHADE = 330.0, 0.07
_LIGHT_OF = {"wall": 0.95, "roof": 1.04, "underside": 0.8}
_SMALLEST_LABEL_PX2 = 900.0
_MOST_LABELS = 14


def camera_view_svg(seen: CameraView, words: Words, *, ladder: Ladder, width_px: float = 960.0) -> str:
    """Return the drawing of what a camera sees as SVG.

    Parameters
    ----------
    seen : siting.look.camera_view.CameraView
    words : siting.words.Words
        From `siting.ui.drawings.drawing_words`.
    ladder : siting.model.Ladder
        Whose classes colour ground and windows.
    width_px : float
        Of the whole drawing; the image is drawn a little narrower.
    """
    scale = (width_px - _LEFT_PX - _RIGHT_PX) / seen.width_px
    classes = ["below", *(name for name, _ in ladder.classes)]
    entries = _entries(seen, words, classes)
    foot = _TOP_PX + seen.height_px * scale
    title = words.say("view.title", camera=seen.camera_id)
    canvas = Canvas(width_px, foot + _FOOT_PX + legend_height_px(entries, width_px), title)
    canvas.heading(title, _note(seen, words))

    def placed(outline: Sequence[Any]) -> list[NDArray[np.float64]]:
        return [np.asarray(ring) * scale + _CORNER for ring in outline]

    canvas.within(_LEFT_PX, _TOP_PX, seen.width_px * scale, seen.height_px * scale)
    canvas.box(_LEFT_PX, _TOP_PX, seen.width_px * scale, seen.height_px * scale, fill=_SKY)
    for outline in seen.land:
        canvas.area(placed(outline), fill=_LAND)
    for patch in reversed(seen.ground):
        colour = rung_colour(GROUND_RAMP, patch.name, classes)
        for outline in patch.outlines:
            canvas.area(placed(outline), fill=colour, stroke=PAPER, stroke_width=0.6)
    for part in seen.parts:
        _draw_part(canvas, part, [placed(outline) for outline in part.outlines])
    for pane in seen.panes:
        colour = rung_colour(WALL_RAMP, pane.name, classes)
        for outline in pane.outlines:
            canvas.area(placed(outline), fill=colour, stroke=INK, stroke_width=1.2)
            canvas.area(placed(outline), fill=canvas.hatch("exposed"), fill_opacity=0.6)
    for line in seen.horizon:
        canvas.line(placed([line])[0], stroke=SIGHT, stroke_width=1.0, stroke_dasharray="8 5")
    _draw_labels(canvas, seen, words, scale=scale, classes=classes)
    canvas.anywhere()
    canvas.box(_LEFT_PX, _TOP_PX, seen.width_px * scale, seen.height_px * scale, fill="none", stroke=INK)
    if seen.image.projection != ROUND:
        _draw_angles(canvas, seen, words, scale=scale)
    draw_legend(canvas, entries, top=foot + _FOOT_PX)
    return canvas.as_text()


def _note(seen: CameraView, words: Words) -> str:
    axis = seen.image.axes[0]
    azimuth = round(_azimuth(axis)) % 360
    tilt = round(-math.degrees(math.asin(max(-1.0, min(1.0, float(axis[2]))))), 1) + 0.0
    if seen.image.projection == FLAT:
        said = words.say("view.note", azimuth=azimuth, tilt=tilt)
    elif seen.image.projection == ROUND:
        said = words.say("view.note_round", azimuth=round(_azimuth(seen.image.axes[2])) % 360)
    else:
        said = words.say("view.note_curved", azimuth=azimuth)
    if seen.view != "main":
        said += f" {seen.view}."
    count = len({pane.building_id for pane in seen.panes})
    return said + " " + words.say("view.homes" if count else "view.no_homes", count=count)


def _azimuth(direction: NDArray[np.float64]) -> float:
    return math.degrees(math.atan2(direction[0], direction[1]))


def _colour(part: Part) -> str:
    """Return the colour of a wall or roof, paler the farther off it is."""
    if part.solid == "obstacle":
        base = TREE if part.use == "tree" else OBSTACLE
    else:
        base = USES.get(part.use, USES["other"])
    share = max(_LEAST_SHARE, 1.0 - part.distance_m / _PALE_M * (1.0 - _LEAST_SHARE))
    light = _LIGHT_OF[part.kind]
    if not math.isnan(part.facing_deg):
        light += _SHADE * math.cos(math.radians(part.facing_deg - _LIGHT_FROM_DEG))
    parts = [int(base[k : k + 2], 16) for k in (1, 3, 5)]
    pale = [min(255, round((part_of * share + 244 * (1.0 - share)) * light)) for part_of in parts]
    return "#" + "".join(f"{value:02x}" for value in pale)


def _draw_part(canvas: Canvas, part: Part, outlines: Sequence[Sequence[Any]]) -> None:
    look: dict[str, Any] = {"stroke": SOFT_INK, "stroke_width": 0.7, "stroke_linejoin": "round"}
    if part.solid == "obstacle":
        # Round things are prisms of many sides: their corners are none to be drawn.
        look |= {"stroke": _colour(part), "stroke_width": 0.4}
    if part.is_protected:
        look |= {"stroke": INK, "stroke_width": 1.2}
    if part.is_thin:
        look |= {"fill_opacity": 0.45, "stroke": SOFT_INK, "stroke_width": 0.6, "stroke_dasharray": "4 3"}
    for outline in outlines:
        canvas.area(outline, fill=_colour(part), **look)
        if part.solid == "obstacle" and part.use == "tree":
            canvas.area(outline, fill=canvas.hatch("leaves"), fill_opacity=0.7)


def _draw_labels(
    canvas: Canvas, seen: CameraView, words: Words, *, scale: float, classes: Sequence[str]
) -> None:
    """Name the ground's classes, and the homes in view with what is sharpest of each, where there is room."""
    taken: list[shapely.Polygon] = []
    for building in _homes(seen):
        pane = max((p for p in seen.panes if p.building_id == building), key=lambda p: p.max_px_per_m)
        said = _said_of(pane, words)
        _write(canvas, _box_of(pane.outlines, scale), said, taken, fill=ALERT, above=True)
    for patch in seen.ground:
        shapes = [shapely.Polygon(outline[0]) for outline in patch.outlines]
        largest = max(shapes, key=lambda shape: shape.area)
        if largest.area * scale * scale < _SMALLEST_LABEL_PX2:
            continue
        place = shapely.get_coordinates(largest.buffer(0).representative_point())[0] * scale
        colour = rung_colour(GROUND_RAMP, patch.name, classes)
        said = words.value("class", patch.name)
        box = shapely.box(*(place + _CORNER), *(place + _CORNER))
        _write(canvas, box, said, taken, fill=ink_on(colour), halo=colour)


def _homes(seen: CameraView) -> list[str]:
    """Return the buildings with windows in view, sharpest first."""
    best: dict[str, float] = {}
    for pane in seen.panes:
        best[pane.building_id] = max(best.get(pane.building_id, 0.0), pane.max_px_per_m)
    return sorted(best, key=lambda name: -best[name])[:_MOST_LABELS]


def _said_of(pane: Pane, words: Words) -> str:
    density = words.say("px_per_m", value=figure(pane.max_px_per_m))
    said = [shortened(pane.building_id, 120.0, SMALL_PX), density]
    if pane.severity:
        said.append(words.value("severity", pane.severity))
    return " · ".join(said)


def _box_of(outlines: Sequence[Sequence[Any]], scale: float) -> shapely.Polygon:
    corners = np.concatenate([np.asarray(outline[0]) for outline in outlines]) * scale
    low, high = corners.min(axis=0) + _CORNER, corners.max(axis=0) + _CORNER
    box: shapely.Polygon = shapely.box(*low, *high)
    return box


def _write(
    canvas: Canvas,
    about: shapely.Polygon,
    said: str,
    taken: list[shapely.Polygon],
    *,
    fill: str,
    halo: str = PAPER,
    above: bool = False,
) -> None:
    """Write a text at what it is about, above or below it, unless something is written there."""
    left, top, right, bottom = about.bounds
    half = text_width_px(said, SMALL_PX) / 2.0
    lowest = _LEFT_PX + half + 3
    middle = min(max((left + right) / 2.0, lowest), max(canvas.width_px - _RIGHT_PX - half - 3, lowest))
    for y in (top - 5, bottom + 14) if above else ((top + bottom) / 2.0 + 4,):
        box = shapely.box(middle - half - 3, y - 12, middle + half + 3, y + 4)
        if y - 12 >= _TOP_PX and not any(box.intersects(other) for other in taken):
            taken.append(box)
            canvas.text(middle, y, said, size=SMALL_PX, anchor="middle", fill=fill, halo=halo, weight="bold")
            return


def _draw_angles(canvas: Canvas, seen: CameraView, words: Words, *, scale: float) -> None:
    """Draw how far off the axis the image's columns and rows lie."""
    image = seen.image
    foot = _TOP_PX + seen.height_px * scale

    def at(angle: float) -> float:
        turn = math.radians(angle)
        return image.f_px * (math.tan(turn) if image.projection == FLAT else turn) * scale

    def most(size_px: float) -> float:
        half = size_px / 2.0 / image.f_px
        return math.degrees(math.atan(half) if image.projection == FLAT else half)

    middle_x, middle_y = _LEFT_PX + seen.width_px * scale / 2.0, _TOP_PX + seen.height_px * scale / 2.0
    half = most(seen.width_px)
    for angle in ticks(-half, half, max(2, int(seen.width_px * scale / 70))):
        x = middle_x + at(angle)
        canvas.line([(x, foot), (x, foot + 5)], stroke=SOFT_INK)
        canvas.text(x, foot + 17, _degrees(angle), size=SMALL_PX, anchor="middle", fill=SOFT_INK)
    half = most(seen.height_px)
    for angle in ticks(-half, half, max(2, int(seen.height_px * scale / 60))):
        y = middle_y - at(angle)
        canvas.line([(_LEFT_PX - 5, y), (_LEFT_PX, y)], stroke=SOFT_INK)
        canvas.text(_LEFT_PX - 8, y + 4, _degrees(angle), size=SMALL_PX, anchor="end", fill=SOFT_INK)
    said = words.say("view.angles")
    canvas.text(canvas.width_px - _RIGHT_PX, _TOP_PX - 5, said, size=SMALL_PX, anchor="end", fill=SOFT_INK)


def _degrees(angle: float) -> str:
    return f"{angle:+g}°" if angle else "0°"


def _entries(seen: CameraView, words: Words, classes: Sequence[str]) -> list[Entry]:
    entries = [
        Entry(
            patch.name,
            f"{words.value('class', patch.name)} ≥ {words.say('px_per_m', value=figure(patch.min_px_per_m))}",
            rung_colour(GROUND_RAMP, patch.name, classes),
        )
        for patch in seen.ground
    ]
    for name in classes:
        if any(pane.name == name for pane in seen.panes):
            said = f"{words.say('legend.exposed')}: {words.value('class', name)}"
            entries.append(Entry(f"pane-{name}", said, rung_colour(WALL_RAMP, name, classes), "exposed"))
    buildings = [part for part in seen.parts if part.solid == "building"]
    for use in USES:
        if any(part.use == use for part in buildings):
            entries.append(Entry(f"use-{use}", words.value("use", use), USES[use]))
    others = [part for part in seen.parts if part.solid == "obstacle"]
    if any(part.use == "tree" for part in others):
        entries.append(Entry("tree", words.say("legend.tree"), TREE, "leaves"))
    if any(part.use != "tree" for part in others):
        entries.append(Entry("obstacle", words.say("legend.obstacle"), OBSTACLE))
    if any(part.is_thin and part.use != "tree" for part in others):
        entries.append(Entry("proposed", words.say("legend.proposed"), PAPER, dashed=True))
    return entries
