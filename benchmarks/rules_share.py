"""How long the rules take beside the geometry: a real district, a thousand invented cameras.

Run ``python -m benchmarks.rules_share DISTRICT.gpkg`` with the layer `buildings` (and `walk_edges`, where it
has one). It prints the seconds spent in coverage and in rules, duty by duty where one is slow, and their
ratio: below one is what the house promises. Without the file it says so and leaves.
"""

from __future__ import annotations

import argparse
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from siting.coverage.table import cover
from siting.io import read_scene
from siting.rules import engine
from siting.rules.pack import DEFAULT_PACKS, load_ladder, load_pack

if TYPE_CHECKING:
    from siting.model import Scene

ON = date(2026, 3, 1)
CAMERA_COUNT = 1000
SYSTEM_COUNT = 20
SEED = 799
SLOW_S = 0.05
# Whoever runs the cameras, turn by turn; the last declares nothing.
REGIMES = ("gov", "operator", "other_public", "non_public", None)


def district(path: Path, camera_count: int) -> Scene:
    """Return the buildings of a district with invented cameras, signs and systems.

    Parameters
    ----------
    path : pathlib.Path
        A GeoPackage with the layer `buildings`.
    camera_count : int
    """
    buildings = pyogrio.read_dataframe(path, layer="buildings")
    metric = buildings.to_crs(buildings.estimate_utm_crs())
    cameras = _cameras(metric, camera_count)
    signs = cameras.iloc[::2]
    layers = {str(name) for name, _ in pyogrio.list_layers(path)}
    return read_scene(
        buildings=f"{path}:buildings",
        cameras=cameras,
        signs=gpd.GeoDataFrame({"camera_ids": signs["id"]}, geometry=signs.geometry, crs=signs.crs),
        systems=pd.DataFrame([_system(place) for place in range(SYSTEM_COUNT)]),
        walks=f"{path}:walk_edges" if "walk_edges" in layers else None,
    )


def _cameras(buildings: gpd.GeoDataFrame, count: int) -> gpd.GeoDataFrame:
    """Cameras in the streets: a few metres off a wall, looking anywhere."""
    rng = np.random.default_rng(SEED)
    walls = shapely.boundary(shapely.buffer(buildings.geometry.to_numpy(), 3.0))
    solid = shapely.union_all(buildings.geometry.to_numpy())
    shapely.prepare(solid)
    points: list[Any] = []
    while len(points) < count:
        wall = walls[rng.integers(len(walls))]
        point = shapely.line_interpolate_point(wall, rng.random(), normalized=True)
        if not shapely.is_empty(point) and not solid.intersects(point):
            points.append(point)
    turn = np.arange(count)
    columns = {
        "id": [f"C{place:04d}" for place in turn],
        "azimuth_deg": rng.uniform(0.0, 360.0, count).round(1),
        "tilt_deg": rng.uniform(8.0, 20.0, count).round(1),
        "height_m": rng.choice([3.5, 4.5, 6.0, 8.0], count),
        "hfov_deg": rng.choice([48.0, 68.0, 90.0], count),
        "image_width_px": rng.choice([1920, 2560, 3840], count),
        "range_m": rng.choice([30.0, 50.0, 80.0], count),
        "regime": [REGIMES[place % len(REGIMES)] for place in turn],
        "social_public_area": ["yes" if place % 4 else "no" for place in turn],
        "status": ["existing" if place % 3 else "proposed" for place in turn],
        "system_id": [f"S{place % SYSTEM_COUNT:02d}" for place in turn],
        "installer": ["Street department (INVENTED)"] * count,
    }
    return gpd.GeoDataFrame(columns, geometry=points, crs=buildings.crs)


def _system(place: int) -> dict[str, object]:
    return {
        "id": f"S{place:02d}",
        "unit_name": "Street department (INVENTED)",
        "retention_days": 20 + place,
        "declared_count": 50,
        "acceptance_date": "2025-06-02",
        "in_use_date": "2025-06-02",
    }


def main() -> None:
    """Return nothing; print seconds in coverage, in rules, and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("district", type=Path)
    parser.add_argument("--cameras", type=int, default=CAMERA_COUNT)
    asked = parser.parse_args()
    if not asked.district.is_file():
        print(f"skipped: there is no {asked.district.name}")
        return
    scene = district(asked.district, asked.cameras)
    ladder = load_ladder("dori_2015")
    packs = [load_pack(name) for name in DEFAULT_PACKS]
    # The first call loads the compiled kernels: it is not what is measured.
    cover(district(asked.district, 1), target_height_m=1.5, ladder=ladder)
    started_s = time.perf_counter()
    table = cover(scene, target_height_m=1.5, ladder=ladder)
    coverage_s = time.perf_counter() - started_s
    duties = [duty.id for pack in packs for duty in pack.duties]
    ends_s = [time.perf_counter()]
    findings = engine.judge(
        scene, table, packs, on=ON, ladder=ladder, progress=lambda *_: ends_s.append(time.perf_counter())
    )
    rules_s = time.perf_counter() - ends_s[0]
    print(f"{len(scene.buildings)} buildings, {len(scene.cameras)} cameras, {len(table.facades)} facade rows")
    print(f"coverage {coverage_s:.2f} s, rules {rules_s:.2f} s for {len(findings)} findings")
    for duty_id, spent_s in zip(duties, np.diff(ends_s), strict=True):
        if spent_s >= SLOW_S:
            print(f"  {spent_s:.2f} s  {duty_id}")
    print(f"ratio rules / coverage {rules_s / coverage_s:.2f}")


if __name__ == "__main__":
    main()
