"""The drawing of an elevation: walls in rows at one scale, what is seen of their windows on top."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.ui.drawings.canvas import SMALL_PX, Canvas, figure, shortened, text_width_px, ticks
from siting.ui.drawings.frame import Frame
from siting.ui.drawings.legend import Entry, draw_legend, legend_height_px
from siting.ui.drawings.palette import ALERT, INK, PAPER, SOFT_INK, USES, WALL_RAMP, rung_colour

if TYPE_CHECKING:
    from collections.abc import Sequence

    from siting.look.elevation import Elevation, Exposed
    from siting.look.walls import Facade
    from siting.model import Ladder
    from siting.words import Words

_LEFT_PX, _RIGHT_PX, _TOP_PX = 54.0, 18.0, 54.0
_ROW_GAP_PX = 44.0
_AXIS_PX = 30.0
# As large as this a wall is drawn where the building has room, and never smaller than the second [px/m].
_LARGEST_PX_PER_M, _LEAST_PX_PER_M = 26.0, 7.0
_MOST_ROWS = 6
_HIGHEST_PX = 420.0
_COMPASS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")


def elevation_svg(elevation: Elevation, words: Words, *, ladder: Ladder, width_px: float = 960.0) -> str:
    """Return the drawing of an elevation as SVG.

    Parameters
    ----------
    elevation : siting.look.elevation.Elevation
    words : siting.words.Words
        From `siting.ui.drawings.drawing_words`.
    ladder : siting.model.Ladder
        Whose classes colour what is seen.
    width_px : float
    """
    classes = ["below", *(name for name, _ in ladder.classes)]
    rows, scale = _rows(elevation, width_px - _LEFT_PX - _RIGHT_PX)
    high = (elevation.top_m - elevation.base_m) * scale
    entries = _entries(elevation, words, classes)
    foot = _TOP_PX + len(rows) * (high + _ROW_GAP_PX)
    title = words.say("elevation.title", building=elevation.name or elevation.building_id)
    canvas = Canvas(width_px, foot + _AXIS_PX + legend_height_px(entries, width_px), title)
    canvas.heading(title, _note(elevation, words, hidden=_hidden_count(elevation, rows)))
    for k, row in enumerate(rows):
        top = _TOP_PX + 16 + k * (high + _ROW_GAP_PX)
        width = (row[-1].to_m - row[0].from_m) * scale
        frame = Frame(_LEFT_PX, top, width, high, row[0].from_m, elevation.base_m, scale)
        _draw_row(canvas, elevation, row, frame, words=words, classes=classes)
    _draw_scale(canvas, words, scale, y=foot + 14)
    draw_legend(canvas, entries, top=foot + _AXIS_PX)
    return canvas.as_text()


def _rows(elevation: Elevation, room_px: float) -> tuple[list[list[Facade]], float]:
    """Return the walls in rows that fit, and the scale; rows on which nothing is seen are left out first."""
    high_m = max(elevation.top_m - elevation.base_m, 1.0)
    longest = max(wall.to_m - wall.from_m for wall in elevation.walls)
    scale = min(room_px / elevation.length_m, _HIGHEST_PX / high_m, _LARGEST_PX_PER_M)
    # A long building in one row would be small: it is broken at its corners.
    wanted = min(_LEAST_PX_PER_M, _HIGHEST_PX / high_m) * (1.5 if elevation.exposed else 1.0)
    scale = min(max(scale, wanted), room_px / longest)
    rows: list[list[Facade]] = [[]]
    for wall in elevation.walls:
        if rows[-1] and (wall.to_m - rows[-1][0].from_m) * scale > room_px + 1e-6:
            rows.append([])
        rows[-1].append(wall)
    if len(rows) > 1:
        seen = {each.wall for each in elevation.exposed} or {each.wall for each in elevation.openings}
        with_something = [row for row in rows if any(wall.number in seen for wall in row)]
        rows = with_something or rows
    return rows[:_MOST_ROWS], scale


def _hidden_count(elevation: Elevation, rows: list[list[Facade]]) -> int:
    return len(elevation.walls) - sum(map(len, rows))


def _note(elevation: Elevation, words: Words, *, hidden: int) -> str:
    height = figure(elevation.top_m - elevation.base_m)
    use = words.value("use", elevation.use)
    said = words.say("elevation.note", use=use, height=height, storeys=len(elevation.floors_m) - 1)
    if elevation.height_assumed:
        said += " " + words.say("elevation.assumed")
    if hidden:
        said += " " + words.say("elevation.hidden", count=hidden)
    return said


def _draw_row(
    canvas: Canvas,
    elevation: Elevation,
    row: Sequence[Facade],
    frame: Frame,
    *,
    words: Words,
    classes: Sequence[str],
) -> None:
    end = row[-1].to_m
    for k in range(len(elevation.floors_m) - 1):
        low, high = elevation.floors_m[k], elevation.floors_m[k + 1]
        is_protected = k >= elevation.protected_from
        box = (frame.left_px, frame.y(high), frame.width_px, (high - low) * frame.px_per_m)
        canvas.box(*box, fill=USES.get(elevation.use, USES["other"]) if is_protected else "#f1f2f4")
        canvas.box(*box, fill="none", stroke=SOFT_INK, stroke_width=0.6)
    for wall in row:
        _draw_wall(canvas, wall, frame, words)
    canvas.line([(frame.right_px, frame.top_px), (frame.right_px, frame.foot_px)], stroke_width=1.4)
    numbers = {wall.number for wall in row}
    for each in elevation.openings:
        if each.wall in numbers:
            box = (frame.x(each.from_m), frame.y(each.high_m), (each.to_m - each.from_m) * frame.px_per_m,
                   (each.high_m - each.low_m) * frame.px_per_m)  # fmt: skip
            canvas.box(
                *box, fill="#c9dbe8" if each.kind == "window" else "#8a6d3b", stroke=INK, stroke_width=0.9
            )
    mine = [each for each in elevation.exposed if each.wall in numbers]
    for exposed in mine:
        colour = rung_colour(WALL_RAMP, exposed.name, classes)
        for part in shapely.get_parts(exposed.shape):
            rings = [frame.places(shapely.get_coordinates(ring)) for ring in (part.exterior, *part.interiors)]
            canvas.area(rings, fill=colour, stroke=INK, stroke_width=1.0)
            canvas.area(rings, fill=canvas.hatch("exposed"), fill_opacity=0.55)
    ground = [(frame.left_px - 8, frame.foot_px), (frame.x(end) + 8, frame.foot_px)]
    canvas.line(ground, stroke_width=2.2)
    _draw_heights(canvas, elevation, frame, words)
    _draw_labels(canvas, mine, frame, words)


def _draw_wall(canvas: Canvas, wall: Facade, frame: Frame, words: Words) -> None:
    left, right = frame.x(wall.from_m), frame.x(wall.to_m)
    canvas.line([(left, frame.top_px), (left, frame.foot_px)], stroke_width=1.0)
    said = words.say(f"compass.{_COMPASS[round(wall.facing_deg / 45.0) % 8]}")
    if wall.is_court:
        said = words.say("elevation.court", facing=said)
    length = f"{said} · {words.say('metres', value=figure(wall.to_m - wall.from_m))}"
    for text in (length, said):
        if text_width_px(text, SMALL_PX) + 4 <= right - left:
            middle = (left + right) / 2.0
            canvas.text(middle, frame.foot_px + 15, text, size=SMALL_PX, anchor="middle", fill=SOFT_INK)
            return


def _draw_heights(canvas: Canvas, elevation: Elevation, frame: Frame, words: Words) -> None:
    taken = math.inf
    for height in elevation.floors_m:
        y = frame.y(height)
        canvas.line([(frame.left_px - 5, y), (frame.left_px, y)], stroke=SOFT_INK)
        if taken - y >= 14:
            canvas.text(frame.left_px - 8, y + 4, figure(height), size=SMALL_PX, anchor="end", fill=SOFT_INK)
            taken = y
    name = "axis.height" if elevation.is_level else "axis.elevation"
    if frame.height_px >= 60:
        middle = (frame.top_px + frame.foot_px) / 2.0
        canvas.text(
            14, middle, words.say(name), size=SMALL_PX, anchor="middle", fill=SOFT_INK, turn_deg=-90.0
        )


def _draw_labels(canvas: Canvas, exposed: Sequence[Exposed], frame: Frame, words: Words) -> None:
    """Write at the sharpest parts which camera sees them and how sharply, where there is room."""
    taken: list[Any] = []
    told: set[tuple[str, int]] = set()
    for each in reversed(exposed):
        if (each.camera_id, each.wall) in told:
            continue
        told.add((each.camera_id, each.wall))
        density = words.say("px_per_m", value=figure(each.max_px_per_m))
        place = np.array(shapely.bounds(each.shape)).reshape(2, 2)
        (left, foot), (right, top) = frame.places(place)
        middle = (left + right) / 2.0
        for said in (f"{shortened(each.camera_id, 110.0, SMALL_PX)} · {density}", density):
            half = text_width_px(said, SMALL_PX) / 2.0
            at = min(
                max(middle, frame.left_px + half), max(frame.left_px + half, canvas.width_px - 12 - half)
            )
            spots = (top - 4, foot + 13)
            if any(_written(canvas, taken, said, (at, y), half) for y in spots):
                break


def _written(canvas: Canvas, taken: list[Any], said: str, place: tuple[float, float], half: float) -> bool:
    box = shapely.box(place[0] - half - 2, place[1] - 11, place[0] + half + 2, place[1] + 3)
    if any(shapely.intersects(box, other) for other in taken):
        return False
    taken.append(box)
    canvas.text(*place, said, size=SMALL_PX, anchor="middle", fill=ALERT, weight="bold")
    return True


def _draw_scale(canvas: Canvas, words: Words, scale: float, *, y: float) -> None:
    length = ticks(0.0, 130.0 / scale, 2)[-1]
    half = length * scale / 2.0
    for k in range(2):
        canvas.box(_LEFT_PX + k * half, y - 6, half, 6, fill=INK if k == 0 else PAPER, stroke=INK)
    canvas.text(_LEFT_PX + 2 * half + 6, y, words.say("metres", value=figure(length)), size=SMALL_PX)


def _entries(elevation: Elevation, words: Words, classes: Sequence[str]) -> list[Entry]:
    entries = []
    if any(k >= elevation.protected_from for k in range(len(elevation.floors_m) - 1)):
        colour = USES.get(elevation.use, USES["other"])
        entries.append(Entry("protected", words.say("elevation.protected"), colour))
    for name in classes:
        if any(each.name == name for each in elevation.exposed):
            said = f"{words.say('legend.exposed')}: {words.value('class', name)}"
            entries.append(Entry(f"seen-{name}", said, rung_colour(WALL_RAMP, name, classes), "exposed"))
    kinds = {each.kind for each in elevation.openings}
    if "window" in kinds:
        entries.append(Entry("window", words.say("elevation.window"), "#c9dbe8"))
    if "door" in kinds:
        entries.append(Entry("door", words.say("elevation.door"), "#8a6d3b"))
    if not elevation.exposed:
        entries.append(Entry("unseen", words.say("elevation.unseen"), PAPER))
    return entries
