"""Obstacles that are proposed and not built yet: what they hide is not hidden for sure.

They hide no home and no garden from an existing camera, which sees past them today. A proposed camera may
hang before they stand: what only they hide from it is kept apart, in views of its own, and is neither seen
for sure nor hidden. What a camera counts as covering of the ground is what it will cover beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely

from siting.coverage.standing import CLEAR_M, Standing, stand_cameras

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from siting.coverage.solids import Solids
    from siting.model import Camera, Scene

PROPOSED, EXISTING = "proposed", "existing"
"""The status of what is planned, and of what is there already."""
BEHIND_PROPOSED = "behind_proposed"
"""Flag of a row of such a view: nothing but proposed obstacles is to hide it."""

_TOUCH_M = 1e-6


def proposed_solids(scene: Scene, solids: Solids) -> NDArray[np.int64]:
    """Return the solids that are proposed obstacles, ascending.

    Parameters
    ----------
    scene : Scene
    solids : Solids
    """
    return _obstacles(solids, scene.obstacles["status"].to_numpy(object) == PROPOSED)


def unsettled_solids(scene: Scene, solids: Solids) -> NDArray[np.int64]:
    """Return the solids that are obstacles of which the plan says no status, ascending.

    Parameters
    ----------
    scene : Scene
    solids : Solids
    """
    return _obstacles(solids, scene.obstacles["status"].isna().to_numpy(bool))


def _obstacles(solids: Solids, is_chosen: NDArray[np.bool_]) -> NDArray[np.int64]:
    # Obstacles stand in the solids in the order of the scene.
    chosen: NDArray[np.int64] = np.flatnonzero(solids.kind == "obstacle")[is_chosen]
    return chosen


def mouths_beside(
    solids: Solids, chosen: NDArray[np.bool_], *, among: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return which of some solids close a gap beside a chosen one: without it there is no gap.

    Parameters
    ----------
    solids : Solids
    chosen : bool array (s,)
    among : int array (k,)

    Returns
    -------
    bool array (k,)
    """
    out = np.zeros(len(among), bool)
    gaps = np.flatnonzero(solids.kind[among] == "gap")
    if len(gaps):
        tree = shapely.STRtree(solids.footprints[chosen])
        found, _ = tree.query(solids.footprints[among[gaps]], predicate="dwithin", distance=_TOUCH_M)
        out[gaps[found]] = True
    return out


@dataclass(frozen=True)
class Unbuilt:
    """Which solids are not there yet.

    Parameters
    ----------
    solids : Solids
    mask : bool array (s,)
        Proposed obstacles that do not count as built, and what closes gaps beside them.
    """

    solids: Solids
    mask: NDArray[np.bool_]

    def stand(
        self,
        cameras: tuple[Camera, ...],
        azimuth_grid_deg: NDArray[np.float64],
        heights_m: NDArray[np.float64] | None = None,
        *,
        among: NDArray[np.int64] | None = None,
    ) -> list[Standing]:
        """Return where each camera stands; existing ones among what stands already.

        Parameters
        ----------
        cameras : tuple of Camera
        azimuth_grid_deg : float array (n,)
        heights_m : float array (n,) or None
            As in `siting.coverage.standing.stand_cameras`.
        among : int array (m,) or None
            All solids around the cameras, ascending, where these are known; None looks among all.
        """
        everything = np.arange(len(self.mask)) if among is None else among
        real = everything[self.solids.kind[everything] != "gap"]
        planned = stand_cameras(cameras, self.solids, azimuth_grid_deg, among=real, heights_m=heights_m)
        there = [k for k, camera in enumerate(cameras) if camera.status == EXISTING]
        if not self.mask.any() or not there:
            return planned
        standing = real[~self.mask[real]]
        chosen = tuple(cameras[k] for k in there)
        above = None if heights_m is None else heights_m[there]
        today = stand_cameras(chosen, self.solids, azimuth_grid_deg[there], among=standing, heights_m=above)
        for k, each in zip(there, today, strict=True):
            planned[k] = each
        return planned

    def beside(self, camera: Camera, here: tuple[float, float], near: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the solids near a camera less those that would stand where an existing one hangs.

        Parameters
        ----------
        camera : Camera
        here : tuple of float
            Its position as used [m].
        near : int array (k,)
        """
        if camera.status != EXISTING or not self.mask[near].any():
            return near
        around = shapely.dwithin(self.solids.footprints[near], shapely.Point(here), CLEAR_M)
        return near[~(self.mask[near] & around)]

    def hiding(self, camera: Camera, near: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return which of the solids near a camera hide homes: of an existing one those that are built."""
        hiding = near[self.solids.hides_homes[near]]
        return self.built(hiding) if camera.status == EXISTING else hiding

    def built(self, near: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return those of some solids that are there for sure."""
        return near[~self.mask[near]]


def unbuilt_of(scene: Scene, solids: Solids, built: Collection[str] = ()) -> Unbuilt:
    """Return which solids of a scene are not there yet.

    Parameters
    ----------
    scene : Scene
    solids : Solids
    built : collection of str
        Ids of proposed obstacles that count as built.
    """
    mask = np.zeros(len(solids.kind), bool)
    proposed = proposed_solids(scene, solids)
    mask[[s for s in proposed if solids.id[s] not in built]] = True
    if mask.any():
        mask |= mouths_beside(solids, mask, among=np.arange(len(mask)))
    return Unbuilt(solids, mask)
