"""GRASS r.viewshed, a process for each observer in one session."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.ground import EYE_M, REACH_M
from benchmarks.installed import first_line

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from benchmarks.ground import Ground

DISTRIBUTION = "grass-core"
HELP = "its region is set to the square within reach; starting its process is part of its time"
_BASE = Path(first_line(["grass", "--config", "path"]))


def version() -> str:
    """Return the version that is installed."""
    return first_line(["grass", "--config", "version"])


def prepare(ground: Ground, folder: Path) -> dict[str, str]:
    """Return the environment of a session that holds the raster."""
    raster, place = folder / f"{ground.name}_grass.tif", folder / f"grass_{ground.name}"
    ground.write(str(raster))
    subprocess.run(["grass", "-c", str(raster), "-e", str(place)], check=True, capture_output=True)
    settings = folder / f"gisrc_{ground.name}"
    settings.write_text(f"GISDBASE: {folder}\nLOCATION_NAME: {place.name}\nMAPSET: PERMANENT\nGUI: text\n")
    told = {
        "GISBASE": str(_BASE),
        "GISRC": str(settings),
        "LD_LIBRARY_PATH": str(_BASE / "lib"),
        "PATH": f"{_BASE / 'bin'}:{_BASE / 'scripts'}:{os.environ['PATH']}",
        "GRASS_VERBOSE": "0",
    }
    session = {**os.environ, **told}
    for command in (
        ["r.in.gdal", f"input={raster}", "output=heights", "--overwrite", "-o"],
        ["g.region", "raster=heights"],
    ):
        subprocess.run(command, env=session, check=True, capture_output=True)
    return session


def look(session: Any, ground: Ground, eye: int) -> dict[str, str]:
    """Return the session with the region in which `seen` now holds what an observer sees."""
    rows, columns = ground.window(eye)
    easting, northing = ground.place(eye)
    edges = {
        "proj": 99,
        "zone": 0,
        "north": ground.north_m - rows.start * ground.cell_m,
        "south": ground.north_m - rows.stop * ground.cell_m,
        "east": ground.west_m + columns.stop * ground.cell_m,
        "west": ground.west_m + columns.start * ground.cell_m,
        "cols": columns.stop - columns.start,
        "rows": rows.stop - rows.start,
        "e-w resol": ground.cell_m,
        "n-s resol": ground.cell_m,
    }
    here = {**session, "GRASS_REGION": "; ".join(f"{name}: {value}" for name, value in edges.items())}
    options = [f"observer_elevation={EYE_M}", "target_elevation=0", f"max_distance={REACH_M}"]
    subprocess.run(
        ["r.viewshed", "-b", "--overwrite", "input=heights", "output=seen",
         f"coordinates={easting},{northing}", *options],
        env=here, check=True, capture_output=True,
    )  # fmt: skip
    return here


def cells(found: Any, ground: Ground, eye: int) -> NDArray[np.bool_]:
    """Return which cells of an observer's window are seen."""
    told = subprocess.run(
        ["r.out.ascii", "input=seen", "output=-", "-h"], env=found, check=True, capture_output=True, text=True
    ).stdout
    rows, columns = ground.window(eye)
    values = np.array(told.replace("*", "0").split(), dtype=float)
    seen: NDArray[np.bool_] = values.reshape(rows.stop - rows.start, columns.stop - columns.start) > 0
    return seen
