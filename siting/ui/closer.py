"""Looking closer: the section along a line of sight, what a camera itself sees, what its tilt does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from siting.errors import SitingError
from siting.look.camera_view import camera_view
from siting.look.deck import deck_of
from siting.look.elevation import elevation_of
from siting.look.section import section_of
from siting.look.tilt import tilt_of
from siting.ui import draw
from siting.ui.desk import Chosen
from siting.ui.drawings import drawing_words
from siting.ui.drawings.camera_view import camera_view_svg
from siting.ui.drawings.elevation import elevation_svg
from siting.ui.drawings.section import section_svg
from siting.ui.drawings.tilt import tilt_svg

if TYPE_CHECKING:
    from siting.assess import Assessment
    from siting.model import Camera
    from siting.ui.desk import Desk
    from siting.words import Words

LOOKS = ("section", "camera_view", "elevation", "solid")
_FULL_TURN_DEG = 360.0
_WIDTH_PX = 1200.0
_SOLID_HEIGHT_PX = 560


def draw_all(desk: Desk, words: Words) -> None:
    """Return nothing; draw the closer looks at the chosen camera.

    Parameters
    ----------
    desk : Desk
    words : Words
    """
    assessment = desk.assessment
    assert assessment is not None
    ids = [camera.id for camera in desk.scene.cameras]
    if not ids:
        st.caption(words.say("no_camera"))
        return
    which, look = st.columns([2, 5], vertical_alignment="bottom")
    now = desk.chosen.id if desk.chosen.layer == "cameras" and desk.chosen.id in ids else ids[0]
    camera_id = which.selectbox(words.say("camera"), ids, index=ids.index(now))
    if camera_id != desk.chosen.id:
        desk.chosen = Chosen("cameras", camera_id)
    kind = (
        look.segmented_control(
            words.say("look"), LOOKS, default=LOOKS[0], format_func=lambda name: words.say(f"look.{name}"),
            key="look",
        )
        or LOOKS[0]
    )  # fmt: skip
    with draw.told(words):
        if kind == "section":
            _section(desk, assessment, camera_id, words)
        elif kind == "elevation":
            _elevation(assessment, camera_id, words)
        elif kind == "solid":
            st.pydeck_chart(
                deck_of(assessment, camera_id=camera_id, lang=words.lang), height=_SOLID_HEIGHT_PX
            )
        else:
            seen = camera_view(assessment, camera_id, width_px=_WIDTH_PX)
            st.image(
                camera_view_svg(seen, drawing_words(words.lang), ladder=assessment.ladder, width_px=_WIDTH_PX)
            )


def _elevation(assessment: Assessment, camera_id: str, words: Words) -> None:
    """Return nothing; draw the facades of a building that the camera sees, or of any in view."""
    rows = assessment.facades
    of_camera = rows[(rows["camera_id"] == camera_id).to_numpy()]
    worst_first = (of_camera if not of_camera.empty else rows).sort_values("max_px_per_m", ascending=False)
    ids = list(dict.fromkeys(worst_first["building_id"]))
    if not ids:
        st.info(words.say("no_homes_in_view"))
        return
    which, whose = st.columns([3, 2], vertical_alignment="bottom")
    building_id = which.selectbox(words.say("building"), ids)
    alone = whose.checkbox(
        words.say("this_camera_alone"), value=not of_camera.empty, disabled=of_camera.empty
    )
    drawn = elevation_of(assessment, building_id, camera_id=camera_id if alone else None)
    st.image(elevation_svg(drawn, drawing_words(words.lang), ladder=assessment.ladder, width_px=_WIDTH_PX))


def tilt(desk: Desk, camera: Camera, words: Words) -> None:
    """Return nothing; draw mast, tilt and the edges of the image of one camera, when they are known.

    Parameters
    ----------
    desk : Desk
    camera : Camera
    words : Words
    """
    assert desk.assessment is not None
    if camera.lens is None or camera.height_m is None:
        return
    try:
        seen = tilt_of(
            camera.lens,
            height_m=camera.height_m,
            tilt_deg=camera.tilt_deg,
            roll_deg=camera.roll_deg,
            target_height_m=desk.assessment.target_height_m,
            range_m=camera.range_m,
        )
        drawn = tilt_svg(seen, drawing_words(words.lang))
    except SitingError:
        # An image all round has no upper and lower edge.
        return
    st.image(drawn)


def _section(desk: Desk, assessment: Assessment, camera_id: str, words: Words) -> None:
    camera = next(each for each in desk.scene.cameras if each.id == camera_id)
    azimuth_deg = st.slider(
        words.say("section_azimuth"),
        0.0,
        _FULL_TURN_DEG,
        float(camera.azimuth_deg or 0.0),
        step=1.0,
        key=f"section/{camera_id}/{camera.azimuth_deg}",
    )
    cut = section_of(assessment, camera_id, azimuth_deg=azimuth_deg % _FULL_TURN_DEG)
    st.image(section_svg(cut, drawing_words(words.lang), ladder=assessment.ladder, width_px=_WIDTH_PX))
