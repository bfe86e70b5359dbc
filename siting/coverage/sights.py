"""The views of each camera of a scene, by its kind, and why a camera has none.

| kind | views |
|---|---|
| fixed | main |
| panoramic | main: wedges of azimuths, elevations by the vertical angle about the tilt |
| fixed or panoramic, a fisheye straight down | main: all round, up to half its angle from straight down |
| multi | main: the rows of the presets are its sensors, all at once |
| ptz | main (its home aim, where given), preset:NAME for each preset, capability |
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from siting.coverage.assumed_images import WIDEST_PYRAMID_DEG, assumed_of, widest_of, with_more, zoomed
from siting.coverage.beams import EVERYWHERE_DEG, Beam, Sight, pyramid, wedges
from siting.coverage.optics import Optics, panorama, resolve
from siting.coverage.rows import CAPABILITY_VIEW, MAIN_VIEW, PRESET_VIEW
from siting.coverage.turning import Turn, best_f_px, turn_of, turning_beams
from siting.crs import grid_azimuth_deg
from siting.model import Lens

if TYPE_CHECKING:
    from siting.model import Camera, Scene

VERTICAL_ASSUMED, PRESET_TILT_ASSUMED = "vfov_assumed", "preset_tilt_assumed"
"""Flags: no vertical angle given of a panoramic camera, no tilt of a preset."""

FISHEYE_ANGLE_ASSUMED = "fisheye_angle_assumed"
"""Flag: of a fisheye no angle is told, or 360, the turn of its image and not the angle of its lens."""

HOME_AIM_MISSING = "home_aim_missing"
"""Flag: a turning camera of which the plan does not say where it looks."""

_FULL_TURN_DEG = 360.0
# Of turning heads and of several sensors each image is a pyramid of its own.
_ROUND_KINDS = ("fixed", "panoramic")
_UPRIGHT_DEG = 90.0
# Of a fisheye called 360: the least with which a lens sees round to the horizon, so the sharpest.
_HORIZON_FISHEYE_DEG = 180.0


@dataclass(frozen=True, eq=False)
class Eye:
    """A camera as its views need it.

    Parameters
    ----------
    camera : siting.model.Camera
    optics : Optics or None
        Its lens, None when no source gives one.
    sights : tuple of Sight
        Its views, the one that counts as what it covers first; none where `why_not` says why.
    why_not : str or None
        Why no view can be worked out.
    flags : frozenset of str
        What is assumed of its views.
    """

    camera: Camera
    optics: Optics | None
    sights: tuple[Sight, ...] = ()
    why_not: str | None = None
    flags: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class _Aim:
    """One row of the presets: where it looks from the grid, and with which lens."""

    name: str
    azimuth_grid_deg: float
    tilt_deg: float | None
    lens: Lens

    @property
    def optics(self) -> Optics:
        """Return its lens resolved."""
        return resolve(self.lens)


def eyes_of(scene: Scene, azimuth_grid_deg: Any) -> list[Eye]:
    """Return the cameras of a scene with their views, in the scene's order.

    Parameters
    ----------
    scene : siting.model.Scene
    azimuth_grid_deg : float array (n,)
        Grid azimuths of the cameras, NaN where there is none [degrees].
    """
    rows: dict[str, list[dict[Any, Any]]] = {}
    for row in scene.presets.to_dict("records") if len(scene.presets) else ():
        rows.setdefault(str(row["camera_id"]), []).append(row)
    made = []
    for camera, azimuth in zip(scene.cameras, azimuth_grid_deg, strict=True):
        aims = _aims(scene, camera, rows[camera.id]) if camera.id in rows and camera.lens else []
        made.append(_eye(camera, float(azimuth), aims))
    return made


def _eye(camera: Camera, azimuth: float, aims: list[_Aim]) -> Eye:
    if camera.lens is None:
        missing = "kind_not_computed" if camera.kind == "multi" and not aims else "optics_missing"
        return Eye(camera, None, why_not=missing)
    is_round = camera.kind == "panoramic" or (camera.kind in _ROUND_KINDS and camera.is_fisheye == "yes")
    optics = panorama(camera.lens) if is_round else resolve(camera.lens)
    eye = Eye(camera, optics)
    if camera.height_m is None:
        return replace(eye, why_not="optics_missing")
    if _is_ceiling_fisheye(camera, optics):
        return _ceiling_fisheye(eye, panorama(camera.lens))
    if _is_bent(camera):
        return replace(eye, why_not="lens_not_computed")
    make = {"fixed": _fixed, "panoramic": _panoramic, "multi": _multi, "ptz": _turning}[camera.kind]
    return make(eye, optics, azimuth, aims)


def _fixed(eye: Eye, optics: Optics, azimuth: float, _aims: list[_Aim]) -> Eye:
    camera = eye.camera
    if math.isnan(azimuth):
        return replace(eye, why_not="optics_missing")
    if not _is_pyramid(optics):
        return replace(eye, why_not="lens_not_computed")
    sight = _home_sight(camera, optics, azimuth)
    return replace(eye, sights=(sight,), flags=sight.widest.unsure)


def _ceiling_fisheye(eye: Eye, optics: Optics) -> Eye:
    """Return the view of a round equidistant image straight down: all round, up to half its angle."""
    unsure = ""
    elevations = (-_UPRIGHT_DEG, min(optics.hfov_deg / 2.0 - _UPRIGHT_DEG, _UPRIGHT_DEG))
    if optics.hfov_deg >= _FULL_TURN_DEG:
        # The angle of the lens is not told: taken as sharp as with 180 degrees; how far up it sees is open.
        unsure, elevations = FISHEYE_ANGLE_ASSUMED, EVERYWHERE_DEG
        f_px = optics.image_width_px / math.radians(_HORIZON_FISHEYE_DEG)
        optics = replace(optics, f_px=f_px, hfov_deg=_HORIZON_FISHEYE_DEG)
    beams = wedges(
        optics.f_px,
        height_m=eye.camera.height_m or 0.0,
        azimuths_deg=None,
        range_m=eye.camera.range_m,
        elevations_deg=elevations,
        sure_deg=(math.inf, -math.inf) if unsure else elevations,
        unsure=unsure,
    )
    sight = Sight(MAIN_VIEW, beams, optics.f_px)
    return replace(eye, optics=optics, sights=(sight,), flags=frozenset({unsure} if unsure else ()))


def _panoramic(eye: Eye, optics: Optics, azimuth: float, _aims: list[_Aim]) -> Eye:
    camera = eye.camera
    is_whole = optics.hfov_deg >= _FULL_TURN_DEG
    if math.isnan(azimuth) and not is_whole:
        return replace(eye, why_not="optics_missing")
    span, unsure, elevations = None, "", EVERYWHERE_DEG
    if not is_whole:
        span = (azimuth - optics.hfov_deg / 2.0, azimuth + optics.hfov_deg / 2.0)
    half = optics.vfov_deg / 2.0
    if optics.vertical_is_known:
        low, high = -camera.tilt_deg - half, -camera.tilt_deg + half
        elevations = (max(low, -_UPRIGHT_DEG), min(high, _UPRIGHT_DEG))
    else:
        unsure = VERTICAL_ASSUMED
    sweeps = [(span, elevations)]
    beyond_deg = camera.tilt_deg + half - _UPRIGHT_DEG
    if span and beyond_deg > 0.0:
        # What it sees beyond straight down lies behind it.
        sweeps.append(((span[0] + 180.0, span[1] + 180.0), (-_UPRIGHT_DEG, beyond_deg - _UPRIGHT_DEG)))
    beams = [
        beam
        for azimuths, between in sweeps
        for beam in wedges(
            optics.f_px,
            height_m=camera.height_m or 0.0,
            azimuths_deg=azimuths,
            range_m=camera.range_m,
            elevations_deg=between,
            sure_deg=(math.inf, -math.inf) if unsure else between,
            unsure=unsure,
        )
    ]
    sight = Sight(MAIN_VIEW, tuple(beams), optics.f_px)
    return replace(eye, sights=(sight,), flags=frozenset({unsure} if unsure else ()))


def _multi(eye: Eye, optics: Optics, _azimuth: float, aims: list[_Aim]) -> Eye:
    if not aims:
        return replace(eye, why_not="kind_not_computed")
    if not all(_is_pyramid(aim.optics) for aim in aims):
        return replace(eye, why_not="lens_not_computed")
    beams = tuple(_aimed(eye.camera, aim) for aim in aims)
    sight = Sight(MAIN_VIEW, beams, max(beam.f_px for beam in beams))
    most = tuple(_aimed(eye.camera, aim, widest_of(eye.camera, aim.lens)) for aim in aims)
    assumed = assumed_of(eye.camera, *(aim.lens for aim in aims))
    sight = with_more(sight, most, assumed, max(beam.f_px for beam in most))
    # What a sensor of unknown tilt does not see is not known either.
    flags = assumed | ({"tilt_assumed"} if any(aim.tilt_deg is None for aim in aims) else set())
    return replace(eye, optics=replace(optics, projection="several"), sights=(sight,), flags=flags)


def _turning(eye: Eye, optics: Optics, azimuth: float, aims: list[_Aim]) -> Eye:
    camera = eye.camera
    lens, zoom_deg = camera.lens, camera.zoom_hfov_deg
    if lens is None:
        raise ValueError("a turning camera without a lens has no view")
    ends = (lens, lens if zoom_deg is None else zoomed(camera, lens, zoom_deg))
    if not (_is_pyramid(_wider(*map(resolve, ends))) and all(_is_pyramid(aim.optics) for aim in aims)):
        return replace(eye, why_not="lens_not_computed")
    turn = turn_of(camera, azimuth)
    sights = [] if math.isnan(azimuth) else [_home_sight(camera, optics, azimuth)]
    beams, f_px = _capability(camera, turn, *map(resolve, ends))
    assumed = assumed_of(camera, *ends, *(aim.lens for aim in aims))
    most, most_f_px = _capability(camera, turn, *(widest_of(camera, end) for end in ends))
    sights.append(with_more(Sight(CAPABILITY_VIEW, beams, f_px), most, assumed, most_f_px))
    for aim in aims:
        beam = _aimed(camera, aim)
        sights.append(Sight(f"{PRESET_VIEW}{aim.name}", (beam,), beam.f_px))
    aimless = {HOME_AIM_MISSING} if math.isnan(azimuth) else set()
    return replace(eye, sights=tuple(sights), flags=turn.assumed | aimless | assumed)


def _capability(camera: Camera, turn: Turn, *ends: Optics) -> tuple[tuple[Beam, ...], float]:
    """Return the beams of all that a head can reach, at both ends of its zoom, and their focal length."""
    f_px = best_f_px(*ends)
    height_m = camera.height_m or 0.0
    return turning_beams(camera, turn, wide=_wider(*ends), f_px=f_px, height_m=height_m), f_px


def _wider(optics: Optics, tele: Optics) -> Optics:
    return optics if optics.hfov_deg >= tele.hfov_deg else tele


def _home_sight(camera: Camera, optics: Optics, azimuth: float) -> Sight:
    def beam(optics: Optics) -> Beam:
        return pyramid(
            optics,
            height_m=camera.height_m or 0.0,
            azimuth_grid_deg=azimuth,
            tilt_deg=camera.tilt_deg,
            roll_deg=camera.roll_deg,
            range_m=camera.range_m,
        )

    sight = Sight(MAIN_VIEW, (beam(optics),), optics.f_px)
    # What a turning camera may see at home it may see within its capability.
    if camera.lens is None or camera.kind != "fixed":
        return sight
    most = widest_of(camera, camera.lens)
    return with_more(sight, (beam(most),), assumed_of(camera, camera.lens), most.f_px)


def _aimed(camera: Camera, aim: _Aim, optics: Optics | None = None) -> Beam:
    return pyramid(
        optics or aim.optics,
        height_m=camera.height_m or 0.0,
        azimuth_grid_deg=aim.azimuth_grid_deg,
        tilt_deg=0.0 if aim.tilt_deg is None else aim.tilt_deg,
        roll_deg=camera.roll_deg,
        range_m=camera.range_m,
        unsure=PRESET_TILT_ASSUMED if aim.tilt_deg is None else "",
    )


def _aims(scene: Scene, camera: Camera, rows: list[dict[Any, Any]]) -> list[_Aim]:
    """Return the presets of one camera; one without an angle has that of the camera's lens."""
    if camera.lens is None:
        return []
    azimuth = np.array([row["azimuth_deg"] for row in rows], float)
    place = np.array([(camera.easting_m, camera.northing_m)] * len(rows))
    azimuth = grid_azimuth_deg(scene.crs, place[:, 0], place[:, 1], azimuth)
    return [
        _Aim(
            str(row["name"]),
            float(azimuth[k]),
            _number(row["tilt_deg"]),
            camera.lens
            if _number(row["hfov_deg"]) is None
            else _lens_of(camera.lens, float(row["hfov_deg"])),
        )
        for k, row in enumerate(rows)
    ]


