"""The small drawing beside a form: mast, tilt, edges of the image, from where to where it sees."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from siting.coverage.optics import FLOOR_PX_PER_M
from siting.ui.drawings.canvas import SMALL_PX, Canvas, figure, shortened, text_width_px
from siting.ui.drawings.frame import Frame, draw_camera
from siting.ui.drawings.palette import INK, SIGHT, SOFT_INK

if TYPE_CHECKING:
    from siting.look.tilt import Tilt
    from siting.words import Words

_LEFT_PX, _RIGHT_PX, _TOP_PX, _BELOW_PX = 46.0, 20.0, 44.0, 58.0
_HIGHEST_PX, _LOWEST_PX = 230.0, 70.0
_SEEN = "#ffe9a8"
_LONGEST_M = 120.0
# A limit of density farther off than this says nothing to one who tilts a camera.
_FARTHEST_TOLD_M = 500.0
_ARC_STEPS = 24


def tilt_svg(tilt: Tilt, words: Words, *, width_px: float = 480.0) -> str:
    """Return the drawing of what a tilt does as SVG, at true scale.

    Parameters
    ----------
    tilt : siting.look.tilt.Tilt
    words : siting.words.Words
        From `siting.ui.drawings.drawing_words`.
    width_px : float
    """
    width = width_px - _LEFT_PX - _RIGHT_PX
    sees = not math.isnan(tilt.near_m)
    start = min(tilt.near_m * 1.1, 0.0) if sees else 0.0
    longest = min(_length_m(tilt), _LONGEST_M)
    tall = max(tilt.height_m, tilt.target_height_m) * 1.25 + 0.6
    scale = min(width / (longest - start), _HIGHEST_PX / tall)
    high = max(tall * scale, _LOWEST_PX)
    foot = _TOP_PX + high
    frame = Frame(_LEFT_PX, _TOP_PX, width, high, start, 0.0, scale)
    said = words.say("tilt.title", tilt=round(tilt.tilt_deg, 1), vfov=tilt.upper_deg - tilt.lower_deg)
    canvas = Canvas(width_px, foot + _BELOW_PX, said)
    canvas.heading(said, _note(tilt, words))
    canvas.within(_LEFT_PX, _TOP_PX, width, high + 6)
    _draw_view(canvas, tilt, frame, far_m=2.0 * width / scale)
    canvas.box(_LEFT_PX, foot, width, 6, fill="#efe8da")
    canvas.box(_LEFT_PX, foot, width, 6, fill=canvas.hatch("earth"))
    canvas.line([(_LEFT_PX, foot), (_LEFT_PX + width, foot)], stroke_width=1.8)
    level = frame.y(tilt.target_height_m)
    canvas.line([(_LEFT_PX, level), (_LEFT_PX + width, level)], stroke=SIGHT, stroke_dasharray="2 4")
    if sees:
        ends = [(tilt.near_m, tilt.target_height_m), (tilt.far_m, tilt.target_height_m)]
        canvas.line(frame.places(ends), stroke=SIGHT, stroke_width=4.0)
    canvas.anywhere()
    _draw_camera(canvas, tilt, words, frame)
    if sees:
        _draw_distances(canvas, tilt, words, frame)
    return canvas.as_text()


def _length_m(tilt: Tilt) -> float:
    if not math.isnan(tilt.far_m):
        return max(tilt.far_m * 1.12, tilt.height_m * 2.0, 5.0)
    return max(tilt.height_m * 4.0, 10.0)


def _note(tilt: Tilt, words: Words) -> str:
    if math.isnan(tilt.near_m):
        return words.say("tilt.none")
    ends = zip((tilt.near_m, tilt.far_m), (tilt.near_px_per_m, tilt.far_px_per_m), strict=True)
    return " – ".join(
        f"{words.say('metres', value=figure(at))} ({words.say('px_per_m', value=figure(density))})"
        for at, density in ends
    )


def _draw_view(canvas: Canvas, tilt: Tilt, frame: Frame, *, far_m: float) -> None:
    def along(angle_deg: float) -> tuple[float, float]:
        turn = math.radians(angle_deg)
        return far_m * math.cos(turn), tilt.height_m + far_m * math.sin(turn)

    eye = (0.0, tilt.height_m)
    arc = [along(angle) for angle in np.linspace(tilt.lower_deg, tilt.upper_deg, _ARC_STEPS)]
    canvas.area([frame.places([eye, *arc])], fill=_SEEN, fill_opacity=0.75)
    for angle in (tilt.lower_deg, tilt.upper_deg):
        canvas.line(frame.places([eye, along(angle)]), stroke=SIGHT, stroke_width=1.4)
    canvas.line(frame.places([eye, along(-tilt.tilt_deg)]), stroke=SIGHT, stroke_dasharray="12 4 2 4")
    canvas.line(frame.places([eye, along(0.0)]), stroke=SOFT_INK, stroke_width=0.8, stroke_dasharray="3 3")


def _draw_camera(canvas: Canvas, tilt: Tilt, words: Words, frame: Frame) -> None:
    x, y, foot = frame.x(0.0), frame.y(tilt.height_m), frame.y(0.0)
    canvas.line([(x, foot), (x, y)], stroke_width=3.0)
    draw_camera(canvas, x, y, tilt_deg=tilt.tilt_deg)
    said = words.say("metres", value=figure(tilt.height_m))
    canvas.text(x - 8, (foot + y) / 2.0 + 4, said, size=SMALL_PX, anchor="end")
    if abs(tilt.tilt_deg) >= 1.0:
        radius = 44.0
        angles = np.radians(np.linspace(0.0, tilt.tilt_deg, _ARC_STEPS))
        canvas.line(np.column_stack([x + radius * np.cos(angles), y + radius * np.sin(angles)]), stroke=INK)


def _draw_distances(canvas: Canvas, tilt: Tilt, words: Words, frame: Frame) -> None:
    """Write below the ground from where to where the target plane is seen."""
    base = frame.foot_px + 18
    marks = [("tilt.near", tilt.near_m), ("tilt.far", tilt.far_m)]
    spots = [min(max(frame.x(at), frame.left_px), frame.right_px) for _, at in marks]
    canvas.line([(spots[0], base), (spots[1], base)], stroke=SIGHT, stroke_width=1.6)
    texts = [words.say(key, value=figure(at)) for key, at in marks]
    halves = [text_width_px(said, SMALL_PX) / 2.0 for said in texts]
    at = [
        min(max(spot, half + 6), canvas.width_px - half - 6) for spot, half in zip(spots, halves, strict=True)
    ]
    # Side by side where they would meet.
    at[1] = max(at[1], at[0] + halves[0] + halves[1] + 10)
    if at[1] > canvas.width_px - halves[1] - 6:
        at[1] = canvas.width_px - halves[1] - 6
        at[0] = min(at[0], at[1] - halves[0] - halves[1] - 10)
    for spot, middle, said in zip(spots, at, texts, strict=True):
        canvas.line([(spot, base - 5), (spot, base + 5)], stroke=SIGHT, stroke_width=1.6)
        canvas.text(middle, base + 18, said, size=SMALL_PX, anchor="middle", fill=SIGHT, weight="bold")
    said = words.say("tilt.far_open") if tilt.upper_deg >= 0.0 else ""
    if tilt.limit_m <= _FARTHEST_TOLD_M:
        limit = words.say("tilt.limit", value=figure(tilt.limit_m), floor=FLOOR_PX_PER_M)
        said = f"{said} · {limit}" if said else limit
    room = canvas.width_px - 24
    canvas.text(12, base + 36, shortened(said, room, SMALL_PX), size=SMALL_PX, fill=SOFT_INK)
