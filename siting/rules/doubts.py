"""Doubts: why what a camera sees, or of whom, is not known, as flags and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.coverage.assumed_images import FORMAT_ASSUMED, RANGE_ASSUMED, SHAPE_ASSUMED
from siting.coverage.rows import MAIN_VIEW, aim_of
from siting.coverage.unbuilt import BEHIND_PROPOSED
from siting.coverage.unsure import ASSUMED_VIEW, FULL_TURN_ASSUMED, KIND_ASSUMED
from siting.rules.law import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from siting.rules.facts import CameraFacts, FacadeRow
    from siting.rules.places import DoorRow

OWN_HOME = "own_home_possible"
BEYOND_RANGE = "beyond_range"
STATUS_ASSUMED = "status_assumed"
"""Flag of what rests on a camera of which the plan does not say whether it is there or proposed."""
UNSURE_ROW = ("use_unknown", "zone_height_assumed")
"""Flags of a facade row that may not be of a home at all, or not of the room."""
UNSURE_VIEW = (
    "tilt_limits_assumed",
    "vfov_assumed",
    "fisheye_angle_assumed",
    "preset_tilt_assumed",
    SHAPE_ASSUMED,
    FORMAT_ASSUMED,
    RANGE_ASSUMED,
    "ground_unknown",
    BEHIND_PROPOSED,
)
"""Flags of a facade row that the camera may not see: it counts as seen since the plan does not exclude it."""

_STILL, _ROUND = "fixed", "panoramic"
_UNKNOWN_STANDING = ("indoor", "at_roof_level")
# What a turning camera can reach does not rest on where it happens to look.
_HOME_AIM = ("tilt_assumed", "azimuth_assumed")
_MORE_MAY_BE_SEEN = ("zoom_assumed", "fisheye_angle_assumed", KIND_ASSUMED)
# What is seen is seen whatever these say; the finding carries them.
_BESIDE_SEEN = (KIND_ASSUMED, RANGE_ASSUMED)
# All that the plan does not exclude counts as covered: less may be.
_COVERS_LESS = ("vfov_assumed", "fisheye_angle_assumed", "home_aim_missing", "ground_unknown")
_WORDS = {
    "tilt_assumed": Text("俯仰角为假定", "its tilt is assumed"),
    "optics_assumed": Text("镜头参数为假定", "its optics are assumed"),
    FULL_TURN_ASSUMED: Text("全景摄像机的视场角未给出", "its angle of view is not given, all round is taken"),
    "azimuth_assumed": Text("方位角为假定", "its azimuth is assumed"),
    "height_assumed": Text("安装高度为假定", "its height is assumed"),
    "view_not_computed": Text("其视域未计算", "its view was not computed"),
    "indoor": Text("设备在建筑内部", "it stands inside a building"),
    "at_roof_level": Text("高度恰与屋顶齐平：是离地高度还是离屋顶高度？", "it is exactly at roof level"),
    "tilt_limits_assumed": Text("俯仰限位未给出", "its limits of tilt are not given"),
    "vfov_assumed": Text("垂直视场角未给出", "its vertical angle of view is not given"),
    "fisheye_angle_assumed": Text(
        "鱼眼镜头的实际视场角未给出（360° 只是画面环视一周）",
        "the angle of the fisheye's lens is not told (360 would be the turn of its image)",
    ),
    SHAPE_ASSUMED: Text(
        "画面高度和垂直视场角均未给出，仅当画面比 16:9 更高时才可见",
        "neither the height of its image nor its vertical angle is given, and only an image taller than 16:9 "
        "shows it",
    ),
    FORMAT_ASSUMED: Text(
        "靶面宽度按标称规格取值，仅当实际视场更宽或更清晰时才达到限值",
        "the width of its sensor is that of a nominal format, and only a wider view or a sharper image "
        "reaches the limit",
    ),
    RANGE_ASSUMED: Text(
        "镜头焦距只给出范围，仅当焦距调长、画面更清晰时才达到限值",
        "of its focal length a range is told, and only a longer one, with a sharper image, reaches the limit",
    ),
    KIND_ASSUMED: Text(
        "摄像机类型未填：如为可转动的球机或云台，所见更多",
        "its kind is not given: one that turns sees more",
    ),
    "preset_tilt_assumed": Text("预置位的俯仰角未给出", "the tilt of the preset is not given"),
    "home_aim_missing": Text("归位朝向未给出", "its home aim is not given"),
    "zoom_assumed": Text("长焦端视场角未给出", "its angle of view at full zoom is not given"),
    "ground_unknown": Text("途中或所在处的地面高程缺失", "the ground there or on the way is not known"),
    "use_unknown": Text("建筑用途不明", "the use of the building is not known"),
    "rooms_not_drawn": Text("建筑内的房间未绘出", "the rooms of the building are not drawn"),
    "zone_height_assumed": Text("房间高度为假定", "the heights of the room are assumed"),
    BEHIND_PROPOSED: Text(
        "仅有尚未建成的拟设障碍物遮挡", "only a proposed obstacle, not built yet, is to hide it"
    ),
    BEYOND_RANGE: Text("仅在申报的作用距离之外可见", "it is seen only beyond the claimed range"),
    OWN_HOME: Text("可能是安装者自己的住宅", "it may be the home of the camera's own owner"),
}


def doubts(camera: CameraFacts) -> tuple[str, ...]:
    """Return why it is not known what the camera covers as it is aimed, as flags; none when it is known.

    Parameters
    ----------
    camera : CameraFacts
    """
    found = {flag for flag in camera.flags if flag in (*ASSUMED_VIEW, *_COVERS_LESS)}
    if not camera.view_computed:
        found.add("view_not_computed")
    if camera.standing in _UNKNOWN_STANDING:
        found.add(camera.standing)
    return tuple(sorted(found))


def reach_doubts(camera: CameraFacts) -> tuple[str, ...]:
    """Return why it is not known what the camera can see, as flags; what rows tell themselves is left out.

    A turning camera can see what pan, tilt and zoom reach, wherever it happens to look.

    Parameters
    ----------
    camera : CameraFacts
    """
    told = {*home_aim_doubts(camera), *_COVERS_LESS}
    found = tuple(flag for flag in doubts(camera) if flag not in told)
    # What one that turns can reach, one that does not may never show.
    is_guessed = KIND_ASSUMED in camera.flags and camera.camera.kind != _STILL
    return (*found, KIND_ASSUMED) if is_guessed else found


def home_aim_doubts(camera: CameraFacts) -> tuple[str, ...]:
    """Return why the home aim of a turning camera is not known, as flags; its capability may be.

    Parameters
    ----------
    camera : CameraFacts
    """
    if camera.camera.kind != "ptz":
        return ()
    # Limits of pan count from the home aim.
    free = _HOME_AIM if "pan_limits_assumed" in camera.flags else _HOME_AIM[:1]
    return tuple(flag for flag in free if flag in camera.flags)


def row_doubts(camera: CameraFacts, row: FacadeRow | DoorRow) -> tuple[str, ...]:
    """Return why it is not known that the camera sees what a row says, as far as the row's own view tells.

    Parameters
    ----------
    camera : CameraFacts
    row : FacadeRow or DoorRow
    """
    is_aimed = aim_of(row.view) == MAIN_VIEW
    aim = home_aim_doubts(camera) if is_aimed else ()
    return (*aim, *(flag for flag in row.flags if flag in UNSURE_VIEW))


def may_cover_less(camera: CameraFacts) -> tuple[str, ...]:
    """Return why the camera may see less of the ground than was computed, as flags.

    Parameters
    ----------
    camera : CameraFacts
    """
    return tuple(flag for flag in UNSURE_VIEW if flag in camera.flags and flag in _COVERS_LESS)


def may_see_more(camera: CameraFacts) -> tuple[str, ...]:
    """Return why the camera may see more than was computed, as flags: then nothing is clear.

    Parameters
    ----------
    camera : CameraFacts
    """
    # The image of a panoramic camera is worked out at one focal length alone.
    more = (RANGE_ASSUMED,) if camera.camera.kind == _ROUND else ()
    return tuple(flag for flag in (*_MORE_MAY_BE_SEEN, *more) if flag in camera.flags)


def noted(camera: CameraFacts) -> tuple[str, ...]:
    """Return what is assumed of the camera and leaves what it is seen to see as it is, as flags.

    Parameters
    ----------
    camera : CameraFacts
    """
    return tuple(flag for flag in _BESIDE_SEEN if flag in camera.flags)


def in_words(flags: Iterable[str]) -> Text:
    """Return doubts in both languages, in the order given.

    Parameters
    ----------
    flags : iterable of str
    """
    said = [_WORDS[flag] for flag in flags]
    return Text("，".join(each.zh for each in said), ", ".join(each.en for each in said))
