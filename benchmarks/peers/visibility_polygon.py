"""visibility-polygon from npm, in Node: a rotational sweep; knows neither sector nor overlapping walls."""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shapely

from benchmarks.peers.free_space import free_space
from benchmarks.peers.walls import walls_of

if TYPE_CHECKING:
    from benchmarks.districts import Cameras, District
    from benchmarks.peers.walls import Walls

DISTRIBUTION = "npm:visibility-polygon"
HELP = "the scene around each camera is cut out and united for it, sent and taken back outside the clock"
MODULES = Path(sys.prefix) / "node_modules"
_SCRIPT = Path(__file__).with_suffix(".js")

if not (MODULES / "visibility-polygon").is_dir():
    raise ImportError("npm install visibility-polygon has not been run, or found no npm")
if shutil.which("node") is None:
    raise ImportError("there is no node")


def version() -> str:
    """Return the version that is installed."""
    return str(json.loads((MODULES / "visibility-polygon" / "package.json").read_text())["version"])


def prepare(district: District) -> Walls:
    """Return the walls of a district and a tree of its buildings."""
    return walls_of(district)


class PlanWork:
    """A Node process that holds the scenes of some cameras and computes them when called.

    Parameters
    ----------
    walls : Walls
    cameras : Cameras
    outlines : list of polygon
        Sectors, by which the answers are cut outside the clock.
    """

    def __init__(self, walls: Walls, cameras: Cameras, outlines: list[Any]) -> None:
        self._outlines = outlines
        self._node = subprocess.Popen(
            ["node", str(_SCRIPT), str(MODULES)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for row in range(len(outlines)):
            free = free_space(walls, cameras, row)
            rings = [] if free is None else [ring.coords for ring in (free.exterior, *free.interiors)]
            segments = [[list(a), list(b)] for ring in rings for a, b in itertools.pairwise(ring)]
            self._say(json.dumps(segments))

    def __call__(self, first: int = 0, count: int | None = None) -> None:
        """Compute some cameras, all when not told."""
        self._say(f"run {first} {len(self._outlines) if count is None else count}")
        self._answer()

    def shapes(self) -> list[Any]:
        """Return what was computed last, cut to the sectors, and end the process."""
        self._say("tell")
        rings = json.loads(self._answer())
        self._node.stdin.close()  # type: ignore[union-attr]
        self._node.wait()
        seen = [shapely.make_valid(shapely.Polygon(ring)) if len(ring) > 2 else None for ring in rings]
        return [
            None if shape is None else shapely.intersection(shape, outline)
            for shape, outline in zip(seen, self._outlines, strict=True)
        ]

    def _say(self, line: str) -> None:
        self._node.stdin.write(line + "\n")  # type: ignore[union-attr]
        self._node.stdin.flush()  # type: ignore[union-attr]

    def _answer(self) -> str:
        return self._node.stdout.readline()  # type: ignore[union-attr]
