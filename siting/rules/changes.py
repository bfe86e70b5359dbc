"""What a check between two plans may look at: the cameras and systems of both, and what changed."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from siting.rules.facts import SystemFacts
from siting.rules.law import Text
from siting.rules.naming import field_zh, value_zh

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from shapely.geometry.base import BaseGeometry

    from siting.model import Camera

CHANGES: Mapping[str, Text] = {
    "added": Text("增加", "added"),
    "removed": Text("缺失或拆除", "missing or removed"),
    "renamed": Text("改了编号", "renamed"),
    "moved": Text("移位", "moved"),
    "raised": Text("安装高度改变", "raised or lowered"),
    "re_aimed": Text("转向", "re-aimed"),
    "refocused": Text("视场角改变", "refocused"),
    "retyped": Text("设备类型改变", "another type of device"),
    "replaced": Text("更换设备", "replaced by another device"),
    "refitted": Text("功能改变", "refitted"),
    "reassigned": Text("申报归属改变", "declared otherwise"),
    "unit_changed": Text("管理单位改变", "another unit in charge"),
    "retention_changed": Text("存储期限改变", "another retention period"),
}
"""Every kind of change, in words; the order in which they are told."""

RENAMED = "renamed"
"""A camera at the same place that looks the same way, under another id: no other camera, so always within."""

BEYOND, WITHIN, UNKNOWN = "beyond", "within", "unknown"
"""How a change stands to its tolerance; unknown where the built plan leaves out what the plan says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference between plan and built, of one field of one camera or system.

    Parameters
    ----------
    subject_kind : {'camera', 'system'}
    subject_id : str
    system_id : str
        Of the camera, as planned, else as built; empty when it has none.
    change : str
        One of `CHANGES`.
    field : str
        The field that differs; empty for a camera added or removed.
    plan, built : str
        Its values as text, empty where one gives none.
    deviation, tolerance : float
        How far they lie apart and may lie [unit]; NaN where nothing is measured.
    unit : str
    extent : str
        `BEYOND`, `WITHIN` or `UNKNOWN`.
    perhaps_id : str
        Of a camera removed or added: one added or removed at the same place, perhaps the same.
    geometry : shapely geometry or None
        From the planned to the built place, or the one place there is.
    """

    subject_kind: str
    subject_id: str
    system_id: str
    change: str
    field: str = ""
    plan: str = ""
    built: str = ""
    deviation: float = math.nan
    tolerance: float = math.nan
    unit: str = ""
    extent: str = BEYOND
    perhaps_id: str = ""
    geometry: BaseGeometry | None = None

    def said(self) -> Text:
        """Return the change in words, with its values."""
        word = CHANGES[self.change]
        if not self.field:
            return word
        if self.extent == UNKNOWN:
            return Text(f"{field_zh(self.field)}建成后未申报", f"{self.field} is not given as built")
        if self.change == "moved":
            return Text(f"{word.zh} {self.deviation:.2f} m", f"{word.en} {self.deviation:.2f} m")
        unit = f" {self.unit}" if self.unit else ""
        before, after = self.plan or "-", self.built or "-"
        unit_zh = "°" if self.unit == "deg" else unit
        zh = f"{value_zh(self.field, before)} -> {value_zh(self.field, after)}{unit_zh}"
        return Text(
            f"{word.zh}（{field_zh(self.field)}：{zh}）",
            f"{word.en} ({self.field} {before} -> {after}{unit})",
        )


@dataclass(frozen=True, kw_only=True)
class CameraPair:
    """One camera as planned and as built; None where one of them has it not."""

    id: str
    plan: Camera | None
    built: Camera | None
    changes: tuple[Change, ...]

    kind = "camera"

    def field(self, name: str) -> str:
        """Return the field `name` as the plan declares it, else as built; empty when neither does."""
        for camera in (self.plan, self.built):
            value = getattr(camera, name, None)
            if value is not None and str(value).strip():
                return str(value).strip()
        return ""


@dataclass(frozen=True, kw_only=True)
class SystemPair:
    """One system as planned and as built, and the changes of it and of its cameras.

    `either` is what both say together: the cameras of both, the fields as built, else as planned.
    """

    id: str
    plan: SystemFacts
    built: SystemFacts
    changes: tuple[Change, ...]

    kind = "system"

    @cached_property
    def either(self) -> SystemFacts:
        """Return both as one, to ask whom a duty concerns."""
        cameras = {camera.id: camera for camera in (*self.built.cameras, *self.plan.cameras)}
        given = {name: value for name, value in self.built.fields.items() if self.built.field(name)}
        return SystemFacts(
            id=self.id,
            fields={**self.plan.fields, **given},
            documents=(*self.built.documents, *self.plan.documents),
            cameras=tuple(cameras.values()),
        )


@dataclass(frozen=True, kw_only=True)
class ChangeFacts:
    """All that the checks between two plans read; `known` holds the words of the open fields."""

    on: date
    known: Mapping[str, frozenset[str]]
    changes: tuple[Change, ...]
    cameras: tuple[CameraPair, ...]
    systems: tuple[SystemPair, ...]
    tolerance_basis: str
    is_overridden: bool

    @cached_property
    def camera_by_id(self) -> Mapping[str, CameraPair]:
        """Return the cameras by id."""
        return {pair.id: pair for pair in self.cameras}


def chosen(changes: Iterable[Change], kinds: Iterable[str]) -> tuple[Change, ...]:
    """Return the changes of some kinds that count: beyond their tolerance, or unknown.

    Parameters
    ----------
    changes : iterable of Change
    kinds : iterable of str
        Of `CHANGES`.
    """
    wanted = set(kinds)
    return tuple(each for each in changes if each.change in wanted and each.extent != WITHIN)


def told(changes: Iterable[Change]) -> Text:
    """Return several changes in words, in the order given.

    Parameters
    ----------
    changes : iterable of Change
    """
    said = [each.said() for each in changes]
    return Text("，".join(each.zh for each in said), ", ".join(each.en for each in said))