def _number(value: Any) -> float | None:
    return None if value is None or math.isnan(value) else float(value)


def _lens_of(lens: Lens, hfov_deg: float) -> Lens:
    """Return the lens of the same image at another angle."""
    return Lens(image_width_px=lens.image_width_px, hfov_deg=hfov_deg, image_height_px=lens.image_height_px)


def _is_pyramid(optics: Optics) -> bool:
    return max(optics.hfov_deg, optics.vfov_deg) < WIDEST_PYRAMID_DEG


def _is_ceiling_fisheye(camera: Camera, optics: Optics) -> bool:
    """Return whether a fisheye, by its name or its angle, looks straight down, round and whole."""
    if camera.kind not in _ROUND_KINDS or camera.tilt_deg != _UPRIGHT_DEG:
        return False
    if optics.hfov_deg >= _FULL_TURN_DEG:
        return True
    is_whole = camera.lens is not None and (camera.lens.vfov_deg or math.inf) >= optics.hfov_deg
    return is_whole and (optics.hfov_deg >= WIDEST_PYRAMID_DEG or camera.is_fisheye == "yes")


def _is_bent(camera: Camera) -> bool:
    """Return whether an image is no pyramid and no sector: a fisheye aimed, a panorama straight down."""
    if camera.kind not in _ROUND_KINDS:
        return False
    is_down = camera.kind == "panoramic" and camera.tilt_deg == _UPRIGHT_DEG
    return is_down or camera.is_fisheye == "yes"
