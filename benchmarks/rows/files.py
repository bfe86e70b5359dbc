"""Files in to files out: `siting check --no-map` against GeoPandas that reads and writes; peak memory."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np

from benchmarks.districts import street_cameras
from benchmarks.lines import Line
from benchmarks.peers.geopandas_files import keep_written
from benchmarks.processes import run
from benchmarks.town import town

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from benchmarks.districts import District
    from benchmarks.installed import Peer
    from benchmarks.lines import Effort
    from benchmarks.processes import Run

CHECK, PEAK = "siting check --no-map, 1,000 cameras x 100,000 buildings", "peak memory, 1,000,000 buildings"
_CAMERAS = 1000
_ON = "2026-03-01"
# 0 and 1: a check that found nothing to object to, or something.
_FINE = (0, 1)


def measure(district: District, peers: Mapping[str, Peer], effort: Effort) -> Iterator[Line]:  # noqa: ARG001
    """Yield the line of the check against GeoPandas, and the one of the peak memory.

    Parameters
    ----------
    district : District
    peers : mapping of str to Peer
    effort : Effort
    """
    small, large = (town(district, count).homes() for count in effort.buildings)
    with tempfile.TemporaryDirectory() as name:
        yield _checked(small, effort, Path(name))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        plan = _written(large, folder / "plan", as_parquet=True)
        found = _check(plan, folder / "out")
        yield Line(
            PEAK, large.name, "", "", found.peak_mib, unit="MiB", note=f"GeoParquet, {found.wall_s:.0f} s"
        )


def _checked(place: District, effort: Effort, folder: Path) -> Line:
    plan = _written(place, folder, as_parquet=False)
    _check(plan, folder / "out")
    kept = folder / "kept.pickle"
    keep_written(folder / "out", kept)
    peer = [
        sys.executable,
        "-m",
        "benchmarks.peers.geopandas_files",
        *map(str, (plan, kept, folder / "peer")),
    ]
    mine_s, other_s = [], []
    for _ in range(effort.rounds):
        mine_s.append(_check(plan, folder / "out").wall_s)
        other = run(peer)
        # Fetching what it writes is not what it is asked for.
        other_s.append(other.wall_s - float(other.said.split()[-1]))
    return Line(
        CHECK,
        place.name,
        "geopandas",
        f"geopandas {gpd.__version__}, reading and writing alone",
        float(np.median(mine_s)),
        float(np.median(other_s)),
        unit="s, whole process",
        ratio=float(np.median(np.divide(other_s, mine_s))),
    )


def _check(plan: Path, out: Path) -> Run:
    options = ["--no-map", "--quiet", "--on", _ON, "--out", str(out)]
    done = run([sys.executable, "-m", "siting.cli", "check", str(plan), *options])
    if done.exit_code not in _FINE:
        raise RuntimeError(f"the check left with {done.exit_code}: {done.said[-500:]}")
    return done


def _written(place: District, folder: Path, *, as_parquet: bool) -> Path:
    """Return the plan of a town with cameras in its streets, written as a file or a folder of files."""
    buildings, cameras = place.buildings_frame(), place.cameras_frame(street_cameras(place, _CAMERAS))
    folder.mkdir(exist_ok=True)
    if as_parquet:
        buildings.to_parquet(folder / "buildings.parquet", write_covering_bbox=True, row_group_size=10_000)
        cameras.to_parquet(folder / "cameras.parquet")
        return folder
    plan = folder / "plan.gpkg"
    buildings.to_file(plan, layer="buildings")
    cameras.to_file(plan, layer="cameras")
    return plan
