"""The drawing of a section: true scale, what is cut hatched, what is seen tinted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from siting.ui.drawings.canvas import (
    Canvas,
)
from siting.ui.drawings.frame import Frame, draw_camera
from siting.ui.drawings.legend import Entry, draw_legend, legend_height_px
from siting.ui.drawings.palette import (
    GROUND_RAMP,
    INK,
    OBSTACLE,
    PAPER,
    SIGHT,
    SOFT_INK,
    TARGET,
    TREE,
    USES,
    WALL_RAMP,
    rung_colour,
)
from siting.ui.drawings.section_texts import AXIS_PX, STRIP_PX, draw_axes, draw_labels, draw_strip

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from siting.look.cuts import Cut
    from siting.look.section import Section
    from siting.model import Ladder
    from siting.words import Words

_LEFT_PX, _RIGHT_PX, _TOP_PX = 54.0, 18.0, 54.0
_HIGHEST_RATIO = 0.62
_LOWEST_PX = 120.0
_EARTH_M = 1.2
# A camera nearer to a wall than this hangs on it.
_ON_WALL_M = 0.8
_SEEN = "#ffe9a8"


def section_svg(section: Section, words: Words, *, ladder: Ladder, width_px: float = 960.0) -> str:
    """Return the drawing of a section as SVG, legible from 480 px upwards.

    Parameters
    ----------
    section : siting.look.section.Section
    words : siting.words.Words
        From `siting.ui.drawings.drawing_words`.
    ladder : siting.model.Ladder
        Whose classes colour what is seen.
    width_px : float
    """
    frame = _frame_of(section, width_px)
    entries = _entries(section, words)
    below = STRIP_PX + AXIS_PX + legend_height_px(entries, width_px)
    canvas = Canvas(width_px, frame.foot_px + below, _title(section, words))
    canvas.heading(_title(section, words), _note(section, words))
    classes = ["below", *(name for name, _ in ladder.classes)]
    canvas.within(_LEFT_PX, _TOP_PX, frame.width_px, frame.height_px)
    _draw_seen(canvas, section, frame)
    _draw_ground(canvas, section, frame)
    for cut in section.cuts:
        _draw_cut(canvas, cut, frame)
    _draw_target(canvas, section, frame, classes)
    _draw_rays(canvas, section, frame)
    _draw_exposed(canvas, section, frame, classes)
    _draw_mast(canvas, section, frame)
    canvas.anywhere()
    draw_labels(canvas, section, frame, words)
    draw_axes(canvas, section, frame, words)
    draw_strip(canvas, section, frame, words, classes)
    draw_legend(canvas, entries, top=frame.foot_px + STRIP_PX + AXIS_PX)
    return canvas.as_text()


def _title(section: Section, words: Words) -> str:
    return words.say("section.title", camera=section.camera_id, azimuth=round(section.azimuth_grid_deg) % 360)


def _note(section: Section, words: Words) -> str:
    height = round(section.eye_m - section.foot_m, 2)
    said = words.say("section.note", height=height, target=section.target_height_m)
    if abs(section.off_axis_deg) >= 0.5:
        said += " " + words.say("section.off_axis", angle=abs(section.off_axis_deg))
    return said


def _frame_of(section: Section, width_px: float) -> Frame:
    """Return the frame: the whole length across, heights as far as they matter and fit."""
    width = width_px - _LEFT_PX - _RIGHT_PX
    scale = width / (section.length_m - section.start_m)
    known = section.ground[~np.isnan(section.ground[:, 1]), 1]
    bottom = min([section.foot_m, *known.tolist()]) - max(_EARTH_M, 10.0 / scale)
    heights = [section.eye_m + 1.0, *(each.high_m for each in section.exposed)]
    heights += [cut.top_m for cut in section.cuts]
    wanted = (max(heights) + 14.0 / scale - bottom) * scale
    high = float(np.clip(wanted, _LOWEST_PX, max(_HIGHEST_RATIO * width_px, _LOWEST_PX)))
    return Frame(_LEFT_PX, _TOP_PX, width, high, section.start_m, bottom, scale)


def _draw_seen(canvas: Canvas, section: Section, frame: Frame) -> None:
    for fan in section.fans:
        canvas.area([frame.places(fan)], fill=_SEEN, fill_opacity=0.75)


def _draw_ground(canvas: Canvas, section: Section, frame: Frame) -> None:
    known = section.ground[~np.isnan(section.ground[:, 1])]
    if len(known) < 2:
        return
    top = frame.places(known)
    floor = frame.y(frame.bottom_m) + 2.0
    earth = np.vstack([top, [top[-1, 0], floor], [top[0, 0], floor]])
    canvas.area([earth], fill="#efe8da")
    canvas.area([earth], fill=canvas.hatch("earth"))
    canvas.line(top, stroke=INK, stroke_width=1.8)


def _draw_cut(canvas: Canvas, cut: Cut, frame: Frame) -> None:
    left, right = frame.x(cut.from_m), frame.x(cut.to_m)
    top, bottom = frame.y(cut.top_m), frame.y(cut.base_m)
    shape = (left, top, right - left, bottom - top)
    dashes: dict[str, Any] = {"stroke_dasharray": "5 3"} if cut.is_proposed or cut.height_assumed else {}
    if cut.kind == "obstacle":
        is_tree = cut.use == "tree"
        canvas.box(*shape, fill=TREE if is_tree else OBSTACLE)
        canvas.box(*shape, fill=canvas.hatch("leaves") if is_tree else "none", stroke=INK, **dashes)
        return
    canvas.box(*shape, fill=USES.get(cut.use, USES["other"]))
    canvas.box(*shape, fill=canvas.hatch("home" if cut.is_protected else "built"), fill_opacity=0.55)
    for floor in cut.floors_m:
        canvas.line(frame.places([(cut.from_m, floor), (cut.to_m, floor)]), stroke=SOFT_INK, stroke_width=0.7)
    canvas.box(*shape, fill="none", stroke=INK, stroke_width=2.2 if cut.is_protected else 1.3, **dashes)


def _target_line(section: Section) -> NDArray[np.float64]:
    known = section.ground[~np.isnan(section.ground[:, 1])]
    line: NDArray[np.float64] = known + np.array([0.0, section.target_height_m])
    return line


def _draw_target(canvas: Canvas, section: Section, frame: Frame, classes: Sequence[str]) -> None:
    line = _target_line(section)
    if len(line) < 2:
        return
    canvas.line(frame.places(line), stroke=SIGHT, stroke_width=0.9, stroke_dasharray="2 4")
    for each in section.stretches:
        ends = np.clip([each.from_m, each.to_m], line[0, 0], line[-1, 0])
        inside = line[(line[:, 0] > ends[0]) & (line[:, 0] < ends[1])]
        run = np.column_stack([ends, np.interp(ends, *line.T)])
        seen = frame.places(np.vstack([run[:1], inside, run[1:]]))
        canvas.line(seen, stroke=SIGHT, stroke_width=5.0)
        canvas.line(seen, stroke=rung_colour(GROUND_RAMP, each.name, classes), stroke_width=3.2)


def _draw_rays(canvas: Canvas, section: Section, frame: Frame) -> None:
    looks = {
        "upper": {"stroke": SIGHT, "stroke_width": 1.4},
        "lower": {"stroke": SIGHT, "stroke_width": 1.4},
        "axis": {"stroke": SIGHT, "stroke_width": 1.1, "stroke_dasharray": "12 4 2 4"},
        "sight": {"stroke": TARGET, "stroke_width": 1.8, "stroke_dasharray": "7 4"},
    }
    eye = (0.0, section.eye_m)
    for ray in section.rays:
        far = 4.0 * (section.length_m - section.start_m)
        end = (
            far * np.cos(np.radians(ray.angle_deg)),
            section.eye_m + far * np.sin(np.radians(ray.angle_deg)),
        )
        if ray.name == "sight" and section.target_m is not None:
            end = section.target_m
        if ray.hit is not None:
            end = (ray.hit.distance_m, ray.hit.elevation_m)
        canvas.line(frame.places([eye, end]), **looks[ray.name])
        if ray.hit is not None:
            canvas.dot(
                frame.x(end[0]),
                frame.y(end[1]),
                3.2,
                fill=PAPER,
                stroke=looks[ray.name]["stroke"],
                stroke_width=1.6,
            )
    if section.target_m is not None:
        x, y = frame.places([section.target_m])[0]
        canvas.line([(x - 6, y), (x + 6, y)], stroke=TARGET, stroke_width=2.0)
        canvas.line([(x, y - 6), (x, y + 6)], stroke=TARGET, stroke_width=2.0)


def _draw_exposed(canvas: Canvas, section: Section, frame: Frame, classes: Sequence[str]) -> None:
    for each in section.exposed:
        ends = frame.places([(each.distance_m, each.low_m), (each.distance_m, each.high_m)])
        canvas.line(ends, stroke=INK, stroke_width=8.0)
        canvas.line(ends, stroke=rung_colour(WALL_RAMP, each.name, classes), stroke_width=5.5)


def _draw_mast(canvas: Canvas, section: Section, frame: Frame) -> None:
    """Draw the camera, and its mast where it stands on none of what is cut."""
    foot, eye = section.foot_m, section.eye_m
    under = [cut.top_m for cut in section.cuts if cut.from_m <= 0.0 <= cut.to_m and cut.top_m <= eye]
    x, y = frame.places([(0.0, eye)])[0]
    wall = _wall_beside(section)
    if wall is None:
        stand = frame.places([(0.0, max([foot, *under])), (0.0, eye)])
    else:
        stand = frame.places([(wall, eye), (0.0, eye)])
    canvas.line(stand, stroke=INK, stroke_width=2.6)
    axis = section.ray("axis")
    draw_camera(canvas, x, y, tilt_deg=0.0 if axis is None else -axis.angle_deg)


def _wall_beside(section: Section) -> float | None:
    """Return how far off a wall is on which the camera hangs, None where it stands on a mast or a roof."""
    ends = [
        end
        for cut in section.cuts
        if cut.base_m < section.eye_m < cut.top_m
        for end in (cut.from_m, cut.to_m)
        if abs(end) <= _ON_WALL_M
    ]
    return min(ends, key=abs, default=None)


def _entries(section: Section, words: Words) -> list[Entry]:
    """Return the legend of what is drawn."""
    entries = [Entry("seen", words.say("legend.seen"), _SEEN)] if section.fans else []
    kinds = {("tree" if cut.use == "tree" else "obstacle") if cut.kind == "obstacle" else
             ("home" if cut.is_protected else "built") for cut in section.cuts}  # fmt: skip
    looks = {"home": USES["residence"], "built": USES["office"], "tree": TREE, "obstacle": OBSTACLE}
    hatches = {"home": "home", "built": "built", "tree": "leaves", "obstacle": ""}
    entries += [
        Entry(kind, words.say(f"legend.{kind}"), looks[kind], hatches[kind])
        for kind in ("home", "built", "tree", "obstacle")
        if kind in kinds
    ]
    if any(cut.height_assumed for cut in section.cuts):
        entries.append(Entry("assumed", words.say("legend.assumed"), PAPER, dashed=True))
    if any(cut.is_proposed for cut in section.cuts):
        entries.append(Entry("proposed", words.say("legend.proposed"), PAPER, dashed=True))
    if section.exposed:
        entries.append(Entry("exposed", words.say("legend.exposed"), WALL_RAMP[4]))
    entries.append(Entry("target", words.say("section.seen") + " [px/m]", GROUND_RAMP[4]))
    return entries
