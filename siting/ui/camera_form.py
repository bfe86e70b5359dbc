"""The form of a camera: where it is, how it looks, its lens, whose it is."""

from __future__ import annotations

from dataclasses import fields as fields_of
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from siting.errors import Fault, InputError, SitingError
from siting.model import Camera, Lens
from siting.project import edits
from siting.ui import forms
from siting.ui.desk import Chosen

if TYPE_CHECKING:
    from siting.ui.desk import Desk
    from siting.words import Words

_AIM = ("height_m", "azimuth_deg", "tilt_deg", "roll_deg", "range_m", "ir_range_m")
_BY_ANGLE = ("hfov_deg", "vfov_deg")
_BY_FOCAL_LENGTH = ("focal_length_mm", "sensor_width_mm")
_IMAGE = ("image_width_px", "image_height_px")
_TURNING = ("pan_min_deg", "pan_max_deg", "tilt_min_deg", "tilt_max_deg", "zoom_hfov_deg")
_WHOSE = (
    "status", "regime", "social_public_area", "place_class", "system_id", "purpose", "installer", "brand",
    "model", "gb28181_id", "gb28181_edition", "has_audio", "audio_range_m", "has_face_recognition",
    "enforcement_use", "bitrate_kbps", "record_hours_per_day", "consent_ref", "consent_date",
    "position_tolerance_m", "aim_tolerance_deg", "height_tolerance_m",
)  # fmt: skip
_PLACE = ("easting_m", "northing_m")
_LENS = tuple(field.name for field in fields_of(Lens))


def draw(desk: Desk, camera: Camera, words: Words, *, disabled: bool = False) -> None:
    """Return nothing; draw the form of a camera and carry out what is entered.

    Parameters
    ----------
    desk : Desk
    camera : Camera
    words : Words
    disabled : bool
        True where nothing may be changed.
    """
    values = _values(camera)
    asked: dict[str, Any] = {
        "words": words,
        "changed": partial(_enter, desk, camera),
        "assumed": camera.assumed,
        "disabled": disabled,
    }
    _name(desk, camera, words, disabled=disabled)
    forms.fields("cameras", camera.id, values, ("kind",), columns=1, **asked)
    forms.fields("cameras", camera.id, values, _AIM, **asked)
    by = _lens_by(camera, words)
    names = (_BY_ANGLE if by == "angle" else _BY_FOCAL_LENGTH) + _IMAGE
    forms.fields("cameras", camera.id, values, names, **asked)
    if camera.kind != "fixed":
        with st.expander(words.say("turning")):
            forms.fields("cameras", camera.id, values, _TURNING, **asked)
    with st.expander(words.say("whose")):
        forms.fields("cameras", camera.id, values, _WHOSE, **asked)


def _values(camera: Camera) -> dict[str, Any]:
    """Return every field of a camera and of its lens by name."""
    own = {field.name: getattr(camera, field.name) for field in fields_of(Camera)}
    return own | {name: getattr(camera.lens, name, None) for name in _LENS}


def _name(desk: Desk, camera: Camera, words: Words, *, disabled: bool) -> None:
    """Return nothing; draw the camera's id, and what can be done with the whole of it."""
    name, copy, gone = st.columns([3, 1, 1], vertical_alignment="bottom")

    def renamed() -> None:
        new_id = str(st.session_state[f"name/{camera.id}"]).strip()
        if not new_id or new_id == camera.id:
            return
        try:
            edit = edits.rename_camera(desk.scene, camera.id, new_id)
        except SitingError as error:
            desk.trouble = error
            return
        if desk.do(edit):
            desk.chosen = Chosen("cameras", new_id)

    def doubled() -> None:
        from siting.ui.events import hear

        hear(desk, _said(desk, "duplicated", id=camera.id))

    def removed() -> None:
        from siting.ui.events import hear

        hear(desk, _said(desk, "removed", layer="cameras", id=camera.id))

    st.session_state[f"name/{camera.id}"] = camera.id
    name.text_input(words.say("camera"), key=f"name/{camera.id}", on_change=renamed, disabled=disabled)
    copy.button(
        "",
        icon=":material/content_copy:",
        key="copy_camera",
        help=words.say("duplicate"),
        on_click=doubled,
        disabled=disabled,
        width="stretch",
    )
    gone.button(
        "",
        icon=":material/delete:",
        key="remove_camera",
        help=words.say("remove"),
        on_click=removed,
        disabled=disabled,
        width="stretch",
    )


def _said(desk: Desk, kind: str, **facts: object) -> dict[str, Any]:
    """Return a batch of one event, as the map would send it."""
    return {"number": desk.acknowledged + 1, "events": [{"kind": kind, **facts}]}


def _lens_by(camera: Camera, words: Words) -> str:
    """Return how the lens is to be told: by its angle of view, or by focal length and sensor."""
    told_by_angle = camera.lens is None or camera.lens.hfov_deg is not None
    key = f"lens_by/{camera.id}"
    st.session_state.setdefault(key, "angle" if told_by_angle else "focal_length")
    return (
        st.segmented_control(
            words.say("lens_by"),
            ("angle", "focal_length"),
            format_func=lambda name: words.say(f"lens_by.{name}"),
            key=key,
        )
        or "angle"
    )


def _enter(desk: Desk, camera: Camera, name: str, value: Any) -> None:
    """Return nothing; put a value that was entered into the plan; a refusal is told on the page."""
    try:
        edit = edits.put_camera(desk.scene, with_value(camera, name, value))
    except SitingError as error:
        desk.trouble = error
        return
    desk.do(edit)


def with_value(camera: Camera, name: str, value: Any) -> Camera:
    """Return a camera with one field told anew; what was assumed of it is then known.

    Parameters
    ----------
    camera : Camera
    name : str
        A field of the camera or of its lens.
    value : object
        None for what is not told.

    Raises
    ------
    InputError
        When the value is outside the limits of the field, or the lens lacks what it needs.
    """
    assumed = tuple(each for each in camera.assumed if each != name)
    if name not in _LENS:
        if value is None and name in ("kind", "status", "tilt_deg", "roll_deg"):
            value = {"kind": "fixed", "status": "proposed"}.get(name, 0.0)
        return replace(camera, assumed=assumed, **{name: value})
    now: dict[str, Any] = {each: getattr(camera.lens, each, None) for each in _LENS}
    now[name] = value
    # The sheet's angle would win over a focal length that is entered, and the other way round.
    if value is not None and name == "focal_length_mm" and now["sensor_width_mm"]:
        now["hfov_deg"] = now["vfov_deg"] = None
    if now["image_width_px"] is None:
        raise InputError(
            [
                Fault(
                    "cameras",
                    "image_width_px",
                    "nothing",
                    "a whole number of pixels",
                    "Give the width of the image first.",
                    camera.id,
                )
            ]
        )
    return replace(camera, assumed=assumed, lens=Lens(**now))
