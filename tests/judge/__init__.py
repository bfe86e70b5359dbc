"""A slow, independent judge of what a camera sees, written from the definitions alone.

It knows no shadows, no sweeps and no envelopes. A point of the target plane is judged by the plain
3D segment from the camera to it, a window band by the same segment taken column by column. It uses
NumPy for every decision; shapely keeps the books (rings, areas, distances to an edge).
"""

from __future__ import annotations

from tests.judge.ground import draw_on_plane, footprint, seen
from tests.judge.ground_verdict import GroundVerdict, judge_ground
from tests.judge.solids import Solids
from tests.judge.verdict import FacadeVerdict, judge_facades
from tests.judge.view import View
from tests.judge.walls import Exposure, exposures, homes

__all__ = [
    "Exposure",
    "FacadeVerdict",
    "GroundVerdict",
    "Solids",
    "View",
    "draw_on_plane",
    "exposures",
    "footprint",
    "homes",
    "judge_facades",
    "judge_ground",
    "seen",
]
