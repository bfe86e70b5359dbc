"""What views see, many at once: plain pyramids in one call of the kernels, on every core, in their order."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from siting.coverage.facades import Exposure, by_focal_length, facade_exposures, more_than
from siting.coverage.horizon import above_ground
from siting.coverage.reach import candidates_of, walls_of_each
from siting.coverage.rows import CAPABILITY_VIEW, MAIN_VIEW, UNBUILT_VIEW
from siting.coverage.sight_ground import sight_on_ground
from siting.coverage.sight_walls import sight_on_walls
from siting.coverage.unbuilt import BEHIND_PROPOSED
from siting.coverage.visibility import ground_coverages
from siting.coverage.wider_images import walls_gained

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from siting.coverage.aim import Aim
    from siting.coverage.rows import ClassBands
    from siting.coverage.solid_grid import SolidGrid
    from siting.coverage.solids import Solids
    from siting.coverage.terrain import GroundView, Terrain
    from siting.coverage.unbuilt import Unbuilt
    from siting.coverage.wall_table import Walls

# So many views are handed to one core at a time: few enough to show progress, many enough to pay.
_AT_ONCE = 64


@dataclass(frozen=True, eq=False)
class Stage:
    """All that stands around the cameras, and what is asked of it.

    Parameters
    ----------
    solids : siting.coverage.solids.Solids
    tree : shapely.STRtree
        Of the bounds of the solids.
    grid : siting.coverage.solid_grid.SolidGrid
        Over the bounds of the solids.
    walls : siting.coverage.wall_table.Walls
    bands : siting.coverage.rows.ClassBands
    plane_m : float
        Height of the target plane above ground [m].
    unbuilt : siting.coverage.unbuilt.Unbuilt
    terrain : siting.coverage.terrain.Terrain or None
        The ground, None where it is level.
    """

    solids: Solids
    tree: Any
    grid: SolidGrid
    walls: Walls
    bands: ClassBands
    plane_m: float
    unbuilt: Unbuilt
    terrain: Terrain | None = None


@dataclass(eq=False)
class Look:
    """What one view sees.

    Parameters
    ----------
    near, hiding : int array
        Solids within its reach in plan, and those of them that hide homes from it.
    seen : list of shapely.MultiPolygon
        Of the plane, class by class.
    bare, today : list of shapely.MultiPolygon or None
        The same while crowns are bare, and until what is proposed stands; None where that is no other.
    exposures : dict of str to Exposure
        What is seen of the walls, by name of the view.
    ground : GroundView or None
        Where the ground is not level.
    """

    near: NDArray[np.int64]
    hiding: NDArray[np.int64]
    seen: list[Any] = field(default_factory=list)
    bare: list[Any] | None = None
    today: list[Any] | None = None
    exposures: dict[str, Exposure] = field(default_factory=dict)
    ground: GroundView | None = None


def looks(aims: Sequence[Aim], stage: Stage) -> Iterator[Look]:
    """Yield what each view sees, in the order given; how many cores there are changes nothing.

    Parameters
    ----------
    aims : sequence of Aim
    stage : Stage
    """
    shares = [aims[low : low + _AT_ONCE] for low in range(0, len(aims), _AT_ONCE)]
    if stage.terrain is not None or len(shares) < 2:
        # A raster held open is not read from two cores at once; for one share no core need be called.
        for some in shares:
            yield from _looks_at_once(some, stage)
        return
    with ThreadPoolExecutor(os.cpu_count() or 1) as cores:
        for made in cores.map(lambda some: _looks_at_once(some, stage), shares):
            yield from made


def _looks_at_once(aims: Sequence[Aim], stage: Stage) -> list[Look]:
    met = candidates_of(aims, tree=stage.tree, grid=stage.grid, boxes=stage.solids.boxes)
    made = [_in_reach(aim, near, stage) for aim, near in zip(aims, met, strict=True)]
    hides = stage.solids.hides_homes
    _look_at_ground(aims, made, stage)
    bare: list[tuple[Aim, NDArray[np.int64], Look]] = []
    today: list[tuple[Aim, NDArray[np.int64], Look]] = []
    for aim, look in zip(aims, made, strict=True):
        if len(look.hiding) < len(look.near) and aim.sight.name in (MAIN_VIEW, CAPABILITY_VIEW):
            leafless = look.near[hides[look.near]]
            if len(leafless) < len(look.near):
                bare.append((aim, leafless, look))
            if len(look.hiding) < len(leafless):
                today.append((aim, look.hiding, look))
    for (_, _, look), shapes in zip(bare, grounds([each[:2] for each in bare], stage), strict=True):
        look.bare = shapes
    for (_, _, look), shapes in zip(today, grounds([each[:2] for each in today], stage), strict=True):
        look.today = shapes
    _look_at_walls(aims, made, stage)
    return made


def _look_at_walls(aims: Sequence[Aim], made: Sequence[Look], stage: Stage) -> None:
    """Note what each view sees of the walls: for sure, behind what is not built, with the widest image."""
    everywhere = [(aim, look.hiding, look) for aim, look in zip(aims, made, strict=True)]
    walls = walls_of_each(stage.walls, [look.near for look in made])
    bare = _exposures(everywhere, walls, stage)
    for (aim, _, look), seen in zip(everywhere, bare, strict=True):
        look.exposures[aim.sight.name] = seen
    built = [stage.unbuilt.built(look.hiding) for look in made]
    behind = [k for k, look in enumerate(made) if len(built[k]) < len(look.hiding)]
    jobs = [(aims[k], built[k], made[k]) for k in behind]
    for k, seen in zip(behind, _exposures(jobs, [walls[k] for k in behind], stage), strict=True):
        name, bare[k] = aims[k].sight.name, seen
        made[k].exposures[f"{UNBUILT_VIEW}{name}"] = more_than(
            seen, made[k].exposures[name], {BEHIND_PROPOSED}
        )
    wider = [k for k, aim in enumerate(aims) if aim.sight.more is not None]
    gained = walls_gained([aims[k] for k in wider], [walls[k] for k in wider], stage.walls)
    jobs = [(aims[k].with_widest(), built[k], made[k]) for k in wider]
    for k, (aim, _, look), seen in zip(wider, jobs, _exposures(jobs, gained, stage), strict=True):
        most = by_focal_length(seen, aim.sight.f_px, aims[k].sight.f_px)
        look.exposures[aim.sight.name] = more_than(most, bare[k], aim.sight.unsure)


def _in_reach(aim: Aim, near: NDArray[np.int64], stage: Stage) -> Look:
    near = stage.unbuilt.beside(aim.camera, aim.here, near)
    return Look(near, stage.unbuilt.hiding(aim.camera, near))


def _look_at_ground(aims: Sequence[Aim], made: Sequence[Look], stage: Stage) -> None:
    """Note what each view sees of the ground past all that is near."""
    if stage.terrain is None:
        jobs = [(aim, look.near) for aim, look in zip(aims, made, strict=True)]
        for look, shapes in zip(made, grounds(jobs, stage), strict=True):
            look.seen = shapes
        return
    for aim, look in zip(aims, made, strict=True):
        look.ground = _on_terrain(stage.terrain, aim, look.near, stage)
        look.seen = look.ground.shapes


def _on_terrain(terrain: Terrain, aim: Aim, candidates: NDArray[np.int64], stage: Stage) -> GroundView:
    return terrain.cover(
        aim.here,
        aim.sight,
        target_m=stage.plane_m,
        bands=stage.bands,
        solids=stage.solids,
        candidates=candidates,
    )


def grounds(jobs: Sequence[tuple[Aim, NDArray[np.int64]]], stage: Stage) -> list[list[Any]]:
    """Return what views see of the ground past some solids each, class by class.

    Parameters
    ----------
    jobs : sequence of (Aim, int array)
        Views, and the solids that may stand in each.
    stage : Stage
    """
    if stage.terrain is not None:
        return [_on_terrain(stage.terrain, aim, past, stage).shapes for aim, past in jobs]
    made: list[list[Any]] = [[] for _ in jobs]
    plain = [k for k, (aim, _) in enumerate(jobs) if aim.sight.is_plain]
    if plain:
        beams = [jobs[k][0].sight.beams[0] for k in plain]
        starts, candidates = _one_after_another([jobs[k][1] for k in plain])
        seen = ground_coverages(
            np.array([jobs[k][0].here for k in plain]),
            views=np.array([beam.view for beam in beams]),
            depths_m=np.array([stage.bands.depths_m(beam.f_px) for beam in beams]),
            solids=stage.solids,
            candidate_starts=starts,
            candidates=candidates,
            plane_m=stage.plane_m,
        )
        for place, k in enumerate(plain):
            made[k] = list(seen[place])
    for k, (aim, past) in enumerate(jobs):
        if not aim.sight.is_plain:
            made[k] = sight_on_ground(
                aim.here,
                aim.sight,
                bands=stage.bands,
                solids=stage.solids,
                candidates=past,
                plane_m=stage.plane_m,
            )
    return made


def _exposures(
    jobs: Sequence[tuple[Aim, NDArray[np.int64], Look]],
    wall_rows: Sequence[NDArray[np.int64]],
    stage: Stage,
) -> list[Exposure]:
    """Return what views see of some walls past some solids each."""
    walls, solids = stage.walls, stage.solids
    made: dict[int, Exposure] = {}
    plain = [k for k, (aim, _, _) in enumerate(jobs) if aim.sight.is_plain]
    if plain:
        wall_starts, wall_candidates = _one_after_another([wall_rows[k] for k in plain])
        starts, candidates = _one_after_another([jobs[k][1] for k in plain])
        seen = facade_exposures(
            np.array([jobs[k][0].here for k in plain]),
            views=np.array([jobs[k][0].sight.beams[0].view for k in plain]),
            walls=walls,
            wall_starts=wall_starts,
            wall_candidates=wall_candidates,
            solids=solids,
            candidate_starts=starts,
            candidates=candidates,
        )
        made = dict(zip(plain, seen, strict=True))
    for k, (aim, past, look) in enumerate(jobs):
        if k not in made:
            made[k] = sight_on_walls(
                aim.here,
                aim.sight,
                walls=walls,
                wall_candidates=wall_rows[k],
                solids=solids,
                candidates=past,
            )
        if look.ground is not None and stage.terrain is not None:
            height_m = float(aim.sight.beams[0].view[0])
            # The widest image may reach farther than the ground that was read for what is taken.
            around = stage.terrain.around(aim.here, aim.sight) if aim.sight.unsure else look.ground.around
            made[k] = above_ground(made[k], aim.here, height_m, walls=walls, ground=around)
    return [made[k] for k in range(len(jobs))]


def _one_after_another(
    shares: Sequence[NDArray[np.int64]],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where each share begins, with the total at the end, and all shares as one."""
    starts = np.zeros(len(shares) + 1, np.int64)
    np.cumsum([len(share) for share in shares], out=starts[1:])
    return starts, np.concatenate(shares) if shares else np.empty(0, np.int64)
