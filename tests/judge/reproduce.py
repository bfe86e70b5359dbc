"""A failing case written down as a small scene that anyone can run."""

from __future__ import annotations

import argparse
import math
import sys
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely

if TYPE_CHECKING:
    from siting.model import Camera, Scene

DIGITS = 9


def as_code(scene: Scene, camera_id: str, *, reach_m: float = math.inf) -> str:
    """Return Python that builds the scene of one camera, at local (0, 0), and all within `reach_m` [m]."""
    camera = next(each for each in scene.cameras if each.id == camera_id)
    here = shapely.Point(camera.easting_m, camera.northing_m)
    lines = [
        "from shapely import from_wkt",
        "from siting.coverage.table import cover",
        "from tests.judge.trial import try_table",
        "from tests.scenes import Place, scene",
        "",
        f"place = Place({scene.crs.to_epsg()}, {camera.easting_m!r}, {camera.northing_m!r})",
    ]
    for name in ("buildings", "obstacles", "zones"):
        frame = getattr(scene, name)
        frame = frame[frame.geometry.distance(here) <= reach_m]
        lines.append(f"{name} = [")
        lines += [f"    {_row(row, here)}," for row in frame.to_dict("records")]
        lines.append("]")
    lines.append(f"cameras = [{_camera(camera)}]")
    lines += [
        "case = scene(buildings, cameras, obstacles=obstacles, zones=zones, place=place)",
        "print(try_table(case, cover(case)))",
    ]
    return "\n".join(lines) + "\n"


def _row(row: dict[str, Any], here: shapely.Point) -> str:
    shape = shapely.transform(row.pop("geometry"), lambda xy: xy - np.array([here.x, here.y]))
    kept = {key: value for key, value in row.items() if not pd.isna(value)}
    wkt = shapely.to_wkt(shape, rounding_precision=DIGITS)
    return f"{{**{kept!r}, 'geometry': from_wkt({wkt!r})}}"


def _camera(camera: Camera) -> str:
    fields = {name: getattr(camera, name) for name in type(camera).__dataclass_fields__}
    lens = fields.pop("lens")
    fields |= {name: getattr(lens, name) for name in type(lens).__dataclass_fields__}
    for name in ("easting_m", "northing_m", "assumed"):
        fields.pop(name)
    kept = {key: value for key, value in fields.items() if value is not None}
    return repr({"east": 0.0, "north": 0.0, **kept})


def main() -> None:
    """Write the case of one camera of a district test to standard output."""
    from tests.coverage.test_against_judge import district_scene

    parser = argparse.ArgumentParser(description="Write one camera of a district test as a small scene.")
    parser.add_argument("district")
    parser.add_argument("seed", type=int)
    parser.add_argument("camera_id")
    parser.add_argument("--reach-m", type=float, default=math.inf)
    options = parser.parse_args()
    scene = district_scene(options.district, seed=options.seed)
    sys.stdout.write(as_code(scene, options.camera_id, reach_m=options.reach_m))


if __name__ == "__main__":
    main()
