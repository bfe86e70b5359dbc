"""What is written on a section: names, rays, axes, scale, classes of what is seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from siting.ui.drawings.canvas import SMALL_PX, Canvas, figure, shortened, text_width_px, ticks
from siting.ui.drawings.palette import (
    ALERT,
    GRID,
    GROUND_RAMP,
    INK,
    PAPER,
    SIGHT,
    SOFT_INK,
    TARGET,
    ink_on,
    rung_colour,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from siting.look.cuts import Cut, ExposedCut
    from siting.look.section import Ray, Section
    from siting.ui.drawings.frame import Frame
    from siting.words import Words

STRIP_PX, AXIS_PX = 30.0, 40.0
"""Height of the strip of classes below a section, and of its axis with the scale."""


def draw_labels(canvas: Canvas, section: Section, frame: Frame, words: Words) -> None:
    """Write the names of the camera and of what is cut, the angles of rays, densities of windows in view."""
    x, y = frame.places([(0.0, section.eye_m)])[0]
    room = frame.width_px / 3.0
    canvas.text(x + 12, max(y - 10, frame.top_px + 12), shortened(section.camera_id, room), weight="bold")
    taken = -1e9
    for cut in section.cuts:
        if cut.kind == "building":
            taken = _label_cut(canvas, cut, frame, words, taken)
    _label_rays(canvas, section, frame, words)
    for each in _best_exposed(section):
        spot = frame.places([(each.distance_m, each.high_m)])[0]
        said = words.say("px_per_m", value=figure(each.max_px_per_m))
        canvas.text(spot[0] - 8, spot[1] + 10, said, size=SMALL_PX, anchor="end", fill=ALERT, weight="bold")
    if section.range_m is not None and section.range_m < section.length_m:
        x = frame.x(section.range_m)
        canvas.line([(x, frame.top_px), (x, frame.foot_px)], stroke=SOFT_INK, stroke_dasharray="6 3")
        said = words.say("range", range=section.range_m)
        canvas.text(x - 5, frame.top_px + 12, said, size=SMALL_PX, anchor="end", fill=SOFT_INK)


def _best_exposed(section: Section) -> list[ExposedCut]:
    """Return of each building the window seen most sharply."""
    best: dict[str, ExposedCut] = {}
    for each in sorted(section.exposed, key=lambda cut: -cut.max_px_per_m):
        best.setdefault(each.building_id, each)
    return list(best.values())


def _label_cut(canvas: Canvas, cut: Cut, frame: Frame, words: Words, taken: float) -> float:
    """Write what a cut building is, where there is room; return up to where the drawing is taken."""
    left, right = frame.x(max(cut.from_m, frame.start_m)), min(frame.x(cut.to_m), frame.right_px)
    use = words.value("use", cut.use)
    lines = [cut.id, use, words.say("metres", value=figure(cut.top_m - cut.base_m))]
    base = min(frame.y(cut.base_m), frame.foot_px)
    top = max(frame.y(cut.top_m), frame.top_px)
    middle = (left + right) / 2.0
    wide = max(text_width_px(said, SMALL_PX) for said in lines)
    if wide + 10 <= right - left and base - top >= 3 * 15:
        start = (top + base) / 2.0 - 11.0
        for k, said in enumerate(lines):
            weight = "bold" if k == 0 else "normal"
            canvas.text(middle, start + 15 * k, said, size=SMALL_PX, anchor="middle", weight=weight)
        return max(taken, right)
    for said in (" · ".join(lines), f"{cut.id} · {lines[2]}", cut.id):
        if text_width_px(said, SMALL_PX) + 8 <= right - left and base - top >= 16:
            canvas.text(middle, (top + base) / 2.0 + 4, said, size=SMALL_PX, anchor="middle")
            return max(taken, right)
        if text_width_px(said, SMALL_PX) <= base - top - 8 and right - left >= 15:
            canvas.text(middle + 4, base - 5, said, size=SMALL_PX, turn_deg=-90.0)
            return max(taken, right)
    said = shortened(cut.id, 110.0, SMALL_PX)
    half = text_width_px(said, SMALL_PX) / 2.0
    at = min(max(middle, frame.left_px + half), frame.right_px - half)
    if at - half > taken and top - 6 > frame.top_px + 8:
        canvas.text(at, top - 6, said, size=SMALL_PX, anchor="middle")
        return at + half + 6
    return taken


def _label_rays(canvas: Canvas, section: Section, frame: Frame, words: Words) -> None:
    for ray in section.rays:
        said = _said_of(ray, words)
        turn = np.radians(ray.angle_deg)
        # Along the ray, as far out as both the frame and what it meets allow.
        far = 0.42 * frame.width_px / frame.px_per_m
        if ray.hit is not None:
            far = min(far, float(np.hypot(ray.hit.distance_m, ray.hit.elevation_m - section.eye_m)) * 0.6)
        if far * frame.px_per_m < 46.0 or np.cos(turn) <= 0.2:
            continue
        x, y = frame.places([(far * np.cos(turn), section.eye_m + far * np.sin(turn))])[0]
        if not frame.top_px + 10 < y < frame.foot_px - 4:
            continue
        canvas.text(
            x,
            y - 4,
            said,
            size=SMALL_PX,
            fill=SIGHT if ray.name != "sight" else TARGET,
            turn_deg=-ray.angle_deg,
        )


def _said_of(ray: Ray, words: Words) -> str:
    if ray.name != "sight":
        # Rounded to 0 an angle below the horizon is no minus 0.
        return words.say(f"ray.{ray.name}", angle=round(ray.angle_deg) + 0.0)
    if ray.hit is None:
        return words.say("ray.sight_free")
    return words.say("ray.sight_hidden", what=ray.hit.id or words.say("ground"))


def draw_axes(canvas: Canvas, section: Section, frame: Frame, words: Words) -> None:
    """Draw heights on the left, distances below, and the scale."""
    bottom, right = frame.foot_px, frame.right_px
    canvas.line([(frame.left_px, frame.top_px), (frame.left_px, bottom), (right, bottom)], stroke=SOFT_INK)
    for height in ticks(frame.bottom_m, frame.top_m, max(2, int(frame.height_px / 36))):
        y = frame.y(height)
        canvas.line([(frame.left_px - 5, y), (frame.left_px, y)], stroke=SOFT_INK)
        canvas.text(frame.left_px - 8, y + 4, f"{height:g}", size=SMALL_PX, anchor="end", fill=SOFT_INK)
    name = "axis.height" if section.is_level else "axis.elevation"
    canvas.text(14, frame.foot_px / 2, words.say(name), size=SMALL_PX, anchor="middle",
                fill=SOFT_INK, turn_deg=-90.0)  # fmt: skip
    foot = bottom + STRIP_PX
    for distance in ticks(section.start_m, section.length_m, max(3, int(frame.width_px / 62))):
        x = frame.x(distance)
        canvas.line([(x, bottom), (x, foot + 5)], stroke=GRID)
        canvas.text(x, foot + 17, f"{distance:g}", size=SMALL_PX, anchor="middle", fill=SOFT_INK)
    canvas.text(right, foot + 33, words.say("axis.distance"), size=SMALL_PX, anchor="end", fill=SOFT_INK)
    _draw_scale_bar(canvas, frame, words, y=foot + 30)


def _draw_scale_bar(canvas: Canvas, frame: Frame, words: Words, *, y: float) -> None:
    length = ticks(0.0, 130.0 / frame.px_per_m, 2)[-1]
    half = length * frame.px_per_m / 2.0
    for k in range(2):
        canvas.box(frame.left_px + k * half, y - 5, half, 6, fill=INK if k == 0 else PAPER, stroke=INK)
    said = words.say("metres", value=figure(length))
    canvas.text(frame.left_px + 2 * half + 6, y + 2, said, size=SMALL_PX)


def draw_strip(canvas: Canvas, section: Section, frame: Frame, words: Words, classes: Sequence[str]) -> None:
    """Draw below the section what is seen of the target plane, class by class, in words where they fit."""
    top = frame.foot_px + 5
    canvas.box(frame.left_px, top, frame.width_px, 20, fill="#f4f6f8", stroke=GRID)
    if not section.stretches:
        canvas.text(
            frame.left_px + 8, top + 14, words.say("section.nothing"), size=SMALL_PX, fill=SOFT_INK, halo=""
        )
    for each in section.stretches:
        left = max(frame.x(each.from_m), frame.left_px)
        right = min(frame.x(each.to_m), frame.right_px)
        colour = rung_colour(GROUND_RAMP, each.name, classes)
        canvas.box(left, top, right - left, 20, fill=colour, stroke=INK, stroke_width=0.8)
        name = words.value("class", each.name)
        said = f"{name} ≥ {each.min_px_per_m:g}"
        if text_width_px(said, SMALL_PX) > right - left - 4:
            said = name
        if text_width_px(said, SMALL_PX) <= right - left - 4:
            middle = (left + right) / 2.0
            canvas.text(middle, top + 14, said, size=SMALL_PX, anchor="middle", fill=ink_on(colour), halo="")
