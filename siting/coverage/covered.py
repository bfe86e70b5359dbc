"""What cameras cover of level ground alone: buildings prepared once, cameras as often as they change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from siting.coverage.aim import Aim
from siting.coverage.looks import Stage, grounds
from siting.coverage.reach import candidates_of
from siting.coverage.rows import ClassBands
from siting.coverage.sights import eyes_of
from siting.coverage.solids import prepare_solids, tree_of
from siting.coverage.table import DORI_2015
from siting.coverage.unbuilt import unbuilt_of
from siting.coverage.used import grid_azimuths_deg, why_not_standing
from siting.coverage.wall_table import table_of_walls
from siting.errors import UsageError

if TYPE_CHECKING:
    from siting.model import Ladder, Scene


def stage_of(scene: Scene, *, target_height_m: float = 1.5, ladder: Ladder = DORI_2015) -> Stage:
    """Return all that hides in a scene, prepared to be asked about any cameras in it.

    Parameters
    ----------
    scene : siting.model.Scene
        Its cameras do not matter.
    target_height_m : float
        Height of the target plane above ground [m].
    ladder : siting.model.Ladder
        Its classes are told apart.

    Raises
    ------
    UsageError
        When the scene has a ground raster: there `siting.coverage.table.cover` is what answers.
    """
    if scene.ground is not None:
        raise UsageError("on a ground raster coverage depends on each camera's ground: use siting.assess")
    solids = prepare_solids(scene, np.arange(len(scene.buildings)))
    return Stage(
        solids,
        tree_of(solids),
        table_of_walls(()),
        ClassBands(ladder),
        target_height_m,
        unbuilt_of(scene, solids),
    )


def covered(scene: Scene, stage: Stage) -> list[list[Any]]:
    """Return what the main view of each camera covers, one multipolygon for each class, the sharpest first.

    As the rows of `siting.coverage.table.CoverageTable.coverage` of the same view; of a camera that sees
    nothing, or is not computed, all are empty.

    Parameters
    ----------
    scene : siting.model.Scene
        Whose cameras are asked about.
    stage : Stage
        From `stage_of`, of a scene with the same buildings and obstacles.
    """
    azimuth = grid_azimuths_deg(scene)
    eyes = eyes_of(scene, azimuth)
    standings = stage.unbuilt.stand(scene.cameras, azimuth)
    seen = [k for k, eye in enumerate(eyes) if eye.sights and not why_not_standing(standings[k])]
    aims = [
        Aim(eyes[k].camera, (standings[k].easting_m, standings[k].northing_m), eyes[k].sights[0])
        for k in seen
    ]
    near = candidates_of(stage.tree, aims) if aims else []
    past = [stage.unbuilt.beside(aim.camera, aim.here, some) for aim, some in zip(aims, near, strict=True)]
    made: list[list[Any]] = [[shapely.MultiPolygon()] * len(stage.bands.names) for _ in eyes]
    for k, shapes in zip(seen, grounds(list(zip(aims, past, strict=True)), stage), strict=True):
        made[k] = shapes
    return made
