"""Doubts: why what a camera sees, or of whom, is not known, as flags and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from siting.coverage.unsure import ASSUMED_VIEW
from siting.rules.law import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from siting.rules.facts import CameraFacts

OWN_HOME = "own_home_possible"
BEYOND_RANGE = "beyond_range"
UNSURE_ROW = ("use_unknown", "zone_height_assumed")
"""Flags of a facade row that may not be of a home at all, or not of the room."""

_UNKNOWN_STANDING = ("indoor", "at_roof_level")
_WORDS = {
    "tilt_assumed": Text("俯仰角为假定", "its tilt is assumed"),
    "optics_assumed": Text("镜头参数为假定", "its optics are assumed"),
    "azimuth_assumed": Text("方位角为假定", "its azimuth is assumed"),
    "height_assumed": Text("安装高度为假定", "its height is assumed"),
    "view_not_computed": Text("其视域未计算", "its view was not computed"),
    "indoor": Text("设备在建筑内部", "it stands inside a building"),
    "at_roof_level": Text("高度恰与屋顶齐平：是离地高度还是离屋顶高度？", "it is exactly at roof level"),
    "use_unknown": Text("建筑用途不明", "the use of the building is not known"),
    "rooms_not_drawn": Text("建筑内的房间未绘出", "the rooms of the building are not drawn"),
    "zone_height_assumed": Text("房间高度为假定", "the heights of the room are assumed"),
    BEYOND_RANGE: Text("仅在申报的作用距离之外可见", "it is seen only beyond the claimed range"),
    OWN_HOME: Text("可能是安装者自己的住宅", "it may be the home of the camera's own owner"),
}


def doubts(camera: CameraFacts) -> tuple[str, ...]:
    """Return why the camera's view is not known, as flags; none when it is known.

    Parameters
    ----------
    camera : CameraFacts
    """
    found = {flag for flag in camera.flags if flag in ASSUMED_VIEW}
    if not camera.view_computed:
        found.add("view_not_computed")
    if camera.standing in _UNKNOWN_STANDING:
        found.add(camera.standing)
    return tuple(sorted(found))


def in_words(flags: Iterable[str]) -> Text:
    """Return doubts in both languages, in the order given.

    Parameters
    ----------
    flags : iterable of str
    """
    said = [_WORDS[flag] for flag in flags]
    return Text("，".join(each.zh for each in said), ", ".join(each.en for each in said))
