"""The summary of an assessment: what went in, by which rules, what came out, what was assumed."""

from __future__ import annotations

import platform
from collections import Counter
from importlib import metadata, resources
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from siting.crs import crs_name
from siting.hints import Hint, hints_of
from siting.io.ledger import ledger_counts, rows_beyond_reach
from siting.rules.finding import OUTCOMES
from siting.rules.law import FORCES, SEVERITIES
from siting.words import filled, own_table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import geopandas as gpd

    from siting.coverage.table import CoverageTable
    from siting.model import Ladder, Scene
    from siting.rules.answers import Answers
    from siting.rules.law import Pack

MADE_BY = "siting"
"""Value of `made_by` by which a folder is known to hold an assessment."""

_VERSIONS_OF = ("geopandas", "numba", "numpy", "pyogrio", "pyproj", "shapely")
_CAMERA_FLAGS = (
    "tilt",
    "optics",
    "azimuth",
    "height",
    "pan_limits",
    "tilt_limits",
    "zoom",
    "vfov",
    "image_shape",
    "sensor_format",
    "full_turn",
    "fisheye_angle",
    "status",
    "kind",
    "focal_range",
)


def summarise(
    scene: Scene,
    table: CoverageTable,
    findings: gpd.GeoDataFrame,
    *,
    ledger: pd.DataFrame,
    packs: Sequence[Pack],
    ladder: Ladder,
    on: date,
    target_height_m: float,
    overrides: Mapping[str, object],
    answers: Answers | None = None,
) -> dict[str, Any]:
    """Return the summary as values that JSON can carry; the same inputs give the same summary.

    Parameters
    ----------
    scene : Scene
    table : CoverageTable
    findings : geopandas.GeoDataFrame
    ledger : pandas.DataFrame
        Of scene and engine.
    packs : sequence of Pack
    ladder : Ladder
    on : datetime.date
    target_height_m : float
        Height of the target plane [m].
    overrides : mapping of str to object
    answers : Answers or None

    Returns
    -------
    dict
    """
    words = _words()
    assumed = _assumed(table, has_ground=scene.ground is not None)
    return {
        "made_by": MADE_BY,
        "confidential": words["confidential"],
        "scene": scene.name,
        "crs": crs_name(scene.crs),
        "on": str(on),
        "versions": _versions(),
        "inputs": [
            {"name": each.name, "layer": each.layer, "rows": each.row_count, "sha256": each.sha256}
            for each in scene.sources
        ],
        "parameters": {
            "target_height_m": target_height_m,
            "ladder": {"name": ladder.name, "classes": dict(ladder.classes), "source": ladder.source},
            "defaults": {name: _plain(value) for name, value in sorted(scene.profile.items())},
            "answers": _answers(answers),
            "overrides": {name: _plain(value) for name, value in sorted(overrides.items())},
        },
        "packs": [_pack(pack, on) for pack in packs],
        "counts": _counts(scene, table, findings),
        "duties": _by_duty(findings),
        "ledger": [dict(row) for row in ledger_counts(ledger).to_dict("records")],
        "beyond_reach": rows_beyond_reach(ledger),
        "assumptions": _told(words["assumptions"], {name: Hint(n) for name, n in assumed.items()}),
        "hints": _told(words["hints"], hints_of(scene, table, ledger, packs)),
        "not_decided": words["not_decided"],
        "attribution": list(scene.attribution),
    }


def _words() -> dict[str, Any]:
    text = resources.files("siting").joinpath("summary.yaml").read_text(encoding="utf-8")
    words: dict[str, Any] = own_table(text)
    return words


def _versions() -> dict[str, str]:
    from siting import __version__

    return {
        "siting": __version__,
        "python": platform.python_version(),
        **{name: metadata.version(name) for name in _VERSIONS_OF},
    }


def _answers(answers: Answers | None) -> dict[str, Any] | None:
    """Return which reviewers' words were heard, None when there were none."""
    if answers is None:
        return None
    return {
        "name": answers.file,
        "sha256": answers.sha256,
        "answers": len(answers.answers),
        "waivers": len(answers.waivers),
    }


def _pack(pack: Pack, on: date) -> dict[str, Any]:
    """Return a pack's standing, its hash, and its numbers on that day that no statute gives."""
    numbers = [
        {"name": f"{duty.id}.{name}", "value": _plain(held.value), "unit": held.unit, "basis": held.basis}
        for duty in pack.duties
        for name in duty.parameters
        if (held := duty.number(name, on)) is not None and held.basis in ("assumption", "case", "guidance")
    ]
    return {
        "id": pack.id,
        "title": {"zh": pack.title.zh, "en": pack.title.en},
        "status": pack.status,
        "first_day": str(pack.first_day),
        "banner": {"zh": pack.banner.zh, "en": pack.banner.en},
        "source": {"zh": pack.source.zh, "en": pack.source.en} if pack.source else None,
        "duties": len(pack.duties),
        "sha256": pack.sha256,
        "numbers_without_statute": numbers,
    }


