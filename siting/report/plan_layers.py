"""An assessment as the layers of a plan that other programs draw: names in words, a colour each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from siting._map_data import buildings_in_reach
from siting._map_shapes import sectors, walls
from siting.coverage.rows import by_day, is_sure
from siting.words import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

    from siting.assess import Assessment
    from siting.words import Words

# As the map page draws them, the lowest class first.
_GROUND = ("#e3f0dc", "#cfe8cb", "#aedbc0", "#82c7c3", "#53acc9", "#2f88bb", "#14639f", "#083f7a")
_CAMERA_FIELDS = (
    "id", "kind", "status", "height_m", "azimuth_deg", "tilt_deg", "hfov_deg", "vfov_deg", "range_m",
    "image_width_px", "regime", "system_id", "why_empty", "flags",
)  # fmt: skip
_FIELDS = {
    "buildings": ("id", "use", "height_m", "levels", "base_m", "name"),
    "coverage": ("camera_id", "class", "min_px_per_m", "area_m2", "flags"),
    "facades": ("camera_id", "building_id", "storeys", "class", "max_px_per_m", "distance_m", "flags"),
    "findings": (
        "finding_id", "pack", "article", "duty_id", "severity", "subject_id", "object_id", "expected",
        "observed", "unit", "message_en", "message_zh", "cite",
    ),
    "zones": ("id", "kind", "base_m", "top_m", "name"),
    "signs": ("id", "camera_ids", "facing_deg", "mount_m"),
    "obstacles": ("id", "kind", "status", "base_m", "top_m"),
    "cameras": _CAMERA_FIELDS,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class PlanLayer:
    """One layer of a plan.

    Parameters
    ----------
    key : str
        ``cameras``, ``coverage_identify``, ...: ASCII, small letters.
    name : str
        In words.
    frame : geopandas.GeoDataFrame
        In the scene's system, with `label`, by which each thing is called, first.
    colour : str
        As #rrggbb.
    """

    key: str
    name: str
    frame: gpd.GeoDataFrame
    colour: str


def plan_layers(assessment: Assessment, *, lang: str = "en") -> list[PlanLayer]:
    """Return the layers of a plan, those drawn first at the front; empty ones are left out.

    Parameters
    ----------
    assessment : siting.assess.Assessment
    lang : {'en', 'zh'}
        Of the names.
    """
    words = words_of(lang, "map_page/words.yaml", "report/words.yaml")
    return [layer for layer in _layers(assessment, words) if not layer.frame.empty]


def _layers(assessment: Assessment, words: Words) -> Iterator[PlanLayer]:
    scene, findings = assessment.scene, assessment.findings
    near = buildings_in_reach(assessment, list(sectors(assessment.cameras)["reach"]))
    yield _layer("buildings", near, "id", words, "#a9adb3")
    yield from _coverage(assessment, words)
    yield _layer("zones", scene.zones, "id", words, "#6b3fa0")
    yield _layer("obstacles", scene.obstacles, "id", words, "#5d6b62")
    seen = walls(assessment.facades[is_sure(assessment.facades)])
    yield _layer("facades", seen, "building_id", words, "#b3331f")
    fails = findings[(findings["outcome"] == "fail").to_numpy(bool)]
    yield _layer("findings", fails, "duty_id", words, "#c2321f")
    yield _layer("signs", scene.signs, "id", words, "#7a4a12")
    yield _layer("cameras", assessment.cameras, "id", words, "#0b3c5d")


def _coverage(assessment: Assessment, words: Words) -> Iterator[PlanLayer]:
    """Yield what is covered by day, a layer a class, the lowest first."""
    covered = by_day(assessment.coverage)
    classes = ["below", *(name for name, _ in assessment.ladder.classes)]
    for rung, name in enumerate(classes):
        mine = covered[(covered["class"] == name).to_numpy(bool)]
        colour = _GROUND[round(rung / max(1, len(classes) - 1) * (len(_GROUND) - 1))]
        told = words.say("layer.coverage", name=words.value("class", name))
        frame = _framed(mine, "camera_id", _FIELDS["coverage"])
        yield PlanLayer(f"coverage_{name}", told, frame, colour)


def _layer(key: str, frame: gpd.GeoDataFrame, label: str, words: Words, colour: str) -> PlanLayer:
    return PlanLayer(key, words.say(f"layer.{key}"), _framed(frame, label, _FIELDS[key]), colour)


def _framed(frame: gpd.GeoDataFrame, label: str, columns: tuple[str, ...]) -> gpd.GeoDataFrame:
    """Return the columns that go out, and only what has a place."""
    has_place = ~(frame.geometry.isna() | frame.geometry.is_empty).to_numpy(bool)
    kept = frame[has_place]
    told: Any = kept[[name for name in columns if name in kept.columns] + [kept.geometry.name]]
    told = told.rename_geometry("geometry") if kept.geometry.name != "geometry" else told
    told.insert(0, "label", np.array([str(value) for value in kept[label]], object))
    framed: gpd.GeoDataFrame = told.reset_index(drop=True)
    return framed