def _counts(scene: Scene, table: CoverageTable, findings: gpd.GeoDataFrame) -> dict[str, Any]:
    fails = findings[findings["outcome"] == "fail"]
    return {
        "cameras": len(scene.cameras),
        "cameras_without_view": int((~table.cameras["view_computed"].astype(bool)).sum()),
        "cameras_indoor": int((table.cameras["standing"] == "indoor").sum()),
        "cameras_covering_nothing": len(scene.cameras) - int(table.coverage["camera_id"].nunique()),
        "buildings": len(scene.buildings),
        "buildings_in_view": int(table.facades["building_id"].nunique()),
        "signs": len(scene.signs),
        "zones": len(scene.zones),
        "systems": len(scene.systems),
        "findings": _count(findings, "outcome", OUTCOMES),
        "fails": {
            "by_force": _count(fails, "force", FORCES),
            "by_severity": _count(fails, "severity", SEVERITIES),
            "by_pack": _count(fails, "pack", tuple(dict.fromkeys(findings["pack"]))),
            "waived": int(fails["waived"].sum()),
            "of_drafts": int((fails["pack_status"] == "draft").sum()),
        },
    }


def _count(frame: pd.DataFrame, column: str, values: Sequence[str]) -> dict[str, int]:
    found = frame[column].value_counts()
    return {value: int(found.get(value, 0)) for value in values}


def _by_duty(findings: gpd.GeoDataFrame) -> list[dict[str, Any]]:
    found = Counter(zip(findings["duty_id"].to_list(), findings["outcome"].to_list(), strict=True))
    duties = dict.fromkeys(duty_id for duty_id, _ in found)
    return [
        {"duty_id": duty_id, **{outcome: found[duty_id, outcome] for outcome in OUTCOMES}}
        for duty_id in duties
    ]


def _assumed(table: CoverageTable, *, has_ground: bool) -> dict[str, int]:
    """Return how many things each assumption concerns."""
    facades, cameras = table.facades, table.cameras
    walls = ["camera_id", "building_id", "wall"]
    buildings = ["building_id"]
    counts = {
        "facades.windows_assumed": _flagged(facades, "windows_assumed", walls),
        "facades.window_height_assumed": _flagged(facades, "window_height_assumed", walls),
        "facades.height_assumed": _flagged(facades, "height_assumed", buildings),
        "facades.levels_conflict": _flagged(facades, "levels_conflict", buildings),
        "facades.use_unknown": _flagged(facades, "use_unknown", buildings),
        "facades.beyond_range": _flagged(facades, "beyond_range", walls),
        "facades.behind_proposed": _flagged(facades, "behind_proposed", walls),
        "facades.zone_height_assumed": _flagged(facades, "zone_height_assumed", ["zone_id"]),
        "cameras.moved": _flagged(cameras, "moved", ["id"]),
    }
    for name in _CAMERA_FLAGS:
        counts[f"cameras.{name}_assumed"] = _flagged(cameras, f"{name}_assumed", ["id"])
    counts["facades.on_slope"] = _flagged(facades, "on_slope", buildings)
    for name, frame, keys in (("facades", facades, buildings), ("cameras", cameras, ["id"])):
        counts[f"{name}.ground_unknown"] = _flagged(frame, "ground_unknown", keys)
    counts["cameras.ground_coarse"] = _flagged(cameras, "ground_coarse", ["id"])
    counts["ground.level"] = int(not has_ground)
    counts["ground.raster"] = int(has_ground)
    return counts


def _flagged(frame: pd.DataFrame, flag: str, keys: list[str]) -> int:
    """Return how many different things, told apart by `keys`, carry a flag."""
    # Of few texts, many times repeated, each is read once.
    codes, texts = pd.factorize(frame["flags"].astype(str).to_numpy(object))
    carries = np.array([flag in text.split(",") for text in texts], bool)[codes]
    return len(frame.loc[carries, keys].drop_duplicates())


def _told(words: Mapping[str, Mapping[str, str]], hints: Mapping[str, Hint]) -> list[dict[str, Any]]:
    return [
        {
            "id": name,
            "count": hints[name].count,
            **{
                lang: filled(text, count=hints[name].count, names=hints[name].names)
                for lang, text in words[name].items()
            },
        }
        for name in words
        if hints[name].count
    ]


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    return value if value is None or isinstance(value, (bool, int, float, str)) else str(value)


def failing(findings: pd.DataFrame, weakest_force: str) -> int:
    """Return how many fails count: those of at least a force, less the waived ones.

    A draft never binds: what it would have bound counts as interpretation at most.

    Parameters
    ----------
    findings : pandas.DataFrame
    weakest_force : {'advisory', 'interpretation', 'binding'}
    """
    strong = findings["force"].isin(FORCES[FORCES.index(weakest_force) :])
    if weakest_force == FORCES[-1]:
        strong &= findings["pack_status"] != "draft"
    return int((strong & (findings["outcome"] == "fail") & ~findings["waived"].astype(bool)).sum())
